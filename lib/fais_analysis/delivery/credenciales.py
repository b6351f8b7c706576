"""Usuario y contraseña del servidor: del entorno o del llavero; nunca de la orden ni de un archivo."""

import importlib
import os
from dataclasses import dataclass, field

from fais_analysis.delivery.errores import EnvioError

VARIABLE_USUARIO, VARIABLE_CLAVE = "FAIS_CORREO_USUARIO", "FAIS_CORREO_CLAVE"
SERVICIO = "fais-correo"


@dataclass(frozen=True)
class Credenciales:
    """Con qué se entra al servidor. La contraseña no aparece en su ``repr``."""

    usuario: str
    clave: str = field(repr=False)


def get_credenciales(servidor: str) -> Credenciales | None:
    """Credenciales para un servidor, o nada si no hay usuario declarado.

    Raises
    ------
    EnvioError
        Si hay usuario y no se encuentra su contraseña.
    """
    usuario = os.environ.get(VARIABLE_USUARIO, "")
    if not usuario:
        return None
    clave = os.environ.get(VARIABLE_CLAVE) or _read_llavero(servidor, usuario)
    if clave:
        return Credenciales(usuario, clave)
    raise EnvioError(
        "Falta la contraseña del servidor de correo.",
        donde=f"variable {VARIABLE_CLAVE} o llavero «{SERVICIO}:{servidor}»",
        esperado="una contraseña para el usuario declarado",
        encontrado="ninguna",
        que_hacer=f"use {VARIABLE_CLAVE} o guárdela con: keyring set {SERVICIO}:{servidor} USUARIO",
    )


def _read_llavero(servidor: str, usuario: str) -> str:
    """Contraseña del llavero; vacía si no hay llavero instalado o no la tiene."""
    try:
        llavero = importlib.import_module("keyring")
        return llavero.get_password(f"{SERVICIO}:{servidor}", usuario) or ""
    except Exception:  # sin llavero, cerrado o sin sesión gráfica: se dice que falta, no por qué
        return ""
