"""Contrato de la pobreza municipal por sexo."""

from fais_analysis.claves import PATRON_MUNICIPIO
from fais_analysis.schemas.anios import load_anios
from fais_analysis.schemas.columnas import (
    build_anio,
    build_esquema,
    build_pct,
    build_personas,
    build_texto,
)
from fais_analysis.schemas.vocabulario import POR_ID

HOMBRES, MUJERES = "hombres", "mujeres"
INDICADORES_POR_SEXO = (
    "pobreza",
    "rezago_educativo",
    "salud",
    "seguridad_social",
    "vivienda",
    "servicios_basicos",
    "alimentacion",
    "linea_pobreza",
)

POBREZA_MUNICIPAL_SEXO = build_esquema(
    "pobreza_municipal_sexo",
    "una fila por municipio, año y sexo; nulo donde la precisión no alcanza o no se midió",
    {
        "clave_municipio": build_texto("Clave INEGI del municipio", patron=PATRON_MUNICIPIO),
        "anio": build_anio(anios=load_anios("pobreza_municipal")),
        "sexo": build_texto("Sexo", valores=(HOMBRES, MUJERES)),
        "poblacion_personas": build_personas("Población de ese sexo, calibrada por CONEVAL"),
        **{
            f"{id_}_pct": build_pct(f"{POR_ID[id_].nombre}, en la población de ese sexo")
            for id_ in INDICADORES_POR_SEXO
        },
    },
    llave=["clave_municipio", "anio", "sexo"],
)
