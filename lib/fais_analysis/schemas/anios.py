"""Años publicados de cada tabla y sus filas: viven en ``anios.yml``, no en el código."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from fais_analysis.schemas.textos import read_yaml

RUTA_ANIOS = Path(__file__).with_name("anios.yml")


def load_anios(tabla: str) -> tuple[int, ...]:
    """Años que la institución publicó de una tabla, en orden.

    Examples
    --------
    >>> load_anios("pobreza_municipal")
    (2010, 2015, 2020)
    """
    return tuple(load_filas_por_anio()[tabla])


def split_seguidos(numeros: Iterable[int]) -> list[list[int]]:
    """Los números en orden, partidos donde uno no sigue al de antes.

    Examples
    --------
    >>> split_seguidos([2016, 2017, 2019])
    [[2016, 2017], [2019]]
    """
    tramos: list[list[int]] = []
    for numero in numeros:
        if tramos and numero == tramos[-1][-1] + 1:
            tramos[-1].append(numero)
        else:
            tramos.append([numero])
    return tramos


def write_tramo(tabla: str) -> str:
    """El primer y el último año de una tabla.

    Examples
    --------
    >>> write_tramo("pobreza_estatal")
    '2016-2022'
    """
    anios = load_anios(tabla)
    return f"{anios[0]}-{anios[-1]}"


@cache
def load_filas_por_anio() -> Mapping[str, Mapping[int, int]]:
    """De cada tabla con años, cuántas filas trae cada uno."""
    return read_yaml(RUTA_ANIOS.read_text(encoding="utf-8"))
