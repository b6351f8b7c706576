"""La única entrada al enlace: de la tabla del padrón a las columnas que se comparan. Sin nulos por texto
vacío.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain
from typing import TypeVar

import numpy as np
import pandas as pd

from fais_analysis.padron.curp import get_nacimiento
from fais_analysis.padron.fonetica import (
    COMUNES,
    build_sin_genero,
    build_sonido,
    get_principal,
    normalize_palabras,
    normalize_segundo,
)

Normal = TypeVar("Normal")
COLUMNAS_ENLACE = (
    *("registro", "nom", "nom_sin", "nom_son", "nom_gen", "pri", "pri_son", "ord"),
    *("ap1", "ap2", "ap1_son", "ap2_son", "aps", "aps_par"),
    *("fecha", "anio", "fecha_can", "es_0101", "curp", "curp_escrita", "sexo", "viv", "loc", "mun"),
)


def normalize_registros(tabla: pd.DataFrame) -> pd.DataFrame:
    """Una fila por registro, con las columnas de comparación; lo que falta es nulo, nunca texto vacío.

    Salvo el identificador, van por códigos: un millón de registros repite pocos nombres, y así cabe.
    No depende del orden de las filas, de mayúsculas ni de acentos. Sexo X o vacío no distingue a nadie.
    """
    partes = _split_pegados(
        _map_unicos(tabla["nombres"], normalize_palabras),
        _map_unicos(tabla["primer_apellido"], normalize_palabras),
        _map_unicos(tabla["segundo_apellido"], normalize_segundo),
    )
    salida: dict[str, pd.Categorical] = {}
    _add_nombres(salida, [p[0] for p in partes])
    _add_apellidos(salida, [p[1] for p in partes], [p[2] for p in partes])
    del partes
    _add_fechas(salida, tabla["fecha_nacimiento"].tolist(), tabla["curp"].tolist())
    municipios, viviendas = tabla["clave_municipio"].tolist(), _map_unicos(tabla["vivienda"], str.strip)
    otras = {
        "curp": tabla["curp"].tolist(),
        "curp_escrita": tabla["curp_escrita"].tolist(),
        "sexo": [sexo if sexo in ("H", "M") else "" for sexo in tabla["sexo"]],
        "loc": tabla["clave_localidad"].tolist(),
        "mun": municipios,
        "viv": [f"{m}|{v.upper()}" if v else "" for m, v in zip(municipios, viviendas, strict=True)],
    }
    salida |= {columna: _encode(valores) for columna, valores in otras.items()}
    enlace = pd.DataFrame({columna: salida[columna] for columna in COLUMNAS_ENLACE[1:]})
    enlace.insert(0, "registro", tabla["registro"].to_numpy(dtype=object))
    return enlace


def _encode(valores: Sequence[str]) -> pd.Categorical:
    """Los valores por códigos; el vacío es nulo."""
    lugares, distintos = pd.factorize(np.asarray(valores, dtype=object))
    orden = np.argsort(distintos)
    vacios = int(len(distintos) > 0 and distintos[orden[0]] == "")  # de haberlo, va primero
    codigo = np.empty(len(distintos), dtype=np.int64)
    codigo[orden] = np.arange(len(distintos)) - vacios
    unicos = pd.Index(distintos[orden[vacios:]], dtype=object)
    return pd.Categorical.from_codes(codigo[lugares], categories=unicos)


def _map_unicos(columna: pd.Series, funcion: Callable[[str], Normal]) -> list[Normal]:
    """Una función cara, una vez por valor distinto."""
    hechos: dict[str, Normal] = {}
    return [hechos[v] if v in hechos else hechos.setdefault(v, funcion(v)) for v in columna.tolist()]


def _split_pegados(
    nombres: Sequence[list[str]], primeros: Sequence[list[str]], segundos: Sequence[list[str]]
) -> list[tuple[list[str], str, str]]:
    """Nombre, primero y segundo apellido; si todo vino en la celda del nombre, se parte por lo que más se
    usa.

    Lo que en el resto del padrón es nombre de pila o apellido decide dónde se corta; sin apellidos aparte no
    hay otra guía.
    """
    con_apellido = [fila for fila in zip(nombres, primeros, segundos, strict=True) if fila[1]]
    de_pila = Counter(chain.from_iterable(pila for pila, _, _ in con_apellido))
    de_familia = Counter(chain.from_iterable(chain(p1, p2) for _, p1, p2 in con_apellido))
    partes = []
    for pila, p1, p2 in zip(nombres, primeros, segundos, strict=True):
        if not p1 and not p2 and len(pila) > 1:
            partes.append(_split_pegado(pila, de_pila, de_familia))
        else:
            partes.append((pila, "".join(p1), "".join(p2)))
    return partes


def _split_pegado(
    palabras: list[str], de_pila: Counter[str], de_familia: Counter[str]
) -> tuple[list[str], str, str]:
    def rate(palabra: str, es_pila: bool) -> float:
        total = de_pila[palabra] + de_familia[palabra] + 1
        return (de_pila[palabra] if es_pila else de_familia[palabra]) / total

    opciones = []
    largo = len(palabras)
    for cuantos in (2, 1) if largo > 2 else (1,):
        for pila, familia in (
            (palabras[cuantos:], palabras[:cuantos]),
            (palabras[: largo - cuantos], palabras[largo - cuantos :]),
        ):
            puntos = sum(rate(p, True) for p in pila) + sum(rate(p, False) for p in familia)
            opciones.append((puntos, pila, familia))
    _, pila, familia = max(opciones, key=lambda o: o[0])
    return pila, familia[0], familia[1] if len(familia) > 1 else ""


def _add_nombres(salida: dict[str, pd.Categorical], nombres: Sequence[list[str]]) -> None:
    llaves = [tuple(n) for n in nombres]
    lugar = {llave: i for i, llave in enumerate(dict.fromkeys(llaves))}
    lugares = np.array([lugar[llave] for llave in llaves], dtype=np.int64)
    hechos = [_build_nombre(list(llave)) for llave in lugar]
    for i, columna in enumerate(("nom", "nom_sin", "nom_son", "nom_gen", "pri", "pri_son", "ord")):
        salida[columna] = _encode([hecho[i] for hecho in hechos]).take(lugares)


def _build_nombre(palabras: list[str]) -> tuple[str, ...]:
    nombre, principal = " ".join(palabras), get_principal(palabras)
    sin_comunes = " ".join(p for p in palabras if p not in COMUNES) or nombre
    return (
        nombre,
        sin_comunes,
        " ".join(build_sonido(p) for p in palabras),
        build_sin_genero(palabras),
        principal,
        build_sonido(principal),
        " " + " ".join(sorted(palabras)) + " " if palabras else "",
    )


def _add_apellidos(
    salida: dict[str, pd.Categorical], primeros: Sequence[str], segundos: Sequence[str]
) -> None:
    sonidos = {a: build_sonido(a) for a in {*primeros, *segundos}}
    son1, son2 = [sonidos[a] for a in primeros], [sonidos[a] for a in segundos]
    columnas = {
        "ap1": primeros,
        "ap2": segundos,
        "ap1_son": son1,
        "ap2_son": son2,
        "aps": [f"{a} {b}".strip() for a, b in zip(primeros, segundos, strict=True)],
        "aps_par": [" ".join(sorted((a, b))) if a and b else "" for a, b in zip(son1, son2, strict=True)],
    }
    salida |= {columna: _encode(valores) for columna, valores in columnas.items()}


def _add_fechas(salida: dict[str, pd.Categorical], fechas: Sequence[str], curps: Sequence[str]) -> None:
    """La fecha vacía se toma de la CURP válida. El 1 de enero sirve para comparar y no para hacer bloques."""
    llenas = [
        fecha or (get_nacimiento(curp).isoformat() if curp else "")
        for fecha, curp in zip(fechas, curps, strict=True)
    ]
    canonicas = {f: _build_canonica(f) for f in set(llenas)}
    columnas = {
        "fecha": llenas,
        "anio": [f[:4] for f in llenas],
        "es_0101": ["1" if f[5:] == "01-01" else "" for f in llenas],
        "fecha_can": [canonicas[f] for f in llenas],
    }
    salida |= {columna: _encode(valores) for columna, valores in columnas.items()}


def _build_canonica(fecha: str) -> str:
    """Año y día y mes sin orden: el 3 de mayo y el 5 de marzo caen juntos."""
    if not fecha or fecha[5:] == "01-01":
        return ""
    return f"{fecha[:4]} {min(fecha[5:7], fecha[8:])} {max(fecha[5:7], fecha[8:])}"
