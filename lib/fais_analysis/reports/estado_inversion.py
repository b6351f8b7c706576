"""La inversión de una entidad: lo que todos sus municipios comparten, calculado una vez."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from fais_analysis.indicators.focalizacion import add_focalizacion, compute_partes_efecto
from fais_analysis.indicators.inversion import compute_inversion_por
from fais_analysis.indicators.necesidad import compute_necesidad_inversion
from fais_analysis.indicators.per_capita import compute_inversion_per_capita
from fais_analysis.loaders.inversion import LibroInversion, select_entidad
from fais_analysis.reports import tablas_focalizacion as focalizacion
from fais_analysis.reports import tablas_inversion as tablas

if TYPE_CHECKING:
    from fais_analysis.reports.estado import DatosEstado


@dataclass(frozen=True)
class InversionEstado:
    """El libro de una entidad y los cálculos que abarcan a todos sus municipios.

    ``libro``: sólo las obras de la entidad, con su vía. ``repartos``: por columna, la
    inversión de la entidad por valor. ``per_capita`` y ``necesidad``: todos los municipios. ``catalogo``:
    una fila = ejercicio y subclasificación. ``efecto``: toda la entidad, una fila = obra final, intermedia…
    ``antes_despues``: una fila = carencia de vivienda y municipio. ``focalizacion``: por tabla, la de todos
    los municipios.
    """

    libro: LibroInversion
    repartos: dict[str, pd.DataFrame]
    per_capita: pd.DataFrame
    catalogo: pd.DataFrame
    necesidad: pd.DataFrame
    efecto: pd.DataFrame
    antes_despues: pd.DataFrame
    focalizacion: dict[str, pd.DataFrame]


def build_inversion_estado(estado: "DatosEstado", libro: LibroInversion) -> InversionEstado:
    """Los cálculos de la entidad con el libro vigente."""
    propio = select_entidad(libro, estado.lugar.clave)
    propio = replace(propio, tabla=add_focalizacion(propio.tabla))
    catalogo = tablas.build_catalogo(propio.tabla)
    return InversionEstado(
        libro=propio,
        repartos={columna: compute_inversion_por(propio.tabla, [columna]) for columna in tablas.REPARTOS},
        per_capita=compute_inversion_per_capita(propio.tabla, estado.pobreza),
        catalogo=catalogo,
        necesidad=compute_necesidad_inversion(estado.prioridades, propio.tabla, catalogo),
        efecto=compute_partes_efecto(propio.tabla, focalizacion.load_catalogo_de(propio.tabla), ()),
        antes_despues=focalizacion.build_antes_despues(propio.tabla, estado),
        focalizacion=focalizacion.build_focalizacion_municipios(propio.tabla, estado.lugar.clave),
    )
