"""La hoja ya llena: lo que propuso el municipio, la mezcla que se le sugiere, qué gana y qué se le pide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fais_analysis.views.marcado import Html, escape_html

OTRAS = ""  # la fila de lo que no es ninguna de las obras de la hoja


@dataclass(frozen=True)
class Renglon:
    """Lo de una obra de la hoja: lo propuesto y lo sugerido, ya en letra, y los folios de que se trata."""

    propuesto: str
    sugerido: str
    folios: Sequence[str]


@dataclass(frozen=True)
class Llenado:
    """Lo que llena la hoja: un renglón por obra suya (``OTRAS``, las demás), las peticiones y lo que gana."""

    renglones: Mapping[str, Renglon]
    pedidos: Sequence[str]
    gana: str


def render_huecos(llenado: Llenado | None, obra: str) -> Html:
    """Las columnas «Propuesta del municipio» y «Acuerdo» de una obra; vacías si la hoja no se ha llenado."""
    if llenado is None:
        return Html("<td></td><td></td>")
    suyo = llenado.renglones.get(obra) or Renglon("no la trae", "", ())
    folios = escape_html("|".join(suyo.folios))
    sugerido = f"<small>Se sugiere: {escape_html(suyo.sugerido)}</small>" if suyo.sugerido else ""
    acuerdo = f'<span class="acuerdo" data-folios="{folios}"></span>'
    return Html(f"<td>{escape_html(suyo.propuesto)}</td><td>{sugerido}{acuerdo}</td>")


def render_pedidos(llenado: Llenado) -> Html:
    """Tres cosas que pedir y qué gana el municipio."""
    pedidos = "".join(f"<li>{escape_html(p)}</li>" for p in llenado.pedidos)
    return Html(
        f'<section class="pide"><h2>Tres cosas que pedir</h2><ol>{pedidos}</ol>'
        f"<p><b>Qué gana:</b> {escape_html(llenado.gana)}</p></section>"
    )
