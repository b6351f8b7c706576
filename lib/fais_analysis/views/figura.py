"""La figura: el dict de plotly del que salen el SVG del informe y la versión interactiva, con sus tipos.

Sólo lo que la casa usa (``docs/vistas.md``). Son dicts comunes: nada se valida al correr; mypy revisa que
quien arma una figura y quien la dibuja digan lo mismo.
"""

from collections.abc import Sequence
from typing import Literal, Required, TypeAlias, TypedDict, cast

# Un valor nulo es un hueco: sin dato, o el salto entre dos anillos de un polígono.
Valores: TypeAlias = Sequence[float | None]
Lado: TypeAlias = Literal["x", "y"]


class Fuente(TypedDict, total=False):
    """Letra: ``size`` en pixeles; ``weight`` de 400 (normal) a 700 (negritas)."""

    family: str
    size: Required[float]
    color: str
    weight: int
    style: str


class Linea(TypedDict, total=False):
    """Línea o contorno; ``dash`` es un guion de ``svg.dispersion.GUIONES``. Sin color, no se dibuja."""

    color: str
    width: float
    dash: str


class Trama(TypedDict, total=False):
    """Rayado o punteado de un relleno; ``shape`` vacía es sin trama."""

    shape: Required[str]
    bgcolor: str
    fgcolor: Required[str]
    size: float


class Marcador(TypedDict, total=False):
    """Cómo se pinta cada marca: barras (``color``, ``line``, ``pattern``) o puntos (``symbol``, ``size``)."""

    symbol: str
    size: float | Sequence[float]
    color: Required[str | Sequence[str]]
    opacity: float
    line: Linea
    pattern: Trama


class Traza(TypedDict, total=False):
    """Una serie de marcas: barras, o línea, puntos y polígonos (``scatter``).

    Donde cabe una lista, va un valor por marca. ``meta`` dice al dibujante lo que plotly no sabe: «apoyo» (no
    cuenta como dato), «fundir» (muchos puntos en un trazo) o «muda» (sin título).
    """

    type: Required[Literal["bar", "scatter"]]
    name: str
    showlegend: bool
    legendrank: int
    x: Valores
    y: Valores
    xaxis: str
    yaxis: str
    marker: Marcador
    text: str | Sequence[str]
    textposition: str | Sequence[str]
    textfont: Fuente
    hovertext: Sequence[str]
    hoverinfo: str
    customdata: Sequence[str]
    cliponaxis: bool
    meta: Literal["apoyo", "fundir", "muda"]
    # Barras.
    orientation: Literal["h", "v"]
    base: float | Sequence[float]
    width: float | Sequence[float]
    insidetextanchor: str
    constraintext: str
    # Líneas, puntos y polígonos.
    mode: str
    line: Linea
    connectgaps: bool
    fill: Literal["toself"]
    fillcolor: str
    fillpattern: Trama
    hoveron: str


class Eje(TypedDict, total=False):
    """Un eje: sus marcas y sus textos los escribe quien arma la figura, nunca plotly."""

    range: Required[Sequence[float]]
    domain: Sequence[float]
    visible: bool
    fixedrange: bool
    anchor: str
    scaleanchor: str
    tickvals: Sequence[float]
    ticktext: Sequence[str]
    tickfont: Fuente
    showticklabels: bool
    showgrid: bool
    gridcolor: str
    zeroline: bool
    zerolinecolor: str
    zerolinewidth: float


class EstiloRotulo(TypedDict, total=False):
    """De una anotación, todo menos qué dice y dónde: a qué se refiere, cómo se ancla y con qué letra."""

    xref: str
    yref: str
    xanchor: str
    yanchor: str
    align: str
    xshift: float
    yshift: float
    showarrow: bool
    bgcolor: str
    font: Fuente


class Anotacion(EstiloRotulo, total=False):
    """Un rótulo libre; con ``showarrow``, una flecha de (``ax``, ``ay``), en pixeles, a (``x``, ``y``)."""

    text: Required[str]
    x: Required[float]
    y: Required[float]
    ax: float
    ay: float
    axref: str
    ayref: str
    arrowhead: int
    arrowcolor: str
    arrowwidth: float


class Forma(TypedDict, total=False):
    """Una línea, rectángulo o círculo de apoyo; ``layer`` es «below» o «above»."""

    type: Required[Literal["line", "rect", "circle"]]
    xref: str
    yref: str
    x0: Required[float]
    x1: Required[float]
    y0: Required[float]
    y1: Required[float]
    line: Linea
    fillcolor: str
    layer: Literal["below", "above"]


class Titulo(TypedDict, total=False):
    """Título de la figura o de la leyenda."""

    text: Required[str]
    side: str


class Leyenda(TypedDict, total=False):
    """La leyenda, siempre arriba."""

    orientation: Literal["h"]
    x: float
    y: float
    xanchor: str
    yanchor: str
    font: Fuente
    title: Titulo


class Margen(TypedDict):
    """Margen en pixeles: izquierda, arriba, derecha y abajo."""

    l: float  # noqa: E741 - así lo llama plotly
    t: float
    r: float
    b: float


class Turno(TypedDict):
    """Un mapa de la serie visto en grande: su rótulo, su eje y los textos que cambian, por su lugar."""

    rotulo: str
    eje: str
    notas: dict[str, str]


class Meta(TypedDict, total=False):
    """Lo que el dibujante sabe y plotly no: si el área recorta lo que se sale, y la serie de mapas."""

    recorte: bool
    serie: Sequence[Turno]


class Diseno(TypedDict, total=False):
    """``layout`` de plotly. Los ejes de los mapas chicos (``xaxis2``…) se ponen y leen con las funciones."""

    width: Required[float]
    height: Required[float]
    margin: Required[Margen]
    font: Required[Fuente]
    paper_bgcolor: Required[str]
    plot_bgcolor: str
    separators: str
    title: Titulo
    barmode: str
    showlegend: bool
    hovermode: str
    legend: Leyenda
    xaxis: Required[Eje]
    yaxis: Required[Eje]
    shapes: Required[list[Forma]]
    annotations: Required[list[Anotacion]]
    meta: Meta


class Figura(TypedDict):
    """Las trazas, en el orden en que se dibujan, y su diseño."""

    data: list[Traza]
    layout: Diseno


def get_eje(layout: Diseno, lado: Lado, numero: str = "") -> Eje:
    """Un eje de la figura; ``numero`` («2»…) es el de un mapa chico y vacío, el primero."""
    return _open_ejes(layout)[f"{lado}axis{numero}"]


def set_ejes(layout: Diseno, numero: int, x: Eje, y: Eje) -> None:
    """Pone los dos ejes de un mapa chico, ligados entre sí y con la misma escala."""
    ejes = _open_ejes(layout)
    ejes[f"xaxis{numero}"] = x | {"anchor": f"y{numero}"}
    ejes[f"yaxis{numero}"] = y | {"anchor": f"x{numero}", "scaleanchor": f"x{numero}"}


def _open_ejes(layout: Diseno) -> dict[str, Eje]:
    # Un TypedDict no admite llaves numeradas: éste es el único lugar donde se piden por su nombre armado.
    return cast("dict[str, Eje]", layout)
