"""Los apoyos a organizaciones y la población de las obras comunitarias: sus propias cuentas, sin personas."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from fais_analysis.padron.celdas import ESTADO, TOTAL, CeldaPadron
from fais_analysis.padron.ediciones import NIVELES
from fais_analysis.padron.redondeo import round_sola
from fais_analysis.schemas.padron import TIPOS_BENEFICIARIO

SIN_PERSONAS = ("actor_social", "obra")


def build_otras(
    registros: pd.DataFrame, ejercicio: str, nombres: Mapping[str, str], llave_publicacion: bytes
) -> list[list[Any]]:
    """Una fila por tipo, apoyo y lugar, con las columnas «otros» de la lista blanca.

    Cada cuenta se redondea por su sorteo y la del estado es la suma de lo redondeado: restando no se halla
    nada. De un programa que delata una condición, sólo la del estado. Lo que no aparece vale de 0 a 4.
    """
    propios = registros[registros["unidad"].isin(SIN_PERSONAS) & (registros["ejercicio"] == ejercicio)]
    filas: list[list[Any]] = []
    for (unidad, apoyo), grupo in propios.groupby(["unidad", "apoyo"], sort=True):
        es_obra = unidad == "obra"
        cuentas = grupo["poblacion_personas"].astype("int64") if es_obra else pd.Series(1, grupo.index)
        es_sensible = (grupo["sensible"] != "").any()
        lugares = pd.Series(ESTADO, grupo.index) if es_sensible else grupo["clave_municipio"]
        redondas = {
            str(lugar): round_sola(
                llave_publicacion, f"{unidad} {apoyo}", CeldaPadron(str(lugar), TOTAL, (), n)
            )
            for lugar, n in cuentas.groupby(lugares).sum().to_dict().items()
        }
        for lugar, n in sorted((redondas | {ESTADO: sum(redondas.values())}).items()):
            if n:
                donde = [NIVELES[len(lugar)], lugar, nombres.get(lugar, "")]
                valores = ["", n] if es_obra else [n, ""]
                filas.append([ejercicio, TIPOS_BENEFICIARIO[unidad], apoyo, *donde, *valores])
    return filas
