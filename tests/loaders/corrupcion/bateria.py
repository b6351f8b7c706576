"""Corre la batería: estropea un original, lo lee por la puerta de siempre y dice en qué acabó."""

import hashlib
import random
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import yaml

from fais_analysis.errors import FaisError
from fais_analysis.loaders.cambios import compute_cambios
from fais_analysis.sources.ediciones import EDICIONES
from fais_analysis.sources.fichas import get_archivo
from tests.loaders.corrupcion.cuentas import CAMBIOS, INOCUO, RECHAZO, SILENCIO, TRAZA
from tests.loaders.corrupcion.danos import DANOS
from tests.loaders.corrupcion.originales import Formato

PARTES = ("que_paso", "donde", "esperado", "encontrado", "que_hacer")


@dataclass(frozen=True)
class Caso:
    """Un archivo estropeado y en qué acabó; ``detalle`` dice el mensaje o la diferencia."""

    formato: str
    dano: str
    semilla: int
    resultado: str
    detalle: str


def put_original(carpeta: Path, formato: Formato, contenido: bytes) -> None:
    """Deja el archivo en la carpeta de fuentes, aceptado como otra edición."""
    ruta = get_archivo(formato.fuente, formato.anio).ruta
    destino = carpeta / ruta
    destino.parent.mkdir(parents=True, exist_ok=True)
    destino.write_bytes(contenido)
    aceptadas = {ruta: [hashlib.sha256(contenido).hexdigest()]}
    (carpeta / EDICIONES).write_text(yaml.safe_dump(aceptadas, allow_unicode=True), encoding="utf-8")


def run_caso(carpeta: Path, formato: Formato, dano: str, semilla: int) -> Caso:
    """Estropea, lee y compara con lo que debía salir."""
    azar = random.Random(f"{formato.id}/{dano}/{semilla}")
    put_original(carpeta, formato, DANOS[dano](formato, azar))
    try:
        leida = formato.leer()
    except FaisError as error:
        completas = all(str(getattr(error, p)).strip() for p in PARTES)
        return Caso(formato.id, dano, semilla, RECHAZO if completas else TRAZA, str(error))
    except Exception as error:
        return Caso(formato.id, dano, semilla, TRAZA, f"{type(error).__name__}: {error}")
    llave = [c for c in ("clave_ageb", "clave_localidad", "clave_municipio", "clave_entidad") if c in leida][
        :1
    ]
    llave += [c for c in ("anio", "concepto", "fondo", "momento", "id_indicador") if c in leida]
    cambios = compute_cambios(formato.tabla, formato.esperada, leida, llave)
    if cambios.detienen or cambios.claves_de_mas:
        detalle = " · ".join(cambios.describe())
        return Caso(formato.id, dano, semilla, CAMBIOS if detalle else SILENCIO, detalle)
    iguales = is_igual(leida, formato.esperada)
    return Caso(
        formato.id, dano, semilla, INOCUO if iguales else SILENCIO, "" if iguales else "tablas distintas"
    )


def is_igual(una: pd.DataFrame, otra: pd.DataFrame) -> bool:
    """Si dos tablas dicen lo mismo, con otra cuenta que la del reporte de cambios."""
    try:
        pd.testing.assert_frame_equal(
            una.reset_index(drop=True), otra.reset_index(drop=True), rtol=1e-9, atol=1e-9, check_dtype=False
        )
    except AssertionError:
        return False
    return True


def run_bateria(carpeta: Path, formatos: list[Formato], semillas: int) -> list[Caso]:
    """Todos los daños sobre todos los formatos, ``semillas`` veces (según el peso de cada formato)."""
    return [
        run_caso(carpeta, formato, dano, semilla)
        for formato in formatos
        for dano in DANOS
        for semilla in range(max(1, round(semillas * formato.peso)))
    ]


def run_muestra(carpeta: Path, formatos: list[Formato], cada: int) -> list[Caso]:
    """Un daño de cada ``cada`` en cada formato, corridos: entre todos pasan todos los daños."""
    return [
        run_caso(carpeta, formato, dano, 0)
        for i, formato in enumerate(formatos)
        for j, dano in enumerate(DANOS)
        if (i + j) % cada == 0
    ]
