"""El taller de un informe: dónde se arma, cómo se publica y qué se conserva si falla."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fais_analysis.batch.corridas.manifiesto import FALLIDO, FichaInforme
from fais_analysis.batch.corridas.salida import move_carpeta
from fais_analysis.batch.plan.plan import Tarea
from fais_analysis.pages.causa import Causa
from fais_analysis.pages.higiene import hide_rutas

FALLOS, REGISTROS, REGISTRO, RECHAZADO = "fallos", "registros", "registro.txt", "rechazado.html"


def build_fallida(tarea: Tarea, causa: Causa) -> FichaInforme:
    """Ficha de un informe que no salió."""
    return FichaInforme(tarea.clave, tarea.nombre, tarea.carpeta, FALLIDO, causa=causa)


def get_taller(tarea: Tarea, parcial: Path) -> Path:
    """Carpeta donde se arma un informe antes de publicarlo."""
    return parcial / f".taller-{tarea.clave}"


def publish_bueno(tarea: Tarea, parcial: Path, taller: Path) -> None:
    """Publica un informe: su carpeta entera de un renombrado o, el panorama, archivo por archivo."""
    _keep_registro(taller / REGISTRO, parcial / REGISTROS / f"{tarea.carpeta or tarea.clave}.txt")
    if tarea.carpeta:
        move_carpeta(taller, parcial / tarea.carpeta)
        return
    for archivo in sorted(taller.iterdir()):
        os.replace(archivo, parcial / archivo.name)
    taller.rmdir()


def publish_fallo(tarea: Tarea, parcial: Path, ficha: FichaInforme) -> None:
    """Conserva lo que quedó de un informe fallido en ``fallos/``, nunca como expediente."""
    taller, destino = get_taller(tarea, parcial), parcial / FALLOS / (tarea.carpeta or tarea.clave)
    taller.mkdir(exist_ok=True)
    shutil.rmtree(destino, ignore_errors=True)
    if (taller / tarea.informe).exists():
        os.replace(taller / tarea.informe, taller / RECHAZADO)
    with suppress(OSError):  # con el disco lleno aún se puede mover la carpeta
        with open(taller / REGISTRO, "a", encoding="utf-8") as registro:
            registro.write(f"\nCausa: {ficha.causa}\n")
        for nombre in (REGISTRO, RECHAZADO):
            _clean_texto(taller / nombre)
    destino.parent.mkdir(exist_ok=True)
    move_carpeta(taller, destino)


def discard_taller(tarea: Tarea, parcial: Path) -> None:
    """Borra lo que haya quedado de un informe que no se va a conservar."""
    shutil.rmtree(get_taller(tarea, parcial), ignore_errors=True)


@contextmanager
def capture_registro(ruta: Path) -> Iterator[None]:
    """Manda a un archivo todo lo que este proceso y sus kernels escriban en la terminal."""
    _flush()
    previos = os.dup(1), os.dup(2)
    with open(ruta, "ab") as registro:
        os.dup2(registro.fileno(), 1)
        os.dup2(registro.fileno(), 2)
    try:
        yield
    finally:
        _flush()
        for descriptor, previo in zip((1, 2), previos, strict=True):
            os.dup2(previo, descriptor)
            os.close(previo)


def _keep_registro(origen: Path, destino: Path) -> None:
    _clean_texto(origen)
    if not origen.exists() or not origen.read_text(encoding="utf-8").strip():
        origen.unlink(missing_ok=True)
        return
    destino.parent.mkdir(exist_ok=True)
    os.replace(origen, destino)


def _clean_texto(ruta: Path) -> None:
    """Quita de un archivo las rutas de la máquina; si no está, no pasa nada."""
    if ruta.exists():
        texto = ruta.read_bytes().decode("utf-8", "replace")
        ruta.write_text(hide_rutas(texto), encoding="utf-8", newline="\n")


def _flush() -> None:
    for corriente in (sys.stdout, sys.stderr):
        if corriente is not None:
            corriente.flush()
