"""Ejes, rejilla, formas de apoyo y anotaciones."""

from fais_analysis.views.figura import Anotacion, Diseno, Forma, Fuente, Lado, get_eje
from fais_analysis.views.marcado import decode_plotly
from fais_analysis.views.svg.dispersion import GUIONES
from fais_analysis.views.svg.lienzo import Lienzo, write_atributos, write_numero
from fais_analysis.views.svg.textos import Anclas, render_texto, write_fuente, write_halo

_LADOS: tuple[Lado, ...] = ("x", "y")


def render_rejilla(layout: Diseno, lienzo: Lienzo) -> str:
    """Líneas de la rejilla y la línea del cero de los ejes que las piden."""
    trazos: dict[tuple[str, float], str] = {}
    for lado in _LADOS:
        eje = get_eje(layout, lado)
        if eje.get("visible") is False:
            continue
        if eje.get("showgrid"):
            for valor in eje["tickvals"]:
                clave: tuple[str, float] = (eje["gridcolor"], 1)
                trazos[clave] = trazos.get(clave, "") + _cross(lado, valor, lienzo)
        if eje.get("zeroline"):
            clave = (eje["zerolinecolor"], eje.get("zerolinewidth", 1))
            trazos[clave] = trazos.get(clave, "") + _cross(lado, 0, lienzo)
    return "".join(
        f'<path d="{d}" stroke="{color}" stroke-width="{grosor}" fill="none"/>'
        for (color, grosor), d in trazos.items()
    )


def _cross(lado: Lado, valor: float, lienzo: Lienzo) -> str:
    if lado == "x":
        largo = write_numero(lienzo.abajo - lienzo.arriba)
        return f"M{write_numero(lienzo.x(valor))} {write_numero(lienzo.arriba)}v{largo}"
    largo = write_numero(lienzo.derecha - lienzo.izquierda)
    return f"M{write_numero(lienzo.izquierda)} {write_numero(lienzo.y(valor))}h{largo}"


def render_ejes(layout: Diseno, lienzo: Lienzo, fuente: Fuente) -> str:
    """Rótulos de los ejes, con el texto exacto que la figura trae."""
    partes = []
    for lado in _LADOS:
        eje = get_eje(layout, lado)
        if eje.get("visible") is False or eje.get("showticklabels") is False:
            continue
        propia = eje.get("tickfont", fuente)
        tamano = propia["size"]
        textos = []
        for valor, texto in zip(eje["tickvals"], eje["ticktext"], strict=True):
            if lado == "x":
                punto, anclas = (lienzo.x(valor), lienzo.abajo + 4), Anclas("center", "top")
            else:
                punto, anclas = (lienzo.izquierda - 6, lienzo.y(valor)), Anclas("right", "middle")
            textos.append(render_texto(decode_plotly(texto), punto, anclas, tamano))
        partes.append(f"<g{write_fuente(propia, fuente['size'], fuente['color'])}>{''.join(textos)}</g>")
    return "".join(partes)


def render_formas(layout: Diseno, lienzo: Lienzo, capa: str) -> str:
    """Líneas, rectángulos y círculos de apoyo (referencias, escala gráfica) de una capa: below o above."""
    partes: list[str] = []
    lineas: dict[str, str] = {}  # las del mismo estilo van en un solo trazo, sobre lo demás
    for forma in layout.get("shapes", []):
        if forma.get("layer", "above") != capa:
            continue
        linea = forma.get("line", {})
        atributos = write_atributos(
            fill=forma.get("fillcolor"),
            stroke=linea.get("color") if linea.get("width", 1) else None,
            stroke_width=linea.get("width") or None,
            stroke_dasharray=GUIONES[linea.get("dash", "solid")],
        )
        if forma["type"] == "line":
            lineas[atributos] = lineas.get(atributos, "") + _write_linea(forma, lienzo)
        else:
            partes.append(f"<{_write_forma(forma, lienzo)}{atributos}/>")
    return "".join(partes) + "".join(f'<path d="{d}"{atributos}/>' for atributos, d in lineas.items())


def _list_esquinas(forma: Forma, lienzo: Lienzo) -> tuple[float, float, float, float]:
    x0, x1 = (lienzo.place_x(x, forma.get("xref", "x")) for x in (forma["x0"], forma["x1"]))
    y0, y1 = (lienzo.place_y(y, forma.get("yref", "y")) for y in (forma["y0"], forma["y1"]))
    return x0, y0, x1, y1


def _write_linea(forma: Forma, lienzo: Lienzo) -> str:
    x0, y0, x1, y1 = map(write_numero, _list_esquinas(forma, lienzo))
    return f"M{x0} {y0}L{x1} {y1}"


def _write_forma(forma: Forma, lienzo: Lienzo) -> str:
    x0, y0, x1, y1 = _list_esquinas(forma, lienzo)
    n, ancho, alto = write_numero, abs(x1 - x0), abs(y1 - y0)
    if forma["type"] == "rect":
        return f'rect x="{n(min(x0, x1))}" y="{n(min(y0, y1))}" width="{n(ancho)}" height="{n(alto)}"'
    centro = f'cx="{n((x0 + x1) / 2)}" cy="{n((y0 + y1) / 2)}"'
    return f'ellipse {centro} rx="{n(ancho / 2)}" ry="{n(alto / 2)}"'


def render_anotaciones(layout: Diseno, lienzo: Lienzo, fuente: Fuente) -> str:
    """Rótulos libres, con flecha si la piden y halo si traen color de fondo."""
    partes = []
    for nota in layout.get("annotations", []):
        x = lienzo.place_x(nota["x"], nota.get("xref", "x")) + nota.get("xshift", 0)
        y = lienzo.place_y(nota["y"], nota.get("yref", "y")) - nota.get("yshift", 0)
        if nota.get("showarrow"):
            tx, ty = x + nota["ax"], y + nota["ay"]
            partes.append(_render_flecha((tx, ty), (x, y), nota))
            x, y = tx, ty
        propia = nota.get("font", fuente)
        extra = write_fuente(propia, fuente["size"], fuente["color"]) + write_halo(nota.get("bgcolor", ""))
        anclas = Anclas(nota.get("xanchor", "center"), nota.get("yanchor", "middle"))
        tamano = propia["size"]
        if nota["text"]:
            partes.append(render_texto(decode_plotly(nota["text"]), (x, y), anclas, tamano, extra))
    return "".join(partes)


def _render_flecha(desde: tuple[float, float], hasta: tuple[float, float], nota: Anotacion) -> str:
    (x0, y0), (x1, y1) = desde, hasta
    color, grosor = nota["arrowcolor"], nota.get("arrowwidth", 1.2)
    largo = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 or 1.0
    ux, uy = (x1 - x0) / largo, (y1 - y0) / largo
    n = write_numero
    linea = (
        f'<path d="M{n(x0)} {n(y0)}L{n(x1)} {n(y1)}" stroke="{color}" stroke-width="{grosor}" fill="none"/>'
    )
    if not nota.get("arrowhead"):
        return linea
    bx, by = x1 - 7 * ux, y1 - 7 * uy
    punta = f"M{n(x1)} {n(y1)}L{n(bx - 3.5 * uy)} {n(by + 3.5 * ux)} {n(bx + 3.5 * uy)} {n(by - 3.5 * ux)}z"
    return f'{linea}<path d="{punta}" fill="{color}"/>'
