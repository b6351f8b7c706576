"""El código de la biblioteca, leído y analizado una sola vez por proceso de pruebas.

Trece pruebas lo recorren entero; cada una analizaba los mismos trescientos archivos.
"""

import ast
import gc
from functools import cache
from pathlib import Path

RAIZ = Path(__file__).resolve().parents[2]
PAQUETE = RAIZ / "lib" / "fais_analysis"
MODULOS = tuple(sorted(PAQUETE.rglob("*.py")))


@cache
def read_codigo(ruta: Path) -> str:
    """El texto de un módulo."""
    return ruta.read_text(encoding="utf-8")


@cache
def read_arbol(ruta: Path) -> ast.Module:
    """El árbol de un módulo; es de todas las pruebas: se mira y no se cambia."""
    return parse(read_codigo(ruta))


def parse(codigo: str) -> ast.Module:
    """``ast.parse``, sin que otro análisis se cruce a la mitad.

    Python 3.11 cuenta la profundidad del árbol en un contador de todo el intérprete. Si mientras arma uno empieza
    otro —un finalizador de la basura que falla y cuyo aviso se imprime (las marcas ``^^^`` de un error se calculan
    con ``ast.parse``), u otro hilo— el primero encuentra el contador movido y dice ``SystemError: AST constructor
    recursion depth mismatch``, que no habla de ese código. Sin recolector no hay finalizadores; por si fue un hilo,
    se intenta otra vez.
    """
    recolecta = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(codigo)
    except SystemError:
        return ast.parse(codigo)
    finally:
        if recolecta:
            gc.enable()
