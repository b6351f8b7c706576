"""La vara de la que se parte: el bucle en serie de fábrica, papermill y después nbconvert.

Nada de la casa: por cada cuaderno un kernel nuevo, con el motor y el guardado predeterminados, y después
``HTMLExporter`` sin código.
Se corre como programa (``python fabrica.py CUADERNOS SALIDA CLAVE…``) y da un renglón JSON.
"""

import json
import sys
import time
from pathlib import Path

INICIO = time.monotonic()

import papermill  # noqa: E402  (importar es parte de lo que se mide)
from nbconvert import HTMLExporter  # noqa: E402

CUADERNOS = ("10_diagnostico", "20_mapa_zap", "30_inversion")


def produce_municipio(clave: str, cuadernos: Path, salida: Path, exportador: HTMLExporter) -> float:
    """Segundos que tardan los tres cuadernos de un municipio y su HTML."""
    inicio = time.monotonic()
    for nombre in CUADERNOS:
        ejecutado = salida / f"{clave}_{nombre}.ipynb"
        papermill.execute_notebook(
            str(cuadernos / f"{nombre}.ipynb"),
            str(ejecutado),
            parameters={"clave_municipio": clave},
            kernel_name="python3",
        )
        cuerpo, _ = exportador.from_filename(str(ejecutado))
        ejecutado.with_suffix(".html").write_text(cuerpo, encoding="utf-8")
    return time.monotonic() - inicio


def main() -> None:
    """Corre los municipios pedidos, en orden."""
    cuadernos, salida = Path(sys.argv[1]), Path(sys.argv[2])
    salida.mkdir(parents=True, exist_ok=True)
    exportador = HTMLExporter(exclude_input=True)
    arranque_s = time.monotonic() - INICIO
    tiempos = [produce_municipio(clave, cuadernos, salida, exportador) for clave in sys.argv[3:]]
    print(json.dumps({"arranque_s": arranque_s, "por_municipio_s": tiempos}))


if __name__ == "__main__":
    main()
