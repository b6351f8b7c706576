"""Un trabajador del lote que nace bifurcado de quien ya importó todo, en vez de un Python nuevo.

Lo que prueban la vigencia y las muertes es qué se rehace y qué queda a la vista, no cuánto tarda Python en importar:
de cuatro segundos por corrida, tres eran eso. Cómo arranca el verdadero lo prueban ``test_lote_corrida`` y
``test_lote_fallas``.
"""

import os
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from fais_analysis.batch.workers import obrero, puesto
from fais_analysis.batch.workers.precarga import preload_comunes, preload_entidad, preload_panorama
from fais_analysis.batch.workers.procesos import build_entorno
from fais_analysis.cli.app import app
from tests.orden_bifurcada import drop_heredado


class Bifurcado:
    """Lo que el lote usa de ``Popen``, sobre un hijo bifurcado."""

    def __init__(self, entorno: dict[str, str], error: int, entidad: str) -> None:
        (leer, self._a_hijo), (self._de_hijo, escribir) = os.pipe(), os.pipe()
        self.returncode: int | None = None
        self.pid = os.fork()
        if not self.pid:
            run_obrero((leer, escribir, error), entorno, entidad)
        os.close(leer)
        os.close(escribir)
        self.stdin, self.stdout = os.fdopen(self._a_hijo, "wb"), os.fdopen(self._de_hijo, "rb")

    def wait(self, timeout: float | None = None) -> int:
        """Espera a que termine y lo recoge."""
        limite = time.monotonic() + (timeout or float("inf"))
        while self.returncode is None:
            pid, como = os.waitpid(self.pid, 0 if timeout is None else os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(como)
            elif time.monotonic() > limite:
                raise subprocess.TimeoutExpired("obrero", timeout)
            else:
                time.sleep(0.005)
        return self.returncode


def run_obrero(canales: tuple[int, int, int], entorno: dict[str, str], entidad: str) -> None:
    """En el hijo: su sesión, sus canales y su entorno, y nada más de quien lo bifurcó. No regresa."""
    codigo = 1
    try:
        os.setsid()
        for destino, origen in enumerate(canales):
            os.dup2(origen, destino)
        drop_heredado()  # si no, nunca vería cerrarse su entrada
        sys.stdin, sys.stdout, sys.stderr = (os.fdopen(n, "r" if n == 0 else "w") for n in range(3))
        os.environ.clear()
        os.environ.update(entorno)
        sys.argv = ["obrero", *filter(None, [entidad])]
        obrero.main()
        codigo = 0
    finally:
        os._exit(codigo)


class ObreroBifurcado(puesto.Obrero):
    """Un obrero como los del lote, que no empieza por importar."""

    def __init__(self, entidad: str = "") -> None:
        self.carpeta = tempfile.TemporaryDirectory(prefix="fais-", ignore_cleanup_errors=True)
        self.error = tempfile.TemporaryFile()  # noqa: SIM115  (vive lo que el proceso)
        entorno = build_entorno(Path(self.carpeta.name))
        self.proceso = Bifurcado(entorno, self.error.fileno(), entidad)
        self.entrada, self.salida = self.proceso.stdin, self.proceso.stdout


def run_fais(*orden: str, entidad: str = "") -> Result:
    """La orden de la gente, en este proceso; con entidad, la producen trabajadores bifurcados que ya la leyeron.

    Cómo arranca en el suyo lo prueban ``tests/cli`` y la corrida de los 39.
    """
    with pytest.MonkeyPatch.context() as parche:
        if entidad:
            use_bifurcados(parche, entidad)
        return CliRunner().invoke(app, list(orden), prog_name="fais")


def use_bifurcados(parche: pytest.MonkeyPatch, entidad: str = "") -> None:
    """Donde se puede, los trabajadores nacen de este proceso, ya caliente; con entidad, ya con sus datos."""
    if sys.platform != "linux":
        return
    warm()
    if entidad:
        preload_entidad(entidad)  # leída una vez, aunque se pida varias: la biblioteca la recuerda
        preload_panorama(entidad)  # casi toda corrida lo hace: su parte tampoco se calcula en cada una
    parche.setattr(puesto, "Obrero", ObreroBifurcado)


@cache
def warm() -> None:
    """Importa y prepara, una vez, lo que cada obrero heredará."""
    preload_comunes()
