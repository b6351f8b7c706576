"""Contratos del rezago social y de la marginación por localidad y por AGEB urbana."""

import pandera.pandas as pa

from fais_analysis.claves import PATRON_AGEB, PATRON_LOCALIDAD, PATRON_MUNICIPIO
from fais_analysis.schemas.columnas import (
    build_anio,
    build_esquema,
    build_grado,
    build_numero,
    build_pct,
    build_personas,
    build_texto,
)
from fais_analysis.schemas.componentes import name_ocupantes
from fais_analysis.schemas.marginacion import OCUPANTES, build_indice_dp2
from fais_analysis.schemas.rezago import build_cola_rezago

VIVIENDAS = "% de viviendas particulares habitadas"
DE_VIVIENDA = {
    "hacinamiento": "con hacinamiento",
    "sin_agua": "sin agua entubada de la red pública",
    "sin_excusado": "sin excusado o sanitario",
    "sin_drenaje": "sin drenaje",
    "sin_electricidad": "sin energía eléctrica",
    "piso_tierra": "con piso de tierra",
    "sin_lavadora": "sin lavadora",
    "sin_refrigerador": "sin refrigerador",
    "sin_telefono": "sin teléfono fijo",
    "sin_celular": "sin teléfono celular",
    "sin_computadora": "sin computadora",
    "sin_internet": "sin internet",
}


def _build_escolares() -> dict[str, pa.Column]:
    adultos, en_edad = "% de la población de 15 años y más", "% de la población de 6 a 14 años"
    return {
        "analfabeta_pct": build_pct("Población de 15 años y más analfabeta", adultos),
        "no_asiste_pct": build_pct("Población de 6 a 14 años que no asiste a la escuela", en_edad),
        "no_asiste_joven_pct": build_pct(
            "Población de 15 a 24 años que no asiste a la escuela", "% de la población de 15 a 24 años"
        ),
        "sin_basica_pct": build_pct("Población de 15 años y más con educación básica incompleta", adultos),
    }


def _build_lugar(llave: str, significado: str, patron: str) -> dict[str, pa.Column]:
    return {
        llave: build_texto(significado, patron=patron),
        "anio": build_anio("Año del censo"),
        "clave_municipio": build_texto("Clave INEGI del municipio, cinco dígitos", patron=PATRON_MUNICIPIO),
        **(
            {"clave_localidad": build_texto("Clave INEGI de la localidad", patron=PATRON_LOCALIDAD)}
            if llave != "clave_localidad"
            else {}
        ),
        "localidad": build_texto("Nombre de la localidad"),
    }


LOCALIDAD = ("clave_localidad", "Clave INEGI de la localidad, nueve dígitos", PATRON_LOCALIDAD)

REZAGO_SOCIAL_LOCALIDADES = build_esquema(
    "rezago_social_localidades",
    "una fila por localidad, con once indicadores, índice, grado y lugar; sin fila, sin dato",
    {**_build_lugar(*LOCALIDAD), **build_cola_rezago()},
    llave=["clave_localidad", "anio"],
)

REZAGO_SOCIAL_AGEBS = build_esquema(
    "rezago_social_agebs",
    "una fila por AGEB urbana, con diecisiete indicadores y el grado; sin fila, sin dato",
    {
        **_build_lugar("clave_ageb", "Clave INEGI de la AGEB, trece caracteres", PATRON_AGEB),
        "poblacion_personas": build_personas("Población total de la AGEB (Censo)"),
        "total_viviendas": build_numero("Viviendas particulares habitadas", "viviendas", minimo=0),
        **_build_escolares(),
        "sin_salud_pct": build_pct("Población sin derechohabiencia a servicios de salud"),
        **{f"{id_}_pct": build_pct(f"Viviendas {dicho}", VIVIENDAS) for id_, dicho in DE_VIVIENDA.items()},
        "grado": build_grado("Grado de rezago social", nulo=False),
    },
    llave=["clave_ageb", "anio"],
)

MARGINACION_LOCALIDADES = build_esquema(
    "marginacion_localidades",
    "una fila por localidad, método DP2 (mayor índice = menos marginación); sin fila, sin dato",
    {
        **_build_lugar(*LOCALIDAD),
        "poblacion_personas": build_personas("Población total (Censo)", nulo=False),
        "analfabeta_pct": build_pct(
            "Población de 15 años y más analfabeta", "% de la población de 15 años y más"
        ),
        "sin_basica_pct": build_pct(
            "Población de 15 años y más sin educación básica", "% de la población de 15 años y más"
        ),
        **{
            f"{id_}_pct": build_pct(name_ocupantes(id_), OCUPANTES)
            for id_ in ("sin_drenaje", "sin_electricidad", "sin_agua", "piso_tierra")
        },
        "sin_refrigerador_pct": build_pct("Ocupantes sin refrigerador", OCUPANTES),
        "hacinamiento_pct": build_pct("Ocupantes con hacinamiento", OCUPANTES),
        **build_indice_dp2(),
    },
    llave=["clave_localidad", "anio"],
)
