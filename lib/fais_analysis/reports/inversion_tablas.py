"""Las tablas que arma el capítulo de inversión: por persona, por zona, catálogo y obras mayores."""

from functools import lru_cache

import pandas as pd

from fais_analysis.claves import COLUMNA_MUNICIPIO
from fais_analysis.entidad.filtros import filter_municipio
from fais_analysis.indicators.parametros import (
    MINIMO_OBRAS_CONCLUIR,
    MINIMO_PERSONAS_CONCLUIR,
    UMBRAL_PESO_PP,
)
from fais_analysis.indicators.per_capita import (
    POBLACIONES,
    compute_per_capita_estado,
)
from fais_analysis.indicators.practica import (
    ENTIDAD_PRACTICA,
    TOTAL,
    compute_participacion_social,
    read_concentrado,
)
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.reports.diagnostico_tablas import count_familia

TABLA_PUBLICADA = "practica/concentrado_2016_2020"


@lru_cache(maxsize=4)
def build_publicado(clave_entidad: str, es_demostracion: bool) -> pd.DataFrame:
    """Lo que la práctica publicó de la entidad, si el libro es de demostración: una fila = grupo.

    Columnas: ``grupo, inversion_mxn, porcentaje_pct``, y en todas ``social_pct``, la parte en agua,
    electrificación y vivienda, y ``total_mxn``. Vacía con el libro real o si esa entidad no la publicó.
    """
    columnas = ["grupo", "inversion_mxn", "porcentaje_pct"]
    if not es_demostracion or clave_entidad != ENTIDAD_PRACTICA:
        return pd.DataFrame(columns=[*columnas, "social_pct", "total_mxn"])
    publicado = read_concentrado(load_tabla(TABLA_PUBLICADA))
    social = compute_participacion_social(publicado)
    grupos = publicado[publicado["grupo"] != TOTAL].reset_index(drop=True)
    return grupos[columnas].assign(social_pct=social["porcentaje_pct"], total_mxn=social["total_mxn"])


def build_per_capita(
    todos: pd.DataFrame, del_estado: pd.DataFrame, clave_municipio: str, familia: pd.DataFrame
) -> pd.DataFrame:
    """Inversión por persona: una fila = población (toda, en pobreza, en pobreza extrema).

    ``todos`` es ``compute_inversion_per_capita`` de los municipios de la entidad y ``del_estado``, su
    ``compute_per_capita_estado``.

    Columnas: ``poblacion, municipio_mxn, estado_mxn, familia_mxn, municipio_personas, anio_poblacion`` y
    ``familia_municipios``, los comparables con registros y con dato; sin dato, nulo.
    """
    propio = todos[todos[COLUMNA_MUNICIPIO] == clave_municipio].iloc[0]
    comparables = compute_per_capita_estado(
        todos[todos[COLUMNA_MUNICIPIO].isin(set(familia[COLUMNA_MUNICIPIO]))]
    )
    poblaciones = list(del_estado["poblacion"])
    return del_estado.assign(
        municipio_mxn=[propio[POBLACIONES[p]] for p in poblaciones],
        municipio_personas=[propio[p] for p in poblaciones],
        familia_mxn=comparables["por_persona_mxn"],
        familia_municipios=comparables["municipios_con_dato"],
        anio_poblacion=int(propio["anio_poblacion"]),
    ).rename(columns={"por_persona_mxn": "estado_mxn"})


def build_necesidad(necesidad: pd.DataFrame, clave_municipio: str) -> pd.DataFrame:
    """Carencia frente a peso, sólo en las carencias que el FAIS mueve directamente."""
    tabla = filter_municipio(necesidad, clave_municipio)
    return tabla[tabla["capacidad_fais"] == "directa"].reset_index(drop=True)


def build_parametros(familia: pd.DataFrame, per_capita: pd.DataFrame) -> pd.DataFrame:
    """Los mínimos para concluir sobre la inversión y los conteos de la familia, en una fila."""
    pobreza = per_capita[per_capita["poblacion"] == "pobreza_personas"]
    fila = {
        **count_familia(familia),
        "familia_con_dato": int(pobreza["familia_municipios"].iloc[0]),
        "umbral_peso_pp": UMBRAL_PESO_PP,
        "minimo_personas": MINIMO_PERSONAS_CONCLUIR,
        "minimo_obras": MINIMO_OBRAS_CONCLUIR,
    }
    return pd.DataFrame([fila])
