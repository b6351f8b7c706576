"""Kernels para el lote: intérprete actual, canales locales y un entorno que no depende de la persona."""

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from papermill.clientwrap import PapermillNotebookClient

from fais_analysis.reports.procesos import kill_grupo

# Un socket de archivo no admite rutas de más de 107 bytes; con margen para el sufijo «-ipc-5».
LARGO_MAXIMO_IPC = 90
ARGUMENTOS = ("--HistoryManager.enabled=False", "--InteractiveShellApp.ignore_cwd=True")
UN_HILO = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class FallaArranque(Exception):
    """El kernel no llegó a estar listo; es la única falla que se reintenta."""


class EspecificacionPropia(KernelSpecManager):
    """Siempre el intérprete que corre el lote, se llame como se llame el kernel del cuaderno."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Especificación única."""
        orden = [sys.executable, "-m", "fais_analysis.reports.nucleo", "-f", "{connection_file}", *ARGUMENTOS]
        return KernelSpec(argv=orden, display_name="Python 3", language="python")


def build_entorno(carpeta: Path) -> dict[str, str]:
    """Entorno del kernel: un hilo de cálculo, orden de conjuntos fijo y sin arranques personales.

    Se quita ``PYTHONDONTWRITEBYTECODE`` porque, con ella, cada kernel compila de nuevo la biblioteca.
    """
    entorno = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    entorno |= dict.fromkeys(UN_HILO, "1")
    entorno |= {
        "PYTHONHASHSEED": "0",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "IPYTHONDIR": str(carpeta / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(carpeta),
    }
    return entorno


class Cliente(PapermillNotebookClient):
    """Cliente de papermill que arranca su propio kernel y avisa con qué proceso."""

    carpeta: Path
    avisar: Callable[[int | None], None]
    vigilar: Callable[[int], AbstractContextManager[None]]

    def create_kernel_manager(self) -> AsyncKernelManager:
        """Manejador con canales de archivo en Linux y de red local donde no se puede."""
        conexion = self.carpeta / "k.json"
        es_ipc = sys.platform == "linux" and len(str(conexion)) < LARGO_MAXIMO_IPC
        self.km = AsyncKernelManager(
            kernel_name="python3",
            kernel_spec_manager=EspecificacionPropia(),
            connection_file=str(conexion),
            transport="ipc" if es_ipc else "tcp",
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
