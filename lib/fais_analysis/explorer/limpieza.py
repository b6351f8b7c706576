"""El cuaderno del explorador se guarda limpio: sin salidas, sin estado de widgets y sin plotly adentro."""

from typing import Any

from fais_analysis.explorer import CUADERNO


def strip_salidas(model: dict[str, Any], path: str = "", **_: Any) -> None:
    """Limpia el cuaderno antes de que JupyterLab lo escriba; los demás cuadernos no se tocan.

    ``fais explorar`` lo declara en la configuración del servidor (``FileContentsManager.pre_save_hook``).

    Examples
    --------
    >>> celda = {"cell_type": "code", "outputs": [1], "execution_count": 3}
    >>> cuaderno = {"type": "notebook", "content": {"metadata": {"widgets": {}}, "cells": [celda]}}
    >>> strip_salidas(cuaderno, path="notebooks/90_explorador.ipynb")
    >>> celda["outputs"], cuaderno["content"]["metadata"]
    ([], {})
    """
    if model.get("type") != "notebook" or not path.endswith(CUADERNO):
        return
    contenido = model["content"]
    contenido["metadata"].pop("widgets", None)
    for celda in contenido["cells"]:
        if celda["cell_type"] == "code":
            celda["outputs"], celda["execution_count"] = [], None
