"""Aprobar: una persona responde por los bytes exactos de cada mensaje."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from fais_analysis.delivery import bitacora_esquema as e
from fais_analysis.delivery import registro
from fais_analysis.delivery.bitacora import Bitacora, Mensaje, get_ahora
from fais_analysis.delivery.direccion import is_texto_limpio
from fais_analysis.delivery.errores import CampaniaError

LARGO_NOMBRE = (3, 80)


@dataclass(frozen=True)
class Aprobacion:
    """Lo aprobado: cuántos mensajes, cuántos esperan a otra persona y cuáles tienen avisos sin contestar."""

    mensajes: int
    por_completar: int
    bloqueados: tuple[str, ...] = ()


@dataclass(frozen=True)
class AvisoPendiente:
    """Un aviso por contestar antes de aprobar: de qué folio y municipio, qué dice y si pide una razón."""

    folio: int
    municipio: str
    tipo: str
    texto: str
    bloquea: bool


def list_preguntas(bitacora: Bitacora, campania: str) -> list[AvisoPendiente]:
    """Los avisos de lo pendiente que nadie ha contestado todavía para esos mismos bytes."""
    return [
        AvisoPendiente(m.folio, f"{m.clave} {m.municipio}", tipo, texto, bloquea)
        for m in bitacora.list_mensajes(campania, *e.PENDIENTES)
        for tipo, texto, bloquea in registro.list_avisos(bitacora, m.folio)
        if not _is_contestado(bitacora, m, texto, bloquea)
    ]


def _is_contestado(bitacora: Bitacora, mensaje: Mensaje, texto: str, bloquea: bool) -> bool:
    """Si alguien ya respondió: un aviso que bloquea vale por dirección; los demás, por mensaje."""
    donde = "clave = ? AND buzon = ?" if bloquea else "folio = ? AND dato = ?"
    valores = (mensaje.clave, mensaje.buzon) if bloquea else (mensaje.folio, f"{mensaje.mensaje} {texto}")
    orden = f"SELECT 1 FROM decisiones WHERE tipo = ? AND {donde} LIMIT 1"
    tipo = "direccion" if bloquea else "aviso"
    return bitacora.base.execute(orden, (tipo, *valores)).fetchone() is not None


def approve_campania(bitacora: Bitacora, campania: str, persona: str, carpeta: Path) -> Aprobacion:
    """Aprueba los mensajes pendientes de una campaña, tal como están en disco.

    Los que tienen un aviso que bloquea y nadie ha contestado se quedan sin aprobar, con su nombre.

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
    bloqueados = {
        p.folio: f"{p.municipio}: {p.texto}" for p in list_preguntas(bitacora, campania) if p.bloquea
    }
    pendientes = [m for m in pendientes if m.folio not in bloqueados]
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
    return Aprobacion(len(pendientes), len(faltan), tuple(bloqueados.values()))


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
