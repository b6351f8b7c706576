"""La figura completa en HTML: titular, SVG, notas, fuente y la tabla con los mismos datos."""

from dataclasses import dataclass, field

from fais_analysis.views.figura import Figura
from fais_analysis.views.marcado import Html, check_id, escape_html
from fais_analysis.views.registros import MIME_FAIS
from fais_analysis.views.svg import count_trazos, render_svg
from fais_analysis.views.tabla import Tabla, render_tabla


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
        f'<figcaption><h4 class="fais-titulo">{escape_html(grafica.titulo)}</h4>',
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


@dataclass(frozen=True, eq=False, repr=False)
class Grafica:
    """Una gráfica o mapa: la figura (dict de plotly), sus textos y la tabla con los mismos datos.

    De ``figura`` sale todo lo dibujado, tanto el SVG como la versión interactiva.
    """

    id: str
    titulo: str
    descripcion: str
    fuente: str
    figura: Figura
    tabla: Tabla
    nota: str = ""
    alternativa: str = ""
    imprime_tabla: bool = False
    clase: str = field(default="")

    def __post_init__(self) -> None:
        check_id(self.id)

    def __repr__(self) -> str:
        return f"<Grafica {self.id}: {self.titulo} ({self.trazos} trazos)>"

    @property
    def trazos(self) -> int:
        """Marcas que deben verse dibujadas: barras, líneas, puntos y polígonos con dato."""
        return count_trazos(self.figura)

    def to_html(self) -> Html:
        """Figura completa: titular, SVG, notas, fuente y tabla desplegable."""
        return render_grafica(self)

    def to_dict(self) -> dict[str, object]:
        """Contenido listo para JSON: la figura de plotly y la tabla."""
        return {
            "tipo": "grafica",
            "id": self.id,
            "titulo": self.titulo,
            "descripcion": self.descripcion,
            "fuente": self.fuente,
            "nota": self.nota,
            "trazos": self.trazos,
            "figura": self.figura,
            "tabla": self.tabla.to_dict(),
        }

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        return {"text/html": str(self.to_html()), MIME_FAIS: self.to_dict(), "text/plain": repr(self)}
