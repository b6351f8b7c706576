"""Las figuras que mostró un cuaderno ejecutado, y el Python con que las hizo."""

from typing import Any

from nbformat import NotebookNode

from fais_analysis.views.registros import MIME_FAIS

PARAMETROS = frozenset({"parameters", "injected-parameters"})
LARGO_CLAVE_MUNICIPIO = 5


def find_figuras(libro: NotebookNode) -> dict[str, Any]:
    """Las figuras (dict de plotly) que mostró el cuaderno, por el id de su gráfica."""
    return {vista["id"]: vista["figura"] for c in libro.cells for vista in _list_graficas(c)}


def find_codigo(libro: NotebookNode, clave: str) -> dict[str, str]:
    """El Python con que el cuaderno hizo cada gráfica, por su id: lo que prepara los datos y su celda.

    Lo que prepara es lo que no deja salida. Los parámetros no se copian, que pueden ser los de ejemplo: va la
    clave dada.
    """
    celdas = [c for c in libro.cells if c.cell_type == "code"]
    previas = [
        c.source for c in celdas if not c.outputs and PARAMETROS.isdisjoint(c.metadata.get("tags", []))
    ]
    parametro = "clave_municipio" if len(clave) == LARGO_CLAVE_MUNICIPIO else "clave_entidad"
    inicio = [f'{parametro} = "{clave}"', *previas]
    return {v["id"]: "\n\n".join([*inicio, c.source]) for c in celdas for v in _list_graficas(c)}


def _list_graficas(celda: NotebookNode) -> list[dict[str, Any]]:
    vistas = [s["data"][MIME_FAIS] for s in celda.get("outputs", []) if MIME_FAIS in s.get("data", {})]
    return [vista for vista in vistas if vista["tipo"] == "grafica"]
