"""Correr algo en una copia de este proceso (sólo Linux): lo que toque de memoria se va con ella.

Cada cuaderno de un municipio corre así: ninguno carga con lo que tocaron los anteriores.
"""

import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn, TypeVar

from fais_analysis.batch.kernel.vigia import die_with_padre

T = TypeVar("T")


def run_aparte(hacer: Callable[[], T]) -> T:
    """Hace algo en una copia y devuelve lo que ella devolvió, que se debe poder mandar entre procesos.

    Si la copia muere sin devolver nada, este proceso muere igual: con la misma señal o el mismo código.
    """
    memoria, padre = os.memfd_create("fais"), os.getpid()
    pid = os.fork()
    if pid == 0:
        _run_copia(hacer, memoria, padre)
    codigo = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with open(memoria, "rb") as dejado:
        dejado.seek(0)
        crudo = dejado.read()
    if codigo or not crudo:
        die_igual(codigo)
    return pickle.loads(crudo)


def _run_copia(hacer: Callable[[], object], memoria: int, padre: int) -> NoReturn:
    codigo = 1
    try:
        die_with_padre(padre)
        hecho = hacer()
        for corriente in (sys.stdout, sys.stderr):
            corriente.flush()
        with open(memoria, "wb") as salida:
            pickle.dump(hecho, salida)
        codigo = 0
    except BaseException:
        traceback.print_exc()  # queda en el registro del informe
    finally:
        os._exit(codigo)


def die_igual(codigo: int) -> NoReturn:
    """Termina este proceso como terminó otro: negativo, el número de la señal."""
    if codigo < 0:
        with suppress(OSError, ValueError):  # la que mata no se puede atender, y no hace falta
            signal.signal(-codigo, signal.SIG_DFL)
        os.kill(os.getpid(), -codigo)
    os._exit(codigo)
