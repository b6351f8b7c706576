"""Escribir un archivo de modo que nadie lo vea a medias: o queda el nuevo, entero, o queda el anterior."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fais_analysis.errors import SalidaError, describe_falla_sistema


def write_atomico(ruta: Path, contenido: bytes | str) -> None:
    """Escribe en un temporal vecino y lo renombra; el texto, en UTF-8 y con saltos LF.

    El temporal lleva un nombre que nadie más usa: dos procesos o dos hilos que escriben lo mismo no se
    estorban, y gana el último. Los permisos son los que pida quien corre (``umask``).

    Raises
    ------
    OSError
        Si no se puede escribir; el archivo anterior sigue como estaba y no queda el temporal.
    """
    octetos = contenido.encode("utf-8") if isinstance(contenido, str) else contenido
    temporal = ruta.with_name(f".{ruta.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        temporal.write_bytes(octetos)
        os.replace(temporal, ruta)
    finally:
        temporal.unlink(missing_ok=True)


def write_con_carpeta(ruta: Path, contenido: bytes | str) -> None:
    """Como :func:`write_atomico`, pero crea las carpetas que falten."""
    ruta.parent.mkdir(parents=True, exist_ok=True)
    write_atomico(ruta, contenido)


@contextmanager
def explain_escritura(que_paso: str, *, donde: str, que_hacer: str) -> Iterator[None]:
    """Lo que falle al escribir dentro del bloque sale explicado.

    Raises
    ------
    SalidaError
        Si el sistema no dejó escribir; dice por qué.
    """
    try:
        yield
    except OSError as error:
        raise SalidaError(
            que_paso,
            donde=donde,
            esperado="espacio y permiso para escribir",
            encontrado=describe_falla_sistema(error),
            que_hacer=que_hacer,
        ) from None
