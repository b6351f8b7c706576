"""Contratos del rezago social (IRS) y de las subcarencias de vivienda de la sábana."""

import pandera.pandas as pa

from fais_analysis.claves import PATRON_MUNICIPIO
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
from fais_analysis.schemas.componentes import COMPONENTES_IRS, SUBCARENCIAS
from fais_analysis.schemas.pobreza import PATRON_ENTIDAD_O_NACIONAL


def _unidad_componente(id_: str) -> str:
    """Los indicadores de personas se rotulan así; los demás son de viviendas."""
    if id_ == "sin_salud":
        return "% de la población"
    edades = {"analfabeta": "15 años y más", "no_asiste": "6 a 14 años", "basica_incompleta": "15 años y más"}
    return f"% de la población de {edades[id_]}" if id_ in edades else "% de viviendas particulares habitadas"


def _build_componentes() -> dict[str, pa.Column]:
    return {
        f"{id_}_pct": build_pct(nombre, _unidad_componente(id_)) for id_, nombre in COMPONENTES_IRS.items()
    }


def build_cola_rezago() -> dict[str, pa.Column]:
    """Población, once indicadores, índice, grado y lugar."""
    return {
        "poblacion_personas": build_personas("Población total (Censo, Conteo o Encuesta Intercensal)"),
        **_build_componentes(),
        "indice": build_numero(
            "Índice de rezago social: mayor = más rezago; no se compara en nivel entre años", "índice"
        ),
        "grado": build_grado("Grado de rezago social"),
        "lugar_nacional": build_numero("Lugar en el contexto nacional: 1 = mayor rezago", "lugar", minimo=1),
    }


REZAGO_SOCIAL = build_esquema(
    "rezago_social",
    "una fila por municipio y año, con once indicadores, índice, grado y lugar",
    {
        "clave_municipio": build_texto("Clave INEGI del municipio, cinco dígitos", patron=PATRON_MUNICIPIO),
        "anio": build_anio(anios=load_anios("rezago_social")),
        **build_cola_rezago(),
    },
    llave=["clave_municipio", "anio"],
)

REZAGO_SOCIAL_ESTATAL = build_esquema(
    "rezago_social_estatal",
    "una fila por entidad y año («00» = nacional, sin índice, grado ni lugar)",
    {
        "clave_entidad": build_texto(
            "Clave INEGI de la entidad, dos dígitos; «00» = nacional", patron=PATRON_ENTIDAD_O_NACIONAL
        ),
        "anio": build_anio(anios=load_anios("rezago_social_estatal")),
        **build_cola_rezago(),
    },
    llave=["clave_entidad", "anio"],
)

SUBCARENCIAS_2010 = build_esquema(
    "subcarencias_2010",
    "una fila por municipio y año, con siete subcarencias de vivienda en % de la población",
    {
        "clave_municipio": build_texto("Clave INEGI del municipio, cinco dígitos", patron=PATRON_MUNICIPIO),
        "anio": build_anio(anios=load_anios("subcarencias_2010")),
        **{f"{id_}_pct": build_pct(nombre) for id_, nombre in SUBCARENCIAS.items()},
    },
    llave=["clave_municipio", "anio"],
)
