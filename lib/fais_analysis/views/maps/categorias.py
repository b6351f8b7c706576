"""Las categorías de un mapa, con su color y su trama; por ejemplo, los grados."""

from collections.abc import Sequence
from dataclasses import dataclass

from fais_analysis.views.tema import TEMA, Tema


@dataclass(frozen=True)
class Categoria:
    """Una categoría del mapa, con color y trama propios. ``linea`` es el color de la trama."""

    nombre: str
    color: str
    trama: str = ""
    linea: str = ""


def build_categorias_orden(nombres: Sequence[str], tema: Tema = TEMA) -> list[Categoria]:
    """Hasta cinco categorías de menor a mayor con la paleta secuencial; por ejemplo, los grados."""
    return [Categoria(nombre, color) for nombre, color in zip(nombres, tema.secuencial, strict=False)]
