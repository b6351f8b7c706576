"""Lo que hay dentro de un archivo: el archivo y, abiertos, los que lleva (zip, gzip, sqlite, pdf, base64)."""

import base64
import binascii
import gzip
import io
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator

HONDURA = 4  # un zip dentro de otro, y de otro: más es una bomba
MAXIMO = 200_000_000
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{24,}={0,2}")
_FLUJO = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def open_capas(contenido: bytes, hondura: int = HONDURA) -> Iterator[bytes]:
    """El contenido y todo lo que lleva dentro, hasta cierta hondura; lo que no abre se da como está."""
    yield contenido
    if hondura:
        for capa in _open_una(contenido[:MAXIMO]):
            yield from open_capas(capa, hondura - 1)


def read_textos(contenido: bytes) -> Iterator[str]:
    """Lo mismo como texto, en cada codificación en que pueda estar escrito."""
    for capa in open_capas(contenido):
        yield capa.decode("utf-8", errors="ignore")
        if b"\0" in capa[:4_000]:
            yield capa.decode("utf-16-le", errors="ignore")
            yield capa.decode("utf-16-be", errors="ignore")


def _open_una(contenido: bytes) -> Iterator[bytes]:
    if contenido.startswith(b"PK"):
        yield from _open_zip(contenido)
    elif contenido.startswith(b"\x1f\x8b"):
        try:
            yield gzip.decompress(contenido)
        except (OSError, EOFError, zlib.error):
            return
    elif contenido.startswith(b"SQLite format 3"):
        base = sqlite3.connect(":memory:")
        base.deserialize(contenido)
        yield "\n".join(base.iterdump()).encode()
        base.close()
    elif contenido.startswith(b"%PDF"):
        for flujo in _FLUJO.findall(contenido):
            try:
                yield zlib.decompress(flujo)
            except zlib.error:
                continue
    else:
        yield from _open_base64(contenido)


def _open_zip(contenido: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(contenido)) as paquete:
            for miembro in paquete.infolist():
                yield miembro.filename.encode() + b" " + miembro.comment
                if miembro.file_size <= MAXIMO:
                    yield paquete.read(miembro)
            yield paquete.comment
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
        return


def _open_base64(contenido: bytes) -> Iterator[bytes]:
    for trozo in _BASE64.findall(contenido):
        for desfase in range(4):  # pudo empezar a la mitad de otra palabra
            corto = trozo[desfase:].rstrip(b"=")
            corto = corto[: len(corto) - len(corto) % 4]
            try:
                claro = base64.b64decode(corto, validate=True)
            except (binascii.Error, ValueError):
                continue
            if sum(32 <= b < 127 or b >= 160 for b in claro) > 0.85 * len(claro):
                yield claro
