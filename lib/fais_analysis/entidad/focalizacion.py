"""Las tablas de focalización que comparten el expediente y el panorama: zonas, efecto, cobertura y reglas."""

from collections.abc import Sequence

import pandas as pd

from fais_analysis.claves import COLUMNA_MUNICIPIO
from fais_analysis.entidad.datos import DatosEntidad
from fais_analysis.entidad.filtros import filter_entidad
from fais_analysis.entidad.zonas import load_zonas
from fais_analysis.indicators.antes_despues import Periodo, TablasCambio, compute_antes_despues
from fais_analysis.indicators.cobertura import compute_cobertura_agebs, compute_cobertura_localidades
from fais_analysis.indicators.focalizacion import compute_partes_efecto, compute_partes_zap
from fais_analysis.indicators.partes import compute_localizacion
from fais_analysis.indicators.revision_reglas import evaluate_sumas_reglas
from fais_analysis.indicators.sumas_reglas import compute_sumas_reglas
from fais_analysis.indicators.zonas import DECLARATORIA, DERIVADO
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.rules.reparto import list_reglas_reparto, load_catalogo_ejercicios

TABLAS = ("localidades", "marginacion_ageb", "rezago_social", "inpc")


def build_focalizacion_municipios(
    libro: pd.DataFrame, clave_entidad: str, lugares: pd.DataFrame, catalogo: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """La focalización de todos los municipios de una entidad, en una pasada; cada tabla con su clave.

    ``localizacion``, ``partes_zap``, ``partes_efecto``, ``cobertura`` y ``reglas`` (lo que miden, sumado).
    ``lugares`` es ``classify_zonas`` del libro y ``catalogo``, su ``load_catalogo_de``. Vacío si el libro no
    trae obras.
    """
    if libro.empty:
        return {}
    zonas = load_zonas(clave_entidad)
    return {
        "localizacion": compute_localizacion(libro, [COLUMNA_MUNICIPIO]),
        "partes_zap": compute_partes_zap(libro, zonas, [COLUMNA_MUNICIPIO], lugares),
        "partes_efecto": compute_partes_efecto(libro, catalogo, [COLUMNA_MUNICIPIO]),
        "cobertura": build_cobertura(libro, clave_entidad, [COLUMNA_MUNICIPIO]),
        "reglas": compute_sumas_reglas(libro, zonas, lugares, [COLUMNA_MUNICIPIO]),
    }


def build_cita_zonas(zonas: pd.DataFrame) -> str:
    """De dónde salen las zonas con que se compara cada obra: el Diario Oficial o los grados publicados."""
    hay = set(zonas["status"].unique())
    citas = ["Diario Oficial, anexos de la declaratoria ZAP importados"] if DECLARATORIA in hay else []
    citas += ["ZAP derivadas de grados publicados por CONEVAL y CONAPO"] if DERIVADO in hay else []
    return "; ".join(citas) or "sin dato de ZAP"


def load_catalogo_de(libro: pd.DataFrame) -> pd.DataFrame:
    """El catálogo de los ejercicios de un libro, con su vigencia."""
    return load_catalogo_ejercicios(libro["ejercicio"].unique())


def build_reglas(sumas: pd.DataFrame) -> pd.DataFrame:
    """Hallazgos de las reglas de reparto por ejercicio; lo no verificado avisa, nunca falla.

    ``sumas`` es lo que las reglas miden (``compute_sumas_reglas``). El máximo de obra complementaria es la
    otra cara del mínimo de obra directa y no se repite; tampoco la suma de los dos fondos, que tienen cada
    uno su obligación.
    """
    es_doble = sumas["fondo"].str.contains(" y ") & sumas["regla"].ne("FOCALIZACION")
    propias = sumas[~es_doble & sumas["regla"].ne("COMPLEMENTARIA_MAX")]
    return evaluate_sumas_reglas(propias, list_reglas_reparto(sumas["ejercicio"].unique()))


def build_cobertura(libro: pd.DataFrame, clave_entidad: str, columnas: Sequence[str] = ()) -> pd.DataFrame:
    """Localidades por tamaño y AGEB por grado con alguna obra, de la entidad o de cada municipio.

    Vacía donde no se tienen ni localidades ni grados por AGEB.
    """
    localidades, agebs = (
        filter_entidad(load_tabla(t), clave_entidad) for t in ("localidades", "marginacion_ageb")
    )
    partes = [] if localidades.empty else [compute_cobertura_localidades(libro, localidades, None, columnas)]
    partes += [] if agebs.empty else [compute_cobertura_agebs(libro, agebs, columnas)]
    return pd.concat(partes, ignore_index=True) if partes else pd.DataFrame()


def build_antes_despues(libro: pd.DataFrame, catalogo: pd.DataFrame, entidad: DatosEntidad) -> pd.DataFrame:
    """Cambio de cada carencia entre las dos últimas mediciones e inversión de los años de en medio.

    No entra el ejercicio de la segunda medición: el Censo se levantó al empezar el año. Vacía si el libro no
    trae ninguno de los años de en medio.
    """
    desde, hasta = sorted(int(a) for a in entidad.pobreza["anio"].unique())[-2:]
    ejercicios = tuple(sorted(int(e) for e in libro["ejercicio"].unique() if desde < e < hasta))
    inpc = load_tabla("inpc")
    if not ejercicios:
        return pd.DataFrame(columns=["par", "clave_municipio"])
    tablas = TablasCambio(entidad.pobreza, entidad.rezago, inpc)
    periodo = Periodo(desde, hasta, ejercicios, int(inpc["anio"].max()))
    return compute_antes_despues(libro, catalogo, tablas, periodo).assign(desde_anio=desde, hasta_anio=hasta)
