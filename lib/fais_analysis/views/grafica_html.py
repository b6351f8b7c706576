"""La figura completa en HTML: titular, SVG, notas, fuente y la tabla con los mismos datos."""

from typing import TYPE_CHECKING

from fais_analysis.views.marcado import Html, escape_html
from fais_analysis.views.svg import render_svg
from fais_analysis.views.tables import render_tabla

if TYPE_CHECKING:
    from fais_analysis.views.modelos import Grafica


def render_grafica(grafica: "Grafica") -> Html:
    """Arma ``<figure>`` con titular, SVG accesible, pie y tabla desplegable.

    El lector de pantalla anuncia el titular y la descripción; la tabla dice lo mismo que el dibujo.
    """
    ident = grafica.id
    clases = " ".join(["fais-grafica", *([f"fais-{grafica.clase}"] if grafica.clase else [])])
    clase_datos = "fais-datos fais-imprime" if grafica.imprime_tabla else "fais-datos"
    nota = f'<p class="fais-nota">{escape_html(grafica.nota)}</p>' if grafica.nota else ""
    svg = render_svg(grafica.figura, ident, grafica.titulo, _describe(grafica))
    tabla = render_tabla(grafica.tabla, f"{ident}-t")
    partes = [
        f'<figure class="{clases}" id="{ident}" data-grafica="{ident}" data-trazos="{grafica.trazos}">',
        f'<figcaption><p class="fais-titulo">{escape_html(grafica.titulo)}</p>',
        f'<p class="fais-descripcion">{escape_html(grafica.descripcion)}</p></figcaption>',
        f'<div class="fais-dibujo">{svg}</div>',
        f'<div class="fais-pie">{nota}<p class="fais-fuente">Fuente: {escape_html(grafica.fuente)}</p>',
        f'<details class="{clase_datos}"><summary>Ver los datos</summary>{tabla}</details>',
        "</div></figure>",
    ]
    return Html("".join(partes))


def _describe(grafica: "Grafica") -> str:
    texto = grafica.alternativa or grafica.descripcion
    return f"{texto.rstrip('.')}. Datos en la tabla que sigue."
