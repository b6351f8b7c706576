"""Lo común a todos los municipios de una entidad: se carga y se calcula una vez por proceso."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import pandas as pd

from fais_analysis.claves import ENTIDADES, check_clave_entidad, check_clave_municipio
from fais_analysis.entidad.filtros import complete_municipios, filter_entidad
from fais_analysis.errors import ClaveError, FuenteFaltanteError
from fais_analysis.indicators.brechas import compute_brechas_todas
from fais_analysis.indicators.familias import (
    compute_familias,
    compute_variables_familia,
    find_dominante,
    phrase_familia,
)
from fais_analysis.indicators.familias_comparacion import compute_comparaciones_familias
from fais_analysis.indicators.fismdf import compute_fismdf_informado
from fais_analysis.indicators.poblacion import compute_poblaciones
from fais_analysis.indicators.precision import compute_precision, list_imprecisas
from fais_analysis.indicators.priorizacion import compute_prioridades
from fais_analysis.indicators.tendencias import compute_cambios_todos
from fais_analysis.indicators.territorio import find_nuevos
from fais_analysis.indicators.vivienda import compute_vivienda_todas
from fais_analysis.loaders.ordenadas import load_entidades_geo, load_municipios_geo, load_tabla
from fais_analysis.rules.carencias import load_carencias
from fais_analysis.schemas.capitulos.lugares import Lugar
from fais_analysis.views.maps import Poligonos, project_poligonos

TABLAS_MUNICIPALES = ("pobreza_municipal", "rezago_social", "marginacion_municipal", "marginacion_original")


@dataclass(frozen=True)
class DatosEntidad:
    """Tablas de una entidad y los indicadores de todos sus municipios.

    ``municipios``: una fila = municipio (clave_municipio, municipio). Las demás tablas son las de
    ``data/`` recortadas a la entidad y los resultados de ``indicators`` para todos sus municipios.
    """

    lugar: Lugar
    municipios: pd.DataFrame
    pobreza: pd.DataFrame
    rezago: pd.DataFrame
    rezago_estatal: pd.DataFrame
    marginacion: pd.DataFrame
    marginacion_original: pd.DataFrame
    brechas: pd.DataFrame
    cambios: pd.DataFrame
    prioridades: pd.DataFrame
    vivienda: pd.DataFrame
    variables_familia: pd.DataFrame
    precision: pd.DataFrame

    @property
    def nombres(self) -> dict[str, str]:
        """Nombre de cada municipio, por su clave."""
        return dict(zip(self.municipios["clave_municipio"], self.municipios["municipio"], strict=True))

    @property
    def anio(self) -> int:
        """Último año con medición municipal de la pobreza."""
        return int(self.pobreza["anio"].max())

    @cached_property
    def familias(self) -> pd.DataFrame:
        """Los municipios comparables de cada municipio (:func:`compute_familias`)."""
        return compute_familias(self.variables_familia)

    @cached_property
    def comparaciones(self) -> pd.DataFrame:
        """Cada municipio frente a sus comparables (:func:`compute_comparaciones_familias`)."""
        return compute_comparaciones_familias(
            self.pobreza, self.familias, imprecisas=list_imprecisas(self.precision)
        )

    @cached_property
    def poblaciones(self) -> pd.DataFrame:
        """La población de cada medición frente a la censal (:func:`compute_poblaciones`)."""
        return compute_poblaciones(self.pobreza, self.rezago)

    @cached_property
    def nuevos(self) -> dict[str, int]:
        """Los municipios que aparecen entre dos mediciones, y en qué año (:func:`find_nuevos`)."""
        return find_nuevos(self.pobreza, self.rezago)

    def get_nombre(self, clave_municipio: str) -> str:
        """Nombre del municipio; ClaveError si no es de la entidad."""
        return self.get_lugar(clave_municipio).nombre

    def get_lugar(self, clave_municipio: str) -> Lugar:
        """El municipio con su nombre; ClaveError si no es de la entidad."""
        nombres = dict(zip(self.municipios["clave_municipio"], self.municipios["municipio"], strict=True))
        return Lugar(clave_municipio, nombres[check_clave_municipio(clave_municipio, nombres, nombres)])


def load_entidad_de(clave_municipio: str) -> DatosEntidad:
    """Datos de la entidad de un municipio.

    Raises
    ------
    ClaveError
        Si la clave no es texto de cinco dígitos o el municipio no existe.
    """
    datos = load_datos_entidad(check_clave_municipio(clave_municipio)[:2])
    datos.get_lugar(clave_municipio)
    return datos


@lru_cache(maxsize=4)
def load_datos_entidad(clave_entidad: str) -> DatosEntidad:
    """Carga y calcula todo lo municipal de una entidad.

    Raises
    ------
    ClaveError
        Si la clave no es de entidad o el catálogo no trae sus municipios.
    FuenteFaltanteError, FuenteAlteradaError, EsquemaError
        Si falta una tabla ordenada o alguien la cambió.
    """
    check_clave_entidad(clave_entidad)
    municipios = add_clave_homonimos(load_municipios(clave_entidad))
    pobreza, rezago, marginacion, original = (
        complete_municipios(filter_entidad(load_tabla(nombre), clave_entidad), municipios)
        for nombre in TABLAS_MUNICIPALES
    )
    estatal = load_tabla("rezago_social_estatal")
    precision = compute_precision(filter_entidad(load_tabla("precision_pobreza"), clave_entidad))
    imprecisas = list_imprecisas(precision)
    capacidad = {carencia.id: carencia.capacidad_fais for carencia in load_carencias().values()}
    return DatosEntidad(
        lugar=Lugar(clave_entidad, ENTIDADES[clave_entidad]),
        municipios=municipios,
        pobreza=pobreza,
        rezago=rezago,
        rezago_estatal=estatal,
        marginacion=marginacion,
        marginacion_original=original,
        brechas=compute_brechas_todas(pobreza, imprecisas=imprecisas),
        cambios=compute_cambios_todos(pobreza),
        prioridades=compute_prioridades(pobreza, clave_entidad, capacidad, imprecisas=imprecisas),
        vivienda=compute_vivienda_todas(rezago, marginacion, estatal),
        variables_familia=compute_variables_familia(marginacion, int(marginacion["anio"].max())),
        precision=precision,
    )


@lru_cache(maxsize=4)
def load_fismdf(clave_entidad: str) -> pd.DataFrame:
    """Lo que cada municipio de la entidad informó del FISMDF (:func:`compute_fismdf_informado`)."""
    claves = load_datos_entidad(clave_entidad).municipios["clave_municipio"]
    return compute_fismdf_informado(load_tabla("fismdf_informado"), claves)


def add_clave_homonimos(municipios: pd.DataFrame) -> pd.DataFrame:
    """Los municipios con su clave en el nombre si otro de la entidad se llama igual.

    En Oaxaca hay dos San Juan Mixtepec: «San Juan Mixtepec (20208)» y «San Juan Mixtepec (20209)».
    """
    es_homonimo = municipios["municipio"].duplicated(keep=False)
    con_clave = municipios["municipio"] + " (" + municipios["clave_municipio"] + ")"
    return municipios.assign(municipio=municipios["municipio"].mask(es_homonimo, con_clave))


def load_familia(clave_municipio: str) -> pd.DataFrame:
    """Los municipios comparables (:func:`compute_familia`); dos capítulos los usan."""
    familias = load_entidad_de(clave_municipio).familias
    propias = familias[familias["clave_base"] == clave_municipio]
    return propias.drop(columns="clave_base").reset_index(drop=True)


def phrase_comparables_de(clave_municipio: str) -> str:
    """Con quién se compara un municipio, qué tan parecidos le son y si uno de ellos domina el grupo."""
    entidad, familia = load_entidad_de(clave_municipio), load_familia(clave_municipio)
    return phrase_familia(
        entidad.variables_familia, clave_municipio, familia=familia, nombres=entidad.nombres
    )


def name_dominante(clave_municipio: str) -> str:
    """El comparable que tiene más habitantes que los demás juntos, o vacío."""
    entidad = load_entidad_de(clave_municipio)
    dominante = find_dominante(entidad.variables_familia, load_familia(clave_municipio))
    return entidad.nombres[dominante.clave_municipio] if dominante else ""


@lru_cache(maxsize=4)
def load_poligonos(clave_entidad: str) -> Poligonos | None:
    """Polígonos municipales de la entidad, ya proyectados, o nada si no se han construido."""
    try:
        return project_poligonos(load_municipios_geo(clave_entidad))
    except FuenteFaltanteError:
        return None


@lru_cache(maxsize=1)
def load_poligonos_pais() -> Poligonos:
    """Los polígonos de las 32 entidades, ya proyectados."""
    return project_poligonos(load_entidades_geo(), "clave_entidad")


def load_municipios(clave_entidad: str) -> pd.DataFrame:
    """Municipios de la entidad: ``clave_municipio, municipio``, en orden de clave."""
    propios = filter_entidad(load_tabla("catalogo_municipios"), clave_entidad)
    if propios.empty:
        raise ClaveError(
            f"El catálogo no trae municipios de la entidad «{clave_entidad}».",
            donde="data/catalogo_municipios.csv",
            esperado="municipios de esa entidad",
            encontrado="ninguno",
            que_hacer="rehaga los datos con: fais datos construir",
        )
    columnas = ["clave_municipio", "municipio"]
    return propios[columnas].sort_values("clave_municipio", ignore_index=True)
