"""Las figuras que mostró un cuaderno ejecutado, y el Python con que las hizo."""

from typing import Any

from nbformat import NotebookNode

from fais_analysis.views.registros import MIME_FAIS


def find_figuras(libro: NotebookNode) -> dict[str, Any]:
    """Las figuras (dict de plotly) que mostró el cuaderno, por el id de su gráfica."""
    return {vista["id"]: vista["figura"] for c in libro.cells for vista in _list_graficas(c)}


def find_codigo(libro: NotebookNode) -> dict[str, str]:
    """El Python con que el cuaderno hizo cada gráfica, por su id: lo que prepara los datos y su celda.

    Lo que prepara es lo que no deja salida; de los parámetros, los de esta corrida y no los de ejemplo.
    """
    celdas = [c for c in libro.cells if c.cell_type == "code"]
    etiquetas = [set(c.metadata.get("tags", [])) for c in celdas]
    es_inyectado = any("injected-parameters" in e for e in etiquetas)
    previas = [
        c.source.removeprefix("# Parameters\n").strip()
        for c, e in zip(celdas, etiquetas, strict=True)
        if not c.outputs and not (es_inyectado and "parameters" in e)
    ]
    return {v["id"]: "\n\n".join([*previas, c.source]) for c in celdas for v in _list_graficas(c)}


def _list_graficas(celda: NotebookNode) -> list[dict[str, Any]]:
    vistas = [s["data"][MIME_FAIS] for s in celda.get("outputs", []) if MIME_FAIS in s.get("data", {})]
    return [vista for vista in vistas if vista["tipo"] == "grafica"]
