"""Los renglones de una tabla como valores de Python y como JSON."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from numbers import Real

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.views.dato import write_valor
from fais_analysis.views.formato import is_sin_dato

# Con qué tipo de salida viaja una vista, sin formato, hasta el exportador.
MIME_FAIS = "application/vnd.fais+json"


def write_registros(registros: Sequence[Mapping[str, object]], campos: list[str]) -> list[dict[str, object]]:
    """Renglones listos para JSON: nulos como ``None``, decimales y fechas como texto."""
    return [{c: _write_json(registro[c]) for c in campos} for registro in registros]


def _write_json(valor: object) -> object:
    if is_sin_dato(valor):
        return None
    if isinstance(valor, Decimal | date):
        return write_valor(valor)
    return valor.item() if hasattr(valor, "item") else valor


def read_numero(celda: object) -> float:
    """La cifra de una celda, como número de Python; también la que viene escrita («2020»).

    Raises
    ------
    ParametroError
        Si la celda está vacía o no es una cifra.
    """
    if not is_sin_dato(celda) and isinstance(celda, str | Real | Decimal):
        with suppress(ValueError):
            return float(celda)
    raise ParametroError(
        "Una celda que se iba a dibujar no es una cifra.",
        donde="views.registros",
        esperado="un número",
        encontrado=repr(celda),
        que_hacer="revise la columna que se pasa a la gráfica o al mapa",
    )


def list_renglones(filas: pd.DataFrame) -> list[dict[str, object]]:
    """Renglones de la tabla como diccionarios de valores de Python, en su orden."""
    columnas = [str(c) for c in filas.columns]
    listas = [columna.tolist() for _, columna in filas.items()]  # más rápido que itertuples
    return [dict(zip(columnas, valores, strict=True)) for valores in zip(*listas, strict=True)]
