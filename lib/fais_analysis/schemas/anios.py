"""Años publicados de cada tabla: viven en ``anios.yml``, no en el código."""

from functools import cache
from pathlib import Path

import yaml

RUTA_ANIOS = Path(__file__).with_name("anios.yml")


def load_anios(tabla: str) -> tuple[int, ...]:
    """Años que la institución publicó de una tabla, en orden.

    Examples
    --------
    >>> load_anios("pobreza_municipal")
    (2010, 2015, 2020)
    """
    return tuple(_read_anios()[tabla])


@cache
def _read_anios() -> dict[str, list[int]]:
    return yaml.safe_load(RUTA_ANIOS.read_text(encoding="utf-8"))
