"""Procesos: el entorno de los kernels y cómo terminarlos con todo lo que hayan lanzado."""

import os
import signal
from pathlib import Path

UN_HILO = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


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


def kill_grupo(pid: int) -> None:
    """Termina un proceso con todo su grupo; si ya no existe, no pasa nada."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGTERM)
    except (ProcessLookupError, PermissionError):
        pass
