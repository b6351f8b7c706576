"""Un intérprete de IPython nuevo para cada cuaderno, dentro de este proceso.

Es el de ipykernel (sus reglas para mostrar valores, errores y avisos), pero en vez de sockets tiene un buzón
que entrega cada mensaje a quien lo pidió.
"""

import asyncio
import atexit
import builtins
import getpass
import pdb
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.iostream import OutStream
from ipykernel.kernelbase import Kernel
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core import debugger
from traitlets.config import Config

from fais_analysis.batch.kernel.buzon import Buzon, Corriente, Mensaje
from fais_analysis.batch.kernel.captura import Desvio, open_desvio

COLUMNAS_PANDAS = 20
CONFIGURACION = Config({"HistoryManager": {"enabled": False}})
# Lo que IPython deja puesto en los nombres integrados de Python.
INTEGRADOS = ("__IPYTHON__", "display", "get_ipython", "_", "input", "exit", "quit")


class Interprete(ZMQInteractiveShell):
    """El intérprete de ipykernel, sin kernel ni historial en disco."""

    buzon: Buzon
    desvio: Desvio
    corrientes: tuple[Corriente, Corriente]

    async def run_fuente(self, fuente: str) -> dict[str, Any]:
        """Corre el código de una celda; la respuesta dice si terminó bien y, si no, con qué error."""
        self.buzon.begin_celda(self.execution_count)
        transformada, previa = self.try_transformar(fuente)
        opciones = {"transformed_cell": transformada, "preprocessing_exc_tuple": previa}
        if self.should_run_async(fuente, **opciones):
            try:
                hecho = await self.run_cell_async(fuente, store_history=True, cell_meta={}, **opciones)
            finally:
                self.events.trigger("post_execute")
            self.events.trigger("post_run_cell", hecho)
        else:
            hecho = self.run_cell(fuente, store_history=True, silent=False, cell_meta={})
            await asyncio.sleep(0)
        self.collect_corrientes()
        al_mostrar = getattr(
            self, "_last_traceback_during_displayhook", False
        )  # no existe antes de la primera
        error = hecho.error_before_exec or hecho.error_in_exec
        if hecho.success and not al_mostrar:
            return {"status": "ok"}
        nombre, traza = type(error).__name__, self._last_traceback or []
        return {"status": "error", "ename": nombre, "evalue": str(error), "traceback": traza}

    def try_transformar(self, fuente: str) -> tuple[str, Any]:
        """El código de una celda tras las reglas de IPython o, si una falla, sin ellas y con la falla."""
        try:
            return self.transform_cell(fuente), None
        except Exception:
            return fuente, sys.exc_info()

    def collect_corrientes(self) -> None:
        """Entrega lo pendiente, también lo que otros programas escribieron en los descriptores."""
        for corriente in self.corrientes:
            corriente.flush()
        for corriente, texto in zip(self.corrientes, self.desvio.read_textos(), strict=True):
            corriente.pendiente += [texto] if texto else []
            corriente.flush()


# Hay bibliotecas (pandas, rich, tqdm) que deciden cómo mostrarse por el nombre de estas clases.
for _campo in ("__name__", "__qualname__", "__module__"):
    setattr(Interprete, _campo, getattr(ZMQInteractiveShell, _campo))
    setattr(Corriente, _campo, getattr(OutStream, _campo))


@contextmanager
def open_interprete(entregar: Callable[[Mensaje], None]) -> Iterator[Interprete]:
    """Intérprete nuevo que entrega sus mensajes a ``entregar``; al cerrar, el proceso queda como estaba."""
    with keep_proceso(), adjust_pandas(), open_desvio() as desvio:
        buzon = Buzon()
        buzon.entregar = entregar
        interprete = take_interprete()
        interprete.kernel = buzon.kernel
        unico: Any = Kernel
        unico._instance = buzon.kernel  # ahí lo buscan los controles
        interprete.buzon = interprete.displayhook.session = interprete.display_pub.session = buzon
        interprete.displayhook.topic, interprete.desvio = b"execute_result", desvio
        interprete.corrientes = salida, error = Corriente("stdout", buzon, 1), Corriente("stderr", buzon, 2)
        salida.hermana, error.hermana = error, salida
        sys.stdout, sys.stderr = interprete.corrientes
        use_depurador()
        builtins.input, getpass.getpass = buzon.kernel.raw_input, buzon.kernel.getpass
        try:
            yield interprete
        finally:
            interprete.collect_corrientes()
            close_interprete(interprete)


def use_depurador() -> None:
    """Los depuradores de ipykernel: un ``breakpoint()`` olvidado no hace nada y ``pdb`` es el de IPython."""
    vars(debugger)["Pdb"] = debugger.InterruptiblePdb
    vars(pdb).update(Pdb=debugger.InterruptiblePdb, set_trace=debugger.set_trace)
    sys.breakpointhook = lambda *_, **__: None  # el de debugpy, si nadie está depurando


_reserva: list[Interprete] = []


def reserve_interpretes(cuantos: int) -> None:
    """Construye los de los próximos cuadernos; tras bifurcarse, cada proceso tiene los suyos, sin usar.

    Construirlo tarda y toca memoria heredada: así lo paga una vez el padre y no cada copia.
    """
    while len(_reserva) < cuantos:
        with keep_proceso():
            _reserva.append(build_interprete())


def build_interprete() -> Interprete:
    """Un intérprete nuevo; queda como el del proceso."""
    interprete = Interprete.instance(config=CONFIGURACION, compiler_class=XCachingCompiler)
    extensiones: Any = interprete.extension_manager
    extensiones.load_extension("storemagic")  # la que Jupyter carga siempre
    return interprete


def take_interprete() -> Interprete:
    """El de reserva, puesto como el del proceso, o uno nuevo."""
    if not _reserva:
        return build_interprete()
    interprete = _reserva.pop()
    clases: Iterable[Any] = Interprete._walk_mro()
    for clase in clases:
        clase._instance = interprete
    interprete.init_sys_modules()
    interprete.init_builtins()
    return interprete


@contextmanager
def adjust_pandas() -> Iterator[None]:
    """Que pandas muestre lo mismo aunque se haya importado antes de que hubiera intérprete.

    Al importarse mira si hay uno; si no, cree estar en una terminal y quita el tope de columnas.
    """
    pandas = sys.modules.get("pandas")
    if pandas is None or pandas.get_option("display.max_columns") != 0:
        yield
        return
    with pandas.option_context("display.max_columns", COLUMNAS_PANDAS):
        yield


def close_interprete(interprete: Interprete) -> None:
    """Olvida lo del cuaderno sin esperar al final del proceso, como pide IPython, ni recoger basura."""
    atexit.unregister(interprete.atexit_operations)
    interprete.user_ns.clear()


@contextmanager
def keep_proceso() -> Iterator[None]:
    """Repone lo que IPython cambia en el proceso; también el intérprete que ya hubiera."""
    clases: list[Any] = [*(c for c in Interprete._walk_mro() if "_instance" in vars(c)), Kernel]
    previas = {clase: clase._instance for clase in clases}
    integrados = {n: vars(builtins)[n] for n in INTEGRADOS if n in vars(builtins)}
    corrientes, principal, clave = (sys.stdout, sys.stderr), sys.modules["__main__"], getpass.getpass
    enganches = sys.displayhook, sys.excepthook, sys.breakpointhook
    depurador = {nombre: vars(pdb)[nombre] for nombre in ("Pdb", "set_trace")}
    for clase in clases:
        clase._instance = None
    try:
        yield
    finally:
        Interprete.clear_instance()
        for clase, previa in previas.items():
            clase._instance = previa
        sys.stdout, sys.stderr = corrientes
        sys.displayhook, sys.excepthook, sys.breakpointhook = enganches
        vars(pdb).update(depurador)
        sys.modules["__main__"], getpass.getpass = principal, clave
        for nombre in INTEGRADOS:
            vars(builtins).pop(nombre, None)
        vars(builtins).update(integrados)
