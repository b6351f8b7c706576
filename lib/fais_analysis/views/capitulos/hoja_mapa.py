"""El mapa chico de la hoja: el municipio, sus localidades y los diez lugares numerados de la lista."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from fais_analysis.schemas.capitulos.hoja import HojaMunicipio
from fais_analysis.views.maps import Poligonos
from fais_analysis.views.maps.poligonos import split_anillos
from fais_analysis.views.marcado import Html

ANCHO_MM, ALTO_MM, ORILLA_MM = 43.0, 50.0, 3.0
# Con menos alto, diez números no caben sin encimarse.
ALTO_MINIMO_MM = 34.0
ROTULO_MM, AIRE_MM = 4.4, 0.2
ESCALAS_KM = (50, 20, 10, 5, 2, 1)
Punto = tuple[float, float]


@dataclass(frozen=True)
class MarcoHoja:
    """De kilómetros a milímetros del papel. ``y`` crece hacia abajo."""

    x0: float
    y0: float
    mm_por_km: float
    ancho: float
    alto: float

    def place(self, punto: Punto) -> Punto:
        """Un punto en el papel."""
        return ORILLA_MM + (punto[0] - self.x0) * self.mm_por_km, ORILLA_MM + (
            self.y0 - punto[1]
        ) * self.mm_por_km


def render_mapa(datos: HojaMunicipio) -> Html:
    """El mapa en SVG, o nada si no hay polígonos ni coordenadas."""
    lugares = _list_puntos(datos.lugares)
    if not lugares or not isinstance(datos.poligonos, Poligonos):
        return Html()
    otros = _list_puntos(datos.puntos)
    numero = datos.poligonos.check_clave(datos.lugar.clave)
    anillos = [] if datos.ciudad else split_anillos(datos.poligonos.x[numero], datos.poligonos.y[numero])
    marco = fit_marco([p for a in anillos for p in a] or [*lugares, *otros])
    trazos = [_draw_contorno(anillos, marco), _draw_otros(otros, marco), _draw_lugares(lugares, marco)]
    return Html(
        f'<svg class="mapa" viewBox="0 0 {marco.ancho:.1f} {marco.alto + 4:.1f}" '
        f'style="width:{marco.ancho:.1f}mm" '
        f'role="img" aria-label="Mapa con {len(lugares)} lugares numerados; la lista los nombra">'
        f"{''.join(trazos)}{_draw_escala(marco)}</svg>"
    )


def fit_marco(puntos: Sequence[Punto]) -> MarcoHoja:
    """El marco más grande en que caben todos, sin deformarlos; si queda bajo, con aire arriba y abajo."""
    xs, ys = [x for x, _ in puntos], [y for _, y in puntos]
    ancho_km, alto_km = max(max(xs) - min(xs), 0.5), max(max(ys) - min(ys), 0.5)
    escala = min((ANCHO_MM - 2 * ORILLA_MM) / ancho_km, (ALTO_MM - 2 * ORILLA_MM) / alto_km)
    ancho, alto = (lado * escala + 2 * ORILLA_MM for lado in (ancho_km, alto_km))
    falta = max(ALTO_MINIMO_MM - alto, 0)
    return MarcoHoja(min(xs), max(ys) + falta / 2 / escala, escala, ancho, alto + falta)


def place_numeros(puntos: Sequence[Punto], marco: MarcoHoja) -> list[Punto]:
    """Dónde va el número de cada punto sin encimarse con otro ni salirse: el lugar más cerca y más libre."""
    puestos: list[Punto] = []
    for propio in puntos:
        lugares = [c for c in _list_cercanos(propio) if _is_libre(c, puestos, marco)]
        libre = min(
            lugares, key=lambda c: _count_tapados(c, puntos) + 0.12 * math.dist(c, propio), default=None
        )
        puestos.append(libre or (propio[0], propio[1] - ROTULO_MM))
    return puestos


def _list_cercanos(punto: Punto) -> list[Punto]:
    angulos = [math.radians(a) for a in (0, 45, 315, 180, 135, 225, 90, 270)]
    return [
        (punto[0] + r * math.cos(a), punto[1] - r * math.sin(a))
        for r in (3.4, 5, 7, 9.5, 13, 17, 22)
        for a in angulos
    ]


def _is_libre(centro: Punto, puestos: Sequence[Punto], marco: MarcoHoja) -> bool:
    x, y = centro
    medio_x, medio_y = measure_ficha(len(puestos) + 1) / 2, ROTULO_MM / 2
    dentro = medio_x < x < marco.ancho - medio_x and medio_y < y < marco.alto - medio_y
    return dentro and not any(
        abs(x - otra_x) < medio_x + measure_ficha(n) / 2 + AIRE_MM and abs(y - otra_y) < ROTULO_MM + AIRE_MM
        for n, (otra_x, otra_y) in enumerate(puestos, start=1)
    )


def measure_ficha(numero: int) -> float:
    """Ancho de la ficha de un número, en milímetros."""
    return ROTULO_MM if numero < 10 else 1.35 * ROTULO_MM


def _count_tapados(centro: Punto, puntos: Sequence[Punto]) -> int:
    return sum(
        abs(centro[0] - x) < ROTULO_MM / 2 + 0.8 and abs(centro[1] - y) < ROTULO_MM / 2 + 0.6
        for x, y in puntos
    )


def _list_puntos(tabla: pd.DataFrame) -> list[Punto]:
    return [(x, y) for x, y in zip(tabla["x_km"], tabla["y_km"], strict=True) if x == x and y == y]


def _draw_contorno(anillos: Sequence[Sequence[Punto]], marco: MarcoHoja) -> str:
    trazo = "".join(
        f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in map(marco.place, anillo))}z" for anillo in anillos
    )
    return f'<path class="contorno" d="{trazo}"/>' if trazo else ""


def _draw_otros(puntos: Sequence[Punto], marco: MarcoHoja) -> str:
    trazo = "".join(dict.fromkeys(f"M{x:.1f} {y:.1f}h0" for x, y in map(marco.place, puntos)))
    return f'<path class="otros" d="{trazo}"/>' if trazo else ""


def _draw_lugares(puntos: Sequence[Punto], marco: MarcoHoja) -> str:
    sitios = [marco.place(p) for p in puntos]
    trazos = [f'<circle class="lugar" cx="{x:.1f}" cy="{y:.1f}" r="1.15"/>' for x, y in sitios]
    numeros = place_numeros(sitios, marco)
    for (x, y), (nx, ny) in zip(sitios, numeros, strict=True):
        if math.dist((x, y), (nx, ny)) > 3.8:
            trazos.append(f'<path class="guia" d="M{x:.1f} {y:.1f}L{nx:.1f} {ny:.1f}"/>')
    for n, (x, y) in enumerate(numeros, start=1):
        ancho = measure_ficha(n)
        trazos.append(
            f'<rect class="ficha" x="{x - ancho / 2:.1f}" y="{y - ROTULO_MM / 2:.1f}" width="{ancho:.1f}" '
            f'height="{ROTULO_MM}" rx="2.2"/><text x="{x:.1f}" y="{y + 1.25:.1f}">{n}</text>'
        )
    return "".join(trazos)


def _draw_escala(marco: MarcoHoja) -> str:
    km = next((k for k in ESCALAS_KM if k * marco.mm_por_km < marco.ancho / 2), ESCALAS_KM[-1])
    largo, y = km * marco.mm_por_km, marco.alto + 1
    return (
        f'<path class="guia" d="M3 {y:.1f}v1.5h{largo:.1f}v-1.5"/>'
        f'<text class="km" x="{largo + 4.5:.1f}" y="{y + 2:.1f}">{km} km</text>'
    )
