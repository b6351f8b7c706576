"""La leyenda, siempre arriba: se acomoda en los renglones que hagan falta, sin abreviar."""

from collections.abc import Sequence

from fais_analysis.views.figura import Figura, Fuente, Linea, Traza
from fais_analysis.views.marcado import decode_plotly
from fais_analysis.views.svg.dispersion import GUIONES, write_estilo_marcador
from fais_analysis.views.svg.lienzo import get_nesimo, write_atributos
from fais_analysis.views.svg.textos import Anclas, render_texto
from fais_analysis.views.svg.tramas import Silueta, Tramas
from fais_analysis.views.svg.trazo import render_marcador
from fais_analysis.views.texto import INTERLINEA, measure_bloque, split_renglones

MUESTRA_PX = 22
_SEPARA_PX = 6
_ENTRE_PX = 14
_AIRE_PX = 6


def place_leyenda(
    nombres: Sequence[str], ancho: float, tamano: float, titulo: str = ""
) -> tuple[list[tuple[float, float, tuple[str, ...]]], float]:
    """Esquina y renglones de cada entrada, y alto total de la leyenda (con su aire inferior).

    El título, si lo hay, ocupa los primeros renglones y no forma parte de la lista devuelta.
    """
    y = len(split_renglones(titulo, ancho, tamano)) * tamano * INTERLINEA if titulo else 0.0
    x, alto_fila, lugares = 0.0, 0.0, []
    for nombre in nombres:
        renglones = split_renglones(nombre, ancho - MUESTRA_PX - _SEPARA_PX - 2, tamano)
        largo, alto = measure_bloque(renglones, tamano)
        largo += MUESTRA_PX + _SEPARA_PX
        if x > 0 and x + largo > ancho:
            x, y, alto_fila = 0.0, y + alto_fila + 3, 0.0
        lugares.append((x, y, renglones))
        x, alto_fila = x + largo + _ENTRE_PX, max(alto_fila, alto)
    return lugares, (y + alto_fila + _AIRE_PX if nombres or titulo else 0.0)


def list_entradas(trazas: Sequence[Traza]) -> list[Traza]:
    """Trazas con nombre en la leyenda, por ``legendrank`` y luego en su orden."""
    entradas = [traza for traza in trazas if traza.get("showlegend")]
    return sorted(entradas, key=lambda traza: traza.get("legendrank", 1000))


def render_leyenda(figura: Figura, tramas: Tramas, fuente: Fuente) -> str:
    """Leyenda dibujada en la parte alta de la figura; vacía si ninguna traza la pide."""
    entradas, layout = list_entradas(figura["data"]), figura["layout"]
    if not entradas or not layout.get("showlegend"):
        return ""
    leyenda = layout.get("legend", {})
    tamano = leyenda.get("font", fuente)["size"]
    titulo = " ".join(decode_plotly(leyenda["title"]["text"])) if "title" in leyenda else ""
    nombres = [" ".join(decode_plotly(traza["name"])) for traza in entradas]
    lugares, _ = place_leyenda(nombres, layout["width"], tamano, titulo)
    partes = []
    if titulo:
        renglones = split_renglones(titulo, layout["width"], tamano)
        partes.append(render_texto(renglones, (0, 0), Anclas("left", "top"), tamano))
    for traza, (x, y, renglones) in zip(entradas, lugares, strict=True):
        muestra = _render_muestra(traza, (x, y + tamano * INTERLINEA / 2), tramas)
        nombre = render_texto(renglones, (x + MUESTRA_PX + _SEPARA_PX, y), Anclas("left", "top"), tamano)
        partes.append(f"<g>{muestra}{nombre}</g>")  # por entrada: el guion hace un botón de cada una
    return f'<g class="l" font-size="{tamano}">{"".join(partes)}</g>'


def _render_muestra(traza: Traza, punto: tuple[float, float], tramas: Tramas) -> str:
    x, y = punto
    silueta = Silueta((x + 1, y - 6, 20, 12), trazo=f"M{x + 1:g} {y - 6:g}h20v12h-20z")
    if traza["type"] == "bar":
        marcador = traza["marker"]
        relleno = tramas.fill(get_nesimo(marcador["color"], 0), marcador.get("pattern"), silueta)
        return _render_cuadro(punto, relleno, marcador.get("line", {})) + tramas.render_encima()
    if traza.get("fill") == "toself":
        relleno = tramas.fill(traza["fillcolor"], traza.get("fillpattern"), silueta)
        return _render_cuadro(punto, relleno, traza.get("line", {})) + tramas.render_encima()
    partes, centro = [], (x + MUESTRA_PX / 2, y)
    if "lines" in traza["mode"]:
        linea = traza["line"]
        guion = write_atributos(
            stroke=linea["color"],
            stroke_width=linea.get("width", 2),
            stroke_dasharray=GUIONES[linea.get("dash", "solid")],
        )
        partes.append(f'<path d="M{x:g} {y:g}h{MUESTRA_PX}"{guion}/>')
    if "markers" in traza["mode"]:
        marcador = traza["marker"]
        tamano = marcador["size"] if isinstance(marcador["size"], int | float) else 9
        dibujo = render_marcador(marcador.get("symbol", "circle"), centro, min(tamano, 14))
        partes.append(f"<g{write_estilo_marcador(marcador)}>{dibujo}</g>")
    return "".join(partes)


def _render_cuadro(punto: tuple[float, float], relleno: str, linea: Linea) -> str:
    x, y = punto
    atributos = write_atributos(
        fill=relleno, stroke=linea.get("color"), stroke_width=min(linea.get("width", 1), 2)
    )
    return f'<rect x="{x + 1:g}" y="{y - 6:g}" width="20" height="12"{atributos}/>'
