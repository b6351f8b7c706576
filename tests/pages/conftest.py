"""Una corrida verdadera de los 39 municipios, con la orden que usa la gente; la comparten todas las pruebas."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

RAIZ = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Corrida:
    """Lo que dejó ``fais reportes``."""

    carpeta: Path
    codigo: int
    salida: str
    manifiesto: dict

    def get_html(self, clave: str) -> Path:
        """El expediente de un municipio."""
        (carpeta,) = self.carpeta.glob(f"{clave}_*")
        return carpeta / "expediente.html"


def run_fais(*argumentos: str) -> subprocess.CompletedProcess[str]:
    """Corre la orden en otro proceso, como en la terminal."""
    orden = [sys.executable, "-m", "fais_analysis", *argumentos]
    return subprocess.run(orden, cwd=RAIZ, capture_output=True, text=True, check=False, timeout=1800)


def draw_figuras(pagina, *cuales: str) -> None:
    """Se llega a cada figura de un interactivo (a todas, si no se dice cuáles), que entonces se dibuja."""
    todas = "[...document.querySelectorAll('figure[data-grafica]')].map(f => f.id)"
    for ident in cuales or pagina.evaluate(todas):
        pagina.evaluate("i => document.getElementById(i).scrollIntoView()", ident)
        pagina.wait_for_selector(f"#{ident} .con-plotly", state="attached", timeout=60_000)
    pagina.evaluate("scrollTo(0, 0)")


@pytest.fixture(scope="session")
def corrida(tmp_path_factory: pytest.TempPathFactory) -> Corrida:
    """``fais reportes`` completo: panorama y 39 expedientes."""
    salida = tmp_path_factory.mktemp("informes")
    proceso = run_fais("reportes", "--salida", str(salida))
    manifiestos = sorted(salida.glob("2*/manifest.json"))
    assert manifiestos, proceso.stdout + proceso.stderr
    carpeta = manifiestos[0].parent
    manifiesto = json.loads(manifiestos[0].read_text(encoding="utf-8"))
    return Corrida(carpeta, proceso.returncode, proceso.stdout + proceso.stderr, manifiesto)


@pytest.hookimpl(tryfirst=True)  # antes que el común, que a quien no tiene grupo le da el de su archivo
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Todo lo que usa la corrida completa va al mismo proceso: los 39 informes se hacen una sola vez."""
    for prueba in items:
        if Path(__file__).parent in prueba.path.parents and "corrida" in getattr(prueba, "fixturenames", ()):
            prueba.add_marker(pytest.mark.xdist_group("informes"))
