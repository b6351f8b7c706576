"""Pedir kernels al vivero: quién lo arranca, cómo se le pide uno y cómo se vigila un proceso ajeno."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from fais_analysis.reports.procesos import build_entorno

SOCKET = "v.sock"
CIERRE_S = 2


@contextmanager
def open_vivero(entidad: str, cuadernos: Iterable[Path]) -> Iterator[Path | None]:
    """Vivero vivo mientras dura el lote; entrega la ruta de su socket, o nada donde no se puede."""
    with tempfile.TemporaryDirectory(prefix="fais-", ignore_cleanup_errors=True) as carpeta:
        escucha = open_escucha(Path(carpeta) / SOCKET)
        if escucha is None:
            yield None
            return
        encargo = {"entidad": entidad, "cuadernos": [str(c) for c in cuadernos]}
        proceso = start_vivero(escucha, encargo, build_entorno(Path(carpeta)))
        try:
            yield Path(carpeta) / SOCKET
        finally:
            _close(proceso)


def open_escucha(ruta: Path) -> socket.socket | None:
    """Socket donde el vivero atenderá, o nada si el sistema no admite bifurcar y vigilar procesos ajenos."""
    if sys.platform != "linux":
        return None
    escucha = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        os.close(os.pidfd_open(os.getpid()))
        escucha.bind(str(ruta))
    except (OSError, AttributeError):  # sistema viejo, o una carpeta temporal de nombre muy largo
        escucha.close()
        return None
    escucha.listen(64)
    return escucha


def start_vivero(
    escucha: socket.socket, encargo: dict[str, Any], entorno: dict[str, str]
) -> subprocess.Popen:
    """Arranca el vivero y le dice qué precargar; vive hasta que se cierre su entrada."""
    proceso = subprocess.Popen(
        [sys.executable, "-P", "-m", "fais_analysis.reports.vivero"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=[escucha.fileno()],
        env=entorno,
        start_new_session=True,
    )
    with suppress(OSError):
        proceso.stdin.write(json.dumps({**encargo, "descriptor": escucha.fileno()}).encode() + b"\n")
        proceso.stdin.flush()
    escucha.close()  # si el vivero muere, nadie escucha y quien llame lo sabe de inmediato
    return proceso


def request_kernel(vivero: Path, pedido: dict[str, Any], espera_s: float) -> "ProcesoBifurcado":
    """Kernel nuevo, bifurcado del vivero.

    Raises
    ------
    OSError
        Si el vivero no contesta.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as llamada:
        llamada.settimeout(espera_s)
        llamada.connect(str(vivero))
        llamada.sendall(json.dumps(pedido).encode())
        respuesta = llamada.recv(32)
    if not respuesta:
        raise ConnectionError("el vivero cerró sin contestar")
    return ProcesoBifurcado(int(respuesta))


class ProcesoBifurcado:
    """Un proceso que no es hijo de éste, con la forma de ``subprocess.Popen`` que usa jupyter_client."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        try:
            self.descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            self.returncode = 1

    def poll(self) -> int | None:
        """Nulo si sigue vivo; 1 si ya terminó (el código verdadero lo tiene su padre)."""
        if self.returncode is None and select.select([self.descriptor], [], [], 0)[0]:
            self.returncode = 1
            os.close(self.descriptor)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        """Espera a que termine."""
        if self.poll() is None:
            select.select([self.descriptor], [], [], timeout)
        return self.poll()

    def send_signal(self, numero: int) -> None:
        """Manda una señal, si sigue vivo."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.descriptor, numero)

    def terminate(self) -> None:
        """Pide que termine."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Lo mata."""
        self.send_signal(signal.SIGKILL)


def _close(proceso: subprocess.Popen) -> None:
    with suppress(OSError):
        proceso.stdin.close()
    try:
        proceso.wait(CIERRE_S)
    except subprocess.TimeoutExpired:
        proceso.kill()
        proceso.wait()
