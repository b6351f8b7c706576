"""Arranca JupyterLab o Voilà con una sola configuración, la de ``fais explorar``, y ninguna otra.

Jupyter busca configuración en el HOME, el ambiente, el sistema y la carpeta de trabajo, y mezcla todo: un
``ip: "*"`` ajeno abriría el explorador a la red. Con ``JUPYTER_NO_CONFIG`` sólo mira una carpeta vacía que
hace él; aquí se le pone lo nuestro antes de arrancar.

Se corre con ``python -m fais_analysis.explorer.servidor PAQUETE CARPETA [opciones]``.
"""

import importlib
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fais_analysis.batch.workers.procesos import block_pesados

APLICACIONES = {"jupyterlab": ("jupyterlab.labapp", "LabApp"), "voila": ("voila.app", "Voila")}


def use_configuracion(carpeta: Path) -> Path:
    """Hace de una carpeta la única configuración de Jupyter en este proceso; devuelve dónde quedó."""
    os.environ["JUPYTER_NO_CONFIG"] = "1"
    from jupyter_core.paths import jupyter_config_dir

    anterior, tempfile.tempdir = tempfile.tempdir, str(carpeta.parent)  # se borra con lo demás
    try:
        unica = Path(jupyter_config_dir())
    finally:
        tempfile.tempdir = anterior
    shutil.copytree(carpeta, unica, dirs_exist_ok=True)
    return unica


def load_aplicacion(paquete: str) -> Any:
    """La clase de la aplicación, importada al usarse."""
    modulo, clase = APLICACIONES[paquete]
    return getattr(importlib.import_module(modulo), clase)


def main(argumentos: Sequence[str]) -> None:
    """Arranca el servidor y espera a que termine."""
    paquete, carpeta, *opciones = argumentos
    use_configuracion(Path(carpeta))
    block_pesados()  # sin la gramática de IRI, que sólo revisa un formato, arranca en un tercio del tiempo
    load_aplicacion(paquete).launch_instance(opciones)


if __name__ == "__main__":
    main(sys.argv[1:])
