"""Cómo escribe la gente lo que el Catálogo llama de otro modo: abreviaturas, frases y trampas."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fais_analysis.schemas.textos import read_yaml

RUTA_VOCABULARIO = Path(__file__).parent / "data" / "reconocimiento.yml"


@dataclass(frozen=True)
class Vocabulario:
    """Lo que ayuda a reconocer un renglón del Catálogo en un texto libre; no asigna nada por sí solo.

    ``abreviaturas`` va de lo escrito a lo que quiere decir; ``alias``, de subclasificación a sus frases;
    ``sumideros``, de la subclasificación que atrae lo ajeno a las palabras sin las que no se propone.
    """

    abreviaturas: dict[str, str]
    relleno: frozenset[str]
    modalidad: frozenset[str]
    lugar: frozenset[str]
    escolar: frozenset[str]
    vivienda: frozenset[str]
    ambiguas: frozenset[str]
    ajenas: frozenset[str]
    sumideros: dict[str, tuple[str, ...]]
    alias: dict[str, tuple[str, ...]]


@cache
def load_vocabulario() -> Vocabulario:
    """El vocabulario del reconocedor, de ``rules/data/reconocimiento.yml``."""
    crudo = read_yaml(RUTA_VOCABULARIO.read_text(encoding="utf-8"))
    listas = ("relleno", "modalidad", "lugar", "escolar", "vivienda", "ambiguas", "ajenas")
    return Vocabulario(
        abreviaturas={str(k): str(v) for k, v in crudo["abreviaturas"].items()},
        sumideros={k: tuple(v) for k, v in crudo["sumideros"].items()},
        alias={k: tuple(v) for k, v in crudo["alias"].items()},
        **{nombre: frozenset(map(str, crudo[nombre])) for nombre in listas},
    )
