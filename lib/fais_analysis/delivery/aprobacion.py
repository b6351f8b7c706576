"""Aprobar: una persona responde por los bytes exactos de cada mensaje."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from fais_analysis.delivery import bitacora_esquema as e
from fais_analysis.delivery import registro
from fais_analysis.delivery.bitacora import Bitacora, get_ahora
from fais_analysis.delivery.direccion import is_texto_limpio
from fais_analysis.delivery.errores import CampaniaError

LARGO_NOMBRE = (3, 80)


@dataclass(frozen=True)
class Aprobacion:
    """Lo que se aprobó: cuántos mensajes, y cuántos de ellos esperan a otra persona."""

    mensajes: int
    por_completar: int


def approve_campania(bitacora: Bitacora, campania: str, persona: str, carpeta: Path) -> Aprobacion:
    """Aprueba todos los mensajes pendientes de una campaña, tal como están en disco.

    Raises
    ------
    CampaniaError
        Si el nombre no sirve, no hay nada pendiente o un .eml ya no es el que se preparó.
    """
    persona = check_persona(persona)
    pendientes = bitacora.list_mensajes(campania, *e.PENDIENTES)
    necesarias = registro.get_campania(bitacora, campania).aprobadores
    if not pendientes:
        raise _build_error(
            campania, "mensajes pendientes", "ninguno", "prepare la campaña o vea: fais correo estado"
        )
    for mensaje in pendientes:
        ruta = carpeta / mensaje.archivo
        huella = hashlib.sha256(ruta.read_bytes()).hexdigest() if ruta.is_file() else ""
        if huella != mensaje.mensaje:
            donde = f"folio {mensaje.folio}, {mensaje.clave} {mensaje.municipio}"
            raise _build_error(
                donde, "el .eml que se preparó", "otro, o ninguno", "vuelva a preparar la campaña"
            )
    with bitacora.transact():
        ahora = get_ahora()
        for mensaje in pendientes:
            orden = "INSERT OR IGNORE INTO aprobaciones (folio, mensaje, persona, cuando) VALUES (?, ?, ?, ?)"
            bitacora.base.execute(orden, (mensaje.folio, mensaje.mensaje, persona, ahora))
    faltan = [m for m in pendientes if registro.count_aprobadores(bitacora, m.folio, m.mensaje) < necesarias]
    return Aprobacion(len(pendientes), len(faltan))


def check_persona(persona: str) -> str:
    """Nombre de quien responde, sin dobles espacios."""
    nombre = " ".join(persona.split())
    if is_texto_limpio(persona) and LARGO_NOMBRE[0] <= len(nombre) <= LARGO_NOMBRE[1]:
        return nombre
    raise _build_error("--por", "el nombre de quien responde", "otra cosa", "escriba nombre y apellido")


def _build_error(donde: str, esperado: str, encontrado: str, que_hacer: str) -> CampaniaError:
    return CampaniaError(
        "No se puede aprobar.", donde=donde, esperado=esperado, encontrado=encontrado, que_hacer=que_hacer
    )
