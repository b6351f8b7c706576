"""El explorador: elegir con el ratón o el teclado y ver, ligadas, las mismas tablas y vistas del informe.

``vista`` es el estado (puro); ``calculo`` y ``graficas``, funciones puras sobre tablas; ``datos`` carga por
``entidad.datos``; lo demás son widgets delgados encima. Se abre con ``open_explorador``.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from fais_analysis.batch.workers.procesos import avoid_pesados

if TYPE_CHECKING:
    from fais_analysis.explorer.tablero import Explorador

VARIABLE_TABLERO, VARIABLE_ENLACE = "FAIS_TABLERO", "FAIS_ENLACE"
CUADERNO = "90_explorador.ipynb"
# Lo que usa una celda de «Repítalo en Python»; se importa al pedirlo.
PUBLICOS = {
    "Filtro": "vista",
    "Vista": "vista",
    "apply_orden": "orden",
    "draw_graficas": "dibujos",
    "list_tablas": "datos",
    "read_enlace": "enlace",
}


def __getattr__(nombre: str) -> Any:
    if nombre not in PUBLICOS:
        raise AttributeError(nombre)
    return getattr(import_module(f"{__name__}.{PUBLICOS[nombre]}"), nombre)


def open_explorador(clave_municipio: str) -> "Explorador":
    """El explorador, abierto en un municipio o, con ``fais explorar --vista``, en la vista de un enlace.

    Dentro del tablero (Voilà) es de sólo lectura.

    Parameters
    ----------
    clave_municipio
        Clave INEGI, texto de cinco dígitos.

    Raises
    ------
    ClaveError
        Si la clave no es texto de cinco dígitos o el municipio no existe.
    FuenteFaltanteError, FuenteAlteradaError
        Si falta una tabla de ``data/`` o alguien la cambió.
    """
    with avoid_pesados():  # plotly trae nbformat: sin esto, abrirlo tarda el doble
        from fais_analysis.explorer.enlace import read_enlace
        from fais_analysis.explorer.tablero import Explorador

    enlace = os.environ.get(VARIABLE_ENLACE)
    explorador = Explorador(clave_municipio, es_lectura=bool(os.environ.get(VARIABLE_TABLERO)))
    if enlace:
        explorador.open_vista(read_enlace(enlace))
    return explorador
