"""Imprimir un documento a PDF con el navegador que ya esté instalado; el proyecto no trae ninguno.

El navegador abre el archivo sin red y con un perfil que se borra; el papel, los folios y los cortes los
decide la hoja de estilo de impresión del propio documento.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from fais_analysis.errors import FuenteFaltanteError, SalidaError

VARIABLE = "FAIS_NAVEGADOR"
NOMBRES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge", "brave-browser"),
)
LUGARES = {
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "win32": (
        r"Google\Chrome\Application\chrome.exe",
        r"Chromium\Application\chrome.exe",
        r"Microsoft\Edge\Application\msedge.exe",
    ),
}
BASES_WINDOWS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
LIMITE_S = 60
BANDERAS = (
    *("--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions"),
    *("--disable-background-networking", "--disable-sync", "--disable-component-update", "--mute-audio"),
    *("--proxy-server=127.0.0.1:9", "--no-pdf-header-footer", "--generate-pdf-document-outline"),
)


def list_candidatos() -> Iterator[Path]:
    """Navegadores de la familia de Chromium que podría haber, el que se pidió primero."""
    if pedido := os.environ.get(VARIABLE, "").strip():
        yield Path(pedido)
        return
    yield from (Path(ruta) for nombre in NOMBRES if (ruta := shutil.which(nombre)))
    bases = [os.environ[b] for b in BASES_WINDOWS if b in os.environ] if sys.platform == "win32" else [""]
    yield from (Path(base) / lugar for base in bases for lugar in LUGARES.get(sys.platform, ()))


def find_navegador() -> Path:
    """El navegador con que se hará el PDF.

    Raises
    ------
    FuenteFaltanteError
        Si no hay ninguno instalado, o el que dice ``FAIS_NAVEGADOR`` no existe.
    """
    candidatos = list(list_candidatos())
    for ruta in candidatos:
        if ruta.is_file():
            return ruta
    raise FuenteFaltanteError(
        "No hay con qué hacer el PDF.",
        donde=f"variable {VARIABLE}" if os.environ.get(VARIABLE) else "los programas instalados",
        esperado="Chromium, Google Chrome o Microsoft Edge",
        encontrado=str(candidatos[0]) + ", que no existe" if os.environ.get(VARIABLE) else "ninguno",
        que_hacer=f"instale uno o dé su ruta en {VARIABLE}, o imprima el informe a PDF",
    )


def print_documento(archivo: Path, navegador: Path) -> bytes:
    """Los bytes del PDF de un documento; completos, o un error.

    Raises
    ------
    SalidaError
        Si el documento no existe o el navegador falla, tarda de más o no deja un PDF entero.
    """
    archivo = archivo.absolute()
    if not archivo.is_file():
        raise build_error(archivo, "un informe en HTML", "no existe")
    with tempfile.TemporaryDirectory(prefix="fais-pdf-", ignore_cleanup_errors=True) as carpeta:
        parcial = Path(carpeta) / "informe.pdf"
        orden = [str(navegador), *BANDERAS, f"--user-data-dir={carpeta}/perfil", f"--print-to-pdf={parcial}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            orden.append("--no-sandbox")  # Chromium no arranca su aislamiento como administrador
        try:
            proceso = subprocess.run(
                [*orden, archivo.as_uri()], capture_output=True, timeout=LIMITE_S, check=False
            )
        except (subprocess.TimeoutExpired, OSError) as error:
            raise build_error(archivo, f"un PDF en menos de {LIMITE_S} s", type(error).__name__) from error
        crudo = parcial.read_bytes() if parcial.is_file() else b""
    if not crudo.startswith(b"%PDF") or b"%%EOF" not in crudo[-1024:]:
        raise build_error(archivo, "un PDF completo", f"el navegador salió con {proceso.returncode}")
    return crudo


def build_error(archivo: Path, esperado: str, encontrado: str) -> SalidaError:
    """No salió el PDF de un documento."""
    return SalidaError(
        "No se pudo hacer el PDF de un informe.",
        donde=archivo.name if not archivo.parent.name else f"{archivo.parent.name}/{archivo.name}",
        esperado=esperado,
        encontrado=encontrado,
        que_hacer="ábralo en el navegador e imprímalo a PDF; si tampoco sale, vuelva a producirlo",
    )
