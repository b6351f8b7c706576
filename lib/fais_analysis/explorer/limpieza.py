"""El cuaderno del explorador se guarda limpio: si nadie le cambió una celda, byte por byte el que era."""

from typing import Any

from fais_analysis.explorer import CUADERNO

# Cada JupyterLab escribe aquí su versión y la de su Python; el cuaderno lleva siempre los mismos.
METADATOS: dict[str, Any] = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
CONSERVADOS = ("tags",)


def strip_salidas(model: dict[str, Any], path: str = "", **_: Any) -> None:
    """Limpia el cuaderno antes de que JupyterLab lo escriba; los demás cuadernos no se tocan.

    ``fais explorar`` lo declara en la configuración del servidor (``FileContentsManager.pre_save_hook``).

    Examples
    --------
    >>> celda = {"cell_type": "code", "outputs": [1], "execution_count": 3, "metadata": {"trusted": True}}
    >>> cuaderno = {"type": "notebook", "content": {"metadata": {"widgets": {}}, "cells": [celda]}}
    >>> strip_salidas(cuaderno, path="notebooks/90_explorador.ipynb")
    >>> celda["outputs"], cuaderno["content"]["metadata"] == METADATOS
    ([], True)
    """
    if model.get("type") != "notebook" or not path.endswith(CUADERNO):
        return
    contenido = model["content"]
    contenido["metadata"] = dict(METADATOS)
    for celda in contenido["cells"]:
        if celda["cell_type"] == "code":
            celda["outputs"], celda["execution_count"] = [], None
            celda["metadata"] = {k: v for k, v in celda["metadata"].items() if k in CONSERVADOS}
