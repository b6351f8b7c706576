"""La calidad de los datos con que se hizo una corrida: lo medido en cada tabla y qué tan preciso es."""

from dataclasses import dataclass

from fais_analysis.claves import ENTIDADES, check_clave_entidad
from fais_analysis.entidad.filtros import filter_entidad
from fais_analysis.indicators.precision import compute_precision
from fais_analysis.loaders.calidad import CalidadTabla, measure_calidad
from fais_analysis.loaders.ordenadas import load_tabla


@dataclass(frozen=True)
class PrecisionIndicador:
    """De un indicador, en cuántos municipios de la entidad se midió su precisión y en cuántos no alcanza."""

    indicador: str
    anio: int
    municipios: int
    imprecisos: int


@dataclass(frozen=True)
class Calidad:
    """Lo que la página de calidad dice de los datos de una entidad. ``municipios`` son los del catálogo."""

    clave_entidad: str
    entidad: str
    municipios: int
    tablas: tuple[CalidadTabla, ...]
    precision: tuple[PrecisionIndicador, ...]


def build_calidad(clave_entidad: str) -> Calidad:
    """Mide las tablas oficiales de ``data/`` desde una entidad.

    Raises
    ------
    ClaveError
        Si la clave no es de una entidad.
    FuenteFaltanteError, FuenteAlteradaError, EsquemaError
        Si falta una tabla o no es la de su ficha.
    """
    clave = check_clave_entidad(clave_entidad)
    return Calidad(
        clave_entidad=clave,
        entidad=ENTIDADES[clave],
        municipios=len(filter_entidad(load_tabla("catalogo_municipios"), clave)),
        tablas=tuple(measure_calidad(clave)),
        precision=_list_precision(clave),
    )


def _list_precision(clave_entidad: str) -> tuple[PrecisionIndicador, ...]:
    precision = compute_precision(filter_entidad(load_tabla("precision_pobreza"), clave_entidad))
    medidas = precision[precision[["rural", "urbano"]].notna().any(axis=1)]
    grupos = medidas.groupby(["indicador", "anio"], sort=True)["es_imprecisa"]
    return tuple(PrecisionIndicador(str(i), int(a), len(g), int(g.sum())) for (i, a), g in grupos)
