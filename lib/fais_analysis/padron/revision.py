"""De los pares por revisar a la hoja, y de la hoja llena a decisiones; con pares de control de verdad
conocida.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from fais_analysis.padron.comparaciones import COMPARACIONES
from fais_analysis.padron.decisiones import (
    CAMPOS_MOSTRADOS,
    DISTINTAS,
    MISMA,
    OPCIONES_DECISION,
    Dictamen,
    compute_huella_par,
    compute_par,
)
from fais_analysis.padron.duplicados import describe_distinto
from fais_analysis.padron.hoja import ParHoja, build_hoja
from fais_analysis.padron.llaves import Llave

PARTE_CONTROL = 0.05
Filas = Mapping[str, Mapping[str, str]]


@dataclass
class HojaLista:
    """La hoja y lo que se guarda para leerla: por par, sus registros, su huella y, si es control, la
    verdad.
    """

    contenido: bytes
    pares: dict[str, dict[str, str]]


@dataclass
class Leidas:
    """Lo que vino en una hoja: decisiones, renglones rechazados con su motivo y cómo fueron los controles."""

    decisiones: list[Dictamen] = field(default_factory=list)
    rechazos: list[tuple[int, str]] = field(default_factory=list)
    controles: int = 0
    controles_bien: int = 0


def build_revision(tabla: pd.DataFrame, guardado: Mapping[str, Any], llave: Llave) -> HojaLista:
    """La hoja de los pares por decidir, con un 5 % de controles mezclados por el orden de su clave."""
    filas = _list_filas(tabla)
    pares = [p for p in guardado["revision"] if p["a"] in filas and p["b"] in filas]
    controles = _choose_controles(guardado["controles"], filas, int(len(pares) * PARTE_CONTROL) + 1)
    hojas, indice = [], {}
    for par in [*pares, *controles]:
        a, b = par["a"], par["b"]
        clave = compute_par(llave, a, b)
        hojas.append(_build_par(clave, filas[a], filas[b], {c: par[c] for c in COMPARACIONES}))
        verdad = {1: MISMA, 0: DISTINTAS}.get(par.get("es_misma", -1), "")
        huella = compute_huella_par(llave, filas[a], filas[b])
        indice[clave] = {"a": a, "b": b, "huella": huella, "verdad": verdad}
    repetidos = [
        (r["tipo"], r["apoyo"], str(r["meses"]), filas[r["a"]]["origen"], filas[r["b"]]["origen"])
        for r in guardado["repetidos"]
        if r["a"] in filas and r["b"] in filas
    ]
    return HojaLista(build_hoja(hojas, repetidos), indice)


def read_decisiones(
    renglones: Sequence[tuple[int, Mapping[str, str]]],
    indice: Mapping[str, Mapping[str, str]],
    tabla: pd.DataFrame,
    llave: Llave,
) -> Leidas:
    """Las decisiones de una hoja llena: sólo se lee la clave y lo decidido, y se rechaza el par alterado."""
    filas = _list_filas(tabla)
    leidas = Leidas()
    for numero, fila in renglones:
        if not fila.get("decisión"):
            continue
        motivo = _find_motivo_rechazo(fila, indice, filas, llave)
        if motivo:
            leidas.rechazos.append((numero, motivo))
            continue
        dato = indice[fila["par"]]
        if dato["verdad"]:
            leidas.controles += 1
            leidas.controles_bien += dato["verdad"] == fila["decisión"]
            continue
        leidas.decisiones.append(
            Dictamen(
                fila["par"], dato["a"], dato["b"], dato["huella"], fila["decisión"],
                fila.get("por qué", ""), fila["quién"], fila.get("fecha", ""),
            )
        )  # fmt: skip
    return leidas


def _find_motivo_rechazo(
    fila: Mapping[str, str], indice: Mapping[str, Mapping[str, str]], filas: Filas, llave: Llave
) -> str:
    dato = indice.get(fila.get("par", ""))
    if dato is None:
        return "la clave del par no es de una hoja entregada"
    if fila["decisión"] not in OPCIONES_DECISION:
        return f"la decisión debe ser: {', '.join(OPCIONES_DECISION)}"
    if not fila.get("quién"):
        return "falta quién decidió"
    a, b = filas.get(dato["a"]), filas.get(dato["b"])
    if a is None or b is None:
        return "uno de los dos registros ya no está"
    if compute_huella_par(llave, a, b) != dato["huella"]:
        return "los datos del par cambiaron después de entregar la hoja"
    mostrados = ("nombres", "primer_apellido", "segundo_apellido", "fecha_nacimiento")
    if any(fila.get(c, "") != a[c] for c in mostrados):
        return "se alteró lo que la hoja mostraba"
    return ""


def _list_filas(tabla: pd.DataFrame) -> dict[str, dict[str, str]]:
    columnas = ["registro", "programa", "apoyo", "ejercicio", "renglon", "folio", *CAMPOS_MOSTRADOS]
    filas = {}
    for fila in tabla[columnas].to_dict("records"):
        partes = (fila["programa"], fila["apoyo"], fila["ejercicio"])
        lugar = f"folio {fila['folio']}" if fila["folio"] else f"renglón {fila['renglon']}"
        filas[fila["registro"]] = fila | {"origen": " · ".join([*(p for p in partes if p), lugar])}
    return filas


def _build_par(clave: str, a: Mapping[str, str], b: Mapping[str, str], niveles: dict[str, int]) -> ParHoja:
    vivienda = "falta en alguno"
    if a["vivienda"] and b["vivienda"]:
        vivienda = "la misma" if a["vivienda"] == b["vivienda"] else "distinta"
    distinto = "; ".join(describe_distinto(niveles)) or "nada de fondo: cómo se escribió, o un dato que falta"
    return ParHoja(clave, a, b, _describe_curp(a["curp"], b["curp"]), vivienda, distinto)


def _describe_curp(a: str, b: str) -> str:
    """En palabras: la CURP nunca se escribe en la hoja."""
    if a and b:
        return "la misma en los dos" if a == b else "dos válidas y distintas"
    return "falta o está mal en uno" if a or b else "falta o está mal en los dos"


def _choose_controles(
    controles: Sequence[dict[str, Any]], filas: Filas, cuantos: int
) -> list[dict[str, Any]]:
    """Unos pares de verdad conocida, de las dos clases, siempre los mismos para los mismos datos."""
    presentes = [c for c in controles if c["a"] in filas and c["b"] in filas]
    orden = sorted(presentes, key=lambda c: hashlib.sha256((c["a"] + c["b"]).encode()).hexdigest())
    iguales = [c for c in orden if c["es_misma"]][: (cuantos + 1) // 2]
    return [*iguales, *[c for c in orden if not c["es_misma"]][: cuantos - len(iguales)]]
