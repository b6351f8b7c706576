"""El explorador: elegir con el ratón o el teclado y ver, ligadas, las mismas tablas y vistas del informe.

``vista`` es el estado (puro); ``calculo`` y ``graficas``, funciones puras sobre tablas; ``datos`` carga por
``entidad.datos``; lo demás son widgets delgados encima. Se abre con ``open_explorador``.
"""

import os
from typing import TYPE_CHECKING

from fais_analysis.batch.workers.procesos import avoid_pesados

if TYPE_CHECKING:
    from fais_analysis.explorer.tablero import Explorador

VARIABLE_TABLERO = "FAIS_TABLERO"
CUADERNO = "90_explorador.ipynb"


def open_explorador(clave_municipio: str) -> "Explorador":
    """El explorador, abierto en un municipio. Dentro del tablero (Voilà) es de sólo lectura.

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
        from fais_analysis.explorer.tablero import Explorador

    return Explorador(clave_municipio, es_lectura=bool(os.environ.get(VARIABLE_TABLERO)))
