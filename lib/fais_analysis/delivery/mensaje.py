"""El mensaje: de un cuerpo, un mapa y un adjunto a los bytes exactos que se aprueban y se mandan.

Con la misma entrada salen los mismos bytes: separadores e identificadores vienen dados. La fecha no está: se
pone al enviar.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser, BytesParser
from email.utils import format_datetime, getaddresses

from fais_analysis.delivery.adjunto import Adjunto
from fais_analysis.delivery.direccion import fold_direccion, is_texto_limpio, normalize_direccion
from fais_analysis.delivery.encabezados import POLITICA
from fais_analysis.delivery.errores import CampaniaError
from fais_analysis.delivery.plantilla import Cuerpo

BYTES_MAXIMO = 7_000_000


@dataclass(frozen=True)
class Sobre:
    """De quién, para quién y con qué identidad va un mensaje."""

    remitente: tuple[str, str]
    destinatario: tuple[str, str]
    responder_a: str
    baja: str
    message_id: str
    responde_a_id: str = ""

    @property
    def cid(self) -> str:
        """Identificador del mapa dentro del mensaje."""
        return self.build_cid("mapa")

    def build_cid(self, nombre: str) -> str:
        """Identificador de una imagen dentro del mensaje."""
        identidad, _, dominio = self.message_id.strip("<>").rpartition("@")
        return f"{nombre}.{identidad[-12:]}@{dominio}"


def build_message_id(campania: str, clave: str, destinatario: str, huella: str, dominio: str) -> str:
    """Message-ID determinista: el mismo informe a la misma persona en la misma campaña, siempre igual."""
    base = "\n".join((campania, clave, fold_direccion(destinatario), huella)).encode()
    return f"<fais.{clave}.{hashlib.sha256(base).hexdigest()[:32]}@{dominio}>"


def build_mensaje(sobre: Sobre, cuerpo: Cuerpo, imagenes: Mapping[str, bytes], adjunto: Adjunto) -> bytes:
    """Bytes del mensaje: mixed > alternative(texto, related(HTML, imágenes)) > hoja, expediente.

    ``imagenes`` va por Content-ID: el mapa y las muestras de su leyenda.

    Raises
    ------
    CampaniaError
        Si un encabezado trae saltos o marcas ocultas, si al releerlo no dice lo mismo o si pesa de más.
    """
    for texto in (cuerpo.asunto, *sobre.remitente, *sobre.destinatario, adjunto.nombre):
        if not is_texto_limpio(texto):
            raise _build_error("encabezados de un renglón", "un salto de renglón o un carácter oculto")
    utf8 = not sobre.destinatario[1].isascii()
    try:
        mensaje = EmailMessage(policy=POLITICA.clone(utf8=utf8))
        _set_encabezados(mensaje, sobre, cuerpo.asunto)
        _set_cuerpo(mensaje, cuerpo, imagenes)
        for pieza in filter(None, (adjunto.hoja, adjunto if adjunto.crudo else None)):
            principal, menor = pieza.tipo
            juego = {"charset": "utf-8"} if principal == "text" else {}
            mensaje.add_attachment(
                pieza.crudo, maintype=principal, subtype=menor, filename=pieza.nombre, params=juego
            )
        mensaje["Content-Language"] = "es-MX"  # al final: la biblioteca muda los Content-* a la primera parte
        _set_separadores(mensaje, sobre.message_id)
        crudo = mensaje.as_bytes()
    except (ValueError, MessageError, IndexError) as error:
        raise _build_error("un mensaje que se puede armar", type(error).__name__) from None
    check_mensaje(crudo, sobre, cuerpo.asunto)
    return crudo


def check_mensaje(crudo: bytes, sobre: Sobre, asunto: str) -> None:
    """Relee el mensaje y exige una sola dirección, la pedida, y el asunto entero."""
    mensaje = BytesHeaderParser(policy=POLITICA).parsebytes(crudo)
    bien = (
        list_destinos(mensaje) == [normalize_direccion(sobre.destinatario[1])]
        and list_nombres(mensaje) == [" ".join(sobre.destinatario[0].split())]
        and not (mensaje["Cc"] or mensaje["Bcc"])
        and str(mensaje["Subject"]).split() == asunto.split()
        and mensaje["Message-ID"] == sobre.message_id
    )
    if not bien:
        raise _build_error("un destinatario y un asunto que se leen igual que se escribieron", "otra cosa")
    if len(crudo) > BYTES_MAXIMO:
        raise _build_error(f"menos de {BYTES_MAXIMO:,} bytes", f"{len(crudo):,} bytes")
    if has_salto_suelto(crudo):
        raise _build_error("renglones que terminan en CRLF", "un salto de renglón suelto")


def parse_mensaje(crudo: bytes) -> EmailMessage:
    """Lee un mensaje con la biblioteca estándar."""
    return BytesParser(policy=POLITICA).parsebytes(crudo)


def list_destinos(mensaje: EmailMessage) -> list[str]:
    """Direcciones de «Para», como van en el sobre."""
    destinos = mensaje["To"].addresses if mensaje["To"] else ()
    return [normalize_direccion(_recode(d.addr_spec)) for d in destinos]


def _recode(texto: str) -> str:
    """Lo que un encabezado con UTF-8 sin codificar (SMTPUTF8) trae escapado."""
    return texto.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def list_nombres(mensaje: EmailMessage) -> list[str]:
    """Nombres de «Para», leídos del encabezado crudo: la biblioteca les mete espacios junto a los signos."""
    crudos = [" ".join(_recode(str(v)).split()) for n, v in mensaje.raw_items() if n.lower() == "to"]
    nombres = (str(make_header(decode_header(nombre))) for nombre, _ in getaddresses(crudos))
    return [" ".join(nombre.split()) for nombre in nombres]


def read_cuerpo(mensaje: EmailMessage) -> Cuerpo:
    """Asunto, texto y HTML de un mensaje, como se escribieron."""
    texto, html = (
        "\n".join(parte.get_content().splitlines()) + "\n" if (parte := mensaje.get_body((tipo,))) else ""
        for tipo in ("plain", "html")
    )
    return Cuerpo(str(mensaje["Subject"]), texto, html)


def decode_parte(parte: Message) -> bytes:
    """Los bytes de una parte que no tiene otras dentro (un adjunto, una imagen)."""
    crudo = parte.get_payload(decode=True)
    return crudo if isinstance(crudo, bytes) else b""


def read_imagenes(mensaje: EmailMessage) -> dict[str, bytes]:
    """Las imágenes que van dentro del mensaje, por su Content-ID."""
    return {
        str(parte["Content-ID"]).strip().strip("<>"): decode_parte(parte)
        for parte in mensaje.walk()
        if parte.get_content_maintype() == "image" and parte["Content-ID"]
    }


def stamp_fecha(crudo: bytes, fecha: datetime) -> bytes:
    r"""El mensaje aprobado con su encabezado Date, que es el del envío y no entra en la huella aprobada.

    Examples
    --------
    >>> stamp_fecha(b"To: a@b.example\r\n\r\n", datetime(2026, 11, 27, 9, tzinfo=UTC))
    b'Date: Fri, 27 Nov 2026 09:00:00 +0000\r\nTo: a@b.example\r\n\r\n'
    """
    return f"Date: {format_datetime(fecha)}\r\n".encode("ascii") + crudo


def has_salto_suelto(crudo: bytes) -> bool:
    """Si hay un CR o un LF sueltos: con ellos se podría colar un segundo mensaje al servidor."""
    return not crudo.count(b"\r\n") == crudo.count(b"\r") == crudo.count(b"\n")


def _set_encabezados(mensaje: EmailMessage, sobre: Sobre, asunto: str) -> None:
    mensaje["From"] = _build_address(*sobre.remitente)
    mensaje["To"] = _build_address(*sobre.destinatario)
    mensaje["Reply-To"] = sobre.responder_a
    mensaje["Subject"] = asunto
    mensaje["Message-ID"] = sobre.message_id
    if sobre.responde_a_id:
        mensaje["In-Reply-To"] = sobre.responde_a_id
        mensaje["References"] = sobre.responde_a_id
    mensaje["Auto-Submitted"] = "auto-generated"
    mensaje["List-Unsubscribe"] = f"<mailto:{sobre.baja}?subject=baja>"


def _set_cuerpo(mensaje: EmailMessage, cuerpo: Cuerpo, imagenes: Mapping[str, bytes]) -> None:
    mensaje.set_content(cuerpo.texto, cte="quoted-printable")
    mensaje.add_alternative(cuerpo.html, subtype="html", cte="quoted-printable")
    _, html = mensaje.iter_parts()
    for cid, crudo in imagenes.items():
        nombre = f"{cid.partition('.')[0]}.png"
        html.add_related(crudo, "image", "png", cid=f"<{cid}>", disposition="inline", filename=nombre)


def _set_separadores(mensaje: EmailMessage, message_id: str) -> None:
    """Separadores deterministas: los de la biblioteca salen al azar."""
    base = hashlib.sha256(message_id.encode()).hexdigest()[:24]
    for numero, parte in enumerate(p for p in mensaje.walk() if p.is_multipart()):
        parte.set_boundary(f"=_fais_{numero}_{base}")
    for parte in mensaje.walk():
        if parte is not mensaje:
            del parte["MIME-Version"]


def _build_address(nombre: str, direccion: str) -> Address:
    local, _, dominio = normalize_direccion(direccion).partition("@")
    return Address(nombre, local, dominio)


def _build_error(esperado: str, encontrado: str) -> CampaniaError:
    return CampaniaError(
        "El mensaje no se puede armar.",
        donde="mensaje del municipio",
        esperado=esperado,
        encontrado=encontrado,
        que_hacer="revise el renglón del directorio y las plantillas",
    )
