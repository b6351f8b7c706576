"""Configuración común: dónde están los originales, cuándo se omite y cuándo una omisión es falla."""

import gc
import importlib.util
import logging
import os
import shutil
from collections.abc import Generator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from fais_analysis.batch.workers.procesos import block_pesados

block_pesados()  # como en el lote, y antes de que algo importe nbformat: si no, cada proceso tarda tres segundos más

# El motor de fábrica deja tareas con un error que nadie pide; al recogerlas, ``asyncio`` arma su rastreo con un
# árbol de Python y, si eso ocurre a medio ``ast.parse``, CPython 3.11 lo da por roto (SystemError).
logging.getLogger("asyncio").setLevel(logging.CRITICAL)

# Ninguna prueba mide tiempo: con los núcleos repartidos, un ejemplo lento no es una falla.
settings.register_profile("casa", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("casa")

RAIZ = Path(__file__).resolve().parents[1]
FUENTES_VECINAS = RAIZ.parent / "shared" / "fuentes"
# Lo más largo empieza primero: si quedara para el final, un proceso trabajaría solo mientras los demás esperan.
LARGAS = (
    "informes", "explorador", "docs/", "batch/test_lote_cumulo.py", "bench/test_banco.py",
    "batch/test_vigencia_muertes.py", "batch/test_vigencia_real.py", "batch/test_lote_motor_igualdad.py",
    "reports/test_mapas_municipio.py", "verify/test_datos.py", "cli/test_cli_fais.py",
    "reports/test_capitulo_nuevo.py", "batch/test_vigencia", "batch/test_lote", "batch/test_pais_corrida.py",
    "architecture/",
)  # fmt: skip
# Las que comparten entre archivos lo que leen o arman: van enteras a un proceso.
CARPETAS = ("architecture/",)
# Lo que de suyo espera Playwright, 30 s, no alcanza con los núcleos repartidos entre muchos.
ESPERA_MS = 120_000
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


def tiene_padron() -> bool:
    """Si el extra ``padron`` está a la mano; no se importa, que pyarrow cambia lo que pandas hace."""
    return all(importlib.util.find_spec(nombre) for nombre in ("splink", "duckdb", "pyrage"))


def get_grupo(prueba: pytest.Item) -> str:
    """Con qué otras pruebas comparte proceso: las de su grupo si lo dice; si no, las de su archivo."""
    marca = prueba.get_closest_marker("xdist_group")
    return marca.args[0] if marca else get_grupo_archivo(prueba.path)


@cache
def get_grupo_archivo(ruta: Path) -> str:
    """El grupo de un archivo de pruebas: su carpeta, si va entera, o él solo."""
    archivo = ruta.relative_to(RAIZ / "tests").as_posix()
    return next((c for c in CARPETAS if archivo.startswith(c)), archivo)


@cache
def rank_largas(grupo: str) -> int:
    """El lugar de un grupo en la fila: las largas por su orden y, detrás, todas las demás."""
    return next((n for n, inicio in enumerate(LARGAS) if grupo.startswith(inicio)), len(LARGAS))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Omite lo que no se puede correr y reparte: cada archivo va entero a un proceso, y los largos primero.

    Repartidas de una en una, dos procesos leerían las mismas tablas y armarían las mismas corridas dos veces. Va
    antes que los demás porque xdist anota aquí a qué grupo va cada prueba: lo que se marque después no lo ve.
    """
    skip_ausentes(items)
    for prueba in items:
        if prueba.get_closest_marker("xdist_group") is None:
            prueba.add_marker(pytest.mark.xdist_group(get_grupo(prueba)))
    items.sort(key=lambda prueba: rank_largas(get_grupo(prueba)))


def skip_ausentes(items: list[pytest.Item]) -> None:
    """Omite lo que necesita originales o navegador cuando no los hay, salvo que se exijan."""
    sin_fuentes = not tiene_fuentes() and "FAIS_EXIGIR_FUENTES" not in os.environ
    sin_navegador = find_navegador() is None and "FAIS_EXIGIR_NAVEGADOR" not in os.environ
    sin_padron = not tiene_padron() and "FAIS_EXIGIR_PADRON" not in os.environ
    if not (sin_fuentes or sin_navegador or sin_padron):
        return
    for prueba in items:
        if sin_padron and prueba.get_closest_marker("padron"):
            prueba.add_marker(pytest.mark.skip(reason="falta el extra padron: make pruebas-padron"))
        if sin_fuentes and prueba.get_closest_marker("fuentes"):
            prueba.add_marker(pytest.mark.skip(reason="faltan los originales: defina FAIS_FUENTES"))
        if sin_navegador and prueba.get_closest_marker("navegador"):
            prueba.add_marker(pytest.mark.skip(reason="no hay Chromium instalado"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Uno más que los núcleos: mientras uno espera al navegador o a un kernel de fábrica, otro trabaja."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Recoger no deja basura: se busca al final, una vez."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """Lo importado y lo recogido, cientos de miles de objetos, no se vuelve a recorrer en busca de basura."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 10)


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
    contexto = launch_chromium().new_context(offline=True, locale="es-MX")
    contexto.set_default_timeout(ESPERA_MS)
    return contexto


@pytest.fixture
def obreros_tibios(monkeypatch: pytest.MonkeyPatch) -> None:
    """Los trabajadores del lote nacen de este proceso, que ya importó y leyó lo que necesitan de Durango."""
    from tests.batch.bifurcado import use_bifurcados

    use_bifurcados(monkeypatch, "10")


def pytest_configure() -> None:
    """Con un libro propio puesto, casi todo lo que se prueba de inversión sería otra cosa: se dice antes."""
    carpeta = Path(os.environ.get("FAIS_RAIZ", RAIZ)) / "data" / "inversion"
    libros = [r.name for r in carpeta.glob("*") if r.suffix.lower() in (".xlsx", ".csv")]
    if libros:
        raise pytest.UsageError(
            f"Hay un libro de inversión en data/inversion/ ({', '.join(libros)}). Las pruebas comprueban el de "
            "demostración: córralas en una copia limpia del repositorio o saque el libro mientras corren."
        )
