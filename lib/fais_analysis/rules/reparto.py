"""Las reglas que se comparan con el reparto del dinero de un libro, ejercicio por ejercicio."""

from collections.abc import Iterable

import pandas as pd

from fais_analysis.rules.catalogo import get_ejercicios_catalogo, load_catalogo_obras
from fais_analysis.rules.reglas import Regla, has_regla, list_versiones

CODIGOS_REPARTO: tuple[str, ...] = (
    "DIRECTA_MIN",
    "COMPLEMENTARIA_MAX",
    "FISE_ZAP_MIN",
    "FISMDF_ZAP_URBANA_MIN",
    "FOCALIZACION",
)


def list_reglas_reparto(ejercicios: Iterable[int]) -> tuple[Regla, ...]:
    """Todas las versiones de las reglas de reparto que rigieron en unos ejercicios.

    Si una regla cambió dentro de un año van sus dos versiones: un libro sin fecha de obra se compara con
    ambas. El ejercicio que nadie ha revisado no trae regla: quien compara lo dice, no usa la de otro año.

    Examples
    --------
    >>> [r.valor for r in list_reglas_reparto([2019]) if r.codigo == "DIRECTA_MIN"]
    [70, 40]
    >>> list_reglas_reparto([2090])
    ()
    """
    return tuple(
        regla
        for ejercicio in sorted({int(e) for e in ejercicios})
        for codigo in CODIGOS_REPARTO
        if has_regla(codigo, ejercicio)
        for regla in list_versiones(codigo, ejercicio)
    )


def load_catalogo_ejercicios(ejercicios: Iterable[int]) -> pd.DataFrame:
    """El catálogo de obras de varios ejercicios: una fila = subclasificación y vigencia (desde, hasta).

    Los ejercicios sin catálogo reconstruido no aportan filas: sus obras quedan «sin clasificar».
    """
    desde, hasta = get_ejercicios_catalogo()
    propios = sorted({int(e) for e in ejercicios if desde <= int(e) <= hasta}) or [hasta]
    return pd.concat([load_catalogo_obras(e) for e in propios]).drop_duplicates(ignore_index=True)
