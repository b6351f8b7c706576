"""Contrato del FISMDF informado por los municipios al SRFT."""

import pandera.pandas as pa

from fais_analysis.claves import PATRON_MUNICIPIO
from fais_analysis.schemas.columnas import build_anio, build_esquema, build_texto

# La clave de municipio con que el archivo escribe el informe del gobierno de la entidad: el fondo completo.
SUFIJO_ESTADO = "000"


def _build_entero(significado: str, unidad: str, minimo: int, maximo: int | None = None) -> pa.Column:
    checks = [pa.Check.ge(minimo, error=f"es menor que {minimo}")]
    if maximo is not None:
        checks.append(pa.Check.le(maximo, error=f"es mayor que {maximo}"))
    return pa.Column("int64", checks, description=significado, metadata={"unidad": unidad})


FISMDF_INFORMADO = build_esquema(
    "fismdf_informado",
    "una fila por municipio que informó; sin fila, sin dato («EE000» es el informe del estado)",
    {
        "clave_municipio": build_texto(
            "Clave INEGI del municipio; «EE000» = informe del gobierno de la entidad, el fondo completo",
            patron=PATRON_MUNICIPIO,
        ),
        "ejercicio": build_anio("Ejercicio fiscal"),
        "aprobado_centavos": _build_entero("FISMDF aprobado", "centavos corrientes", 0),
        "pagado_centavos": _build_entero("FISMDF pagado", "centavos corrientes", 0),
        "trimestre": _build_entero("Último trimestre informado (acumulado)", "trimestre", 1, 4),
        "aviso": build_texto("Qué hay que saber de esa cifra", nulo=True),
    },
    llave=["clave_municipio", "ejercicio"],
)
