"""La lista de personas que la ley manda publicar: sólo adultas, sólo lo de la lista blanca.

Quien no está en la lista (menores, edad desconocida) se podría contar restando la lista del total del anexo:
donde serían de 1 a 4, la lista calla el municipio, y si ni así, ese apoyo no tiene lista.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from fais_analysis.padron.celdas import UMBRAL

MAYORIA = 18


@dataclass
class Lista:
    """Las personas publicables, los registros de que salen y lo que se dejó fuera."""

    filas: list[dict[str, object]] = field(default_factory=list)
    registros: set[str] = field(default_factory=set)
    sin_lista: list[str] = field(default_factory=list)
    reservadas: int = 0


def build_lista(tabla: pd.DataFrame, ejercicio: int, nombres: Mapping[str, str]) -> Lista:
    """La lista de un ejercicio: una fila por apoyo a una persona adulta, de programas no sensibles.

    Adulta es quien ya tenía 18 años al empezar el ejercicio; sin fecha de nacimiento no se sabe, y no sale.
    """
    lista = Lista()
    propias = tabla[(tabla["ejercicio"] == str(ejercicio)) & (tabla["sensible"] == "")]
    edades = propias["fecha_nacimiento"].map(lambda f: compute_edad(f, date(ejercicio, 1, 1)))
    propias = propias.assign(edad=edades, publicable=edades.ge(MAYORIA))
    lista.reservadas = int((~propias["publicable"]).sum())
    for apoyo, filas in propias.groupby("apoyo", sort=True):
        callados = choose_callados(
            filas.loc[~filas["publicable"], "clave_municipio"].value_counts().to_dict()
        )
        if callados is None:
            lista.sin_lista.append(str(apoyo))
            continue
        publicables = filas[filas["publicable"]].sort_values(["clave_municipio", "registro"])
        lista.registros |= set(publicables["registro"])
        for fila in publicables.to_dict("records"):
            municipio = "" if fila["clave_municipio"] in callados else fila["clave_municipio"]
            lista.filas.append(
                {
                    "ejercicio": ejercicio,
                    "clave_municipio": municipio,
                    "municipio": nombres.get(municipio, ""),
                }
                | {
                    c: fila[c]
                    for c in ("programa", "apoyo", "nombres", "primer_apellido", "segundo_apellido")
                }
                | {"edad": int(fila["edad"]), "sexo": fila["sexo"] if fila["sexo"] in ("H", "M") else ""}
            )
    if any(not fila["sexo"] for fila in lista.filas):  # un hueco señalaría a quien no es H ni M
        lista.filas = [fila | {"sexo": ""} for fila in lista.filas]
    return lista


def choose_callados(reservadas: Mapping[str, int]) -> set[str] | None:
    """Los municipios que la lista calla para que las personas reservadas no se cuenten; nulo si no se puede.

    Los callados suman cinco reservadas o más: restar da el total de todos ellos, no el de uno.

    Examples
    --------
    >>> choose_callados({"10001": 2, "10005": 30}) == {"10001", "10005"}, choose_callados({"10001": 3})
    (True, None)
    """
    callados = {m for m, n in reservadas.items() if 0 < n < UMBRAL}
    resto = sorted((m for m in reservadas if m not in callados), key=lambda m: (reservadas[m], m))
    while callados and sum(reservadas[m] for m in callados) < UMBRAL and resto:
        callados.add(resto.pop(0))
    return None if callados and sum(reservadas[m] for m in callados) < UMBRAL else callados


def compute_edad(nacimiento: str, dia: date) -> float:
    """Años cumplidos a una fecha; sin fecha de nacimiento, nulo."""
    if not nacimiento:
        return float("nan")
    nacida = date.fromisoformat(nacimiento)
    return float(dia.year - nacida.year - ((dia.month, dia.day) < (nacida.month, nacida.day)))
