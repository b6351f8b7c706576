"""Contrato de las bandas de precisión de la pobreza municipal."""

from fais_analysis.claves import PATRON_MUNICIPIO
from fais_analysis.schemas.columnas import build_anio, build_esquema, build_texto

ALTA, MEDIA, BAJA = "alta", "media", "baja"
BANDAS = (ALTA, MEDIA, BAJA)
# Coeficiente de variación, en %, desde el que CONEVAL marca cada banda.
CV_MEDIA_PCT, CV_BAJA_PCT = 15, 25
AMBITOS = ("rural", "urbano")
INDICADORES_CON_BANDA = (
    "linea_pobreza",
    "rezago_educativo",
    "salud",
    "seguridad_social",
    "vivienda",
    "servicios_basicos",
    "alimentacion",
)

PRECISION_POBREZA = build_esquema(
    "precision_pobreza",
    "una fila por municipio: qué tan precisa es la estimación de cada indicador en lo rural y en lo urbano",
    {
        "clave_municipio": build_texto("Clave INEGI del municipio", patron=PATRON_MUNICIPIO),
        "anio": build_anio(),
        **{
            f"{indicador}_{ambito}": build_texto(
                f"Precisión de {indicador} en lo {ambito}: alta (coeficiente de variación de hasta "
                f"{CV_MEDIA_PCT} %), media (hasta {CV_BAJA_PCT} %) o baja; vacía sin población {ambito} o "
                "sin dato",
                valores=BANDAS,
                nulo=True,
            )
            for indicador in INDICADORES_CON_BANDA
            for ambito in AMBITOS
        },
    },
    llave=["clave_municipio", "anio"],
)
