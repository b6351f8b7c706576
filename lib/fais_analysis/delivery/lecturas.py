"""Lo que la guarda relee antes de cada DATA, sin volver a interpretarlo si los bytes son los mismos.

Los bytes se leen y se resumen cada vez: un cambio de último momento se nota. Lo caro (interpretar el
manifiesto, el directorio o un informe) se hace una vez por contenido.
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from fais_analysis.delivery.corrida import NOMBRE, Corrida, read_corrida
from fais_analysis.delivery.directorio import Directorio, Seleccion, read_directorio
from fais_analysis.delivery.informe import Identidad, read_identidad
from fais_analysis.delivery.portada import Portada, digest_valores, list_valores, read_portada
from fais_analysis.delivery.seleccion import choose_contactos


def get_corrida(carpeta: Path) -> Corrida:
    """La corrida, releída si su manifiesto cambió."""
    try:
        huella = hashlib.sha256((carpeta / NOMBRE).read_bytes()).hexdigest()
    except OSError:
        huella = ""
    return _read_corrida(carpeta, huella) if huella else read_corrida(carpeta)


@lru_cache(maxsize=4)
def _read_corrida(carpeta: Path, _: str) -> Corrida:
    return read_corrida(carpeta)


def get_seleccion(ruta: Path, corrida: Corrida, fecha: date, rol: str) -> Mapping[str, Seleccion]:
    """A quién se escribe hoy con ese rol en cada municipio; se vuelve a decidir si cambió el directorio."""
    try:
        huella = hashlib.sha256(ruta.read_bytes()).hexdigest()
    except OSError:
        huella = ""
    nombres = tuple((clave, informe.nombre) for clave, informe in corrida.informes.items())
    return _select(ruta, huella, nombres, fecha, rol)


@lru_cache(maxsize=16)
def _select(
    ruta: Path, huella: str, nombres: tuple[tuple[str, str], ...], fecha: date, rol: str
) -> Mapping[str, Seleccion]:
    return choose_contactos(_read_directorio(ruta, huella), dict(nombres), fecha, [rol])


@lru_cache(maxsize=4)
def _read_directorio(ruta: Path, _: str) -> Directorio:
    return read_directorio(ruta)


@lru_cache(maxsize=4)
def get_lectura(crudo: bytes) -> tuple[Identidad, Portada]:
    """Lo que dice un informe de quién es, y su portada."""
    return read_identidad(crudo), read_portada(crudo)


def get_pintado(corrida: Corrida, id_cifra: str, cortes: tuple[float, ...], claves: tuple[str, ...]) -> str:
    """Resumen de lo que debe pintar el mapa de esa corrida, leído de sus informes."""
    return digest_valores(list_valores(corrida, id_cifra, claves), cortes)
