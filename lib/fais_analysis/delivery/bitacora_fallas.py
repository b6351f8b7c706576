"""Lo que se dice cuando la bitácora falta, no se puede usar o no permite un paso. Nunca cita un renglón."""

from fais_analysis.delivery.errores import BitacoraError
from fais_analysis.errors import describe_falla_sistema

DANADA = "está dañada"
FALLAS = {  # lo que SQLite dice → lo que se le dice a una persona
    "SQLITE_FULL": "el disco está lleno",
    "SQLITE_BUSY": "otro proceso la tiene ocupada",
    "SQLITE_LOCKED": "otro proceso la tiene ocupada",
    "SQLITE_CORRUPT": DANADA,
    "SQLITE_NOTADB": DANADA,
    "SQLITE_READONLY": "no hay permiso para escribir en ella",
    "SQLITE_CANTOPEN": "no se puede abrir",
}


def describe_falla(error: Exception) -> str:
    """Qué le pasa a la base, sin citar lo que trae."""
    if isinstance(error, OSError):
        return describe_falla_sistema(error)
    nombre = getattr(error, "sqlite_errorname", "") or type(error).__name__
    return FALLAS.get(nombre) or next((t for n, t in FALLAS.items() if nombre.startswith(n)), nombre)


def build_falla(encontrado: str) -> BitacoraError:
    """La base no se puede usar: no se sigue, porque sin ella no se sabe qué salió."""
    return BitacoraError(
        "No se puede usar la bitácora; no se envía nada sin ella.",
        donde="bitacora.sqlite",
        esperado="una bitácora entera, en un disco local con espacio y permiso",
        encontrado=encontrado,
        que_hacer="libere espacio o corrija el permiso y repita; si está dañada, no la borre:"
        " restáurela de su respaldo",
    )


def build_ausente() -> BitacoraError:
    """No hay bitácora en la carpeta."""
    return BitacoraError(
        "En esta carpeta no hay bitácora.",
        donde="bitacora.sqlite",
        esperado="la bitácora de las campañas preparadas",
        encontrado="ninguna, o un archivo vacío",
        que_hacer="revise --carpeta o FAIS_CORREO; si se perdió, restáurela de su respaldo antes de enviar",
    )


def build_bitacora_error(
    encontrado: str, esperado: str = "un paso permitido en una bitácora legible"
) -> BitacoraError:
    """Error de la bitácora; no cita el contenido de ningún renglón."""
    return BitacoraError(
        "La bitácora no permite ese paso.",
        donde="bitacora.sqlite",
        esperado=esperado,
        encontrado=encontrado,
        que_hacer="revise con: fais correo estado; no edite la bitácora a mano",
    )
