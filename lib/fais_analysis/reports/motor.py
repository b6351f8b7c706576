"""Un cuaderno, un kernel: lo corre con papermill y dice, si falló, en qué celda y por qué."""

import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import ERROR_MARKER_TAG

from fais_analysis.reports.encargo import Limites
from fais_analysis.reports.manejador import Cliente, FallaArranque
from fais_analysis.reports.manifiesto import Causa
from fais_analysis.reports.procesos import kill_grupo

NOMBRE_MOTOR = "fais"
INTENTOS_ARRANQUE = 2
ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Ejecucion:
    """Lo que quedó de correr un cuaderno: el cuaderno (aunque sea a medias) y la causa si falló."""

    cuaderno: str
    libro: NotebookNode | None = None
    causa: Causa | None = None
    arranques: int = 0
    vencio: bool = False
    vivero: Path | None = None
    avisar: Callable[[int | None], None] = field(default=lambda pid: None)


class Motor(NBClientEngine):
    """Motor de papermill que usa los kernels de la casa y conserva el cuaderno aunque el kernel muera."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, *, ejecucion, limites, **_):  # noqa: D102
        ejecucion.libro = nb_man.nb
        cliente = Cliente(
            nb_man, startup_timeout=limites.arranque_s, record_timing=False, shutdown_kernel="immediate"
        )
        carpeta = Path(tempfile.mkdtemp(prefix="fais-"))
        cliente.carpeta, cliente.avisar = carpeta, ejecucion.avisar
        cliente.vigilar = partial(limit_tiempo, ejecucion, limites.cuaderno_s)
        cliente.vivero = ejecucion.vivero
        try:
            cliente.execute()
        finally:
            shutil.rmtree(carpeta, ignore_errors=True)


papermill_engines.register(NOMBRE_MOTOR, Motor)


@contextmanager
def limit_tiempo(ejecucion: Ejecucion, limite_s: float, pid: int) -> Iterator[None]:
    """Mata el kernel (y lo que haya lanzado) si el cuaderno no termina a tiempo."""

    def vencer() -> None:
        ejecucion.vencio = True
        kill_grupo(pid)

    reloj = threading.Timer(limite_s, vencer)
    reloj.daemon = True
    reloj.start()
    try:
        yield
    finally:
        reloj.cancel()


def run_cuaderno(ruta: Path, parametros: dict[str, str], limites: Limites, ejecucion: Ejecucion) -> Ejecucion:
    """Corre un cuaderno y deja en ``ejecucion`` el resultado; no lanza por lo que falle dentro.

    Los parámetros van como texto por la API de papermill: la orden ``papermill -p`` convertiría
    «01001» en 1001. Sólo se reintenta, una vez, cuando el kernel no llegó a arrancar.
    """
    for intento in range(1, INTENTOS_ARRANQUE + 1):
        ejecucion.arranques = intento
        try:
            ejecucion.libro = papermill.execute_notebook(
                str(ruta),
                None,
                parameters=dict(parametros),
                engine_name=NOMBRE_MOTOR,
                kernel_name="python3",
                language="python",
                progress_bar=False,
                request_save_on_cell_execute=False,
                autosave_cell_every=0,
                ejecucion=ejecucion,
                limites=limites,
            )
            ejecucion.causa = find_celda_incompleta(ejecucion)
        except FallaArranque as error:
            ejecucion.causa = Causa(ejecucion.cuaderno, None, "FallaArranque", _explain_arranque(error))
            ejecucion.vivero = None  # el segundo intento, con un kernel de arranque normal
            if intento < INTENTOS_ARRANQUE:
                continue
        except Exception as error:
            ejecucion.causa = explain_falla(error, ejecucion, limites)
        break
    remove_marcas(ejecucion.libro)
    return ejecucion


def explain_falla(error: Exception, ejecucion: Ejecucion, limites: Limites) -> Causa:
    """Convierte la excepción de papermill en una causa para personas: celda, tipo y mensaje."""
    cuaderno = ejecucion.cuaderno
    if ejecucion.vencio or isinstance(error, CellTimeoutError):
        mensaje = f"rebasó el límite de {limites.cuaderno_s:g} s"
        return Causa(cuaderno, find_celda_en_curso(ejecucion.libro), "LimiteDeTiempo", mensaje)
    if isinstance(error, DeadKernelError):
        mensaje = "el kernel murió antes de terminar la celda"
        return Causa(cuaderno, find_celda_en_curso(ejecucion.libro), "KernelMuerto", mensaje)
    if isinstance(error, PapermillExecutionError):
        celda = find_celda_con_error(ejecucion.libro)
        return Causa(cuaderno, celda, error.ename, ANSI.sub("", error.evalue).strip())
    return Causa(cuaderno, None, type(error).__name__, ANSI.sub("", str(error)).strip())


def find_celda_incompleta(ejecucion: Ejecucion) -> Causa | None:
    """Causa si alguna celda no terminó; ``sys.exit(0)`` deja celdas sin correr y papermill no lo dice."""
    for numero, celda in enumerate(ejecucion.libro.cells, start=1):
        estado = celda.metadata.get("papermill", {}).get("status")
        corrio = celda.cell_type != "code" or not celda.source.strip() or celda.execution_count
        if estado != "completed" or not corrio:
            mensaje = "la celda no terminó, aunque el cuaderno no marcó error"
            return Causa(ejecucion.cuaderno, numero, "CeldaIncompleta", mensaje)
    return None


def find_celda_en_curso(libro: NotebookNode | None) -> int | None:
    """Número (desde 1) de la última celda que empezó a correr."""
    celdas = [] if libro is None else libro.cells
    empezadas = [
        n for n, c in enumerate(celdas, start=1) if c.metadata.get("papermill", {}).get("start_time")
    ]
    return empezadas[-1] if empezadas else None


def find_celda_con_error(libro: NotebookNode | None) -> int | None:
    """Número (desde 1) de la celda que tiene una salida de error."""
    for numero, celda in enumerate([] if libro is None else _sin_marcas(libro), start=1):
        if any(s.output_type == "error" for s in celda.get("outputs", [])):
            return numero
    return None


def remove_marcas(libro: NotebookNode | None) -> None:
    """Quita las celdas en inglés que papermill agrega a un cuaderno fallido."""
    if libro is not None:
        libro.cells = _sin_marcas(libro)


def _sin_marcas(libro: NotebookNode) -> list[NotebookNode]:
    return [c for c in libro.cells if ERROR_MARKER_TAG not in c.metadata.get("tags", [])]


def _explain_arranque(error: Exception) -> str:
    return f"el kernel no arrancó en {INTENTOS_ARRANQUE} intentos ({error})"
