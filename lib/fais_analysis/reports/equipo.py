"""El equipo de procesos: uno por núcleo, recién nacidos (``spawn``), con plazo y sin contagio de fallas."""

import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from fais_analysis.reports.encargo import Encargo, Resultado
from fais_analysis.reports.manifiesto import Causa
from fais_analysis.reports.plan import Tarea
from fais_analysis.reports.procesos import kill_grupo
from fais_analysis.reports.taller import build_fallida, publish_fallo

# Lo que se agrega al plazo de una tarea por importar, exportar y escribir.
MARGEN_S = 120
ESPERA_CIERRE_S = 5


@dataclass
class Puesto:
    """Un proceso trabajador y lo que está haciendo."""

    proceso: BaseProcess
    conexion: Connection
    tarea: Tarea | None = None
    inicio: float = 0
    plazo: float = float("inf")
    kernel: int | None = None


class Equipo:
    """Reparte tareas entre procesos y entrega cada resultado en cuanto está.

    Si un proceso muere o rebasa el plazo, su tarea falla, se repone el proceso y las demás siguen.
    """

    def __init__(self, encargo: Encargo, trabajadores: int) -> None:
        self.encargo, self.trabajadores = encargo, trabajadores
        self.puestos: list[Puesto] = []

    def run(self, tareas: Iterable[Tarea]) -> Iterator[Resultado]:
        """Resultados, en el orden en que terminan. Al salir, como sea, no queda ningún proceso."""
        cola = deque(tareas)
        try:
            while cola or any(p.tarea for p in self.puestos):
                self._assign(cola)
                yield from self._collect()
        finally:
            self.close()

    def close(self) -> None:
        """Despide a los ociosos y mata a los ocupados con su kernel."""
        for puesto in self.puestos:
            if puesto.tarea is None:
                with suppress(OSError):
                    puesto.conexion.send(None)
            else:
                _kill(puesto)
        for puesto in self.puestos:
            puesto.proceso.join(ESPERA_CIERRE_S)
            _kill(puesto)
        self.puestos = []

    def _assign(self, cola: deque[Tarea]) -> None:
        libres = [p for p in self.puestos if p.tarea is None]
        while cola and (libres or len(self.puestos) < self.trabajadores):
            puesto = libres.pop() if libres else self._hire()
            tarea = cola.popleft()
            puesto.tarea, puesto.inicio = tarea, time.monotonic()
            puesto.plazo = puesto.inicio + compute_plazo_s(tarea, self.encargo)
            with suppress(OSError):  # si ya murió, lo verá la espera
                puesto.conexion.send(tarea)

    def _hire(self) -> Puesto:
        contexto = multiprocessing.get_context("spawn")
        propia, ajena = contexto.Pipe()
        proceso = contexto.Process(target=start_trabajador, args=(ajena, self.encargo), daemon=True)
        with hold_interrupcion():
            proceso.start()
            self.puestos.append(Puesto(proceso, propia))
        ajena.close()
        return self.puestos[-1]

    def _collect(self) -> Iterator[Resultado]:
        ocupados = [p for p in self.puestos if p.tarea is not None]
        espera = min(p.plazo for p in ocupados) - time.monotonic()
        wait([cosa for p in ocupados for cosa in (p.conexion, p.proceso.sentinel)], max(0, espera))
        for puesto in ocupados:
            resultado = self._read(puesto)
            if resultado is not None:
                puesto.tarea, puesto.plazo = None, float("inf")
                yield resultado

    def _read(self, puesto: Puesto) -> Resultado | None:
        try:
            if puesto.conexion.poll():
                clase, contenido = puesto.conexion.recv()
                if clase == "resultado":
                    return contenido
                puesto.kernel = contenido
                return None
        except (EOFError, OSError):
            return self._dismiss(puesto, "TrabajadorMuerto", "el proceso murió sin terminar")
        if not puesto.proceso.is_alive():
            return self._dismiss(puesto, "TrabajadorMuerto", "el proceso murió sin terminar")
        if time.monotonic() >= puesto.plazo:
            return self._dismiss(puesto, "LimiteDeTiempo", "rebasó el plazo del municipio")
        return None

    def _dismiss(self, puesto: Puesto, tipo: str, mensaje: str) -> Resultado:
        _kill(puesto)
        self.puestos.remove(puesto)
        tarea = puesto.tarea
        codigo = puesto.proceso.exitcode
        ficha = build_fallida(tarea, Causa(tarea.informe, None, tipo, f"{mensaje} (código {codigo})"))
        publish_fallo(tarea, self.encargo.parcial, ficha)
        return Resultado(ficha, segundos=round(time.monotonic() - puesto.inicio, 3))


def start_trabajador(conexion: Connection, encargo: Encargo) -> None:
    """Entrada del proceso nuevo; importa aquí para que el padre no pague papermill ni nbconvert."""
    from fais_analysis.reports.trabajador import run_trabajador

    run_trabajador(conexion, encargo)


def compute_plazo_s(tarea: Tarea, encargo: Encargo) -> float:
    """Plazo de una tarea: el de sus cuadernos, dos arranques por cuaderno y un margen."""
    limites = encargo.limites
    return len(tarea.cuadernos) * (limites.cuaderno_s + 2 * limites.arranque_s) + MARGEN_S


@contextmanager
def hold_interrupcion() -> Iterator[None]:
    """Retiene Ctrl-C mientras nace un proceso: no se pierde y el hijo hereda que no es con él."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # si lo arrancara multiprocessing aquí dentro, soltaría las señales
    previa = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previa)


def _kill(puesto: Puesto) -> None:
    puesto.proceso.kill()
    if puesto.kernel is not None:
        kill_grupo(puesto.kernel)
        puesto.kernel = None
    puesto.proceso.join()
    puesto.conexion.close()
