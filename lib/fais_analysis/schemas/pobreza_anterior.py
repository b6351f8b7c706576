"""Contratos de la serie estatal 2008-2018: pobreza y componentes de las carencias de la vivienda."""

import pandera.pandas as pa

from fais_analysis.schemas.anios import load_anios
from fais_analysis.schemas.columnas import (
    build_anio,
    build_esquema,
    build_numero,
    build_pct,
    build_personas,
    build_texto,
)
from fais_analysis.schemas.componentes import COMPONENTES_CONEVAL
from fais_analysis.schemas.identidades import Tolerancias, build_identidades, build_razon
from fais_analysis.schemas.pobreza import MAX_CARENCIAS, PATRON_ENTIDAD_O_NACIONAL
from fais_analysis.schemas.vocabulario import INDICADORES, POR_ID, SERIE_ANTERIOR

# El anexo no publica por entidad la población con una o con tres carencias.
SIN_PUBLICAR = ("una_carencia", "tres_carencias")
PUBLICADOS = tuple(i.id for i in INDICADORES if i.id not in SIN_PUBLICAR)
CON_PROMEDIO = ("pobreza", "pobreza_extrema", "pobreza_moderada", "vulnerable_carencias")
# Trae los % con todos sus decimales (los de los cuadros 5 y 19, con la precisión de un número corto) y miles
# de personas con tres.
TOLERANCIAS = Tolerancias(1e-4, 1e-4, 1e-4, 3, 0.001, 0.001, 0)


def _build_llave(tabla: str) -> dict[str, pa.Column]:
    return {
        "clave_entidad": build_texto(
            "Clave INEGI de la entidad, dos dígitos; «00» = Estados Unidos Mexicanos",
            patron=PATRON_ENTIDAD_O_NACIONAL,
        ),
        "anio": build_anio(anios=load_anios(tabla)),
        "serie": build_texto(
            "Serie de estimación: sólo se compara dentro de la misma", valores=[SERIE_ANTERIOR]
        ),
        "poblacion_personas": build_personas("Población publicada con la medición", nulo=False),
    }


def _build_indicadores() -> dict[str, pa.Column]:
    columnas: dict[str, pa.Column] = {}
    for id_ in PUBLICADOS:
        nombre = POR_ID[id_].nombre
        columnas[f"{id_}_pct"] = build_pct(nombre, nulo=False)
        columnas[f"{id_}_personas"] = build_personas(nombre, nulo=False)
        if id_ in CON_PROMEDIO:
            columnas[f"{id_}_carencias_promedio"] = build_numero(
                f"{nombre}: carencias promedio",
                "carencias por persona",
                minimo=0,
                maximo=MAX_CARENCIAS,
                nulo=False,
            )
    return columnas


def _build_componentes() -> dict[str, pa.Column]:
    columnas: dict[str, pa.Column] = {}
    for id_, (_, nombre) in COMPONENTES_CONEVAL.items():
        columnas[f"{id_}_pct"] = build_pct(nombre, nulo=False)
        columnas[f"{id_}_personas"] = build_personas(nombre, nulo=False)
    return columnas


POBREZA_ESTATAL_ANTERIOR = build_esquema(
    "pobreza_estatal_anterior",
    "una fila por entidad y año («00» = nacional) de la serie 2008-2018, con las identidades de CONEVAL",
    {**_build_llave("pobreza_estatal_anterior"), **_build_indicadores()},
    llave=["clave_entidad", "anio"],
    checks=build_identidades(TOLERANCIAS, PUBLICADOS),
)

SUBCARENCIAS_ESTATALES = build_esquema(
    "subcarencias_estatales",
    "una fila por entidad y año («00» = nacional), con los ocho componentes de vivienda y servicios básicos",
    {**_build_llave("subcarencias_estatales"), **_build_componentes()},
    llave=["clave_entidad", "anio"],
    checks=[build_razon(id_, TOLERANCIAS) for id_ in COMPONENTES_CONEVAL],
)
