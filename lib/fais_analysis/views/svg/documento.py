"""El documento SVG: capas en orden fijo, nombre accesible y cero dependencias."""

from collections import Counter
from itertools import groupby

from fais_analysis.views.figura import Diseno, Figura, Traza
from fais_analysis.views.marcado import Html, check_id, escape_html
from fais_analysis.views.svg.barras import render_barras
from fais_analysis.views.svg.conteo import has_vertices
from fais_analysis.views.svg.dispersion import render_dispersion, render_poligono
from fais_analysis.views.svg.ejes import render_anotaciones, render_ejes, render_formas, render_rejilla
from fais_analysis.views.svg.formas import Formas, is_poligono, write_borde
from fais_analysis.views.svg.leyenda import render_leyenda
from fais_analysis.views.svg.lienzo import Lienzo, write_atributos, write_numero
from fais_analysis.views.svg.tramas import Tramas
from fais_analysis.views.svg.trazo import A_ESCALA, ESCALA


def render_svg(figura: Figura, ident: str, titulo: str, descripcion: str) -> Html:
    """Dibuja la figura completa.

    Parameters
    ----------
    figura
        Dict de plotly dentro del subconjunto de ``docs/vistas.md``; de él sale todo lo dibujado.
    ident
        Id único en el documento: de él derivan los de título, descripción, tramas y recorte.
    titulo, descripcion
        Nombre y descripción accesibles.
    """
    layout, tramas = figura["layout"], Tramas(check_id(ident))
    fuente, formas = layout["font"], Formas(figura, ident)
    lienzo = formas.lienzo
    capas = [
        render_rejilla(layout, lienzo),
        render_formas(layout, lienzo, "below"),
        _render_recorte(layout, lienzo, ident),
        formas.render(),
        _render_trazas(figura, formas, tramas, ident),
        render_formas(layout, lienzo, "above"),
        render_ejes(layout, lienzo, fuente),
        render_anotaciones(layout, lienzo, fuente),
        render_leyenda(figura, tramas, fuente),
    ]
    partes = [
        '<svg xmlns="http://www.w3.org/2000/svg"',
        f' viewBox="0 0 {layout["width"]:g} {layout["height"]:g}" role="img"',
        f' aria-labelledby="{ident}-t {ident}-d"',
        f' font-size="{fuente["size"]}" fill="{fuente["color"]}">',
        f'<title id="{ident}-t">{escape_html(titulo)}</title>',
        f'<desc id="{ident}-d">{escape_html(descripcion)}</desc>{tramas.render()}',
        f'<rect width="100%" height="100%" fill="{layout["paper_bgcolor"]}"/>',
        *capas,
        "</svg>",
    ]
    return Html("".join(partes))


def _has_recorte(layout: Diseno) -> bool:
    return bool(layout.get("meta", {}).get("recorte"))


def _render_recorte(layout: Diseno, lienzo: Lienzo, ident: str) -> str:
    """Marco que recorta los polígonos que se salen del área, si la figura lo pide."""
    if not _has_recorte(layout):
        return ""
    n = write_numero
    caja = f'x="{n(lienzo.izquierda)}" y="{n(lienzo.arriba)}"'
    lado = f'width="{n(lienzo.derecha - lienzo.izquierda)}" height="{n(lienzo.abajo - lienzo.arriba)}"'
    return f'<clipPath id="{ident}-recorte"><rect {caja} {lado}/></clipPath>'


def _render_trazas(figura: Figura, formas: Formas, tramas: Tramas, ident: str) -> str:
    """Trazas en su orden; los polígonos seguidos de un mismo mapa comparten un grupo a escala.

    Un polígono de apoyo es la orilla de los que siguen: se dibuja con ellos mismos (``use``), más gruesos y
    debajo, en vez de repetir sus vértices.
    """
    fuente = figura["layout"]["font"]
    recorte, orilla = f"{ident}-recorte" if _has_recorte(figura["layout"]) else "", ""
    partes: list[str] = []
    for (es_grupo, _), grupo in groupby(figura["data"], key=lambda t: (is_poligono(t), t.get("xaxis"))):
        seguidas = list(grupo)
        if es_grupo and formas.todo:
            partes.append(_render_usos(seguidas, formas, tramas))
        elif es_grupo:
            partes.append(_render_grupo(seguidas, formas.lienzo, tramas, recorte, orilla))
            orilla = ""
        for traza in [] if es_grupo else seguidas:
            if traza.get("fill") == "toself":
                orilla = formas.todo or f"{ident}-orilla"
                partes.append(_render_orilla(traza, formas, orilla))
            else:
                render = render_barras if traza["type"] == "bar" else render_dispersion
                partes.append(render(traza, formas.lienzo, tramas, fuente))
    return "".join(partes)


def _render_orilla(traza: Traza, formas: Formas, referida: str) -> str:
    borde = write_borde(traza, formas.measure_trazo(traza))
    relleno = write_atributos(fill=traza["fillcolor"]) if formas.todo else ""
    return f'<g {formas.write_transform(traza)}{relleno}{borde}><use href="#{referida}"/></g>'


def _get_borde(trazas: list[Traza], escala: float = ESCALA) -> str | None:
    """El borde más común; nada si ninguna tiene vértices."""
    borde = Counter(write_borde(t, escala) for t in trazas if has_vertices(t)).most_common(1)
    return borde[0][0] if borde else None


def _render_usos(trazas: list[Traza], formas: Formas, tramas: Tramas) -> str:
    """Polígonos reutilizados de uno de los mapas de la serie, en un grupo con su borde común."""
    con_forma = [t for t in trazas if has_vertices(t)]
    if not con_forma:
        return ""
    borde = _get_borde(con_forma, formas.measure_trazo(con_forma[0])) or ""
    usos = [formas.render_uso(traza, tramas, borde) for traza in con_forma]
    relleno = Counter(r for r, _ in usos).most_common(1)[0][0]
    dibujo = "".join(uso.format(relleno="" if propio == relleno else propio) for propio, uso in usos)
    grupo = f'<g {formas.write_transform(con_forma[0])} stroke-linejoin="round"{borde}>'
    # El relleno común va en el grupo de marcas: por él reconoce el guion a qué clase pertenecen.
    marcas = f'<g class="m" fill-rule="evenodd"{relleno}>{dibujo}</g>'
    return f"{grupo}{marcas}{tramas.render_encima()}</g>"


def _render_grupo(trazas: list[Traza], lienzo: Lienzo, tramas: Tramas, recorte: str, orilla: str) -> str:
    """Polígonos en un grupo con su borde común; con los ids de su recorte y de su orilla, o vacíos."""
    borde = _get_borde(trazas)
    if borde is None:
        return ""
    dibujo = "".join(render_poligono(traza, lienzo, tramas, borde) for traza in trazas)
    marca = f' id="{orilla}"' if orilla else ""
    marcas = f'<g class="m"{marca} fill-rule="evenodd">{dibujo}</g>{tramas.render_encima()}'
    grupo = f'<g {A_ESCALA} stroke-linejoin="round"{borde}>{marcas}</g>'
    return f'<g clip-path="url(#{recorte})">{grupo}</g>' if recorte else grupo
