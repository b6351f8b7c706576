"""Corre los bloques de un documento Markdown como celdas y dice qué imprime cada uno."""

import ast
import contextlib
import io
import re
from dataclasses import dataclass

import pandas as pd

# Un bloque de Python y, si lo que sigue es un bloque de texto, lo que debe imprimir.
BLOQUE = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.M | re.S)
PANTALLA = ("display.width", 110, "display.max_columns", None, "display.max_colwidth", 60)


@dataclass(frozen=True)
class Bloque:
    """Una celda de la guía y lo que la guía dice que sale."""

    codigo: str
    salida: str


def list_secciones(documento: str) -> dict[str, str]:
    """Apartados de segundo nivel, por su título."""
    partes = re.split(r"^## (.+)$", documento, flags=re.M)
    return dict(zip(partes[1::2], partes[2::2], strict=True))


def list_bloques(texto: str) -> list[Bloque]:
    """Los bloques de Python de un apartado, con su salida."""
    return [Bloque(codigo, salida or "") for codigo, salida in BLOQUE.findall(texto)]


def run_bloque(codigo: str, espacio: dict[str, object]) -> str:
    """Lo que imprime una celda: sus ``print`` y el valor de su última expresión, como en Jupyter."""
    arbol = ast.parse(codigo)
    ultima = arbol.body.pop() if arbol.body and isinstance(arbol.body[-1], ast.Expr) else None
    salida = io.StringIO()
    with contextlib.redirect_stdout(salida), pd.option_context(*PANTALLA):
        exec(compile(arbol, "guia", "exec"), espacio)
        if ultima is not None:
            valor = eval(compile(ast.Expression(ultima.value), "guia", "eval"), espacio)
            if valor is not None:
                print(repr(valor))
    return "".join(f"{renglon.rstrip()}\n" for renglon in salida.getvalue().splitlines())


def renew_documento(documento: str, salidas: dict[str, str]) -> str:
    """El documento con las salidas de verdad; ``salidas`` va de código a lo que imprimió."""

    def write(hallado: re.Match[str]) -> str:
        codigo = hallado.group(1)
        if codigo not in salidas:
            return hallado.group()
        texto = f"\n```text\n{salidas[codigo]}```\n" if salidas[codigo] else ""
        return f"```python\n{codigo}```\n{texto}"

    return BLOQUE.sub(write, documento)
