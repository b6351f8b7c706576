"""Un aviso de entrega: DSN (RFC 3464 y 6533), Exchange sin original y qmail. Lo demás, «no entendido»."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser, Parser

from fais_analysis.delivery.direccion import fold_direccion
from fais_analysis.delivery.respuestas import is_definitivo

ACCIONES = ("failed", "delayed", "delivered", "relayed", "expanded")
ESTADOS = ("message/delivery-status", "message/global-delivery-status")
_MESSAGE_ID = re.compile(r"<fais\.\d{5}\.[0-9a-f]{32}@[^<>\s]{1,253}>")
_CODIGO = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?!\.?\d)")  # nunca a media dirección IP
SIN_DATOS = "un aviso de entrega sin los datos que exige la norma"
_LETRA_6533 = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")
INFORMES = {
    "disposition-notification": "un acuse de lectura, no un aviso de entrega",
    "feedback-report": "una queja: alguien lo marcó como correo no deseado",
}
_QMAIL = re.compile(r"^<([^<>\s]+@[^<>\s]+)>:\s*\n(.+?)(?:\n\s*\n|\n---)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Rebote:
    """Un aviso: a qué mensaje nuestro se refiere, qué pasó, con qué código y de qué buzones habla.

    ``final`` es el que falló: con un reenvío, no es aquel al que se mandó.
    """

    message_id: str
    accion: str
    codigo: str
    diagnostico: str
    buzon: str
    final: str = ""

    @property
    def es_definitivo(self) -> bool:
        """Si dice que el buzón no sirve: falla con código permanente de dirección (RFC 3463)."""
        if self.accion != "failed" or self.codigo.startswith("4"):
            return False
        return is_definitivo(f"{self.codigo} {self.diagnostico}")


@dataclass(frozen=True)
class AvisoEntrega:
    """Un mensaje del buzón de retorno: lo que se entendió y, si no se entendió, qué es."""

    rebotes: tuple[Rebote, ...] = ()
    citado: str = ""
    remitente: str = ""
    no_entendido: str = ""


def read_aviso(crudo: bytes) -> AvisoEntrega:
    """Lee un mensaje del buzón de retorno; nunca falla: lo que no se entiende se dice."""
    try:
        mensaje = BytesParser(policy=policy.default).parsebytes(crudo)
        citados = _MESSAGE_ID.findall(crudo.decode("utf-8", "replace"))
        citados += [c for parte in mensaje.walk() for c in _MESSAGE_ID.findall(_get_texto(parte))]
        citado = citados[0] if len(set(citados)) == 1 else ""
        remitente = _find_remitente(mensaje)
        rebotes = tuple(_list_rebotes(mensaje, citado))
    except Exception:  # un aviso ajeno puede traer cualquier cosa: se cuenta, no detiene a los demás
        return AvisoEntrega(no_entendido="un mensaje que no se puede leer")
    if rebotes:
        return AvisoEntrega(rebotes, citado, remitente)
    if len(set(citados)) > 1:
        return AvisoEntrega((), "", remitente, "cita varios mensajes nuestros")
    return AvisoEntrega((), citado, remitente, _describe(mensaje))


def _list_rebotes(mensaje: EmailMessage, citado: str) -> Iterator[Rebote]:
    """Un rebote por destinatario de que hable el aviso."""
    if mensaje.get_content_type() == "multipart/report":
        for parte in mensaje.walk():
            if parte.get_content_type() in ESTADOS:
                yield from (_build(citado, b) for b in _list_bloques(parte) if b["Action"])
    elif citado and (cuerpo := mensaje.get_body(("plain",))) is not None:
        texto = cuerpo.get_content()
        if "qmail" in texto.lower():
            for direccion, motivo in _QMAIL.findall(texto.replace("\r\n", "\n") + "\n\n"):
                hallado = _CODIGO.search(motivo)
                buzon = _fold(direccion)
                codigo = hallado[0] if hallado else ""
                yield Rebote(citado, "failed", codigo, _clean(motivo)[:300], buzon, buzon)


def _list_bloques(parte: Message) -> list[Message]:
    """Los bloques de una parte de estado; la de RFC 6533 puede venir codificada y sin interpretar."""
    contenido = parte.get_payload()
    if isinstance(contenido, list) and len(contenido) > 1:
        return [b for b in contenido if isinstance(b, Message)]
    crudo = parte.get_payload(decode=True)
    if crudo is None and isinstance(contenido, list):
        crudo = b"\n\n".join(b.as_bytes() for b in contenido if isinstance(b, Message))
    trozos = re.split(rb"\r?\n\r?\n", crudo if isinstance(crudo, bytes) else b"")
    textos = (t.decode("utf-8", "replace").lstrip("\r\n") + "\n\n" for t in trozos)
    return [Parser(policy=policy.compat32).parsestr(texto) for texto in textos]


def _build(citado: str, bloque: Message) -> Rebote:
    accion = _clean(bloque["Action"]).lower()
    codigo = _CODIGO.search(_clean(bloque["Status"]))
    original, final = (_read_buzon(bloque[n]) for n in ("Original-Recipient", "Final-Recipient"))
    return Rebote(
        citado,
        accion if accion in ACCIONES else "otra",
        codigo[0] if codigo else "",
        _clean(bloque["Diagnostic-Code"])[:300],
        " ".join(filter(None, (original, final))),
        final or original,
    )


def _read_buzon(campo: object) -> str:
    """La dirección de un campo «rfc822; …» o «utf-8; …», con sus letras; vacía si no es de correo."""
    texto = _clean(campo).rpartition(";")[2].strip().strip("<>")
    return _fold(_clean(_LETRA_6533.sub(lambda m: chr(int(m[1], 16) % 0x110000), texto)))


def _fold(direccion: str) -> str:
    return fold_direccion(direccion) if "@" in direccion else ""


def _get_texto(parte: EmailMessage) -> str:
    """Texto de una parte, decodificado; vacío si no es de texto ni un mensaje."""
    tipo = parte.get_content_type()
    if tipo.startswith("text/") or tipo in ("message/global-headers", "message/rfc822-headers"):
        crudo = parte.get_payload(decode=True)
        texto = crudo.decode("utf-8", "replace") if isinstance(crudo, bytes) else ""
        return html.unescape(texto) if tipo == "text/html" else texto
    return ""


def _find_remitente(mensaje: EmailMessage) -> str:
    direcciones = mensaje["From"].addresses if mensaje["From"] else ()
    return fold_direccion(direcciones[0].addr_spec) if direcciones else ""


def _describe(mensaje: EmailMessage) -> str:
    """Qué parece un mensaje que no es un aviso de entrega, sin citar lo que dice."""
    automatico = str(mensaje["Auto-Submitted"] or "no").lower() != "no"
    remitente = str(mensaje["From"] or "").lower()
    if not mensaje.keys():
        return "no es un mensaje de correo"
    if mensaje.get_content_type() == "multipart/report":
        return INFORMES.get(str(mensaje["Content-Type"].params.get("report-type", "")).lower()) or SIN_DATOS
    if "mailer-daemon" in remitente or "postmaster" in remitente:
        return "un aviso de un servidor en una forma que no se conoce"
    return "una respuesta automática" if automatico else "parece escrito por una persona: léalo"


def _clean(valor: object) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in str(valor or "")).split())
