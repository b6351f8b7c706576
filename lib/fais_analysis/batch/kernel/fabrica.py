"""El motor de fábrica de papermill, con kernel verdadero: para compararse con él y de respaldo."""

import os
import sys
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

# Un socket de archivo no admite rutas de más de 107 bytes; con margen para el sufijo «-ipc-5».
LARGO_MAXIMO_IPC = 90
ARGUMENTOS = ("--HistoryManager.enabled=False", "--InteractiveShellApp.ignore_cwd=True")


class EspecificacionPropia(KernelSpecManager):
    """Siempre el intérprete que corre el lote, se llame como se llame el kernel del cuaderno."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Especificación única."""
        orden = [sys.executable, "-P", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=[*orden, *ARGUMENTOS], display_name="Python 3", language="python")


class Manejador(AsyncKernelManager):
    """Manejador con canales de archivo en Linux y de red local donde no se puede."""

    def __init__(self, **opciones: Any) -> None:
        conexion = os.path.join(os.environ.get("JUPYTER_RUNTIME_DIR", ""), f"k{os.getpid()}.json")
        es_ipc = sys.platform == "linux" and os.path.isabs(conexion) and len(conexion) < LARGO_MAXIMO_IPC
        canales = {"transport": "ipc", "connection_file": conexion} if es_ipc else {}
        super().__init__(**{**opciones, **canales}, kernel_spec_manager=EspecificacionPropia())
