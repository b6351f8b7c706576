"""Contrato de los indicadores censales del INEGI por municipio, de 1900 a 2020."""

from fais_analysis.claves import PATRON_MUNICIPIO
from fais_analysis.schemas.anios import load_anios
from fais_analysis.schemas.columnas import build_anio, build_esquema, build_numero, build_texto

INDICADORES_CENSALES = build_esquema(
    "indicadores_censales",
    "una fila por municipio («EE000» = la entidad), indicador y año publicado",
    {
        "clave_municipio": build_texto(
            "Clave INEGI del municipio; «EE000» = la entidad", patron=PATRON_MUNICIPIO
        ),
        "anio": build_anio("Año del censo, conteo o encuesta", load_anios("indicadores_censales")),
        "id_indicador": build_texto("Clave del indicador en el Banco de indicadores", patron=r"\d{10}"),
        "indicador": build_texto("Nombre del indicador, como lo publica el INEGI"),
        "unidad": build_texto("Unidad de medida, como la publica el INEGI"),
        "valor": build_numero("Valor; nulo donde el INEGI no lo da (ND, NA)", "la de su columna"),
    },
    llave=["clave_municipio", "anio", "id_indicador"],
)
