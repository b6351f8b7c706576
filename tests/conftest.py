"""Configuración común: dónde están los originales, cuándo se omite y cuándo una omisión es falla."""

import os
import shutil
from pathlib import Path

import pytest

RAIZ = Path(__file__).resolve().parents[1]
FUENTES_VECINAS = RAIZ.parent / "shared" / "fuentes"
NAVEGADORES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

if "FAIS_FUENTES" not in os.environ and FUENTES_VECINAS.is_dir():
    os.environ["FAIS_FUENTES"] = str(FUENTES_VECINAS)


def find_navegador() -> str | None:
    """Ruta del Chromium instalado, o nada."""
    return next((ruta for nombre in NAVEGADORES if (ruta := shutil.which(nombre))), None)


def tiene_fuentes() -> bool:
    """Si la carpeta de originales está a la mano."""
    carpeta = os.environ.get("FAIS_FUENTES")
    return bool(carpeta) and (Path(carpeta) / "coneval").is_dir()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Omite lo que necesita originales o navegador cuando no los hay, salvo que se exijan."""
    sin_fuentes = not tiene_fuentes() and "FAIS_EXIGIR_FUENTES" not in os.environ
    sin_navegador = find_navegador() is None and "FAIS_EXIGIR_NAVEGADOR" not in os.environ
    for prueba in items:
        if sin_fuentes and prueba.get_closest_marker("fuentes"):
            prueba.add_marker(pytest.mark.skip(reason="faltan los originales: defina FAIS_FUENTES"))
        if sin_navegador and prueba.get_closest_marker("navegador"):
            prueba.add_marker(pytest.mark.skip(reason="no hay Chromium instalado"))


@pytest.fixture(scope="session")
def raiz() -> Path:
    """La raíz del repositorio."""
    return RAIZ


@pytest.fixture(scope="session")
def playwright():
    """Playwright, uno por proceso de pruebas: dos a la vez no pueden convivir."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as motor:
        yield motor


@pytest.fixture(scope="session")
def launch_chromium(playwright):
    """Abre un Chromium del sistema, con las opciones que se le den; al final se cierran todos."""
    ruta, abiertos = find_navegador(), []
    if ruta is None:
        pytest.fail("Se exige Chromium (FAIS_EXIGIR_NAVEGADOR) y no está instalado.")

    def abrir(*opciones: str):
        args = ["--no-sandbox", "--disable-gpu", *opciones]
        abiertos.append(playwright.chromium.launch(executable_path=ruta, args=args))
        return abiertos[-1]

    yield abrir
    for chromium in abiertos:
        chromium.close()


@pytest.fixture(scope="session")
def navegador(launch_chromium):
    """Chromium del sistema, sin red; una prueba por página nueva (``navegador.new_page()``)."""
    return launch_chromium().new_context(offline=True, locale="es-MX")


def pytest_configure() -> None:
    """Con un libro propio puesto, casi todo lo que se prueba de inversión sería otra cosa: se dice antes."""
    carpeta = Path(os.environ.get("FAIS_RAIZ", RAIZ)) / "data" / "inversion"
    libros = [r.name for r in carpeta.glob("*") if r.suffix.lower() in (".xlsx", ".csv")]
    if libros:
        raise pytest.UsageError(
            f"Hay un libro de inversión en data/inversion/ ({', '.join(libros)}). Las pruebas comprueban el de "
            "demostración: córralas en una copia limpia del repositorio o saque el libro mientras corren."
        )
