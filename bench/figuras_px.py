"""Las mismas figuras, además construidas con plotly express: cuánto costaría no usar diccionarios.

``write_cuadernos`` copia los cuadernos con una celda que llama a ``activate``; el lote los corre igual
(``--cuadernos``). Cada gráfica se vuelve a construir con plotly express, con las mismas series y el mismo
formato, y se serializa; el HTML no cambia, así que la diferencia es sólo ese costo.
"""

import json
from pathlib import Path
from typing import Any

CELDA = "import figuras_px\nfiguras_px.activate()"


def write_cuadernos(origen: Path, destino: Path) -> Path:
    """Copia los cuadernos con la celda que activa plotly express al principio."""
    destino.mkdir(parents=True, exist_ok=True)
    for ruta in sorted(origen.glob("[0-3]0_*.ipynb")):
        libro = json.loads(ruta.read_text(encoding="utf-8"))
        celda = {"cell_type": "code", "metadata": {}, "source": CELDA, "outputs": [], "execution_count": None}
        if libro["nbformat_minor"] >= 5:
            celda["id"] = "plotly-express"
        libro["cells"].insert(0, celda)
        (destino / ruta.name).write_text(json.dumps(libro, ensure_ascii=False), encoding="utf-8")
    return destino


def activate() -> None:
    """Desde aquí, cada gráfica que se muestre se construye también con plotly express."""
    from fais_analysis.views.grafica import Grafica

    original = Grafica._repr_mimebundle_

    def mostrar(self: Any, include: object = None, exclude: object = None) -> dict[str, object]:
        build_px(self.figura).to_json()
        return original(self, include, exclude)

    if original.__name__ != "mostrar":
        Grafica._repr_mimebundle_ = mostrar


def build_px(figura: dict[str, Any]) -> Any:
    """Figura de plotly express con las series y el formato de un diccionario de plotly."""
    import pandas as pd
    import plotly.express as px

    trazas = [t for t in figura["data"] if t.get("x") is not None and t.get("y") is not None]
    largas = [
        pd.DataFrame({"x": list(t["x"]), "y": list(t["y"]), "serie": t.get("name") or f"serie {n}"})
        for n, t in enumerate(trazas)
    ]
    tabla = pd.concat(largas, ignore_index=True) if largas else pd.DataFrame(columns=["x", "y", "serie"])
    es_barras = any(t.get("type") == "bar" for t in trazas)
    horizontal = any(t.get("orientation") == "h" for t in trazas)
    dibujar = px.bar if es_barras else px.line
    opciones = {"orientation": "h"} if es_barras and horizontal else {}
    hecha = dibujar(tabla, x="x", y="y", color="serie", **opciones)
    return hecha.update_layout(figura["layout"])
