"""El vigía de un proceso que corre cuadernos: pone límites y deja dicho por qué murió."""

import faulthandler
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PILA = "pila.txt"
MARCA_LIMITE = "Timeout ("


@contextmanager
def watch_cuaderno(taller: Path, limite_s: float) -> Iterator[None]:
    """Si el cuaderno no termina a tiempo, o el intérprete se rompe, anota la pila y el proceso termina.

    Lo hace un hilo que no es de Python: vence aunque la celda esté atorada en código de C.
    """
    ruta = taller / PILA
    with open(ruta, "w", encoding="utf-8") as pila:
        faulthandler.enable(pila)
        faulthandler.dump_traceback_later(limite_s, exit=True, file=pila)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
            faulthandler.disable()
            ruta.unlink(missing_ok=True)


def limit_memoria(margen_mb: float) -> None:
    """Limita la memoria de este proceso a la que ya tiene más un margen; donde no se puede, nada.

    Quien la rebasa recibe ``MemoryError`` y falla solo, en vez de que el sistema mate a otro.
    """
    if sys.platform != "linux":
        return
    import resource

    paginas = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    tope = paginas * resource.getpagesize() + int(margen_mb * 2**20)
    _, duro = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(
        resource.RLIMIT_AS, (tope if duro == resource.RLIM_INFINITY else min(tope, duro), duro)
    )


def die_with_padre(padre: int) -> None:
    """Pide al sistema que este proceso muera si muere su padre (sólo Linux)."""
    import ctypes

    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != padre:
        os._exit(1)


def read_pila(taller: Path) -> str:
    """La pila que quedó anotada, o vacío."""
    ruta = taller / PILA
    return ruta.read_text(encoding="utf-8", errors="replace") if ruta.exists() else ""


def adopt_huerfanos() -> None:
    """Hace de este proceso el padre de los descendientes que se queden sin uno; fuera de Linux, nada."""
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER
