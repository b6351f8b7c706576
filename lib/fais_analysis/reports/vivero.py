"""El vivero: un proceso con todo ya importado que, por cada kernel que se le pide, se bifurca.

Un kernel bifurcado arranca en milisegundos y nace limpio: el vivero nunca corre un cuaderno, así que nada
de un municipio puede quedar para otro. Sólo en Linux; donde no, o si el vivero falla, cada kernel arranca
por su cuenta y el resultado es el mismo. Se corre como ``python -m fais_analysis.reports.vivero``.
"""

import importlib
import json
import os
import select
import signal
import socket
import sys
from pathlib import Path
from typing import NoReturn

from fais_analysis.reports.nucleo import block_depurador, block_gramatica_iri

LARGO_PEDIDO = 65_536
# Lo que ipykernel importa al arrancar; aquí se importa una vez y se hereda.
MODULOS_KERNEL = (
    "ipykernel.kernelapp",
    "tornado.platform.asyncio",
    "IPython.core.debugger",
    "IPython.core.completerlib",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
)


def main() -> None:
    """Precarga y atiende pedidos hasta que quien lo arrancó cierre la entrada (o muera)."""
    block_gramatica_iri()
    block_depurador()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    encargo = json.loads(sys.stdin.readline())
    escucha = socket.socket(fileno=encargo["descriptor"])
    from fais_analysis.reports.precarga import preload

    for modulo in MODULOS_KERNEL:
        importlib.import_module(modulo)
    preload(encargo["entidad"], [Path(ruta) for ruta in encargo["cuadernos"]])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # el sistema recoge a los hijos
    while True:
        listos, _, _ = select.select([sys.stdin, escucha], [], [])
        if sys.stdin in listos:
            return
        serve_pedido(escucha)


def serve_pedido(escucha: socket.socket) -> None:
    """Bifurca un kernel para quien llamó y le contesta con el número del proceso."""
    llamada, _ = escucha.accept()
    with llamada:
        try:
            pedido = json.loads(llamada.recv(LARGO_PEDIDO))
        except ValueError:
            return
        hijo = os.fork()
        if hijo == 0:
            llamada.close()
            escucha.close()
            run_kernel(pedido)
        llamada.sendall(str(hijo).encode())


def run_kernel(pedido: dict) -> NoReturn:
    """En el hijo: se separa, manda lo que imprima al registro de su tarea y corre ipykernel."""
    codigo = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        redirect(os.devnull, os.O_RDONLY, 0)
        for descriptor in (1, 2):
            redirect(pedido["registro"], os.O_WRONLY | os.O_APPEND, descriptor)
        os.environ.clear()
        os.environ.update(pedido["entorno"])
        from ipykernel import kernelapp

        # ipykernel lee del entorno quién es su padre al importarse, y eso pasó en el vivero.
        padre = f"--IPKernelApp.parent_handle={os.getppid()}"
        kernelapp.launch_new_instance(argv=[*pedido["argumentos"], padre])
        codigo = 0
    finally:
        os._exit(codigo)


def redirect(ruta: str, modo: int, descriptor: int) -> None:
    """Hace que un descriptor apunte a un archivo; si no se puede abrir, a la nada."""
    try:
        abierto = os.open(ruta, modo)
    except OSError:
        abierto = os.open(os.devnull, os.O_RDWR)
    if abierto != descriptor:
        os.dup2(abierto, descriptor)
        os.close(abierto)


if __name__ == "__main__":
    main()
