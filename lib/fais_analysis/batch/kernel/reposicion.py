"""Dejar un proceso como estaba: lo que un cuaderno cambia no llega al siguiente (donde no se bifurca)."""

import builtins
import decimal
import locale
import os
import random
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def keep_globales() -> Iterator[None]:
    """Al salir repone entorno, directorio, rutas, avisos, semillas, idioma y opciones de bibliotecas.

    No deshace lo que alguien cambie dentro de un módulo: por eso un proceso se cambia por otro tras toda
    falla y cada tantas tareas.
    """
    entorno, directorio, rutas = dict(os.environ), os.getcwd(), list(sys.path)
    integrados, idioma = dict(vars(builtins)), locale.setlocale(locale.LC_ALL)
    contexto = decimal.getcontext().copy()
    with warnings.catch_warnings():
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(entorno)
            os.chdir(directorio)
            sys.path[:] = rutas
            restore_dict(vars(builtins), integrados)
            locale.setlocale(locale.LC_ALL, idioma)
            decimal.setcontext(contexto)
            random.seed()
            reset_bibliotecas()


def restore_dict(vivo: dict[str, object], previo: dict[str, object]) -> None:
    """Deja un diccionario como estaba, sin vaciarlo: los nombres integrados siempre deben estar."""
    for nombre in vivo.keys() - previo.keys():
        del vivo[nombre]
    vivo.update(previo)


def reset_bibliotecas() -> None:
    """Opciones de fábrica en las bibliotecas que ya estén importadas."""
    if "numpy" in sys.modules:
        import numpy as np

        np.random.seed()
        np.set_printoptions(
            edgeitems=3, threshold=1000, floatmode="maxprec", precision=8, suppress=False,
            linewidth=75, nanstr="nan", infstr="inf", sign="-", formatter=None, legacy=False,
        )  # fmt: skip
        np.seterr(divide="warn", over="warn", under="ignore", invalid="warn")
    if "pandas" in sys.modules:
        import pandas as pd

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pd.reset_option(r"^(?!plotting)")  # ésas exigen matplotlib
    if "plotly.io" in sys.modules:
        import plotly.io as pio

        pio.templates.default = "plotly"
        pio.renderers.default = os.environ.get("PLOTLY_RENDERER", "plotly_mimetype")
