"""Las fotos de ``README.md`` y ``docs/visitas.md``, tomadas de la herramienta misma: ``make fotos``.

    .venv/bin/python bench/fotos.py [CARPETA]      # sin CARPETA, docs/img

Necesita un Chromium instalado. Usa el libro de demostración y una carpeta de salida que se borra.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

RAIZ = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(RAIZ)]

from tests.conftest import find_navegador  # noqa: E402
from tests.explorer.pagina import ESPERA_MS, Explorada  # noqa: E402
from tests.explorer.servidor import open_explorar  # noqa: E402

ANCHO, ALTO = 1100, 700
ENLACE = "municipio=10014&anio=2020&indicador=irs_sin_drenaje&necesidad=irs_sin_drenaje"
# De cada foto de un informe, qué se produce y qué archivo se abre.
INFORMES: dict[str, tuple[tuple[str, ...], str]] = {
    "indice": (("10014",), "index.html"),
    "expediente": (("10014",), "10014_mezquital/expediente.html"),
    "hoja": (("10014",), "10014_mezquital/hoja.html"),
    "otro_estado": (("32010", "--entidad", "32"), "32010_*/expediente.html"),
}
DE_EXPLORADOR = ("explorador", "obras")


def main(destino: Path) -> None:
    """Toma todas las fotos."""
    with tempfile.TemporaryDirectory() as temporal, sync_playwright() as motor:
        chromium = motor.chromium.launch(
            executable_path=find_navegador(), args=["--no-sandbox", "--disable-gpu"]
        )
        contexto = chromium.new_context(locale="es-MX", viewport={"width": ANCHO, "height": ALTO})
        salida = Path(temporal)
        for nombre, (pedido, archivo) in INFORMES.items():
            carpeta = salida / "_".join(pedido)
            if not carpeta.exists():
                orden = [sys.executable, "-m", "fais_analysis", "reportes", *pedido, "--salida", str(carpeta)]
                subprocess.run(orden, check=True, cwd=RAIZ)
            pagina = contexto.new_page()
            pagina.goto(next((carpeta / "ultima").glob(archivo)).as_uri())
            save_foto(pagina, destino / f"{nombre}.png")
        with open_explorar(salida, "--tablero", "--vista", ENLACE) as (direccion, _):
            explorada = Explorada(contexto, direccion)
            explorada.wait_listo()
            explorada.wait_titulo("Viviendas sin drenaje por municipio")
            pagina = explorada.pagina
            pagina.wait_for_timeout(1500)
            save_foto(pagina, destino / "explorador.png")
            pagina.locator('.fx-totales [data-total] .fx-pide[data-de="municipio"]').click()
            pagina.get_by_text("Obras de Mezquital").wait_for(timeout=ESPERA_MS)
            pagina.locator(".fx-ancha h3").scroll_into_view_if_needed()
            pagina.mouse.wheel(0, ALTO // 2)
            pagina.wait_for_timeout(500)
            save_foto(pagina, destino / "obras.png")
        chromium.close()


def save_foto(pagina: Page, ruta: Path) -> None:
    """La pantalla como se ve."""
    pagina.screenshot(path=ruta)
    print(f"{ruta.name}: {ruta.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else RAIZ / "docs" / "img")
