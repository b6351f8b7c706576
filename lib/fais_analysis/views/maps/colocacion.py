"""Colocación de rótulos sin encimarse: voraz y determinista, en pixeles del dibujo."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from fais_analysis.schemas.poligonos import Poligonos
from fais_analysis.views.figura import Anotacion, Diseno, Fuente
from fais_analysis.views.marcado import decode_plotly
from fais_analysis.views.svg.lienzo import Lienzo, build_lienzo
from fais_analysis.views.texto import INTERLINEA, measure_texto

Caja = tuple[float, float, float, float]
_PASO_PX = 6
_AIRE_PX = 4
_COSTO_TIERRA = 25.0
_COSTO_ENCIMA = 40.0
_COSTO_OCUPADA = 1e6


def is_encimada(una: Caja, otra: Caja) -> bool:
    """Dice si dos cajas (x0, y0, x1, y1) se tocan.

    Examples
    --------
    >>> is_encimada((0, 0, 10, 10), (9, 9, 12, 12)), is_encimada((0, 0, 10, 10), (10, 0, 12, 5))
    (True, False)
    """
    return una[0] < otra[2] and otra[0] < una[2] and una[1] < otra[3] and otra[1] < una[3]


@dataclass(frozen=True)
class Colocacion:
    """Dónde quedó un rótulo: desplazamiento desde su punto, anclas y caja que ocupa."""

    dx: float
    dy: float
    xanchor: str
    yanchor: str
    caja: Caja


def list_lugares(
    punto: tuple[float, float], radio: float, tamano: tuple[float, float]
) -> Iterator[Colocacion]:
    """Ocho lugares alrededor de un punto, del preferido al menos: los lados y luego las esquinas."""
    (x, y), (ancho, alto) = punto, tamano
    r, d = radio + 3, radio * 0.72 + 2
    opciones = (
        (r, 0, "left", "middle"),
        (-r, 0, "right", "middle"),
        (0, -r, "center", "bottom"),
        (0, r, "center", "top"),
        (d, -d, "left", "bottom"),
        (d, d, "left", "top"),
        (-d, -d, "right", "bottom"),
        (-d, d, "right", "top"),
    )
    for dx, dy, xanchor, yanchor in opciones:
        x0 = x + dx - {"left": 0, "center": ancho / 2, "right": ancho}[xanchor]
        y0 = y + dy - {"top": 0, "middle": alto / 2, "bottom": alto}[yanchor]
        yield Colocacion(dx, dy, xanchor, yanchor, (x0, y0, x0 + ancho, y0 + alto))


def place_rotulo(lugares: Iterable[Colocacion], marco: Caja, ocupadas: Sequence[Caja]) -> Colocacion | None:
    """Primer lugar que cabe en el marco y no toca nada; ``None`` si no hay."""
    for lugar in lugares:
        x0, y0, x1, y1 = lugar.caja
        cabe = x0 >= marco[0] and y0 >= marco[1] and x1 <= marco[2] and y1 <= marco[3]
        if cabe and not any(is_encimada(lugar.caja, otra) for otra in ocupadas):
            return lugar
    return None


class Tierra:
    """Tabla de áreas acumuladas: cuántas celdas de tierra cubre cada caja, en tiempo constante."""

    def __init__(self, poligonos: Poligonos, lienzo: Lienzo) -> None:
        rejilla = np.array(poligonos.tierra, dtype=np.int64)
        self._sumas = np.zeros((rejilla.shape[0] + 1, rejilla.shape[1] + 1), dtype=np.int64)
        self._sumas[1:, 1:] = rejilla.cumsum(axis=0).cumsum(axis=1)
        self._x = _build_recta(lienzo.x, poligonos.caja[0], poligonos.celda_km)
        self._y = _build_recta(lienzo.y, poligonos.caja[1], poligonos.celda_km)

    def measure(self, x0: ArrayLike, y0: ArrayLike, x1: ArrayLike, y1: ArrayLike) -> np.ndarray:
        """Celdas de tierra bajo cajas en pixeles (admite arreglos)."""
        filas, columnas = self._sumas.shape[0] - 1, self._sumas.shape[1] - 1
        c0, c1 = (_to_celda(x, self._x, columnas) for x in (x0, x1))
        f0, f1 = (_to_celda(y, self._y, filas) for y in (y1, y0))
        c1, f1, s = np.minimum(c1 + 1, columnas), np.minimum(f1 + 1, filas), self._sumas
        return s[f1, c1] - s[f0, c1] - s[f1, c0] + s[f0, c0]


def _build_recta(proyectar: Callable[[float], float], origen: float, celda: float) -> tuple[float, float]:
    """Pixel del origen de la rejilla y pixeles por celda (negativos hacia arriba)."""
    return proyectar(origen), proyectar(origen + celda) - proyectar(origen)


def _to_celda(px: ArrayLike, recta: tuple[float, float], tope: int) -> np.ndarray:
    return np.clip(np.floor((np.asarray(px) - recta[0]) / recta[1]), 0, tope).astype(int)


def place_destacado(
    punto: tuple[float, float],
    tamano: tuple[float, float],
    lienzo: Lienzo,
    tierra: Tierra,
    ocupadas: Sequence[Caja],
) -> tuple[float, Colocacion]:
    """Costo y mejor lugar para el rótulo del municipio: sobre papel en blanco y lo más cerca posible.

    Recorre una rejilla de cajas; cuesta cubrir tierra y cuesta alejarse. Los empates los gana la primera.
    """
    ancho, alto = tamano
    xs = np.arange(lienzo.izquierda, max(lienzo.derecha - ancho, lienzo.izquierda) + 0.01, _PASO_PX)
    ys = np.arange(lienzo.arriba, max(lienzo.abajo - alto, lienzo.arriba) + 0.01, _PASO_PX)
    x0, y0 = np.meshgrid(xs, ys)
    x1, y1 = x0 + ancho, y0 + alto
    celdas = tierra.measure(x0 - _AIRE_PX, y0 - _AIRE_PX, x1 + _AIRE_PX, y1 + _AIRE_PX)
    dx = np.maximum(np.maximum(x0 - punto[0], punto[0] - x1), 0)
    dy = np.maximum(np.maximum(y0 - punto[1], punto[1] - y1), 0)
    costo = celdas * _COSTO_TIERRA + np.hypot(dx, dy) + np.where((dx == 0) & (dy == 0), _COSTO_ENCIMA, 0)
    for a, b, c, d in ocupadas:
        costo[(x0 < c) & (a < x1) & (y0 < d) & (b < y1)] = _COSTO_OCUPADA
    mejor = np.unravel_index(np.argmin(costo.round(3)), costo.shape)
    a, b, c, d = (round(float(v[mejor]), 2) for v in (x0, y0, x1, y1))
    return float(costo[mejor]), _anchor(punto, (a, b, c, d))


def _anchor(punto: tuple[float, float], caja: Caja) -> Colocacion:
    """Ancla el rótulo por el lado que mira al municipio: de ahí sale la flecha."""
    (x, y), (x0, y0, x1, y1) = punto, caja
    if x < x0 or x > x1:
        xanchor, px = ("left", x0) if x < x0 else ("right", x1)
        return Colocacion(px - x, (y0 + y1) / 2 - y, xanchor, "middle", caja)
    yanchor, py = ("top", y0) if y < y0 else ("bottom", y1)
    return Colocacion((x0 + x1) / 2 - x, py - y, "center", yanchor, caja)


def list_cajas(layout: Diseno) -> list[Caja]:
    """Lo que ya está escrito o trazado en una figura, en pixeles: rótulos, escala gráfica y norte."""
    lienzo, tamano_base = build_lienzo(layout), layout["font"]["size"]
    cajas = [get_caja_anotacion(nota, lienzo, tamano_base) for nota in layout["annotations"]]
    for forma in layout["shapes"]:
        xs = sorted(lienzo.place_x(x, forma.get("xref", "x")) for x in (forma["x0"], forma["x1"]))
        ys = sorted(lienzo.place_y(y, forma.get("yref", "y")) for y in (forma["y0"], forma["y1"]))
        cajas.append((xs[0] - 1, ys[0] - 1, xs[1] + 1, ys[1] + 1))
    return [caja for caja in cajas if caja is not None]


def get_caja_anotacion(nota: Anotacion, lienzo: Lienzo, tamano_base: float) -> Caja | None:
    """Caja del texto de una anotación de plotly, con el ancho estimado por arriba; nada si no lleva texto."""
    if not nota["text"]:
        return None
    fuente = nota.get("font", Fuente(size=tamano_base))
    tamano, es_negrita = fuente["size"], fuente.get("weight", 400) >= 600
    renglones = decode_plotly(nota["text"])
    ancho = max(measure_texto(r, tamano, es_negrita) for r in renglones)
    alto = len(renglones) * tamano * INTERLINEA
    x = lienzo.place_x(nota["x"], nota.get("xref", "x")) + nota.get("xshift", 0)
    y = lienzo.place_y(nota["y"], nota.get("yref", "y")) - nota.get("yshift", 0)
    if nota.get("showarrow"):
        x, y = x + nota.get("ax", 0), y + nota.get("ay", 0)
    x0 = x - {"left": 0, "center": ancho / 2, "right": ancho}[nota.get("xanchor", "center")]
    y0 = y - {"top": 0, "middle": alto / 2, "bottom": alto}[nota.get("yanchor", "middle")]
    return x0, y0, x0 + ancho, y0 + alto
