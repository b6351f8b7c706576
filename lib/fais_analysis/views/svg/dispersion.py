"""Líneas, puntos, rótulos y polígonos (``scatter``)."""

from fais_analysis.views.figura import Fuente, Marcador, Traza
from fais_analysis.views.marcado import decode_plotly, escape_html
from fais_analysis.views.svg.conteo import has_vertices, list_presentes, list_tramos
from fais_analysis.views.svg.formas import measure_caja, write_borde
from fais_analysis.views.svg.lienzo import Lienzo, get_nesimo, write_atributos
from fais_analysis.views.svg.textos import Anclas, render_texto, write_fuente
from fais_analysis.views.svg.tramas import Silueta, Tramas, is_rayada
from fais_analysis.views.svg.trazo import (
    A_ESCALA,
    ESCALA,
    SIMBOLOS_DE_LINEA,
    build_trazo_linea,
    build_trazo_poligono,
    build_trazo_rayas,
    build_trazo_vertices,
    render_marcador,
)

GUIONES = {"solid": "", "dash": "6 4", "dot": "1.5 3.5", "dashdot": "7 3 1.5 3", "longdash": "10 4"}
_HORIZONTAL = {"left": "right", "center": "center", "right": "left"}
_VERTICAL = {"top": "bottom", "middle": "middle", "bottom": "top"}


def render_dispersion(traza: Traza, lienzo: Lienzo, tramas: Tramas, fuente: Fuente) -> str:
    """Una traza ``scatter``: línea, puntos y rótulos según ``mode``."""
    modo = traza["mode"]
    partes = []
    if "lines" in modo:
        partes.append(_render_lineas(traza, lienzo))
    if "markers" in modo:
        partes.append(
            _render_fundidos(traza, lienzo, tramas)
            if traza.get("meta") == "fundir"
            else _render_puntos(traza, lienzo)
        )
    if "text" in modo:
        partes.append(_render_rotulos(traza, lienzo, fuente))
    return "".join(partes)


def render_poligono(traza: Traza, lienzo: Lienzo, tramas: Tramas, borde_comun: str = "") -> str:
    """Un polígono con sus huecos (regla par-impar); vacío si no tiene vértices.

    ``borde_comun`` es el que ya lleva el grupo: si es el mismo, no se repite.
    """
    if not has_vertices(traza):
        return ""
    borde = write_borde(traza)
    trama = traza.get("fillpattern")
    ident = tramas.name_silueta() if is_rayada(trama) else ""
    silueta = Silueta(measure_caja(traza, lienzo, trama), referida=ident)
    relleno = tramas.fill(traza["fillcolor"], trama, silueta, ESCALA)
    atributos = write_atributos(id=ident, fill=relleno)
    atributos += borde if borde != borde_comun else ""
    trazo = build_trazo_poligono(traza["x"], traza["y"], lienzo)
    titulo = escape_html(" ".join(decode_plotly(traza.get("text", ""))))
    cierre = f"><title>{titulo}</title></path>" if titulo else "/>"
    return f'<path d="{trazo}"{atributos}{cierre}'


def _list_puntos(traza: Traza, lienzo: Lienzo) -> list[tuple[float, float] | None]:
    return [
        None if x is None or y is None or not hay else (lienzo.x(x), lienzo.y(y))
        for x, y, hay in zip(traza["x"], traza["y"], list_presentes(traza), strict=True)
    ]


def _render_lineas(traza: Traza, lienzo: Lienzo) -> str:
    puntos = _list_puntos(traza, lienzo)
    linea = traza["line"]
    atributos = write_atributos(
        fill="none",
        stroke=linea["color"],
        stroke_width=linea.get("width", 2),
        stroke_dasharray=GUIONES[linea.get("dash", "solid")],
        stroke_linejoin="round",
    )
    tramos = [
        [p for p in puntos[inicio:fin] if p is not None]
        for inicio, fin in list_tramos([p is not None for p in puntos])
        if fin - inicio > 1
    ]
    if not tramos:
        return ""
    return (
        f'<g class="m"{atributos}>{"".join(f"<path d={_quote(build_trazo_linea(t))}/>" for t in tramos)}</g>'
    )


def _quote(texto: str) -> str:
    return f'"{texto}"'


def write_estilo_marcador(marcador: Marcador) -> str:
    """Atributos comunes de los puntos de una traza."""
    linea = marcador.get("line", {})
    if get_nesimo(marcador.get("symbol", "circle"), 0) in SIMBOLOS_DE_LINEA:
        return write_atributos(fill="none", stroke=marcador["color"], stroke_width=linea.get("width", 2))
    return write_atributos(
        fill=marcador["color"],
        stroke=linea.get("color"),
        stroke_width=linea.get("width"),
        fill_opacity=marcador.get("opacity"),
    )


def _render_puntos(traza: Traza, lienzo: Lienzo) -> str:
    marcador, textos = traza["marker"], traza.get("hovertext")
    simbolo, es_muda = marcador.get("symbol", "circle"), traza.get("meta") == "muda"
    marcas = []
    for indice, punto in enumerate(_list_puntos(traza, lienzo)):
        if punto is None:
            continue
        titulo = (
            ""
            if textos is None or es_muda
            else escape_html(" ".join(decode_plotly(get_nesimo(textos, indice))))
        )
        marcas.append(render_marcador(simbolo, punto, get_nesimo(marcador["size"], indice), titulo))
    clase = "" if traza.get("meta") == "apoyo" else ' class="m"'
    return f"<g{clase}{write_estilo_marcador(marcador)}>{''.join(marcas)}</g>" if marcas else ""


def _render_fundidos(traza: Traza, lienzo: Lienzo, tramas: Tramas) -> str:
    """Muchos puntos iguales en un solo trazo.

    Con contorno, cada vértice lleva el símbolo (``marker``); sin él, una raya casi sin largo y punta redonda.
    """
    puntos = sorted({(round(p[0] * ESCALA), round(p[1] * ESCALA)) for p in _list_puntos(traza, lienzo) if p})
    if not puntos:
        return ""
    marcador = traza["marker"]
    linea, lado = marcador.get("line", {}), round(get_nesimo(marcador["size"], 0) * ESCALA)
    es_raya = marcador.get("symbol") == "line-ns"
    if linea and not es_raya:
        ident = tramas.add_simbolo(_render_simbolo(marcador))
        trazo = build_trazo_vertices(puntos)
        atributo = "".join(f' marker-{donde}="url(#{ident})"' for donde in ("start", "mid", "end"))
        # El estilo va también en el grupo: por él reconoce el guion a qué serie pertenece.
        estilo = write_estilo_marcador(marcador)
        return f'<g class="m" {A_ESCALA}{estilo}><path fill="none" stroke="none" d="{trazo}"{atributo}/></g>'
    trazo = build_trazo_rayas([(x, y - lado // 2) for x, y in puntos], f"v{lado}") if es_raya else ""
    trazo = trazo or build_trazo_rayas(puntos, "h1")
    grosor = linea.get("width", 1.0) * ESCALA if es_raya else float(lado)
    punta = {"stroke_linecap": "" if es_raya else "round"}
    estilo = write_atributos(
        stroke=marcador["color"], stroke_width=grosor, stroke_opacity=marcador.get("opacity"), **punta
    )
    return f'<g class="m" {A_ESCALA}{estilo}><path d="{trazo}"/></g>'


def _render_simbolo(marcador: Marcador) -> str:
    """El símbolo de un punto en el origen, a la escala de los trazos compactos."""
    forma = render_marcador(marcador.get("symbol", "circle"), (0, 0), get_nesimo(marcador["size"], 0))
    return f'<g transform="scale({ESCALA})"{write_estilo_marcador(marcador)}>{forma}</g>'


def _render_rotulos(traza: Traza, lienzo: Lienzo, fuente: Fuente) -> str:
    tamano = traza.get("textfont", fuente)["size"]
    radio = get_nesimo(traza["marker"].get("size", 0), 0) / 2 if "marker" in traza else 0.0
    partes = []
    for indice, punto in enumerate(_list_puntos(traza, lienzo)):
        texto = get_nesimo(traza["text"], indice)
        if punto is None or not texto:
            continue
        vertical, horizontal = get_nesimo(traza.get("textposition", "top center"), indice).split()
        dx = {"left": -radio - 4, "center": 0, "right": radio + 4}[horizontal]
        dy = {"top": -radio - 2, "middle": 0, "bottom": radio + 2}[vertical]
        anclas = Anclas(_HORIZONTAL[horizontal], _VERTICAL[vertical])
        partes.append(render_texto(decode_plotly(texto), (punto[0] + dx, punto[1] + dy), anclas, tamano))
    return f"<g{write_fuente(traza.get('textfont'), fuente['size'], fuente['color'])}>{''.join(partes)}</g>"
