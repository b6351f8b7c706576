"""Lo que puede salir mal en el padrón: sin un dato de nadie, y con lo que falta por instalar."""

import importlib
from types import ModuleType

from fais_analysis.errors import FaisError


class PadronError(FaisError):
    """Algo del padrón impide seguir: la llave, la carpeta, el modelo o la publicación."""


def import_extra(nombre: str) -> ModuleType:
    """Un paquete del extra ``padron``; sólo se importa cuando hace falta.

    Raises
    ------
    PadronError
        Si el extra no está instalado.
    """
    try:
        return importlib.import_module(nombre)
    except ImportError:
        raise PadronError(
            "Falta el extra «padron».",
            donde=f"paquete {nombre}",
            esperado="los paquetes de requirements-padron.lock",
            encontrado="no está instalado",
            que_hacer="instálelo en un ambiente propio: pip install --no-deps --require-hashes "
            "-r requirements-padron.lock",
        ) from None
