"""Lo que se hace con la vista: fijarla, guardarla y producir el expediente del municipio."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fais_analysis.explorer.tablero import Explorador


class Guardador:
    """Conecta los botones de la pantalla con lo que hacen."""

    def __init__(self, explorador: "Explorador") -> None:
        self.explorador = explorador
