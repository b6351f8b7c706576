"""``fais preparar-sin-internet DIR``: lo que hay que llevar a una oficina sin salida a la red."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from fais_analysis.errors import SalidaError
from fais_analysis.sources.rutas import get_raiz

AYUDA = "Deja en una carpeta el proyecto, sus datos y sus paquetes, para instalarlo sin internet."
RUEDAS = "ruedas"
# Sólo lo versionado: nada privado (libro, propuestas, padrón, correo) sale de esta máquina.
LISTAR = ("git", "ls-files", "-z")


def preparar_sin_internet(
    carpeta: Annotated[Path, typer.Argument(metavar="CARPETA", help="Nueva o vacía; ahí queda todo.")],
) -> None:
    """Copia lo versionado y baja los paquetes fijos, con su huella, con el pip de este ambiente."""
    raiz, destino = get_raiz(), carpeta.expanduser().absolute()
    check_destino(destino)
    copy_versionado(raiz, destino)
    download_ruedas(raiz / "requirements.lock", destino / RUEDAS)
    cuantas = sum(1 for _ in (destino / RUEDAS).iterdir())
    typer.echo(f"{cuantas} paquetes y el proyecto en {destino}.")
    typer.echo(
        f"Llévela a una máquina con el mismo sistema y Python {sys.version_info[0]}.{sys.version_info[1]}; "
        "ahí, dentro de la carpeta:  python3 preparar.py"
    )


def check_destino(destino: Path) -> None:
    """Que la carpeta sea nueva o esté vacía."""
    if destino.is_file() or (destino.is_dir() and any(destino.iterdir())):
        raise _build_error(destino, "una carpeta nueva o vacía", "ya tiene algo", "elija otra carpeta")


def copy_versionado(raiz: Path, destino: Path) -> None:
    """Los archivos que el repositorio versiona; si no es un repositorio, se dice.

    Raises
    ------
    SalidaError
        Si esta copia no es un repositorio de git, o no se puede escribir.
    """
    try:
        listado = subprocess.run(LISTAR, cwd=raiz, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        raise _build_error(
            raiz,
            "un repositorio de git: sólo se copia lo versionado, nunca lo privado",
            "git no está o ésta no es una copia hecha con git clone",
            "clone el proyecto con git y repita la orden ahí",
        ) from None
    try:
        for relativa in filter(None, listado.decode("utf-8").split("\0")):
            if (raiz / relativa).is_file():
                (destino / relativa).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(raiz / relativa, destino / relativa)
    except OSError as error:
        raise _build_error(
            destino, "espacio y permiso", error.strerror or "", "corríjalo y repita la orden"
        ) from None


def download_ruedas(versiones: Path, destino: Path) -> None:
    """Baja los paquetes fijos, cada uno con su huella.

    Raises
    ------
    SalidaError
        Si pip no está en este ambiente o no pudo bajar alguno.
    """
    que_hacer = "revise la red o el proxy (HTTPS_PROXY), borre la carpeta y repita la orden"
    if importlib.util.find_spec("pip") is None:
        raise _build_error(destino, "un ambiente con pip", "no tiene", "prepárelo con: python3 preparar.py")
    orden = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    if subprocess.call([*orden, "--require-hashes", "-r", str(versiones), "-d", str(destino)]):
        raise _build_error(destino, "todos los paquetes", "alguno no se pudo bajar", que_hacer)


def _build_error(donde: Path, esperado: str, encontrado: str, que_hacer: str) -> SalidaError:
    return SalidaError(
        "No se pudo preparar la carpeta para llevar.",
        donde=str(donde),
        esperado=esperado,
        encontrado=encontrado,
        que_hacer=que_hacer,
    )
