"""Lo que corre en una copia del proceso vuelve entero; si la copia muere, quien la pidió muere igual."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="bifurca el proceso")

# En un proceso aparte, porque pytest tiene hilos y porque muere de veras.
CORRE = """
import os, signal, sys
from fais_analysis.batch.kernel.aparte import run_aparte
def hacer():
    {hacer}
print("antes", flush=True)
print(run_aparte(hacer))
print("después")
"""


def run(hacer: str) -> subprocess.CompletedProcess[str]:
    orden = [sys.executable, "-P", "-c", CORRE.format(hacer=hacer)]
    return subprocess.run(orden, capture_output=True, text=True, check=False, timeout=60)


def test_what_the_copy_returns_comes_back_whole():
    hecho = run('print("dentro"); return {"clave": "10014", "cifras": (1, None, 2.5)}')

    assert hecho.returncode == 0, hecho.stderr
    assert hecho.stdout.split("\n")[:4] == [
        "antes",
        "dentro",
        "{'clave': '10014', 'cifras': (1, None, 2.5)}",
        "después",
    ]


def test_what_the_copy_touches_stays_in_it():
    assert run('sys.modules.clear(); os.chdir("/"); return os.getppid()').returncode == 0


@pytest.mark.parametrize(
    ("hacer", "codigo"),
    [
        ("os._exit(7)", 7),
        ("os._exit(0)", 0),  # terminó «bien», sin devolver nada
        ("os.kill(os.getpid(), signal.SIGKILL)", -9),
        ("os.kill(os.getpid(), signal.SIGSEGV)", -11),
        ("raise MemoryError", 1),
        ("return lambda: 0", 1),  # no se puede mandar
    ],
)
def test_if_the_copy_dies_so_does_who_asked(hacer: str, codigo: int):
    hecho = run(hacer)

    assert hecho.returncode == codigo, hecho.stderr
    assert hecho.stdout == "antes\n"


def test_the_copy_dies_with_who_asked():
    """La copia tiene abierta la salida: si no muriera con quien la pidió, esto esperaría hasta vencer."""
    assert run("import time; os.kill(os.getppid(), signal.SIGKILL); time.sleep(600)").returncode == -9
