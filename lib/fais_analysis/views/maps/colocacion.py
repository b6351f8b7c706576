"""Colocación de rótulos sin encimarse: voraz y determinista, en pixeles del dibujo."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from fais_analysis.views.maps.poligonos import Poligonos
from fais_analysis.views.svg.lienzo import Lienzo

Caja = tuple[float, float, float, float]
_PASO_PX = 6


def is_encimada(una: Caja, otra: Caja) -> bool:
    """Dice si dos cajas (x0, y0, x1, y1) se tocan.

    Examples
    --------
    >>> is_encimada((0, 0, 10, 10), (9, 9, 12, 12)), is_encimada((0, 0, 10, 10), (10, 0, 12, 5))
    (True, False)
    """
    return una[0] < otra[2] and otra[0] < una[2] and una[1] < otra[3] and otra[1] < una[3]


@dataclass(frozen=True)
class Lugar:
    """Dónde quedó un rótulo: desplazamiento desde su punto, anclas y caja que ocupa."""

    dx: float
    dy: float
    xanchor: str
    yanchor: str
    caja: Caja


def list_lugares(punto: tuple[float, float], radio: float, tamano: tuple[float, float]) -> Iterator[Lugar]:
    """Ocho lugares alrededor de un punto, del preferido al menos: derecha, izquierda, arriba, abajo, esquinas."""
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
        yield Lugar(dx, dy, xanchor, yanchor, (x0, y0, x0 + ancho, y0 + alto))


def place_rotulo(lugares: Iterable[Lugar], marco: Caja, ocupadas: Sequence[Caja]) -> Lugar | None:
    """Primer lugar que cabe en el marco y no toca nada; ``None`` si no hay."""
    for lugar in lugares:
        x0, y0, x1, y1 = lugar.caja
        cabe = x0 >= marco[0] and y0 >= marco[1] and x1 <= marco[2] and y1 <= marco[3]
        if cabe and not any(is_encimada(lugar.caja, otra) for otra in ocupadas):
            return lugar
    return None


class Tierra:
    """Tabla de áreas acumuladas: cuánta tierra cubre una caja, en tiempo constante."""

    def __init__(self, poligonos: Poligonos, lienzo: Lienzo) -> None:
        self._lienzo = lienzo
        self._celda, (x0, y0) = poligonos.celda_km, poligonos.caja[:2]
        self._origen = (x0, y0)
        filas = [[0] * (len(poligonos.tierra[0]) + 1)]
        for fila in poligonos.tierra:
            sumas = [0, *accumulate(fila)]
            filas.append([previa + suma for previa, suma in zip(filas[-1], sumas, strict=True)])
        self._sumas = filas

    def measure(self, caja: Caja) -> int:
        """Celdas de tierra bajo una caja en pixeles."""
        columna_0, columna_1 = self._get_columna(caja[0]), self._get_columna(caja[2]) + 1
        fila_0, fila_1 = self._get_fila(caja[3]), self._get_fila(caja[1]) + 1
        tope_fila, tope_columna = len(self._sumas) - 1, len(self._sumas[0]) - 1
        f0, f1 = (min(max(f, 0), tope_fila) for f in (fila_0, fila_1))
        c0, c1 = (min(max(c, 0), tope_columna) for c in (columna_0, columna_1))
        s = self._sumas
        return s[f1][c1] - s[f0][c1] - s[f1][c0] + s[f0][c0]

    def _get_columna(self, px: float) -> int:
        lienzo = self._lienzo
        desde, hasta = lienzo.rango_x
        km = desde + (px - lienzo.izquierda) / (lienzo.derecha - lienzo.izquierda) * (hasta - desde)
        return int((km - self._origen[0]) // self._celda)

    def _get_fila(self, px: float) -> int:
        lienzo = self._lienzo
        desde, hasta = lienzo.rango_y
        km = desde + (lienzo.abajo - px) / (lienzo.abajo - lienzo.arriba) * (hasta - desde)
        return int((km - self._origen[1]) // self._celda)


def place_destacado(
    punto: tuple[float, float],
    tamano: tuple[float, float],
    lienzo: Lienzo,
    tierra: Tierra,
    ocupadas: Sequence[Caja],
) -> Lugar:
    """Mejor lugar para el rótulo del municipio: sobre el papel en blanco y lo más cerca posible.

    Recorre una rejilla de cajas; cuesta cubrir tierra y cuesta alejarse. Los empates los gana la primera.
    """
    ancho, alto = tamano
    mejor: tuple[float, Caja] | None = None
    y = lienzo.arriba
    while y + alto <= lienzo.abajo:
        x = lienzo.izquierda
        while x + ancho <= lienzo.derecha:
            caja = (x, y, x + ancho, y + alto)
            x += _PASO_PX
            if any(is_encimada(caja, otra) for otra in ocupadas):
                continue
            costo = tierra.measure(caja) * 25 + _measure_distancia(punto, caja)
            if mejor is None or costo < mejor[0]:
                mejor = (costo, caja)
        y += _PASO_PX
    caja = (
        mejor[1]
        if mejor
        else (lienzo.izquierda, lienzo.arriba, lienzo.izquierda + ancho, lienzo.arriba + alto)
    )
    return _anchor(punto, caja)


def _measure_distancia(punto: tuple[float, float], caja: Caja) -> float:
    dx = max(caja[0] - punto[0], 0, punto[0] - caja[2])
    dy = max(caja[1] - punto[1], 0, punto[1] - caja[3])
    return (dx * dx + dy * dy) ** 0.5 + (40 if dx == dy == 0 else 0)


def _anchor(punto: tuple[float, float], caja: Caja) -> Lugar:
    """Ancla el rótulo por el lado que mira al municipio: de ahí sale la flecha."""
    (x, y), (x0, y0, x1, y1) = punto, caja
    if x < x0 or x > x1:
        xanchor, px = ("left", x0) if x < x0 else ("right", x1)
        return Lugar(px - x, (y0 + y1) / 2 - y, xanchor, "middle", caja)
    yanchor, py = ("top", y0) if y < y0 else ("bottom", y1)
    return Lugar((x0 + x1) / 2 - x, py - y, "center", yanchor, caja)
