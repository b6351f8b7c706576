"""Texto real dentro del SVG: varios renglones, anclas y halo."""

from collections.abc import Sequence
from dataclasses import dataclass

from fais_analysis.views.figura import Fuente
from fais_analysis.views.marcado import escape_html
from fais_analysis.views.svg.lienzo import write_numero
from fais_analysis.views.texto import INTERLINEA

_ANCLAS = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}
# De la parte alta de la caja del renglón a su línea de base, en em.
_BASE = 0.925
# De la línea de base al centro óptico de las letras, en em.
_CENTRO = 0.35


@dataclass(frozen=True)
class Anclas:
    """Qué punto de un texto es el suyo: left, center o right, y top, middle o bottom."""

    horizontal: str
    vertical: str


def render_texto(
    renglones: Sequence[str],
    punto: tuple[float, float],
    anclas: Anclas,
    tamano: float,
    extra: str = "",
) -> str:
    """Bloque de texto anclado en un punto.

    ``extra`` son atributos ya escritos (color, peso, halo).
    """
    x, y = punto
    paso = tamano * INTERLINEA
    alto = paso * len(renglones)
    alza = {"top": 0.0, "bottom": alto}.get(anclas.vertical)
    if alza is None:
        base = y + _CENTRO * tamano - (len(renglones) - 1) * paso / 2
    else:
        base = y - alza + _BASE * tamano
    atributos = f'x="{write_numero(x)}" y="{write_numero(base)}"{_ANCLAS[anclas.horizontal]}{extra}'
    if len(renglones) == 1:
        return f"<text {atributos}>{escape_html(renglones[0])}</text>"
    resto = [
        f'<tspan x="{write_numero(x)}" dy="{write_numero(paso)}">{escape_html(renglon)}</tspan>'
        for renglon in renglones[1:]
    ]
    # El espacio permite buscar y copiar la frase entera; fuera de la izquierda movería el ancla.
    espacio = " " if anclas.horizontal == "left" else ""
    return f"<text {atributos}>{espacio.join([escape_html(renglones[0]), *resto])}</text>"


def write_fuente(fuente: Fuente | None, tamano_base: float, tinta: str) -> str:
    """Atributos de una fuente de plotly que difieran de los generales de la figura."""
    if not fuente:
        return ""
    partes = []
    if fuente.get("color", tinta) != tinta:
        partes.append(f' fill="{fuente["color"]}"')
    if fuente.get("size", tamano_base) != tamano_base:
        partes.append(f' font-size="{fuente["size"]}"')
    if fuente.get("weight", 400) != 400:
        partes.append(f' font-weight="{fuente["weight"]}"')
    if fuente.get("style") == "italic":
        partes.append(' font-style="italic"')
    return "".join(partes)


def write_halo(color: str) -> str:
    """Contorno del color del fondo para que el texto se lea; su grosor lo da la hoja de estilo."""
    return f' class="h" stroke="{color}"' if color else ""
