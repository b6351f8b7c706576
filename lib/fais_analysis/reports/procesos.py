"""Terminar procesos por su número, con todo lo que hayan lanzado."""

import os
import signal


def kill_grupo(pid: int) -> None:
    """Termina un proceso con todo su grupo; si ya no existe, no pasa nada."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGTERM)
    except (ProcessLookupError, PermissionError):
        pass
