"""Contrato del FISMDF informado por los municipios al SRFT."""

from fais_analysis.claves import PATRON_MUNICIPIO
from fais_analysis.schemas.columnas import build_anio, build_entero, build_esquema, build_texto

# La clave de municipio con que el archivo escribe el informe del gobierno de la entidad: el fondo completo.
SUFIJO_ESTADO = "000"


FISMDF_INFORMADO = build_esquema(
    "fismdf_informado",
    "una fila por municipio que informó; sin fila, sin dato («EE000» es el informe del estado)",
    {
        "clave_municipio": build_texto(
            "Clave INEGI del municipio; «EE000» = informe del gobierno de la entidad, el fondo completo",
            patron=PATRON_MUNICIPIO,
        ),
        "ejercicio": build_anio("Ejercicio fiscal"),
        "aprobado_centavos": build_entero("FISMDF aprobado", "centavos corrientes", 0),
        "pagado_centavos": build_entero("FISMDF pagado", "centavos corrientes", 0),
        "trimestre": build_entero("Último trimestre informado (acumulado)", "trimestre", 1, 4),
        "aviso": build_texto("Qué hay que saber de esa cifra", nulo=True),
    },
    llave=["clave_municipio", "ejercicio"],
)
