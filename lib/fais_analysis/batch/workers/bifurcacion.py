"""Un proceso por municipio, bifurcado del padre tibio: nace con todo cargado y nada pasa de uno a otro.

El padre es de un solo hilo y sólo hace esto. Cada hijo tiene su grupo, su plazo, su límite de memoria y un
archivo en memoria donde deja el resultado; sólo en Linux.
"""

import os
import pickle
import select
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

from fais_analysis.batch.kernel.vigia import adopt_huerfanos, die_with_padre, limit_memoria
from fais_analysis.batch.plan.limites import MOTOR_FABRICA
from fais_analysis.batch.plan.plan import Tarea
from fais_analysis.batch.workers.encargo import Encargo, Resultado, compute_plazo_s
from fais_analysis.batch.workers.procesos import kill_grupo
from fais_analysis.batch.workers.tarea import bury_tarea, retry_fallo, run_tarea

Suceso = tuple[str, Any]


@dataclass(frozen=True)
class Hijo:
    """Un proceso vivo y lo que está haciendo."""

    pid: int
    aviso: int
    memoria: int
    tarea: Tarea
    plazo: float


def run_bifurcados(
    tareas: Iterable[Tarea], encargo: Encargo, hijos: int, correa: tuple[int, ...]
) -> Iterator[Suceso]:
    """Corre las tareas, tantas a la vez como ``hijos``; entrega cada inicio y cada resultado.

    Si se cierra el primer descriptor de ``correa``, o esto se interrumpe, mata a los vivos con todo lo que
    hayan lanzado. Los hijos cierran la correa al nacer.
    """
    adopt_huerfanos()
    cola = deque(tareas)
    vivos: dict[int, Hijo] = {}
    try:
        while cola or vivos:
            while cola and len(vivos) < hijos:
                hijo = fork_hijo(cola.popleft(), encargo, correa)
                vivos[hijo.aviso] = hijo
                yield "inicio", (hijo.tarea.clave, hijo.pid)
            espera = min(hijo.plazo for hijo in vivos.values()) - time.monotonic()
            listos = select.select([*vivos, correa[0]], [], [], max(0, espera))[0]
            if correa[0] in listos:
                return
            for hijo in [h for h in vivos.values() if h.aviso in listos or h.plazo <= time.monotonic()]:
                del vivos[hijo.aviso]
                resultado = collect_hijo(hijo, encargo, vencio=hijo.aviso not in listos)
                sweep_huerfanos({h.pid for h in vivos.values()})
                yield "resultado", resultado
    finally:
        for hijo in vivos.values():
            kill_grupo(hijo.pid)
            os.waitpid(hijo.pid, 0)
        sweep_huerfanos(set())


def fork_hijo(tarea: Tarea, encargo: Encargo, correa: tuple[int, ...]) -> Hijo:
    """Bifurca un hijo que hace la tarea y termina."""
    memoria, padre, inicio = os.memfd_create("fais"), os.getpid(), time.monotonic()
    pid = os.fork()
    if pid == 0:
        run_hijo(tarea, encargo, memoria, padre, correa)
    return Hijo(pid, os.pidfd_open(pid), memoria, tarea, inicio + compute_plazo_s(tarea, encargo))


def run_hijo(tarea: Tarea, encargo: Encargo, memoria: int, padre: int, correa: tuple[int, ...]) -> NoReturn:
    """En el hijo: se separa, hace la tarea, deja el resultado y termina sin correr nada heredado."""
    codigo = 1
    try:
        os.setsid()
        die_with_padre(padre)
        for descriptor in correa:
            os.close(descriptor)
        for senal in (signal.SIGTERM, signal.SIGINT):
            signal.signal(senal, signal.SIG_DFL)
        limit_memoria(encargo.pedido.limites.memoria_mb)
        resultado = run_tarea(tarea, replace(encargo, es_aparte=encargo.pedido.motor != MOTOR_FABRICA))
        with open(memoria, "wb") as salida:
            pickle.dump(resultado, salida)
        codigo = 0
    finally:
        os._exit(codigo)


def collect_hijo(hijo: Hijo, encargo: Encargo, vencio: bool) -> Resultado:
    """Recoge a un hijo que terminó (o que venció), con lo que haya lanzado y dejado vivo."""
    kill_grupo(hijo.pid)  # antes de recogerlo: mientras, nadie más puede tener su número
    codigo = os.waitstatus_to_exitcode(os.waitpid(hijo.pid, 0)[1])
    os.close(hijo.aviso)
    with open(hijo.memoria, "rb") as dejado:
        dejado.seek(0)
        crudo = dejado.read()
    if codigo == 0 and not vencio:
        with suppress(pickle.UnpicklingError, EOFError):
            resultado = pickle.loads(crudo)
            retry_fallo(hijo.tarea, encargo, resultado)
            return resultado
    return bury_tarea(hijo.tarea, encargo, codigo, vencio)


def sweep_huerfanos(vivos: set[int]) -> None:
    """Mata lo que los cuadernos lanzaron y dejaron suelto, aunque se haya ido a otro grupo.

    Al morir un hijo, sus descendientes pasan a serlo de este proceso.
    """
    lista = Path(f"/proc/self/task/{os.getpid()}/children")
    with suppress(OSError):
        while sueltos := {int(pid) for pid in lista.read_text(encoding="ascii").split()} - vivos:
            for pid in sueltos:
                kill_grupo(pid)
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
