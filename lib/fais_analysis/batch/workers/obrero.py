"""El programa de un trabajador del lote: ``python -m fais_analysis.batch.workers.obrero [ENTIDAD]``.

Si ya se sabe de qué entidad será su encargo, carga sus datos mientras llega.
Por la entrada recibe el encargo y las tareas, y por la salida entrega sucesos, en pickle. Si la entrada se
cierra (porque quien lo arrancó terminó o murió), termina con todo lo que haya lanzado.
"""

import os
import pickle
import queue
import signal
import sys
import threading
from collections.abc import Callable
from typing import IO, Any, NoReturn

from fais_analysis.batch.workers.procesos import block_pesados, forbid_lanzar, kill_descendientes, kill_grupo
from fais_analysis.errors import FaisError

block_pesados()  # antes de que algo importe nbformat

# Informes que hace un trabajador tibio antes de que se le cambie por otro.
RECAMBIO = 50


def main() -> None:
    """Se calienta y atiende su encargo; lo que le falte a la biblioteca, en un solo renglón."""
    try:
        serve_encargo()
    except FaisError as error:
        sys.exit(" ".join(str(error).split()))


def serve_encargo() -> None:
    """Importa, carga, espera su encargo y lo hace."""
    entrada, salida = open_canales()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # el Ctrl-C lo atiende quien lo arrancó
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    from fais_analysis.batch.workers.precarga import preload, preload_comunes, preload_entidad

    preload_comunes()  # mientras quien lo arrancó comprueba los datos
    for entidad in sys.argv[1:]:
        preload_entidad(entidad)
    try:
        turno = pickle.load(entrada)
    except EOFError:  # no hubo encargo
        return

    def avisar(*suceso: Any) -> None:
        pickle.dump(suceso, salida)
        salida.flush()

    preload(turno.encargo)
    if turno.hijos:
        from fais_analysis.batch.workers.bifurcacion import run_bifurcados

        correa = (entrada.fileno(), salida.fileno())
        for suceso in run_bifurcados(turno.tareas, turno.encargo, turno.hijos, correa):
            avisar(*suceso)
    else:
        run_serie(turno.encargo, entrada, avisar)


def run_serie(encargo: Any, entrada: IO[bytes], avisar: Callable[..., None]) -> None:
    """Hace una tarea tras otra en este proceso; tras una falla, o cada tantas, deja su lugar a otro."""
    from fais_analysis.batch.corridas.manifiesto import BUENO
    from fais_analysis.batch.kernel.reposicion import keep_globales
    from fais_analysis.batch.kernel.vigia import adopt_huerfanos, limit_memoria
    from fais_analysis.batch.workers.tarea import run_tarea

    adopt_huerfanos()
    limit_memoria(encargo.pedido.limites.memoria_mb)
    pedidos = watch_entrada(entrada)
    for hechas in range(1, RECAMBIO + 1):
        tarea = pedidos.get()
        avisar("inicio", (tarea.clave, os.getpid()))
        with keep_globales():
            resultado = run_tarea(tarea, encargo)
        kill_descendientes(os.getpid())
        sigue = resultado.ficha.estado == BUENO and hechas < RECAMBIO
        avisar("resultado", resultado, sigue)
        if not sigue:
            return


def watch_entrada(entrada: IO[bytes]) -> queue.SimpleQueue:
    """Cola de lo que llega por la entrada; al cerrarse, este proceso termina con lo que haya lanzado."""
    pedidos: queue.SimpleQueue = queue.SimpleQueue()

    def leer() -> None:
        try:
            while True:
                pedidos.put(pickle.load(entrada))
        except (EOFError, OSError):
            end_grupo()

    threading.Thread(target=leer, daemon=True).start()
    return pedidos


def end_grupo() -> NoReturn:
    """Termina este proceso, su grupo y lo que haya lanzado, aunque su cuaderno siga corriendo y lanzando."""
    forbid_lanzar()
    kill_descendientes(os.getpid())
    if hasattr(os, "getpgrp") and os.getpgrp() == os.getpid():
        kill_grupo(os.getpid())
    os._exit(1)


def open_canales() -> tuple[IO[bytes], IO[bytes]]:
    """Entrada y salida apartadas: lo que un cuaderno lea o escriba en las de siempre no las toca."""
    entrada, salida = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nada = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(nada, descriptor)
    os.close(nada)
    return entrada, salida


if __name__ == "__main__":
    main()
