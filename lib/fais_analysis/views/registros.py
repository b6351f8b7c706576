"""Los renglones de una tabla como valores de Python y como JSON."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import pandas as pd

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


def list_renglones(filas: pd.DataFrame) -> list[dict[str, object]]:
    """Renglones de la tabla como diccionarios de valores de Python, en su orden."""
    columnas = [str(c) for c in filas.columns]
    listas = [columna.tolist() for _, columna in filas.items()]  # más rápido que itertuples
    return [dict(zip(columnas, valores, strict=True)) for valores in zip(*listas, strict=True)]
