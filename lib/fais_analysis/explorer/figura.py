"""Una figura de plotly que se crea una vez y se actualiza con lo que cambió; nunca se recrea al elegir."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import plotly.graph_objects as go
from plotly.basewidget import BaseFigureWidget

from fais_analysis.errors import FuenteFaltanteError
from fais_analysis.views.plotly_config import CONFIGURACION_PLOTLY

EXPORTA = re.compile(r"export\s*\{[^{}]*?\b(\w+)\s+as\s+default\s*\}")  # la última: antes hay otras, citadas
# Cada FigureWidget lleva dentro todo plotly.js (5 MB). Sólo la primera lo trae; las demás toman el suyo.
COMPARTIDO = """
const lugar = globalThis.faisPlotly ??= (() => {
  let listo; const modulo = new Promise(r => { listo = r; }); return { modulo, listo };
})();
"""
TOMA = COMPARTIDO + "export default await lugar.modulo;\n"
PIEZAS_LAYOUT = ("xaxis", "yaxis", "margin")
Figura = Mapping[str, Any]


@cache
def load_motor() -> str:
    """El guion de FigureWidget del paquete instalado, que además se ofrece a las otras figuras."""
    texto = str(BaseFigureWidget._esm)
    hallados = EXPORTA.findall(texto)
    if not hallados:
        raise FuenteFaltanteError(
            "El paquete plotly instalado no trae el guion de FigureWidget como se espera.",
            donde="plotly/package_data/widgetbundle.js",
            esperado="un módulo con una exportación por omisión",
            encontrado="otra cosa",
            que_hacer="vuelva a instalar el ambiente con las versiones de requirements.lock",
        )
    return f"{texto}\n;{{{COMPARTIDO}lugar.listo({hallados[-1]});}}\n"


class FiguraLigada(go.FigureWidget):
    """FigureWidget que recibe las figuras de ``views`` y manda al navegador sólo lo que cambió.

    Qué se tocó en ella lo dice el puente, en orden con los demás gestos.
    """

    _esm = TOMA
    data: tuple[Any, ...]  # la propiedad de plotly: las trazas como se ven

    def __init__(self, figura: Figura) -> None:
        self._ultima = prepare_figura(figura)
        super().__init__(data=list(self._ultima["data"]), layout=dict(self._ultima["layout"]))
        self._config = {**CONFIGURACION_PLOTLY, "displayModeBar": False, "doubleClick": False}

    def show_figura(self, figura: Figura) -> None:
        """Cambia lo dibujado. Con las mismas trazas, un solo mensaje con lo que cambió."""
        nueva = prepare_figura(figura)
        if list_tipos(nueva) != list_tipos(self._ultima):
            self._replace(nueva)
        else:
            estilo, indices = diff_trazas(self._ultima["data"], nueva["data"])
            formato = diff_layout(self._ultima["layout"], nueva["layout"])
            if estilo or formato:
                self.plotly_update(estilo, formato, indices or None)
        self._ultima = nueva

    def _replace(self, nueva: Figura) -> None:
        """Otras trazas en la misma figura: pasa al cambiar de forma de comparar o de entidad."""
        self.data = ()
        self.add_traces(list(nueva["data"]))
        self.plotly_relayout(diff_layout({}, nueva["layout"]))


class FiguraMotor(FiguraLigada):
    """La primera figura de la página: la que trae el guion."""

    _esm = ""

    def __init__(self, figura: Figura) -> None:
        type(self)._esm = load_motor()
        super().__init__(figura)


def prepare_figura(figura: Figura) -> dict[str, Any]:
    """La figura de ``views`` para la pantalla, con listas en vez de tuplas.

    Sin título (va en HTML) ni leyenda (va encima, en SVG), y con los márgenes fijos: plotly los ensancharía y
    lo elegido ya no caería sobre su punto.
    """
    trazas = [{c: list(v) if isinstance(v, tuple) else v for c, v in t.items()} for t in figura["data"]]
    layout = figura["layout"]
    margen = {**layout.get("margin", {}), "autoexpand": False}
    return {
        "data": trazas,
        "layout": {**layout, "title": {"text": ""}, "showlegend": False, "margin": margen},
    }


def list_tipos(figura: Figura) -> list[tuple[str, str]]:
    """Lo que no se puede cambiar sin rehacer las trazas."""
    return [(t["type"], t.get("mode", "")) for t in figura["data"]]


def diff_trazas(antes: list[dict], ahora: list[dict]) -> tuple[dict[str, list], list[int]]:
    """Los atributos que cambian, como los pide ``restyle``, y las trazas a las que tocan.

    Examples
    --------
    >>> diff_trazas([{"x": [1]}, {"x": [2]}], [{"x": [1]}, {"x": [3]}])
    ({'x': [[3]]}, [1])
    """
    indices = [n for n, (a, b) in enumerate(zip(antes, ahora, strict=True)) if a != b]
    campos = {
        c for n in indices for c in antes[n].keys() | ahora[n].keys() if antes[n].get(c) != ahora[n].get(c)
    }
    return {c: [ahora[n].get(c) for n in indices] for c in sorted(campos)}, indices


def diff_layout(antes: Mapping[str, Any], ahora: Mapping[str, Any]) -> dict[str, Any]:
    """Lo que cambia de ``layout``; ejes y márgenes, pieza por pieza.

    Examples
    --------
    >>> diff_layout({"width": 1, "xaxis": {"range": [0, 1]}}, {"width": 1, "xaxis": {"range": [0, 2]}})
    {'xaxis.range': [0, 2]}
    """
    cambios: dict[str, Any] = {}
    for campo, valor in ahora.items():
        if antes.get(campo) == valor:
            continue
        if campo in PIEZAS_LAYOUT:
            previo = antes.get(campo) or {}
            cambios |= {f"{campo}.{c}": v for c, v in valor.items() if previo.get(c) != v}
        else:
            cambios[campo] = valor
    return cambios
