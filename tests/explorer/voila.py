"""Un Voilà de verdad, en un puerto libre de esta máquina y en una carpeta prestada."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.explorer.servidor import find_puerto

ESPERA_S = 90


@contextlib.contextmanager
def open_voila(cuaderno: str, carpeta: Path, raiz: Path) -> Iterator[str]:
    """Sirve un cuaderno de la carpeta y da su dirección cuando contesta; al salir, lo termina con sus hijos."""
    puerto = find_puerto()
    entorno = {
        **os.environ,
        "FAIS_RAIZ": str(raiz),
        "PYTHONPATH": str(raiz / "lib"),
        "JUPYTER_CONFIG_DIR": str(carpeta / "config"),
        "JUPYTER_DATA_DIR": str(carpeta / "datos"),
        "JUPYTER_RUNTIME_DIR": str(carpeta / "corrida"),
    }
    orden = [
        sys.executable,
        "-m",
        "voila",
        cuaderno,
        "--Voila.ip=127.0.0.1",
        "--no-browser",
        f"--port={puerto}",
    ]
    with (carpeta / "voila.log").open("w") as bitacora:
        proceso = subprocess.Popen(orden, cwd=carpeta, env=entorno, stdout=bitacora, stderr=subprocess.STDOUT)
        try:
            wait_respuesta(f"http://127.0.0.1:{puerto}", proceso)
            yield f"http://127.0.0.1:{puerto}"
        finally:
            proceso.terminate()
            try:
                proceso.wait(20)
            except subprocess.TimeoutExpired:
                proceso.kill()
                proceso.wait()


def wait_respuesta(direccion: str, proceso: subprocess.Popen) -> None:
    """Espera a que el servidor conteste algo, aunque sea «no existe»."""
    limite = time.monotonic() + ESPERA_S
    while time.monotonic() < limite:
        if proceso.poll() is not None:
            raise RuntimeError(f"el servidor terminó con {proceso.returncode}")
        try:
            urllib.request.urlopen(f"{direccion}/static/no-existe", timeout=2)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError("el servidor no contestó a tiempo")
