"""El proceso trabajador: recibe una tarea, produce su informe y lo publica con un solo renombrado."""

import os
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait

from fais_analysis.reports.nucleo import block_gramatica_iri

block_gramatica_iri()  # antes de que algo importe nbformat

from fais_analysis.reports.encargo import Encargo, Resultado  # noqa: E402
from fais_analysis.reports.higiene import hide_rutas  # noqa: E402
from fais_analysis.reports.informe import InformeFallido, build_informe  # noqa: E402
from fais_analysis.reports.manifiesto import Causa  # noqa: E402
from fais_analysis.reports.plan import Tarea  # noqa: E402
from fais_analysis.reports.procesos import kill_grupo  # noqa: E402
from fais_analysis.reports.taller import (  # noqa: E402
    REGISTRO,
    build_fallida,
    capture_registro,
    get_taller,
    publish_bueno,
    publish_fallo,
)

Aviso = Callable[[int | None], None]


def run_trabajador(conexion: Connection, encargo: Encargo) -> None:
    """Ciclo del proceso: una tarea, un resultado, hasta recibir ``None``."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # el Ctrl-C lo atiende el padre
    kernel: list[int | None] = [None]
    _watch_padre(kernel)
    _mute()

    def avisar(pid: int | None) -> None:
        kernel[0] = pid
        conexion.send(("kernel", pid))

    while (tarea := conexion.recv()) is not None:
        conexion.send(("resultado", run_tarea(tarea, encargo, avisar)))


def run_tarea(tarea: Tarea, encargo: Encargo, avisar: Aviso) -> Resultado:
    """Produce y publica el informe de una tarea. Toda falla queda en el resultado; nunca se lanza."""
    inicio = time.monotonic()
    taller = get_taller(tarea, encargo.parcial)
    taller.mkdir()
    try:
        with capture_registro(taller / REGISTRO):
            resultado = build_informe(tarea, encargo, taller, avisar)
        publish_bueno(tarea, encargo.parcial, taller)
    except Exception as error:
        resultado = Resultado(build_fallida(tarea, find_causa(tarea, error)))
        publish_fallo(tarea, encargo.parcial, resultado.ficha)
    return Resultado(
        resultado.ficha, resultado.fragmentos, resultado.es_demostracion, round(time.monotonic() - inicio, 3)
    )


def find_causa(tarea: Tarea, error: Exception) -> Causa:
    """La causa que trae la falla o, si es imprevista, una con su tipo y mensaje."""
    if isinstance(error, InformeFallido):
        return error.causa
    return Causa(tarea.informe, None, type(error).__name__, hide_rutas(str(error)))


def _mute() -> None:
    with open(os.devnull, "wb") as nada:
        os.dup2(nada.fileno(), 1)
        os.dup2(nada.fileno(), 2)


def _watch_padre(kernel: list[int | None]) -> None:
    """Si el padre muere sin despedirse, este proceso mata su kernel y termina."""
    padre = parent_process()
    if padre is None:
        return

    def vigilar() -> None:
        wait([padre.sentinel])
        if kernel[0] is not None:
            kill_grupo(kernel[0])
        os._exit(1)

    threading.Thread(target=vigilar, daemon=True).start()
