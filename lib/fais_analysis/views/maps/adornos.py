"""Lo que todo mapa lleva: escala gráfica, norte y rótulo del municipio."""

from collections.abc import Callable

from fais_analysis.views.figura import Anotacion, Diseno, EstiloRotulo, Forma, Linea
from fais_analysis.views.maps.colocacion import Caja, Colocacion
from fais_analysis.views.svg.lienzo import Lienzo
from fais_analysis.views.tema import Tema
from fais_analysis.views.texto import INTERLINEA, measure_texto

_LARGOS_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_ALTO_BLOQUE = 34
_NORTE_PX = 20


def add_escala(layout: Diseno, lienzo: Lienzo, contar: Callable[[Caja], int], tema: Tema) -> Caja:
    """Agrega escala gráfica y norte en la esquina menos ocupada; devuelve la caja que ocupan.

    ``contar`` dice cuánto estorbaría una caja: celdas de tierra o puntos.
    """
    px_por_km = (lienzo.derecha - lienzo.izquierda) / (lienzo.rango_x[1] - lienzo.rango_x[0])
    largo_km = max((km for km in _LARGOS_KM if km * px_por_km <= 84), default=_LARGOS_KM[0])
    largo = largo_km * px_por_km
    texto = f"{largo_km}\u00a0km"
    ancho = max(largo, measure_texto(texto, tema.tamano_eje_px)) + 2 * _NORTE_PX
    caja = _pick_esquina(lienzo, contar, ancho)
    x0, y1, estilo = caja[0] + 4, caja[3] - 4, _build_estilo(tema)
    linea: Linea = {"color": tema.colores["tinta"], "width": 1.6}
    for xa, ya, xb, yb in (
        (x0, y1, x0 + largo, y1),
        (x0, y1 - 5, x0, y1),
        (x0 + largo, y1 - 5, x0 + largo, y1),
    ):
        layout["shapes"].append(_build_linea(lienzo, (xa, ya, xb, yb), linea))
    layout["annotations"].append(_place(lienzo, x0 + largo / 2, y1 - 4, texto) | estilo)
    norte_x = (
        max(x0 + largo, x0 + largo / 2 + measure_texto(texto, tema.tamano_eje_px) / 2) + _NORTE_PX / 2 + 4
    )
    flecha = _build_flecha_norte(lienzo, norte_x, y1 - 14, tema)
    layout["annotations"] += [flecha, _place(lienzo, norte_x, y1 - 14, "N") | estilo]
    return caja


def _build_flecha_norte(lienzo: Lienzo, x: float, y: float, tema: Tema) -> Anotacion:
    return _place(lienzo, x, y, "") | {
        "showarrow": True,
        "ax": 0,
        "ay": 14,
        "arrowhead": 2,
        "arrowcolor": tema.colores["tinta"],
        "arrowwidth": 1.6,
    }


def _build_estilo(tema: Tema) -> EstiloRotulo:
    return {
        "xanchor": "center",
        "yanchor": "bottom",
        "bgcolor": tema.colores["fondo"],
        "showarrow": False,
        "font": {"size": tema.tamano_eje_px, "color": tema.colores["tinta"]},
    }


def _pick_esquina(lienzo: Lienzo, contar: Callable[[Caja], int], ancho: float) -> Caja:
    izquierda, derecha = lienzo.izquierda, lienzo.derecha - ancho
    arriba, abajo = lienzo.arriba, lienzo.abajo - _ALTO_BLOQUE
    esquinas = [(izquierda, abajo), (derecha, abajo), (derecha, arriba), (izquierda, arriba)]
    cajas = [(x, y, x + ancho, y + _ALTO_BLOQUE) for x, y in esquinas]
    return min(cajas, key=contar)


def to_paper(lienzo: Lienzo, x: float, y: float) -> tuple[float, float]:
    """De pixeles a fracción del área: así plotly lo dibuja aunque quede fuera de ella."""
    izquierda, arriba, derecha, abajo = lienzo.area_papel
    fx = (x - izquierda) / (derecha - izquierda)
    fy = (abajo - y) / (abajo - arriba)
    return round(fx, 5), round(fy, 5)


def _place(lienzo: Lienzo, x: float, y: float, texto: str) -> Anotacion:
    fx, fy = to_paper(lienzo, x, y)
    return {"x": fx, "y": fy, "xref": "paper", "yref": "paper", "text": texto}


def _build_linea(lienzo: Lienzo, puntos: Caja, linea: Linea) -> Forma:
    xa, ya, xb, yb = puntos
    (x0, y0), (x1, y1) = to_paper(lienzo, xa, ya), to_paper(lienzo, xb, yb)
    return {
        "type": "line",
        "xref": "paper",
        "yref": "paper",
        "x0": x0,
        "y0": y0,
        "x1": x1,
        "y1": y1,
        "line": linea,
    }


def measure_rotulo(renglones: list[str], tema: Tema) -> tuple[float, float]:
    """Ancho y alto, con aire, del rótulo del municipio."""
    ancho = max(measure_texto(r, tema.tamano_rotulo_px, True) for r in renglones)
    return ancho + 4, len(renglones) * tema.tamano_rotulo_px * INTERLINEA + 4


def build_flecha(texto: str, punto_km: tuple[float, float], lugar: Colocacion, tema: Tema) -> Anotacion:
    """Anotación con flecha: el rótulo en negritas y una línea hasta el municipio."""
    return {
        "text": texto,
        "x": punto_km[0],
        "y": punto_km[1],
        "showarrow": True,
        "ax": round(lugar.dx, 1),
        "ay": round(lugar.dy, 1),
        "axref": "pixel",
        "ayref": "pixel",
        "xanchor": lugar.xanchor,
        "yanchor": lugar.yanchor,
        "align": "left",
        "arrowhead": 2,
        "arrowwidth": 1.6,
        "arrowcolor": tema.colores["tinta"],
        "bgcolor": tema.colores["fondo"],
        "font": {"size": tema.tamano_rotulo_px, "color": tema.colores["tinta"], "weight": 700},
    }
