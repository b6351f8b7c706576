"""La vara de la que se parte: el bucle en serie de fábrica, papermill y después nbconvert.

Nada de la casa: por cada cuaderno un kernel nuevo, con el motor y el guardado predeterminados, y después
``HTMLExporter`` sin código.
Se corre como programa (``python fabrica.py CARPETA CUADERNO,CUADERNO SALIDA CLAVE…``) y da un renglón JSON.
"""

import json
import sys
import time
from pathlib import Path

INICIO = time.monotonic()

import papermill  # noqa: E402  (importar es parte de lo que se mide)
from nbconvert import HTMLExporter  # noqa: E402


def produce_municipio(clave: str, cuadernos: list[Path], salida: Path, exportador: HTMLExporter) -> float:
    """Segundos que tardan los cuadernos de un municipio y su HTML."""
    inicio = time.monotonic()
    for cuaderno in cuadernos:
        ejecutado = salida / f"{clave}_{cuaderno.name}"
        papermill.execute_notebook(
            str(cuaderno),
            str(ejecutado),
            parameters={"clave_municipio": clave},
            kernel_name="python3",
        )
        cuerpo, _ = exportador.from_filename(str(ejecutado))
        ejecutado.with_suffix(".html").write_text(cuerpo, encoding="utf-8")
    return time.monotonic() - inicio


def main() -> None:
    """Corre los municipios pedidos, en orden."""
    carpeta, nombres, salida = Path(sys.argv[1]), sys.argv[2].split(","), Path(sys.argv[3])
    cuadernos = [carpeta / f"{nombre}.ipynb" for nombre in nombres]
    salida.mkdir(parents=True, exist_ok=True)
    exportador = HTMLExporter(exclude_input=True)
    arranque_s = time.monotonic() - INICIO
    tiempos = [produce_municipio(clave, cuadernos, salida, exportador) for clave in sys.argv[4:]]
    print(json.dumps({"arranque_s": arranque_s, "por_municipio_s": tiempos}))


if __name__ == "__main__":
    main()
