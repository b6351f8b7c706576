"""Recoger lo que otros programas escriben en los descriptores 1 y 2 mientras corre un cuaderno."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO


class Desvio:
    """Los descriptores 1 y 2 llevados a dos archivos temporales sin nombre."""

    def __init__(self, archivos: tuple[IO[bytes], ...]) -> None:
        self.archivos = archivos

    def read_textos(self) -> list[str]:
        """Lo escrito en cada uno desde la última vez."""
        return [_empty(archivo) for archivo in self.archivos]


@contextmanager
def open_desvio() -> Iterator[Desvio]:
    """Desvía los dos descriptores y, al cerrar, los repone."""
    for corriente in (sys.stdout, sys.stderr):
        if corriente is not None:
            corriente.flush()
    previos = os.dup(1), os.dup(2)
    with tempfile.TemporaryFile() as salida, tempfile.TemporaryFile() as error:
        archivos = salida, error
        try:
            for descriptor, archivo in zip((1, 2), archivos, strict=True):
                os.dup2(archivo.fileno(), descriptor)
            yield Desvio(archivos)
        finally:
            for descriptor, previo in zip((1, 2), previos, strict=True):
                os.dup2(previo, descriptor)
                os.close(previo)


def _empty(archivo: IO[bytes]) -> str:
    if not os.fstat(archivo.fileno()).st_size:
        return ""
    archivo.seek(0)
    texto = archivo.read().decode("utf-8", "replace")
    archivo.seek(0)  # los que sigan escribiendo comparten esta posición
    archivo.truncate()
    return texto
