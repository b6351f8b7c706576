"""Mandar la campaña a un solo buzón para verla: va marcada como prueba y no cuenta como entrega."""

import hashlib
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from fais_analysis.delivery import bitacora_esquema as e
from fais_analysis.delivery.bitacora import Bitacora, Mensaje
from fais_analysis.delivery.direccion import (
    check_direccion,
    fold_direccion,
    mask_texto,
    normalize_direccion,
)
from fais_analysis.delivery.directorio import read_directorio
from fais_analysis.delivery.envio import Medios
from fais_analysis.delivery.errores import EnvioError
from fais_analysis.delivery.guarda import Guarda, GuardaError
from fais_analysis.delivery.mensaje import parse_mensaje, stamp_fecha
from fais_analysis.delivery.registro import Campania
from fais_analysis.delivery.sesion import ConexionPerdida, RespuestaPerdida

MARCA = "[PRUEBA]"
AVISO = "MENSAJE DE PRUEBA: no se ha enviado a la presidencia municipal."


@dataclass(frozen=True)
class ResumenPrueba:
    """Cuántos mensajes de prueba salieron y cuántos no."""

    aceptados: int
    fallidos: int


def check_buzon(bitacora: Bitacora, campania: Campania, buzon: str) -> str:
    """Dirección del buzón de prueba, que no puede ser la de nadie a quien se le escribe de veras.

    Raises
    ------
    EnvioError
        Si no es una dirección o está en el directorio o en la bitácora: recibiría los informes de todos.
    """
    problema = check_direccion(buzon)
    if not problema:
        contactos = read_directorio(Path(campania.directorio)).contactos
        ocupados = {fold_direccion(c.correo) for c in contactos} | bitacora.list_buzones()
        problema = "es de alguien del directorio" if fold_direccion(buzon) in ocupados else ""
    if problema:
        raise EnvioError(
            "El buzón de prueba no sirve.",
            donde="--prueba",
            esperado="una dirección de correo de la oficina, fuera del directorio",
            encontrado=problema,
            que_hacer="use un buzón propio",
        )
    return normalize_direccion(buzon)


def build_prueba(crudo: bytes, buzon: str) -> bytes:
    """El mismo mensaje para el buzón de prueba, marcado en el asunto y en los dos cuerpos."""
    mensaje = parse_mensaje(crudo)
    identidad = hashlib.sha256(crudo).hexdigest()[:32]
    dominio = str(mensaje["Message-ID"]).strip().rstrip(">").rpartition("@")[2]
    for nombre in ("To", "Message-ID", "In-Reply-To", "References", "List-Unsubscribe"):
        del mensaje[nombre]
    mensaje["To"] = buzon
    mensaje["Message-ID"] = f"<prueba.{identidad}@{dominio}>"
    mensaje.replace_header("Subject", f"{MARCA} {mensaje['Subject']}")
    _mark(mensaje, "plain", f"{AVISO}\n\n")
    _mark(mensaje, "html", f'<p style="margin:0;padding:12px;background:#fff4d6;color:#4d3200">{AVISO}</p>')
    return mensaje.as_bytes()


def send_prueba(bitacora: Bitacora, guarda: Guarda, medios: Medios, buzon: str) -> ResumenPrueba:
    """Manda al buzón los mensajes pendientes; la bitácora sólo anota que hubo una prueba."""
    buzon, aceptados, fallidos = check_buzon(bitacora, guarda.campania, buzon), 0, 0
    for mensaje in bitacora.list_mensajes(guarda.campania.nombre, *e.PENDIENTES):
        bien, detalle = _send_uno(guarda, medios, mensaje, buzon)
        aceptados, fallidos = aceptados + bien, fallidos + (not bien)
        with bitacora.transact():
            bitacora.add_evento(mensaje.folio, "prueba", "aceptada" if bien else "falló")
        medios.aviso(f"{mensaje.clave} {mensaje.municipio}: prueba. {mask_texto(detalle)}")
        if fallidos >= guarda.configuracion.fallas_seguidas:
            break
    return ResumenPrueba(aceptados, fallidos)


def _send_uno(guarda: Guarda, medios: Medios, mensaje: Mensaje, buzon: str) -> tuple[bool, str]:
    try:
        crudo = build_prueba(guarda.check(mensaje), buzon)
        guarda.check_enlace(mensaje, medios.publicado)
        medios.ritmo.wait(mensaje.mensaje)
        with medios.abrir() as sesion:
            crudo = stamp_fecha(crudo, medios.ahora())
            respuesta = sesion.offer(guarda.configuracion.retorno, buzon, len(crudo))
            if 200 <= respuesta.codigo < 300:
                respuesta = sesion.transmit(crudo, lambda _: None)
        return 200 <= respuesta.codigo < 300, str(respuesta)
    except GuardaError as error:
        return False, f"negado: se esperaba {error.esperado}; se encontró {error.encontrado}"
    except (ConexionPerdida, RespuestaPerdida) as error:
        return False, f"conexión perdida: {error}"


def _mark(mensaje: EmailMessage, tipo: str, marca: str) -> None:
    """Antepone el aviso a un cuerpo, dentro de <body> si es HTML."""
    parte = mensaje.get_body((tipo,))
    if parte is None:
        return
    texto = parte.get_content()
    corte = texto.find(">", texto.find("<body")) + 1 if tipo == "html" else 0
    nuevo = texto[:corte] + marca + texto[corte:]
    parte.set_content(nuevo, subtype=tipo, cte="quoted-printable")
