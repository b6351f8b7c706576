"""El documento SVG: capas en orden fijo, nombre accesible y cero dependencias."""

from collections.abc import Mapping

from fais_analysis.views.marcado import Html, check_id, escape_html
from fais_analysis.views.svg.barras import render_barras
from fais_analysis.views.svg.dispersion import render_dispersion, render_poligono
from fais_analysis.views.svg.ejes import render_anotaciones, render_ejes, render_formas, render_rejilla
from fais_analysis.views.svg.leyenda import render_leyenda
from fais_analysis.views.svg.lienzo import Lienzo, build_lienzo
from fais_analysis.views.svg.tramas import Tramas


def render_svg(figura: Mapping[str, object], ident: str, titulo: str, descripcion: str) -> Html:
    """Dibuja la figura completa.

    Parameters
    ----------
    figura
        Dict de plotly dentro del subconjunto de ``docs/vistas.md``; de él sale todo lo dibujado.
    ident
        Id único en el documento: de él derivan los de título, descripción y tramas.
    titulo, descripcion
        Nombre y descripción accesibles.
    """
    layout = figura["layout"]
    fuente = layout["font"]
    lienzo = build_lienzo(layout)
    tramas = Tramas(check_id(ident))
    capas = [
        render_rejilla(layout, lienzo),
        render_formas(layout, lienzo, "below"),
        _render_trazas(figura, lienzo, tramas),
        render_formas(layout, lienzo, "above"),
        render_ejes(layout, lienzo, fuente),
        render_anotaciones(layout, lienzo, fuente),
        render_leyenda(figura, tramas, fuente),
    ]
    return Html(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {layout["width"]:g} {layout["height"]:g}" role="img"'
        f' aria-labelledby="{ident}-t {ident}-d" font-family="{escape_html(fuente["family"])}"'
        f' font-size="{fuente["size"]}" fill="{fuente["color"]}">'
        f'<title id="{ident}-t">{escape_html(titulo)}</title><desc id="{ident}-d">{escape_html(descripcion)}</desc>'
        f'{tramas.render()}<rect width="100%" height="100%" fill="{layout["paper_bgcolor"]}"/>{"".join(capas)}</svg>'
    )


def _render_trazas(figura: Mapping[str, object], lienzo: Lienzo, tramas: Tramas) -> str:
    """Trazas en su orden; los polígonos seguidos comparten un grupo a escala 0.1."""
    fuente = figura["layout"]["font"]
    partes: list[str] = []
    poligonos: list[str] = []
    for traza in figura["data"]:
        if traza["type"] == "scatter" and traza.get("fill") == "toself":
            poligonos.append(render_poligono(traza, lienzo, tramas))
            continue
        partes.append(_close_grupo(poligonos))
        render = render_barras if traza["type"] == "bar" else render_dispersion
        partes.append(render(traza, lienzo, tramas, fuente))
    return "".join([*partes, _close_grupo(poligonos)])


def _close_grupo(poligonos: list[str]) -> str:
    dibujo = "".join(poligonos)
    poligonos.clear()
    if not dibujo:
        return ""
    return f'<g class="m" transform="scale(.1)" fill-rule="evenodd" stroke-linejoin="round">{dibujo}</g>'
