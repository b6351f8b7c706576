"""El equipo: reparte las tareas de una corrida entre procesos y entrega cada resultado en cuanto está.

En Linux arranca un padre tibio que se bifurca por cada municipio; en otros sistemas, varios trabajadores
tibios que hacen uno tras otro. Se puede llamar desde cualquier proceso.
"""

import itertools
import queue
import time
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from fais_analysis.batch.plan.plan import Tarea
from fais_analysis.batch.workers.encargo import (
    BIFURCADO,
    MARGEN_S,
    Encargo,
    Resultado,
    TurnoObrero,
    compute_plazo_s,
    get_aislamiento,
)
from fais_analysis.batch.workers.procesos import block_pesados
from fais_analysis.batch.workers.puesto import Puesto
from fais_analysis.pages.causa import Causa

# Veces que se arranca un padre que muere sin haber empezado ninguna tarea.
INTENTOS = 2
ESPERA_S = 1.0


class Equipo:
    """Corre tareas en otros procesos; una falla, una muerte o un plazo vencido sólo tumban la suya."""

    def __init__(self, encargo: Encargo, trabajadores: int) -> None:
        self.encargo, self.trabajadores = encargo, trabajadores
        self.sucesos: queue.SimpleQueue = queue.SimpleQueue()
        self.puestos: list[Puesto] = []

    def run(self, tareas: Iterable[Tarea]) -> Iterator[Resultado]:
        """Resultados, en el orden en que terminan. Al salir, como sea, no queda ningún proceso."""
        correr = self._run_bifurcados if get_aislamiento(self.encargo) == BIFURCADO else self._run_tibios
        try:
            yield from correr(list(tareas))
        finally:
            self.close()

    def close(self) -> None:
        """Termina todos los procesos, con lo que hayan lanzado."""
        for puesto in self.puestos:
            puesto.release()
        for puesto in self.puestos:
            puesto.end()
        self.puestos = []

    def _hire(self, tareas: list[Tarea], hijos: int) -> Puesto:
        puesto = Puesto(TurnoObrero(self.encargo, tareas, hijos), self.sucesos)
        self.puestos.append(puesto)
        return puesto

    def _dismiss(self, puesto: Puesto) -> int | None:
        """Da por muerto un puesto; devuelve su código."""
        self.puestos.remove(puesto)
        return puesto.end()

    def _run_bifurcados(self, tareas: list[Tarea]) -> Iterator[Resultado]:
        """Un padre tibio; si muere, lo no empezado sigue con otro y lo que corría se repite aparte."""
        rondas = deque([(tareas, self.trabajadores, 1)])
        while rondas:
            propias, hijos, intento = rondas.popleft()
            faltan = {tarea.clave: tarea for tarea in propias}
            puesto = self._hire(propias, hijos)
            for resultado in self._listen(puesto):
                del faltan[resultado.ficha.clave]
                yield resultado
            codigo = self._dismiss(puesto)
            corrian = [faltan.pop(clave) for clave in puesto.en_curso]
            if len(corrian) == 1 or (intento == INTENTOS and not corrian and faltan):
                perdidas = corrian or [faltan.pop(clave) for clave in list(faltan)]
                yield from (self._fail(puesto, tarea, codigo) for tarea in perdidas)
            elif corrian:
                puesto.discard_talleres(corrian, self.encargo)
                rondas.extend(([tarea], 1, 1) for tarea in corrian)
            if faltan:
                rondas.append((list(faltan.values()), hijos, intento + (not corrian)))

    def _listen(self, puesto: Puesto) -> Iterator[Resultado]:
        """Resultados de un padre tibio hasta que termine o deje de dar señales."""
        plazo_s = max(compute_plazo_s(t, self.encargo) for t in puesto.tareas) + MARGEN_S
        while (suceso := self._wait(time.monotonic() + plazo_s)) is not None:
            _, clase, contenido = suceso
            if clase == "fin":
                return
            if clase == "inicio":
                puesto.add_inicio(*contenido)
            else:
                puesto.en_curso.pop(contenido.ficha.clave)
                yield contenido

    def _run_tibios(self, tareas: list[Tarea]) -> Iterator[Resultado]:
        """Varios trabajadores tibios, cada uno con una tarea a la vez."""
        cola = deque(tareas)
        while cola or any(p.tarea for p in self.puestos):
            self._assign(cola)
            ocupados = [(p, p.tarea) for p in self.puestos if p.tarea]
            suceso = self._wait(min(p.plazo for p, _ in ocupados))
            ahora = time.monotonic()
            vencidos = [(p, t) for p, t in ocupados if p.plazo <= ahora] if suceso is None else []
            for puesto, tarea in vencidos:
                codigo = self._dismiss(puesto)
                yield self._fail(puesto, tarea, codigo, vencio=True)
            if suceso is not None:
                yield from self._attend(*suceso)

    def _assign(self, cola: deque[Tarea]) -> None:
        libres = [p for p in self.puestos if p.tarea is None]
        while cola and (libres or len(self.puestos) < self.trabajadores):
            puesto = libres.pop() if libres else self._hire([], 0)
            tarea = cola.popleft()
            puesto.assign(tarea, compute_plazo_s(tarea, self.encargo))

    def _attend(self, puesto: Puesto, clase: str, contenido: Any, sigue: bool = True) -> Iterator[Resultado]:
        if puesto not in self.puestos or clase == "inicio":
            return
        tarea, puesto.tarea = puesto.tarea, None
        if clase == "resultado":
            if not sigue:
                self._dismiss(puesto)
            yield contenido
        else:
            codigo = self._dismiss(puesto)
            if tarea is not None:
                yield self._fail(puesto, tarea, codigo)

    def _wait(self, limite: float) -> tuple | None:
        """El siguiente suceso, o nada si llega el límite; despierta seguido para atender un Ctrl-C."""
        for _ in itertools.count():
            falta_s = limite - time.monotonic()
            try:
                return self.sucesos.get(timeout=min(ESPERA_S, max(0, falta_s)))
            except queue.Empty:
                if falta_s <= 0:
                    return None
        return None

    def _fail(self, puesto: Puesto, tarea: Tarea, codigo: int | None, vencio: bool = False) -> Resultado:
        """Resultado de una tarea que se perdió con su proceso."""
        block_pesados()  # antes de que algo importe nbformat
        from fais_analysis.batch.workers.tarea import bury_tarea, keep_fallo

        if tarea.clave not in puesto.iniciadas:
            mensaje = f"el proceso murió al arrancar (código {codigo}) {puesto.read_error()}".strip()
            causa = Causa(tarea.informe, None, "TrabajadorMuerto", mensaje)
            return Resultado(keep_fallo(tarea, self.encargo, causa))
        return bury_tarea(tarea, self.encargo, codigo, vencio)
