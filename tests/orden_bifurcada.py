"""La orden ``fais`` en un proceso bifurcado de quien ya importó y cargó, en vez de en un Python nuevo.

Es un proceso de verdad, con su sesión, sus señales y su salida por tubos: se le interrumpe y se le mata igual. Lo que
no paga son los tres segundos de importar y los seis de leer los datos. Que la orden arranque sola lo prueba
``test_two_municipalities_and_one_that_fails``.
"""

import asyncio
import contextlib
import os
import signal
import stat
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path


class OrdenBifurcada:
    """Lo que las pruebas usan de ``Popen``, sobre un hijo bifurcado parado en ``carpeta``."""

    def __init__(
        self, argumentos: tuple[str, ...], carpeta: Path, antes: Callable[[], None] = lambda: None
    ) -> None:
        (leer, escribir), (leer_error, escribir_error) = os.pipe(), os.pipe()
        self.returncode: int | None = None
        self.pid = os.fork()
        if not self.pid:
            run_orden(argumentos, carpeta, (escribir, escribir_error), antes)
        os.close(escribir)
        os.close(escribir_error)
        self.stdout = os.fdopen(leer, encoding="utf-8")
        self.stderr = os.fdopen(leer_error, encoding="utf-8")

    def communicate(self, timeout: float = 60) -> tuple[str, str]:
        """Lo que dijo por cada salida, y la recoge; si no acaba a tiempo, la mata y falla."""
        error: list[str] = []
        oreja = threading.Thread(target=lambda: error.append(self.stderr.read()), daemon=True)
        verdugo = threading.Timer(timeout, self.kill)
        oreja.start()
        verdugo.start()
        with self.stdout, self.stderr:
            salida = self.stdout.read()
            oreja.join()
        self.wait()
        if not verdugo.is_alive():
            raise subprocess.TimeoutExpired("fais", timeout, salida, error[0])
        verdugo.cancel()
        return salida, error[0]

    def kill(self) -> None:
        """La mata sin avisarle."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """La recoge; su código, negativo si la mató una señal."""
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode


def run_orden(
    argumentos: tuple[str, ...], carpeta: Path, salidas: tuple[int, int], antes: Callable[[], None]
) -> None:
    """En el hijo: su sesión, sus salidas, sus señales y sus argumentos. No regresa."""
    codigo: object = 1
    try:
        os.setsid()
        os.chdir(carpeta)
        for destino, origen in enumerate((os.open(os.devnull, os.O_RDONLY), *salidas)):
            os.dup2(origen, destino)
        drop_heredado()
        sys.stdin, sys.stdout, sys.stderr = (  # sin ser sus dueños: quien se bifurque de éste pondrá otros
            os.fdopen(n, "r" if n == 0 else "w", encoding="utf-8", closefd=False) for n in range(3)
        )
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.argv = ["fais", *argumentos]
        antes()
        from fais_analysis.cli import main

        main()
    except SystemExit as fin:
        codigo = fin.code or 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(codigo if isinstance(codigo, int) else 1)


def drop_heredado() -> None:
    """Cierra todo tubo y enchufe heredado, salvo los de siempre, y olvida el ciclo de asyncio de quien lo bifurcó.

    El ciclo lo deja puesto Playwright mientras hay un navegador abierto. Los archivos se quedan: el de proyecciones,
    por ejemplo, lo tiene abierto una biblioteca que no sabe de bifurcar.
    """
    asyncio._set_running_loop(None)
    for descriptor in [int(nombre) for nombre in os.listdir("/proc/self/fd") if int(nombre) > 2]:
        with contextlib.suppress(OSError):  # el del propio listado ya no está
            modo = os.fstat(descriptor).st_mode
            if stat.S_ISFIFO(modo) or stat.S_ISSOCK(modo):
                os.close(descriptor)


def list_parados(carpeta: Path) -> list[str]:
    """Órdenes de los procesos vivos parados en una carpeta (o en una de las suyas), salvo éste."""
    vivos = []
    for proceso in Path("/proc").glob("[0-9]*"):
        try:
            donde = Path(os.readlink(proceso / "cwd"))
            if int(proceso.name) != os.getpid() and donde.is_relative_to(carpeta):
                vivos.append((proceso / "cmdline").read_bytes().decode().replace("\0", " "))
        except (OSError, UnicodeDecodeError):
            continue
    return [v for v in vivos if v]  # uno terminado que nadie ha recogido no tiene orden


def wait_parado(carpeta: Path, orden: str, segundos: float = 60) -> None:
    """Espera a que haya, parado en la carpeta, un proceso con esa orden."""
    limite = time.monotonic() + segundos
    while not any(orden in viva for viva in list_parados(carpeta)):
        assert time.monotonic() < limite, f"nadie corre «{orden}»: {list_parados(carpeta)}"
        time.sleep(0.05)
