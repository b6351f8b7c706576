"""Rebotes: avisos de no entrega (DSN, RFC 3464) de un .eml, una carpeta o un mbox, unidos a la bitácora."""

import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from pathlib import Path

from fais_analysis.delivery.bitacora import Bitacora, get_ahora
from fais_analysis.delivery.direccion import fold_direccion
from fais_analysis.delivery.errores import BitacoraError
from fais_analysis.errors import describe_falla_sistema

BYTES_MAXIMO = 30_000_000
ACCIONES = ("failed", "delayed", "delivered", "relayed", "expanded")
_MESSAGE_ID = re.compile(rb"<fais\.\d{5}\.[0-9a-f]{32}@[^<>\s]{1,253}>")
_CODIGO = re.compile(r"\d\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True)
class Rebote:
    """Un aviso: a qué mensaje nuestro se refiere, qué pasó y con qué código."""

    message_id: str
    accion: str
    codigo: str
    diagnostico: str
    buzon: str


@dataclass(frozen=True)
class ResumenRebotes:
    """Cuántos avisos se leyeron, cuántos son nuevos y cuántos no son de esta bitácora."""

    leidos: int
    nuevos: int
    ajenos: int


def import_rebotes(bitacora: Bitacora, ruta: Path) -> ResumenRebotes:
    """Lee los avisos de una ruta y anota los que corresponden a mensajes de la bitácora."""
    leidos = nuevos = ajenos = 0
    for crudo in list_crudos(ruta):
        for rebote in read_rebotes(crudo):
            leidos += 1
            anotado = _save(bitacora, rebote)
            nuevos, ajenos = nuevos + (anotado is True), ajenos + (anotado is None)
    return ResumenRebotes(leidos, nuevos, ajenos)


def list_crudos(ruta: Path) -> Iterator[bytes]:
    """Los mensajes de un .eml, de una carpeta de .eml o de un mbox.

    Raises
    ------
    BitacoraError
        Si la ruta no existe o no se puede leer.
    """
    try:
        if ruta.is_dir():
            rutas = sorted(r for r in ruta.rglob("*.eml") if r.is_file())
        elif ruta.read_bytes()[:5] == b"From ":
            buzon = mailbox.mbox(ruta, create=False)
            yield from (buzon.get_bytes(clave) for clave in buzon.iterkeys())
            return
        else:
            rutas = [ruta]
        for archivo in rutas:
            if archivo.stat().st_size <= BYTES_MAXIMO:
                yield archivo.read_bytes()
    except OSError as error:
        raise BitacoraError(
            "No se pueden leer los rebotes.",
            donde=ruta.name,
            esperado="un .eml, una carpeta con .eml o un mbox",
            encontrado=describe_falla_sistema(error),
            que_hacer="guarde los avisos desde el programa de correo e indique su ruta",
        ) from None


def read_rebotes(crudo: bytes) -> list[Rebote]:
    """Avisos que trae un mensaje; ninguno si no es un aviso de entrega o no cita un mensaje nuestro."""
    mensaje = BytesParser(policy=policy.default).parsebytes(crudo)
    if mensaje.get_content_type() != "multipart/report":
        return []
    estados = [p for p in mensaje.walk() if p.get_content_type() == "message/delivery-status"]
    citado = next((c for p in mensaje.walk() if (c := _find_citado(p))), "")
    if not estados or not citado:
        return []
    bloques = [b for b in estados[0].get_payload() if isinstance(b, Message) and b["Action"]]
    return [_build_rebote(citado, bloque) for bloque in bloques]


def _find_citado(parte: EmailMessage) -> str:
    """Message-ID del mensaje devuelto, completo o sólo sus encabezados."""
    tipo = parte.get_content_type()
    if tipo not in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
        return ""
    crudo = parte.as_bytes() if tipo == "message/rfc822" else (parte.get_payload(decode=True) or b"")
    hallado = _MESSAGE_ID.search(crudo)
    return hallado[0].decode("ascii", errors="replace") if hallado else ""


def _build_rebote(citado: str, bloque: Message) -> Rebote:
    accion = _clean(bloque["Action"]).lower()
    codigo = _CODIGO.search(_clean(bloque["Status"]))
    final = _clean(bloque["Original-Recipient"] or bloque["Final-Recipient"]).rpartition(";")[2].strip()
    return Rebote(
        citado,
        accion if accion in ACCIONES else "otra",
        codigo[0] if codigo else "",
        _clean(bloque["Diagnostic-Code"])[:300],
        fold_direccion(final) if "@" in final else "",
    )


def _save(bitacora: Bitacora, rebote: Rebote) -> bool | None:
    """Anota un aviso: cierto si es nuevo, falso si ya estaba, nulo si no es de esta bitácora."""
    with bitacora.transact():
        fila = bitacora.base.execute(
            "SELECT folio FROM mensajes WHERE message_id = ?", (rebote.message_id,)
        ).fetchone()
        if fila is None:
            return None
        orden = (
            "INSERT OR IGNORE INTO rebotes (folio, cuando, accion, codigo, diagnostico) "
            "VALUES (?, ?, ?, ?, ?)"
        )
        datos = (fila["folio"], get_ahora(), rebote.accion, rebote.codigo, rebote.diagnostico)
        nuevo = bitacora.base.execute(orden, datos).rowcount == 1
        if nuevo:
            bitacora.add_evento(fila["folio"], f"rebote {rebote.accion}", rebote.codigo)
        return nuevo


def _clean(valor: object) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in str(valor or "")).split())
