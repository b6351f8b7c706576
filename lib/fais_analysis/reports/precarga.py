"""Lo que todos los cuadernos de una corrida importan y leen, cargado una sola vez antes de bifurcar."""

import ast
import gc
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def preload(entidad: str, cuadernos: Iterable[Path]) -> None:
    """Importa lo que los cuadernos importan y carga los datos de la entidad.

    Es una ayuda, no un requisito: si algo falla aquí, fallará (y se explicará) en el cuaderno que lo use.
    Nunca corre nada de un municipio: lo que queda en memoria es igual para todos.
    """
    for sentencia in list_importaciones(cuadernos):
        with suppress(Exception):
            exec(sentencia, {})  # sólo «import …» y «from … import …» de cuadernos propios
    with suppress(Exception):
        from fais_analysis.reports import estado

        estado.load_datos_estado(entidad)
        estado.load_libro()
        estado.load_poligonos(entidad)
    gc.collect()
    gc.freeze()  # el recolector de cada hijo no toca (ni copia) lo heredado


def list_importaciones(cuadernos: Iterable[Path]) -> list[str]:
    """Importaciones de primer nivel de las celdas de código, sin repetir y en orden."""
    sentencias: dict[str, None] = {}
    for ruta in cuadernos:
        for celda in json.loads(ruta.read_text(encoding="utf-8"))["cells"]:
            if celda["cell_type"] == "code":
                with suppress(SyntaxError):
                    nodos = ast.parse("".join(celda["source"])).body
                    propias = (n for n in nodos if isinstance(n, ast.Import | ast.ImportFrom))
                    sentencias |= dict.fromkeys(ast.unparse(n) for n in propias)
    return list(sentencias)
