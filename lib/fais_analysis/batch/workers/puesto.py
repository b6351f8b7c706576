"""Un trabajador visto desde quien lo arranca: su proceso, lo que está haciendo y cómo se le termina."""

import os
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from fais_analysis.batch.plan.plan import Tarea
from fais_analysis.batch.workers.encargo import Encargo, TurnoObrero
from fais_analysis.batch.workers.procesos import build_entorno, kill_arbol, kill_grupo
from fais_analysis.batch.workers.taller import discard_taller

ESPERA_CIERRE_S = 5
GRUPO_NUEVO = 0x200  # CREATE_NEW_PROCESS_GROUP, en Windows
LARGO_ERROR = 600  # caben las cinco partes de un error de la casa
ORDEN = (sys.executable, "-P", "-m", "fais_analysis.batch.workers.obrero")


class Obrero:
    """Un proceso que ya importa lo que todo encargo usa (y los datos de su entidad) y espera el suyo."""

    def __init__(self, entidad: str = "") -> None:
        self.carpeta = tempfile.TemporaryDirectory(prefix="fais-", ignore_cleanup_errors=True)
        self.error = tempfile.TemporaryFile()  # noqa: SIM115  (vive lo que el proceso)
        es_posix = os.name == "posix"
        self.proceso = subprocess.Popen(
            [*ORDEN, *([entidad] if entidad else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.error,
            env=build_entorno(Path(self.carpeta.name)),
            start_new_session=es_posix,
            creationflags=0 if es_posix else GRUPO_NUEVO,
        )
        self.entrada, self.salida = _get_tubo(self.proceso.stdin), _get_tubo(self.proceso.stdout)

    def release(self) -> None:
        """Cierra su entrada: con eso termina solo, con lo que haya lanzado."""
        with suppress(OSError):
            self.entrada.close()

    def end(self, hijos: Iterable[int] = ()) -> int | None:
        """Termina el proceso, con lo que haya lanzado, y lo recoge; devuelve su código."""
        self.release()
        try:
            self.proceso.wait(ESPERA_CIERRE_S)
        except subprocess.TimeoutExpired:
            kill_arbol(self.proceso.pid)
            self.proceso.wait()
        for pid in (self.proceso.pid, *hijos):
            kill_grupo(pid)
        self.carpeta.cleanup()
        return self.proceso.returncode


def _get_tubo(tubo: IO[bytes] | None) -> IO[bytes]:
    """La entrada o la salida de un proceso que se pidió con tubos: siempre está."""
    if tubo is None:
        raise ValueError("proceso sin tubos")
    return tubo


_adelantados: list[Obrero] = []


@contextmanager
def hire_adelantado(entidad: str = "") -> Iterator[None]:
    """Arranca un obrero desde ahora, para que importe y cargue la entidad mientras se comprueban los datos.

    Lo que esté mal en los datos lo dice quien los comprueba. Lo toma el primer puesto que se abra; si nadie
    lo toma, al salir se le termina.
    """
    obrero = Obrero(entidad)
    _adelantados.append(obrero)
    try:
        yield
    finally:
        if obrero in _adelantados:
            _adelantados.remove(obrero)
            kill_grupo(obrero.proceso.pid)  # no tiene nada a medias: que nadie espere a que termine de cargar
            obrero.end()


class Puesto:
    """Un trabajador: un padre tibio con sus hijos, o un trabajador tibio con su tarea."""

    def __init__(self, turno: TurnoObrero, sucesos: queue.SimpleQueue) -> None:
        self.tareas = turno.tareas
        self.en_curso: dict[str, int] = {}
        self.iniciadas: set[str] = set()
        self.tarea: Tarea | None = None
        self.plazo = float("inf")
        self.obrero = _adelantados.pop() if _adelantados else Obrero()
        self.proceso = self.obrero.proceso
        threading.Thread(target=self._read, args=(sucesos,), daemon=True).start()
        self.send(turno)

    def send(self, mensaje: Any) -> None:
        """Le manda algo; si ya murió, lo dirá el fin de su salida."""
        with suppress(OSError):
            pickle.dump(mensaje, self.obrero.entrada)
            self.obrero.entrada.flush()

    def assign(self, tarea: Tarea, plazo_s: float) -> None:
        """Le da una tarea."""
        self.tarea, self.plazo = tarea, time.monotonic() + plazo_s
        self.iniciadas.add(tarea.clave)
        self.send(tarea)

    def add_inicio(self, clave: str, pid: int) -> None:
        """Uno de sus hijos empezó una tarea."""
        self.en_curso[clave] = pid
        self.iniciadas.add(clave)

    def release(self) -> None:
        """Cierra su entrada: con eso termina solo, con lo que haya lanzado."""
        self.obrero.release()

    def end(self) -> int | None:
        """Termina el proceso, con lo que haya lanzado, y lo recoge; devuelve su código."""
        return self.obrero.end(self.en_curso.values())

    def read_error(self) -> str:
        """El último renglón que dejó en la salida de errores."""
        self.obrero.error.seek(0)
        renglones = self.obrero.error.read().decode("utf-8", "replace").strip().splitlines()
        return renglones[-1][:LARGO_ERROR] if renglones else ""

    def discard_talleres(self, tareas: Iterable[Tarea], encargo: Encargo) -> None:
        """Borra lo que quedó a medias de tareas que se van a repetir."""
        for tarea in tareas:
            discard_taller(tarea, encargo.parcial)

    def _read(self, sucesos: queue.SimpleQueue) -> None:
        """En un hilo: pasa a la cola lo que el proceso diga y, al final, que terminó."""
        with suppress(EOFError, OSError, pickle.UnpicklingError):
            while True:
                sucesos.put((self, *pickle.load(self.obrero.salida)))
        sucesos.put((self, "fin", None))
