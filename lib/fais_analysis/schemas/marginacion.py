"""Contratos del índice de marginación: municipal DP2, municipal anterior y por AGEB urbana."""

import pandera.pandas as pa

from fais_analysis.claves import PATRON_AGEB, PATRON_LOCALIDAD, PATRON_MUNICIPIO
from fais_analysis.schemas.anios import load_anios
from fais_analysis.schemas.columnas import (
    build_anio,
    build_esquema,
    build_grado,
    build_numero,
    build_pct,
    build_personas,
    build_texto,
)
from fais_analysis.schemas.componentes import COMPONENTES_IMM, name_ocupantes

OCUPANTES = "% de ocupantes en viviendas particulares"
VIVIENDAS = "% de viviendas particulares"


def build_indice_dp2() -> dict[str, pa.Column]:
    """Las tres columnas del índice por el método DP2."""
    return {
        "indice": build_numero("Índice de marginación DP2: MAYOR = MENOS marginación", "índice", minimo=0),
        "grado": build_grado("Grado de marginación"),
        "indice_normalizado": build_numero(
            "Índice DP2 normalizado: mayor = menos marginación", "0 a 1", minimo=0, maximo=1
        ),
    }


MARGINACION_MUNICIPAL = build_esquema(
    "marginacion_municipal",
    "una fila por municipio y año, método DP2 (mayor índice = menos marginación)",
    {
        "clave_municipio": build_texto("Clave INEGI del municipio, cinco dígitos", patron=PATRON_MUNICIPIO),
        "anio": build_anio(anios=load_anios("marginacion_municipal")),
        "poblacion_personas": build_personas("Población total (Censo o Encuesta Intercensal)", nulo=False),
        "analfabeta_pct": build_pct(
            "Población de 15 años y más analfabeta", "% de la población de 15 años y más"
        ),
        "sin_basica_pct": build_pct(
            "Población de 15 años y más sin educación básica", "% de la población de 15 años y más"
        ),
        "sin_drenaje_pct": build_pct(name_ocupantes("sin_drenaje"), OCUPANTES),
        "sin_electricidad_pct": build_pct(name_ocupantes("sin_electricidad"), OCUPANTES),
        "sin_agua_pct": build_pct(name_ocupantes("sin_agua"), OCUPANTES),
        "piso_tierra_pct": build_pct(name_ocupantes("piso_tierra"), OCUPANTES),
        "hacinamiento_pct": build_pct(COMPONENTES_IMM["hacinamiento"], VIVIENDAS),
        "localidades_menos_5000_pct": build_pct("Población en localidades con menos de 5,000 habitantes"),
        "hasta_2sm_pct": build_pct(
            "Población ocupada con ingresos de hasta 2 salarios mínimos", "% de la población ocupada"
        ),
        **build_indice_dp2(),
    },
    llave=["clave_municipio", "anio"],
)

MARGINACION_ORIGINAL = build_esquema(
    "marginacion_original",
    "una fila por municipio y año, método anterior (mayor índice = más marginación)",
    {
        "clave_municipio": build_texto("Clave INEGI del municipio, cinco dígitos", patron=PATRON_MUNICIPIO),
        "anio": build_anio(anios=load_anios("marginacion_original")),
        "indice": build_numero("Índice de marginación, método anterior: MAYOR = MÁS marginación", "índice"),
        "grado": build_grado("Grado de marginación que regía en ese año"),
        "lugar_nacional": build_numero(
            "Lugar en el contexto nacional: 1 = mayor marginación", "lugar", minimo=1
        ),
    },
    llave=["clave_municipio", "anio"],
)

MARGINACION_AGEB = build_esquema(
    "marginacion_ageb",
    "una fila por AGEB urbana y año, método DP2 (mayor índice = menos marginación)",
    {
        "clave_ageb": build_texto("Clave INEGI de la AGEB, trece caracteres", patron=PATRON_AGEB),
        "anio": build_anio(anios=load_anios("marginacion_ageb")),
        "clave_municipio": build_texto("Clave INEGI del municipio, cinco dígitos", patron=PATRON_MUNICIPIO),
        "clave_localidad": build_texto("Clave INEGI de la localidad, nueve dígitos", patron=PATRON_LOCALIDAD),
        "localidad": build_texto("Nombre de la localidad"),
        "poblacion_personas": build_personas("Población total de la AGEB (Censo)"),
        "no_asiste_pct": build_pct(
            "Población de 6 a 14 años que no asiste a la escuela", "% de la población de 6 a 14 años"
        ),
        "sin_basica_pct": build_pct(
            "Población de 15 años y más sin educación básica", "% de la población de 15 años y más"
        ),
        "sin_salud_pct": build_pct("Población sin derechohabiencia a servicios de salud"),
        "sin_drenaje_pct": build_pct(name_ocupantes("sin_drenaje"), OCUPANTES),
        "sin_electricidad_pct": build_pct(name_ocupantes("sin_electricidad"), OCUPANTES),
        "sin_agua_pct": build_pct(name_ocupantes("sin_agua"), OCUPANTES),
        "piso_tierra_pct": build_pct(name_ocupantes("piso_tierra"), OCUPANTES),
        "hacinamiento_pct": build_pct("Ocupantes con hacinamiento", OCUPANTES),
        "sin_refrigerador_pct": build_pct("Ocupantes sin refrigerador", OCUPANTES),
        "sin_internet_pct": build_pct("Ocupantes sin internet", OCUPANTES),
        "sin_celular_pct": build_pct("Ocupantes sin teléfono celular", OCUPANTES),
        **build_indice_dp2(),
    },
    llave=["clave_ageb", "anio"],
)
