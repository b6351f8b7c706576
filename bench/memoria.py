"""La memoria de un árbol de procesos mientras corre, leída de ``/proc`` (sólo Linux)."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
KB_POR_MB = 1024


@dataclass
class Pico:
    """Lo más que llegó a ocupar un proceso, en MB.

    ``residente`` incluye lo que comparte; ``proporcional`` (PSS) reparte lo compartido; ``privada`` (USS) es
    sólo lo suyo. ``es_bifurcado``: es copia de su padre (fork), no un programa nuevo.
    """

    residente: float = 0
    proporcional: float = 0
    privada: float = 0
    es_bifurcado: bool = False

    def add(self, lectura: dict[str, int]) -> None:
        """Conserva el máximo."""
        privada = lectura.get("Private_Clean", 0) + lectura.get("Private_Dirty", 0)
        self.residente = max(self.residente, lectura.get("Rss", 0) / KB_POR_MB)
        self.proporcional = max(self.proporcional, lectura.get("Pss", 0) / KB_POR_MB)
        self.privada = max(self.privada, privada / KB_POR_MB)


class Vigia(threading.Thread):
    """Hilo que lee la memoria de un proceso y todos sus descendientes hasta que se le pide parar."""

    def __init__(self, pid: int, pausa_s: float = 0.02) -> None:
        super().__init__(daemon=True)
        self.pid, self.pausa_s, self.picos, self.fin = pid, pausa_s, {}, threading.Event()

    def run(self) -> None:
        """Una vuelta: todos los procesos vivos del árbol."""
        while not self.fin.is_set():
            for pid, padre in list_descendientes(self.pid):
                self.read(pid, padre)
            time.sleep(self.pausa_s)

    def read(self, pid: int, padre: int) -> None:
        """Agrega la lectura de un proceso, si sigue vivo."""
        try:
            lectura = read_memoria(pid)
            orden = (PROC / str(pid) / "cmdline").read_bytes()
            pico = self.picos.setdefault(pid, Pico())
            # Cada vez: entre que nace y empieza su programa, un proceso nuevo parece copia de su padre. De un
            # padre que ya terminó no queda orden con que comparar: vale lo que se vio antes.
            if suya := (PROC / str(padre) / "cmdline").read_bytes():
                pico.es_bifurcado = pid != self.pid and orden == suya
            pico.add(lectura)
        except OSError:
            return

    def stop(self) -> dict[int, Pico]:
        """Termina y entrega los picos por proceso."""
        self.fin.set()
        self.join()
        return self.picos


def list_descendientes(pid: int, padre: int = 0) -> list[tuple[int, int]]:
    """El proceso y sus descendientes, cada uno con su padre."""
    hallados = [(pid, padre)]
    try:
        hilos = list((PROC / str(pid) / "task").iterdir())
        hijos = [h for hilo in hilos for h in (hilo / "children").read_text().split()]
    except OSError:
        return hallados
    return hallados + [par for hijo in hijos for par in list_descendientes(int(hijo), pid)]


def read_memoria(pid: int) -> dict[str, int]:
    """Campos de ``smaps_rollup``, en KB."""
    renglones = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]
    pares = (renglon.split() for renglon in renglones)
    return {campos[0].rstrip(":"): int(campos[1]) for campos in pares if len(campos) == 3}


def summarize_picos(picos: dict[int, Pico]) -> dict[str, float]:
    """Proceso mayor y memoria privada de los hijos, en MB."""
    hijos = sorted(p.privada for p in picos.values() if p.es_bifurcado)
    return {
        "proceso_mayor_rss_mb": round(max((p.residente for p in picos.values()), default=0), 1),
        "proceso_mayor_pss_mb": round(max((p.proporcional for p in picos.values()), default=0), 1),
        "hijo_privada_mediana_mb": round(hijos[len(hijos) // 2], 1) if hijos else 0,
        "hijo_privada_maxima_mb": round(hijos[-1], 1) if hijos else 0,
        "hijos": len(hijos),
    }
