"""Levanta ``fais explorar`` como lo haría una persona, en una carpeta de proyecto y un HOME temporales."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

RAIZ = Path(__file__).resolve().parents[2]
DIRECCION = re.compile(r"http://127\.0\.0\.1:\d+\S+")


def build_proyecto(carpeta: Path) -> Path:
    """Un proyecto con los mismos datos (enlazados) y su propia copia del cuaderno y de outputs."""
    proyecto = carpeta / "proyecto"
    (proyecto / "notebooks").mkdir(parents=True)
    (proyecto / "outputs").mkdir()
    for cuaderno in (RAIZ / "notebooks").glob("*.ipynb"):
        shutil.copy(cuaderno, proyecto / "notebooks")
    for enlace in ("data", "shapefiles"):
        (proyecto / enlace).symlink_to(RAIZ / enlace)
    return proyecto


def build_ambiente(carpeta: Path, proyecto: Path) -> dict[str, str]:
    """El ambiente del proceso: nada toca el HOME ni la configuración de quien corre las pruebas."""
    propios = {f"JUPYTER_{n}_DIR": str(carpeta / n.lower()) for n in ("CONFIG", "DATA", "RUNTIME")}
    propios |= {"HOME": str(carpeta), "IPYTHONDIR": str(carpeta / "ipython"), "FAIS_RAIZ": str(proyecto)}
    return {**os.environ, **propios, "PYTHONPATH": str(RAIZ / "lib")}


def find_puerto() -> int:
    """Un puerto al azar: varias pruebas a la vez elegirían el mismo primer libre."""
    with socket.socket() as intento:
        intento.bind(("127.0.0.1", 0))
        return intento.getsockname()[1]


@contextmanager
def open_explorar(carpeta: Path, *opciones: str) -> Iterator[tuple[str, Path]]:
    """La dirección de un explorador corriendo y la raíz de su proyecto; al salir, Ctrl-C."""
    proyecto = build_proyecto(carpeta)
    orden = [sys.executable, "-m", "fais_analysis", "explorar", "--sin-navegador", *opciones]
    orden += ["--puerto", str(find_puerto())]
    errores = (carpeta / "errores.txt").open("w")
    proceso = subprocess.Popen(
        orden,
        env=build_ambiente(carpeta, proyecto),
        stdout=subprocess.PIPE,
        stderr=errores,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # aun en segundo plano
    )
    try:
        direccion = DIRECCION.search(proceso.stdout.readline())
        assert direccion, (carpeta / "errores.txt").read_text()
        wait_servidor(direccion[0].split("?")[0])
        yield direccion[0], proyecto
    finally:
        proceso.send_signal(signal.SIGINT)
        try:
            proceso.wait(30)
        finally:
            proceso.kill()
            proceso.stdout.close()
            errores.close()


def wait_servidor(direccion: str, segundos: float = 60) -> None:
    """Espera a que conteste (aunque sea para pedir la contraseña)."""
    limite = time.monotonic() + segundos
    while True:
        try:
            urlopen(direccion, timeout=10).close()
            return
        except (URLError, ConnectionError):
            if time.monotonic() > limite:
                raise
            time.sleep(0.3)


@contextmanager
def stop_kernel(proyecto: Path) -> Iterator[None]:
    """El núcleo del cuaderno, detenido mientras dura: lo que se le mande espera, como si estuviera ocupado."""
    propio = f"FAIS_RAIZ={proyecto}".encode()
    (nucleo,) = [
        int(carpeta.name)
        for carpeta in Path("/proc").iterdir()
        if carpeta.name.isdigit() and is_kernel(carpeta) and propio in read_proceso(carpeta / "environ")
    ]
    os.kill(nucleo, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(nucleo, signal.SIGCONT)


def is_kernel(carpeta: Path) -> bool:
    return any(b"ipykernel_launcher" in parte for parte in read_proceso(carpeta / "cmdline"))


def read_proceso(archivo: Path) -> list[bytes]:
    """Lo que /proc dice de un proceso; nada si ya terminó o es de otro."""
    try:
        return archivo.read_bytes().split(b"\0")
    except OSError:
        return []
