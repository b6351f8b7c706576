"""Kernels para el lote: intérprete actual, canales locales y un entorno que no depende de la persona."""

import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from papermill.clientwrap import PapermillNotebookClient

from fais_analysis.reports.bifurcados import request_kernel
from fais_analysis.reports.procesos import build_entorno, kill_grupo

# Un socket de archivo no admite rutas de más de 107 bytes; con margen para el sufijo «-ipc-5».
LARGO_MAXIMO_IPC = 90
# Cada cuánto se pregunta si el kernel ya terminó; de fábrica, 0.1 s, que por 118 cuadernos son doce.
PAUSA_CIERRE_S = 0.005
ARGUMENTOS = ("--HistoryManager.enabled=False", "--InteractiveShellApp.ignore_cwd=True")


class FallaArranque(Exception):
    """El kernel no llegó a estar listo; es la única falla que se reintenta."""


class EspecificacionPropia(KernelSpecManager):
    """Siempre el intérprete que corre el lote, se llame como se llame el kernel del cuaderno."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Especificación única."""
        orden = [sys.executable, "-P", "-m", "fais_analysis.reports.nucleo", "-f", "{connection_file}"]
        return KernelSpec(argv=[*orden, *ARGUMENTOS], display_name="Python 3", language="python")


class Canales(AsyncKernelClient):
    """Canales con el kernel que no esperan de más al abrirse.

    Los de fábrica, ya con respuesta, aguardan dos décimas por si llega otro mensaje. Aquí no hace falta:
    nbclient descarta lo que no responde a la celda en curso.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Espera la respuesta del kernel y el primer mensaje de su canal de salidas."""
        limite = time.monotonic() + (timeout or float("inf"))
        while time.monotonic() < limite:
            self.kernel_info()
            with suppress(Empty):
                respuesta = await self.shell_channel.get_msg(timeout=1)
                if respuesta["msg_type"] == "kernel_info_reply":
                    await self.iopub_channel.get_msg(timeout=1)
                    self._handle_kernel_info_reply(respuesta)
                    return
            if not await self.is_alive():
                raise RuntimeError("el kernel murió antes de contestar")
        raise RuntimeError(f"el kernel no contestó en {timeout:g} s")


class Manejador(AsyncKernelManager):
    """Manejador que nota pronto que el kernel ya está y que ya se fue."""

    def __init__(self, **opciones: Any) -> None:
        super().__init__(client_factory=Canales, **opciones)

    async def _async_wait(self, pollinterval: float = PAUSA_CIERRE_S) -> None:
        await super()._async_wait(PAUSA_CIERRE_S)


class Bifurcador(LocalProvisioner):
    """Pide el kernel al vivero en vez de lanzar un programa; lo demás es igual."""

    def __init__(self, vivero: Path, espera_s: float, **opciones: Any) -> None:
        super().__init__(**opciones)
        self.vivero, self.espera_s = vivero, espera_s

    async def launch_kernel(self, cmd: list[str], **opciones: Any) -> dict[str, Any]:
        """Arranca el kernel con los argumentos y el entorno que llevaría el programa."""
        pedido = {
            "argumentos": cmd[cmd.index("-f") :],
            "entorno": opciones["env"],
            "registro": f"/proc/{os.getpid()}/fd/1",
        }
        self.process = request_kernel(self.vivero, pedido, self.espera_s)
        self.pid = self.pgid = self.process.pid
        return self.connection_info


class Cliente(PapermillNotebookClient):
    """Cliente de papermill que arranca su propio kernel y avisa con qué proceso."""

    carpeta: Path
    avisar: Callable[[int | None], None]
    vigilar: Callable[[int], AbstractContextManager[None]]
    vivero: Path | None = None

    def create_kernel_manager(self) -> Manejador:
        """Manejador con canales de archivo en Linux y de red local donde no se puede."""
        conexion = self.carpeta / "k.json"
        es_ipc = sys.platform == "linux" and len(str(conexion)) < LARGO_MAXIMO_IPC
        self.km = Manejador(
            kernel_name="python3",
            kernel_spec_manager=EspecificacionPropia(),
            connection_file=str(conexion),
            transport="ipc" if es_ipc else "tcp",
        )
        if self.vivero is not None:
            self.km.provisioner = Bifurcador(
                self.vivero,
                self.startup_timeout,
                kernel_id="bifurcado",
                kernel_spec=self.km.kernel_spec,
                parent=self.km,
            )
        return self.km

    @contextmanager
    def setup_kernel(self, **_: object):
        """Kernel vivo mientras dura el cuaderno; distingue la falla de arranque de la de una celda."""
        self.create_kernel_manager()
        try:
            self.start_new_kernel(env=build_entorno(self.carpeta))
            self.avisar(self.km.provisioner.pid)
            self.start_new_kernel_client()
        except Exception as error:
            self.avisar(None)
            raise FallaArranque(f"{type(error).__name__}: {error}") from error
        pid = self.km.provisioner.pid
        try:
            with self.vigilar(pid):
                yield
        finally:
            self._cleanup_kernel()
            kill_grupo(pid)  # lo que el cuaderno haya lanzado y dejado vivo
            self.avisar(None)
