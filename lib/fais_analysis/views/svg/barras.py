"""Barras: cada una con posición, grosor y base explícitos; el dibujante no agrupa ni apila."""

from dataclasses import dataclass

from fais_analysis.views.figura import Fuente, Traza
from fais_analysis.views.formato import is_sin_dato
from fais_analysis.views.marcado import decode_plotly, escape_html
from fais_analysis.views.svg.lienzo import Lienzo, get_nesimo, write_atributos, write_numero
from fais_analysis.views.svg.textos import Anclas, render_texto, write_fuente, write_halo
from fais_analysis.views.svg.tramas import Silueta, Tramas, get_fondo

# Una barra en cero se dibuja como una raya: es un dato, no una ausencia.
_MINIMO_PX = 1.0
_AIRE_PX = 5


@dataclass(frozen=True)
class Barra:
    """Una barra ya colocada, en pixeles desde su esquina de arriba a la izquierda."""

    x: float
    y: float
    ancho: float
    alto: float
    es_negativa: bool


def render_barras(traza: Traza, lienzo: Lienzo, tramas: Tramas, fuente: Fuente) -> str:
    """Barras de una traza y, aparte, sus rótulos de valor."""
    es_horizontal = traza.get("orientation") == "h"
    valores, centros = (traza["x"], traza["y"]) if es_horizontal else (traza["y"], traza["x"])
    marcador = traza["marker"]
    linea = marcador.get("line", {})
    marcas, textos, extras = [], [], set()
    for indice, (valor, centro) in enumerate(zip(valores, centros, strict=True)):
        if valor is None or centro is None or is_sin_dato(valor):
            continue
        caja = _build_caja(traza, lienzo, indice, (valor, centro))
        color = get_nesimo(marcador["color"], indice)
        relleno = tramas.fill(color, marcador.get("pattern"), _build_silueta(caja))
        marcas.append(_render_barra(caja, relleno, _get_titulo(traza, indice)))
        rotulo, extra = _render_rotulo(traza, indice, Barra(*caja, valor < 0), fuente)
        textos.append(rotulo)
        extras |= {extra} if rotulo else set()
    trazo = write_atributos(stroke=linea.get("color"), stroke_width=linea.get("width"))
    dibujo, pintura = "".join(marcas), ""
    if isinstance(marcador["color"], str):  # todas iguales: su relleno va una vez
        pintura = write_atributos(fill=get_fondo(marcador["color"], marcador.get("pattern")))
        dibujo = dibujo.replace(pintura, "")
    rotulos, comun = "".join(textos), ""
    if len(extras) == 1:  # lo que todos llevan va una vez, en el grupo
        (comun,) = extras
        rotulos = rotulos.replace(f"{comun}>", ">")
    return f'<g class="m"{pintura}{trazo}>{dibujo}</g>{tramas.render_encima()}<g{comun}>{rotulos}</g>'


def _build_caja(
    traza: Traza, lienzo: Lienzo, indice: int, posicion: tuple[float, float]
) -> tuple[float, float, float, float]:
    valor, centro = posicion
    base = get_nesimo(traza.get("base", 0), indice)
    grosor = get_nesimo(traza["width"], indice)
    if traza.get("orientation") == "h":
        a, b = sorted((lienzo.x(base), lienzo.x(base + valor)))
        c, d = sorted((lienzo.y(centro - grosor / 2), lienzo.y(centro + grosor / 2)))
        return a, c, max(b - a, _MINIMO_PX), d - c
    a, b = sorted((lienzo.x(centro - grosor / 2), lienzo.x(centro + grosor / 2)))
    c, d = sorted((lienzo.y(base), lienzo.y(base + valor)))
    alto = max(d - c, _MINIMO_PX)
    return a, d - alto, b - a, alto


def _build_silueta(caja: tuple[float, float, float, float]) -> Silueta:
    x, y, ancho, alto = map(write_numero, caja)
    return Silueta(caja, trazo=f"M{x} {y}h{ancho}v{alto}H{x}z")


def _get_titulo(traza: Traza, indice: int) -> str:
    textos = traza.get("hovertext")
    return "" if textos is None else escape_html(" ".join(decode_plotly(get_nesimo(textos, indice))))


def _render_barra(caja: tuple[float, float, float, float], relleno: str, titulo: str) -> str:
    x, y, ancho, alto = map(write_numero, caja)
    cuerpo = f'rect x="{x}" y="{y}" width="{ancho}" height="{alto}" fill="{relleno}"'
    return f"<{cuerpo}><title>{titulo}</title></rect>" if titulo else f"<{cuerpo}/>"


def _place_rotulo(barra: Barra, va_dentro: bool, es_horizontal: bool) -> tuple[tuple[float, float], Anclas]:
    """Dónde va el rótulo: dentro, o más allá de la punta de la barra."""
    x, y = barra.x + barra.ancho / 2, barra.y + barra.alto / 2
    if va_dentro:
        return (x, y), Anclas("center", "middle")
    if es_horizontal and barra.es_negativa:
        return (barra.x - _AIRE_PX, y), Anclas("right", "middle")
    if es_horizontal:
        return (barra.x + barra.ancho + _AIRE_PX, y), Anclas("left", "middle")
    if barra.es_negativa:
        return (x, barra.y + barra.alto + 2), Anclas("center", "top")
    return (x, barra.y - 2), Anclas("center", "bottom")


def _render_rotulo(
    traza: Traza,
    indice: int,
    barra: Barra,
    fuente: Fuente,
) -> tuple[str, str]:
    """Rótulo de una barra y los atributos de letra que lleva."""
    texto = get_nesimo(traza.get("text", ""), indice)
    posicion = get_nesimo(traza.get("textposition", "none"), indice)
    if not texto or posicion == "none":
        return "", ""
    punto, anclas = _place_rotulo(barra, posicion == "inside", traza.get("orientation") == "h")
    propia = traza.get("textfont", fuente)
    tamano = propia["size"]
    extra = write_fuente(propia, fuente["size"], fuente["color"])
    trama = traza["marker"].get("pattern")
    if posicion == "inside" and trama and trama["shape"]:
        extra += write_halo(trama.get("bgcolor", ""))
    return render_texto(decode_plotly(texto), punto, anclas, tamano, extra), extra
