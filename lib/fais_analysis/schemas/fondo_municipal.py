"""Contratos del FISMDF por municipio, año por año, según el SRFT y según la EFIPEM."""

from fais_analysis.claves import PATRON_MUNICIPIO
from fais_analysis.schemas.columnas import build_anio, build_entero, build_esquema, build_texto

FISMDF_EJERCICIO = build_esquema(
    "fismdf_ejercicio",
    "una fila por municipio y ejercicio informado («EE000» es el informe del estado); sin fila, sin dato",
    {
        "clave_municipio": build_texto(
            "Clave INEGI del municipio; «EE000» = informe del gobierno de la entidad", patron=PATRON_MUNICIPIO
        ),
        "anio": build_anio("Ejercicio fiscal, el del recurso y el del informe"),
        "aprobado_centavos": build_entero("FISMDF aprobado", "centavos corrientes", 0),
        "pagado_centavos": build_entero("FISMDF pagado", "centavos corrientes", 0),
        "trimestre": build_entero(
            "Último trimestre informado (acumulado; 5 = definitivo)", "trimestre", 1, 5
        ),
    },
    llave=["clave_municipio", "anio"],
)

FISM_EFIPEM = build_esquema(
    "fism_efipem",
    "una fila por municipio y año con dato: lo que ingresó por el FISM según sus cuentas",
    {
        "clave_municipio": build_texto("Clave INEGI del municipio", patron=PATRON_MUNICIPIO),
        "anio": build_anio("Año del ejercicio"),
        "monto_centavos": build_entero("FISM recibido", "centavos corrientes", 0),
    },
    llave=["clave_municipio", "anio"],
)
