"""Tablas chicas escritas a mano, con los nombres de columna del contrato."""

import itertools
import random

import pandas as pd

from fais_analysis.schemas.vocabulario import CARENCIAS, INDICADORES, SERIE_MUNICIPAL

IDS = [i.id for i in INDICADORES]
CAPACIDAD = {
    "servicios_basicos": "directa",
    "vivienda": "directa",
    "rezago_educativo": "indirecta",
    "salud": "indirecta",
    "alimentacion": "indirecta",
    "seguridad_social": "ninguna",
}


def make_pobreza(filas: list[tuple], indicadores: tuple[str, ...] = ("pobreza",)) -> pd.DataFrame:
    """Filas (clave, año, población, personas…); ``None`` = sin dato."""
    columnas = ["clave_municipio", "anio", "poblacion_personas", *(f"{i}_personas" for i in indicadores)]
    tabla = pd.DataFrame(filas, columns=columnas)
    numeros = columnas[2:]
    tabla[numeros] = tabla[numeros].astype("float64")
    for i in indicadores:
        tabla[f"{i}_pct"] = (100 * tabla[f"{i}_personas"] / tabla["poblacion_personas"]).round(1)
    return tabla.assign(serie=SERIE_MUNICIPAL)


def make_carencias(filas: dict[tuple[str, int], dict | None]) -> pd.DataFrame:
    """{(clave, año): {carencia: personas, "poblacion": n} o None}; lo no dicho vale 10."""
    renglones = []
    for (clave, anio), valores in filas.items():
        if valores is None:
            renglones.append((clave, anio, None, *[None] * len(CARENCIAS)))
            continue
        personas = [valores.get(c, 10) for c in CARENCIAS]
        renglones.append((clave, anio, valores.get("poblacion", 1000), *personas))
    return make_pobreza(renglones, CARENCIAS)


def make_libro(filas: list[dict]) -> pd.DataFrame:
    """Libro mínimo; lo no dicho toma valores por omisión y no es de demostración."""
    contador = itertools.count(1)
    base = {
        "ejercicio": 2016,
        "clave_municipio": "32001",
        "rubro": "Agua y saneamiento",
        "subclasificacion": "Red de agua",
        "carencia": "servicios_basicos",
        "grupo": "Agua y Saneamiento",
        "incidencia": "directa",
        "tipo_conteo": "proyecto",
        "cantidad": 1,
        "fuente_recurso": "FISE",
        "monto_centavos": 100,
        "es_demostracion": False,
    }
    tabla = pd.DataFrame([{**base, "folio_obra": f"F-{next(contador)}", **f} for f in filas])
    return tabla.astype({"monto_centavos": "int64", "cantidad": "int64"})


def shuffle(tabla: pd.DataFrame, semilla: int = 7) -> pd.DataFrame:
    """Las mismas filas en otro orden y con otro índice."""
    orden = list(range(len(tabla)))
    random.Random(semilla).shuffle(orden)
    return tabla.iloc[orden].reset_index(drop=True)
