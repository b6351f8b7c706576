"""Contrato de las finanzas públicas municipales (EFIPEM)."""

from fais_analysis.claves import PATRON_MUNICIPIO
from fais_analysis.schemas.columnas import build_anio, build_entero, build_esquema, build_texto

INGRESOS, EGRESOS = "ingresos", "egresos"
CONCEPTOS = (
    INGRESOS,
    "participaciones",
    "aportaciones",
    "ingresos_propios",
    EGRESOS,
    "inversion_publica",
)

FINANZAS_MUNICIPALES = build_esquema(
    "finanzas_municipales",
    "una fila por municipio y concepto con dato; sin fila, sin dato",
    {
        "clave_municipio": build_texto("Clave INEGI del municipio", patron=PATRON_MUNICIPIO),
        "anio": build_anio("Año del ejercicio"),
        "concepto": build_texto(
            "Total de ingresos o de egresos, o una parte: participaciones, aportaciones (federales y "
            "estatales, con convenios), ingresos propios o inversión pública",
            valores=CONCEPTOS,
        ),
        "monto_centavos": build_entero("Monto del año", "centavos corrientes", 0),
    },
    llave=["clave_municipio", "anio", "concepto"],
)
