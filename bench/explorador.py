"""Cuánto tarda el explorador en reaccionar: del clic a la página actualizada, medido en Chromium.

    .venv/bin/python bench/explorador.py                 # JupyterLab, 36 selecciones en la tabla de Durango
    .venv/bin/python bench/explorador.py --tablero       # Voilà
    .venv/bin/python bench/explorador.py --nacional      # con los 2,469 municipios del país en la tabla

Sale con 1 si la mediana no baja de la meta. Con otros procesos en la máquina, el tiempo es el de ellos.
"""

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from tests.conftest import find_navegador  # noqa: E402
from tests.explorer.pagina import Explorada  # noqa: E402
from tests.explorer.servidor import open_explorar  # noqa: E402

META_MS = 80
# Cada parte de la pantalla dice de quién es; el reloj corre dentro del navegador.
# El mapa del país no cambia con otro municipio de la misma entidad.
MEDIDA = """async ([clave, esNacional]) => {
  const tarjetas = [...document.querySelectorAll('.fx-tarjeta')].slice(esNacional ? 1 : 0, 3);
  const encima = [...document.querySelectorAll('.fx-encima')];
  const antes = [...tarjetas.map(t => t.innerHTML), encima[1].innerHTML];
  const listo = () => document.querySelector('.fx h2[data-clave]').dataset.clave === clave
    && document.querySelector('.fx-tabla tr[aria-selected]')?.dataset.clave === clave
    && document.querySelector('.fx-totales[data-clave]').dataset.clave === clave
    && [...tarjetas.map(t => t.innerHTML), encima[1].innerHTML].every((h, n) => h !== antes[n]);
  const fila = document.querySelector(`.fx-tabla tr[data-clave="${clave}"] th`), inicio = performance.now();
  fila.click();
  while (!listo()) {
    await new Promise(r => setTimeout(r, 1));
    if (performance.now() - inicio > 10000) return null;
  }
  return performance.now() - inicio;
}"""


def main() -> int:
    opciones = read_opciones()
    with tempfile.TemporaryDirectory() as carpeta, sync_playwright() as motor:
        chromium = motor.chromium.launch(
            executable_path=find_navegador(), args=["--no-sandbox", "--disable-gpu"]
        )
        contexto = chromium.new_context(locale="es-MX", viewport={"width": 1280, "height": 1100})
        orden = ["--tablero"] if opciones.tablero else []
        with open_explorar(Path(carpeta), *orden) as (direccion, _):
            explorada = Explorada(contexto, direccion)
            explorada.wait_listo() if opciones.tablero else explorada.run_cuaderno()
            if opciones.nacional:
                explorada.choose("La tabla y el mapa muestran", "Todo el país")
                explorada.pagina.get_by_text("2,469 municipios", exact=True).wait_for()
                explorada.pagina.get_by_label("Buscar", exact=True).fill("100")
                explorada.pagina.wait_for_timeout(1000)
            tiempos = measure(explorada, opciones)
        chromium.close()
    return report(tiempos)


def read_opciones() -> argparse.Namespace:
    argumentos = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    argumentos.add_argument("--tablero", action="store_true")
    argumentos.add_argument("--nacional", action="store_true")
    argumentos.add_argument("--veces", type=int, default=36)
    return argumentos.parse_args()


def measure(explorada: Explorada, opciones: argparse.Namespace) -> list[float]:
    """Milisegundos de cada selección; las dos primeras calientan y no cuentan."""
    tiempos = []
    for n in range(opciones.veces + 2):
        clave = f"10{n % 38 + 1:03d}"
        tiempo = explorada.pagina.evaluate(MEDIDA, [clave, opciones.nacional])
        assert tiempo is not None, f"{clave} no terminó de mostrarse en diez segundos"
        tiempos.append(tiempo)
        explorada.pagina.wait_for_timeout(150)
    return tiempos[2:]


def report(tiempos: list[float]) -> int:
    mediana, p90 = statistics.median(tiempos), statistics.quantiles(tiempos, n=10)[-1]
    carga = os.getloadavg()[0]
    print(f"{len(tiempos)} selecciones: mediana {mediana:.0f} ms; 90 % en {p90:.0f} ms o menos")
    print(f"Carga de la máquina: {carga:.1f} con {os.cpu_count()} núcleos; meta de la mediana: {META_MS} ms")
    return 0 if mediana < META_MS else 1


if __name__ == "__main__":
    sys.exit(main())
