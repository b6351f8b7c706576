"""Catálogo de obras y acciones por ejercicio: qué carencia mueve cada obra y con qué condición."""

from functools import cache

import pandas as pd

from fais_analysis.errors import ReglaError
from fais_analysis.schemas.catalogo import CatalogoObras
from fais_analysis.sources.catalogo_obras import read_catalogo_obras


@cache
def _load_completo() -> pd.DataFrame:
    return CatalogoObras.validate(read_catalogo_obras())


def get_ejercicios_catalogo() -> tuple[int, int]:
    """Primer y último ejercicio para los que hay Catálogo reconstruido."""
    tabla = _load_completo()
    return int(tabla["desde"].min()), int(tabla["hasta"].max())


def load_catalogo_obras(ejercicio: int) -> pd.DataFrame:
    """Catálogo de obras de un ejercicio: una fila = una subclasificación.

    Es una reconstrucción no cotejada con el DOF (``certeza`` = recordada): orienta y avisa, nunca
    rechaza una obra. ``efecto`` dice si la obra, por sí sola, saca a la vivienda de la carencia.

    Parameters
    ----------
    ejercicio
        Año fiscal de la obra.

    Returns
    -------
    DataFrame
        Columnas de ``schemas.catalogo.CatalogoObras``; sin dato, nulo.

    Raises
    ------
    ReglaError
        Si nadie ha reconstruido el Catálogo de ese ejercicio. El de otro año no se usa en su lugar.

    Examples
    --------
    >>> t = load_catalogo_obras(2019).set_index("subclasificacion")
    >>> t.loc["Piso firme", ["grupo", "subindicador", "efecto"]].tolist()
    ['Vivienda', 'icv_pisos', 'final']
    """
    tabla = _load_completo()
    rige = tabla["desde"].le(ejercicio) & tabla["hasta"].ge(ejercicio)
    if not rige.any():
        desde, hasta = get_ejercicios_catalogo()
        raise ReglaError(
            f"No hay Catálogo de obras revisado para el ejercicio {ejercicio}.",
            donde="rules/data/catalogo/",
            esperado=f"un ejercicio entre {desde} y {hasta}",
            encontrado=str(ejercicio),
            que_hacer="agregue el Anexo I de los Lineamientos de ese ejercicio al catálogo, con su cita",
        )
    return tabla[rige].reset_index(drop=True)
