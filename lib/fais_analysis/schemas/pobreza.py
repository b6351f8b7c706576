"""Contratos de la pobreza multidimensional: municipal 2010-2020 y estatal 2016-2022."""

from collections.abc import Sequence

import pandera.pandas as pa

from fais_analysis.claves import PATRON_MUNICIPIO
from fais_analysis.schemas.anios import load_anios
from fais_analysis.schemas.columnas import (
    build_anio,
    build_esquema,
    build_numero,
    build_pct,
    build_personas,
    build_texto,
)
from fais_analysis.schemas.identidades import Tolerancias, build_identidades, build_todo_o_nada
from fais_analysis.schemas.vocabulario import INDICADORES, SERIE_ESTATAL, SERIE_INEGI, SERIE_MUNICIPAL

PATRON_ENTIDAD_O_NACIONAL = r"^(0\d|[12]\d|3[0-2])$"
MAX_CARENCIAS = 6
# Sin carencias por definición: el promedio que CONEVAL imprime como 0 quiere decir «no aplica».
SIN_CARENCIAS = ("vulnerable_ingresos", "no_pobre")

# CONEVAL publica % a un decimal y personas enteras (datos.md §6, columna nacional).
TOLERANCIAS_MUNICIPAL = Tolerancias(0.1, 0.2, 0.3, 1, 0.08, 0.6, 2000)
# El anexo estatal trae % con todos sus decimales y miles de personas con tres (una persona).
TOLERANCIAS_ESTATAL = Tolerancias(1e-9, 1e-9, 1e-9, 2, 0.001, 0.001, 0)


def _build_pares() -> dict[str, pa.Column]:
    columnas: dict[str, pa.Column] = {}
    for indicador in INDICADORES:
        columnas[f"{indicador.id}_pct"] = build_pct(indicador.nombre)
        columnas[f"{indicador.id}_personas"] = build_personas(indicador.nombre)
    return columnas


def _build_ternas() -> dict[str, pa.Column]:
    columnas: dict[str, pa.Column] = {}
    for indicador in INDICADORES:
        columnas[f"{indicador.id}_pct"] = build_pct(indicador.nombre, nulo=False)
        columnas[f"{indicador.id}_personas"] = build_personas(indicador.nombre, nulo=False)
        columnas[f"{indicador.id}_carencias_promedio"] = _build_promedio(
            indicador.nombre, _nota_no_aplica(indicador.id), nulo=indicador.id in SIN_CARENCIAS
        )
    return columnas


def _build_promedio(nombre: str, nota: str = "", *, nulo: bool) -> pa.Column:
    return build_numero(
        f"{nombre}: carencias promedio{nota}",
        "carencias por persona",
        minimo=0,
        maximo=MAX_CARENCIAS,
        nulo=nulo,
    )


def _build_llave_estatal(serie: str, anios: Sequence[int] = ()) -> dict[str, pa.Column]:
    return {
        "clave_entidad": build_texto(
            "Clave INEGI de la entidad, dos dígitos; «00» = Estados Unidos Mexicanos",
            patron=PATRON_ENTIDAD_O_NACIONAL,
        ),
        "anio": build_anio(anios=anios),
        "serie": build_texto("Serie de estimación: sólo se compara dentro de la misma", valores=[serie]),
        "poblacion_personas": build_personas(
            "Población: suma de pobreza, vulnerables por carencias, vulnerables por ingresos y no pobres",
            nulo=False,
        ),
    }


def _nota_no_aplica(id_: str) -> str:
    return " (no aplica: siempre nulo)" if id_ in SIN_CARENCIAS else ""


POBREZA_MUNICIPAL = build_esquema(
    "pobreza_municipal",
    "una fila por municipio y año, con las identidades de CONEVAL dentro del redondeo publicado",
    {
        "clave_municipio": build_texto("Clave INEGI del municipio, cinco dígitos", patron=PATRON_MUNICIPIO),
        "anio": build_anio(anios=load_anios("pobreza_municipal")),
        "serie": build_texto(
            "Serie de estimación: sólo se compara dentro de la misma", valores=[SERIE_MUNICIPAL]
        ),
        "poblacion_personas": build_personas("Población calibrada por CONEVAL (no es la del Censo)"),
        **_build_pares(),
    },
    llave=["clave_municipio", "anio"],
    checks=[
        *build_identidades(TOLERANCIAS_MUNICIPAL),
        build_todo_o_nada(["poblacion_personas", *_build_pares()]),
    ],
)

POBREZA_ESTATAL = build_esquema(
    "pobreza_estatal",
    "una fila por entidad y año («00» = nacional), con las identidades de CONEVAL exactas",
    {
        **_build_llave_estatal(SERIE_ESTATAL, load_anios("pobreza_estatal")),
        **_build_ternas(),
    },
    llave=["clave_entidad", "anio"],
    checks=build_identidades(TOLERANCIAS_ESTATAL),
)

POBREZA_ESTATAL_INEGI = build_esquema(
    "pobreza_estatal_inegi",
    "una fila por entidad y año («00» = nacional) de la publicación del INEGI; no se une con la de CONEVAL",
    {**_build_llave_estatal(SERIE_INEGI), **_build_pares()},
    llave=["clave_entidad", "anio"],
    checks=[*build_identidades(TOLERANCIAS_ESTATAL), build_todo_o_nada([*_build_pares()])],
)

CARENCIAS_PROMEDIO = build_esquema(
    "carencias_promedio",
    "una fila por municipio y año: carencias promedio de quienes están en cada situación",
    {
        "clave_municipio": build_texto("Clave INEGI del municipio, cinco dígitos", patron=PATRON_MUNICIPIO),
        "anio": build_anio(anios=load_anios("pobreza_municipal")),
        "serie": build_texto(
            "Serie de estimación: sólo se compara dentro de la misma", valores=[SERIE_MUNICIPAL]
        ),
        **{
            f"{i.id}_carencias_promedio": _build_promedio(i.nombre, nulo=True)
            for i in INDICADORES
            if i.id not in SIN_CARENCIAS
        },
    },
    llave=["clave_municipio", "anio"],
)
