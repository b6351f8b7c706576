"""Los polígonos de un estado, ya proyectados: lo que un capítulo recibe para dibujar sus mapas."""

from dataclasses import dataclass
from functools import cached_property

from fais_analysis.errors import ParametroError

Coordenadas = tuple[float | None, ...]


@dataclass(frozen=True, eq=False)
class Poligonos:
    """Los polígonos de un estado, listos para dibujar. Un elemento por clave, en el orden de ``claves``.

    ``x`` y ``y`` son kilómetros desde ``origen_m`` (EPSG:6372), con ``None`` entre anillos: exteriores en
    sentido horario y huecos al contrario. ``x_estado`` y ``y_estado``, los mismos polígonos con el detalle
    que se ve cuando cabe el estado entero (los vecinos siguen pegados). ``puntos`` es un punto interior de
    cada polígono. ``contorno`` es la orilla del estado. ``tierra`` es una rejilla (de sur a norte, de oeste
    a este, celdas de ``celda_km``) con 1 donde hay estado y 0 donde hay papel en blanco: sirve para colocar
    rótulos.
    """

    claves: tuple[str, ...]
    nombres: tuple[str, ...]
    x: tuple[Coordenadas, ...]
    y: tuple[Coordenadas, ...]
    x_estado: tuple[Coordenadas, ...]
    y_estado: tuple[Coordenadas, ...]
    puntos: tuple[tuple[float, float], ...]
    origen_m: tuple[float, float]
    contorno: tuple[Coordenadas, Coordenadas]
    celda_km: float
    tierra: tuple[tuple[int, ...], ...]

    @cached_property
    def indice(self) -> dict[str, int]:
        """Posición de cada clave."""
        return {clave: numero for numero, clave in enumerate(self.claves)}

    @cached_property
    def cajas(self) -> tuple[tuple[float, float, float, float], ...]:
        """Caja (xmin, ymin, xmax, ymax) de cada polígono, en km."""
        return tuple(_get_caja(x, y) for x, y in zip(self.x, self.y, strict=True))

    @cached_property
    def caja(self) -> tuple[float, float, float, float]:
        """Caja de todo el estado, en km."""
        izquierda, abajo, derecha, arriba = zip(*self.cajas, strict=True)
        return min(izquierda), min(abajo), max(derecha), max(arriba)

    def check_clave(self, clave: str) -> int:
        """Posición de la clave.

        Raises
        ------
        ParametroError
            Si la clave no está entre los polígonos.
        """
        if clave not in self.indice:
            raise ParametroError(
                "Ese municipio no está en el mapa.",
                donde="views.maps",
                esperado=f"una de las {len(self.claves)} claves, de {self.claves[0]} a {self.claves[-1]}",
                encontrado=repr(clave),
                que_hacer="revise la clave o el archivo de polígonos del estado",
            )
        return self.indice[clave]


def _get_caja(x: Coordenadas, y: Coordenadas) -> tuple[float, float, float, float]:
    xs, ys = [v for v in x if v is not None], [v for v in y if v is not None]
    return min(xs), min(ys), max(xs), max(ys)
