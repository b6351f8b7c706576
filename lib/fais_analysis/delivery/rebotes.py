"""Rebotes: los avisos de un .eml, una carpeta, un Maildir o un mbox, unidos a la bitácora.

Nada se pierde en silencio: lo que no se entiende se cuenta y se dice cuál es. Un aviso sólo cierra un buzón
si cita un mensaje que ya salió, habla de la dirección a la que se mandó y su código es definitivo.
"""

import mailbox
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fais_analysis.delivery import bitacora_esquema as e
from fais_analysis.delivery.avisos_entrega import AvisoEntrega, Rebote, read_aviso
from fais_analysis.delivery.bitacora import Bitacora, get_ahora
from fais_analysis.delivery.errores import BitacoraError
from fais_analysis.errors import describe_falla_sistema

BYTES_MAXIMO = 30_000_000
ILEGIBLE = "pesa de más o no es un mensaje (.eml, mbox): ábralo y, si es un aviso, guárdelo como .eml"
# Con lo que otros programas guardan un mensaje: aquí no se leen, y no se callan.
AJENOS = frozenset(
    {".msg", ".emlx", ".pst", ".ost", ".mht", ".txt", ".html", ".htm", ".pdf", ".zip", ".dat", ".rtf"}
)
OTRAS_FIRMAS = (b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"%PDF", b"{\\rtf")
MAILDIR = ("cur", "new")


@dataclass
class ResumenRebotes:
    """Avisos leídos, nuevos, de mensajes que no son de esta bitácora y cuántos cierran un buzón.

    ``no_entendidos``: un renglón por mensaje que una persona debe leer.
    """

    leidos: int = 0
    nuevos: int = 0
    ajenos: int = 0
    definitivos: int = 0
    no_entendidos: list[str] = field(default_factory=list)


def import_rebotes(bitacora: Bitacora, ruta: Path) -> ResumenRebotes:
    """Lee los avisos de una ruta y anota los que corresponden a mensajes de la bitácora."""
    resumen = ResumenRebotes()
    for nombre, crudo in list_crudos(ruta):
        if crudo is None:
            resumen.no_entendidos.append(f"{nombre}: {ILEGIBLE}")
            continue
        aviso = read_aviso(crudo)
        if aviso.no_entendido:
            _note(bitacora, resumen, nombre, aviso)
        for rebote in aviso.rebotes:
            _count(resumen, nombre, rebote, _save(bitacora, rebote))
    return resumen


def list_crudos(ruta: Path) -> Iterator[tuple[str, bytes | None]]:
    """Nombre y bytes de cada mensaje de un .eml, una carpeta de ellos, un Maildir o un mbox.

    Los bytes son nulos si pesan de más o no son de un mensaje (un .msg de Outlook, un PDF).

    Raises
    ------
    BitacoraError
        Si la ruta no existe o no se puede leer.
    """
    try:
        for archivo in _list_archivos(ruta) if ruta.is_dir() else [ruta]:
            yield from _read_archivo(archivo)
    except OSError as error:
        raise BitacoraError(
            "No se pueden leer los rebotes.",
            donde=ruta.name,
            esperado="un .eml, una carpeta con .eml, un Maildir o un mbox",
            encontrado=describe_falla_sistema(error),
            que_hacer="guarde los avisos desde el programa de correo e indique su ruta",
        ) from None


def _read_archivo(archivo: Path) -> Iterator[tuple[str, bytes | None]]:
    with archivo.open("rb") as abierto:
        principio = abierto.read(5)
    if principio == b"From ":
        buzon = mailbox.mbox(archivo, create=False)
        yield from ((f"{archivo.name}, mensaje {n}", buzon.get_bytes(clave))
                    for n, clave in enumerate(buzon.iterkeys(), start=1))  # fmt: skip
        return
    ajeno = principio.startswith(OTRAS_FIRMAS) or archivo.suffix.lower() in AJENOS
    ajeno = ajeno and archivo.parent.name not in MAILDIR
    cabe = archivo.stat().st_size <= BYTES_MAXIMO
    yield archivo.name, archivo.read_bytes() if cabe and not ajeno else None


def _list_archivos(carpeta: Path) -> list[Path]:
    """Los mensajes de una carpeta y de los buzones que haya en ella; también los que aquí no se leen."""
    archivos = [r for r in carpeta.rglob("*") if r.is_file() and not r.name.startswith(".")]
    conocidos = {".eml", ".mbox", ".mbx", *AJENOS}
    return sorted(
        r for r in archivos if r.suffix.lower() in conocidos or r.parent.name in MAILDIR or _is_mbox(r)
    )


def _is_mbox(ruta: Path) -> bool:
    """Thunderbird guarda sus carpetas sin extensión."""
    if ruta.suffix:
        return False
    with ruta.open("rb") as abierto:
        return abierto.read(5) == b"From "


@dataclass(frozen=True)
class _Anotado:
    """Un aviso de esta bitácora: si no estaba ya y si cierra el buzón."""

    es_nuevo: bool
    cierra: bool


def _save(bitacora: Bitacora, rebote: Rebote) -> _Anotado | None:
    """Anota un aviso; nulo si no es de esta bitácora."""
    with bitacora.transact():
        fila = _find_mensaje(bitacora, rebote)
        if fila is None:
            return None
        suyo = not rebote.buzon or fila["buzon"] in rebote.buzon.split()
        salio = fila["estado"] in e.QUIZA_RECIBIDOS
        fallo = bool(rebote.message_id) and fila["buzon"] == rebote.final
        bloquea = fallo and salio and rebote.es_definitivo
        orden = (
            "INSERT OR IGNORE INTO rebotes (folio, cuando, accion, codigo, diagnostico, bloquea) "
            "VALUES (?, ?, ?, ?, ?, ?)"
        )
        accion = rebote.accion if suyo and salio else f"{rebote.accion}, de otra dirección"
        datos = (fila["folio"], get_ahora(), accion, rebote.codigo, rebote.diagnostico, int(bloquea))
        nuevo = bitacora.base.execute(orden, datos).rowcount == 1
        if nuevo:
            bitacora.add_evento(fila["folio"], f"rebote {accion}", rebote.codigo)
        return _Anotado(nuevo, bloquea)


def _find_mensaje(bitacora: Bitacora, rebote: Rebote):
    """El mensaje que el aviso cita o, si no cita ninguno (Exchange), el último que salió a ese buzón."""
    if rebote.message_id:
        orden = "SELECT folio, buzon, estado FROM mensajes WHERE message_id = ?"
        return bitacora.base.execute(orden, (rebote.message_id,)).fetchone()
    marcas = ", ".join("?" * len(e.QUIZA_RECIBIDOS))
    for buzon in rebote.buzon.split():
        orden = (
            f"SELECT folio, buzon, estado FROM mensajes WHERE buzon = ? AND estado IN ({marcas}) "
            "ORDER BY folio DESC LIMIT 1"
        )
        if fila := bitacora.base.execute(orden, (buzon, *e.QUIZA_RECIBIDOS)).fetchone():
            return fila
    return None


def _count(resumen: ResumenRebotes, nombre: str, rebote: Rebote, anotado: _Anotado | None) -> None:
    resumen.leidos += 1
    resumen.ajenos += anotado is None
    if anotado and anotado.es_nuevo:
        resumen.nuevos += 1
        resumen.definitivos += anotado.cierra
    if anotado is not None and not rebote.message_id:
        resumen.no_entendidos.append(f"{nombre}: aviso sin el mensaje original; anotado, no cierra el buzón")


def _note(bitacora: Bitacora, resumen: ResumenRebotes, nombre: str, aviso: AvisoEntrega) -> None:
    """Deja constancia de un mensaje no entendido y, si se sabe, de a qué municipio se refiere."""
    orden = "SELECT folio, clave, municipio FROM mensajes WHERE {} = ? ORDER BY folio DESC LIMIT 1"
    campo, valor = ("message_id", aviso.citado) if aviso.citado else ("buzon", aviso.remitente)
    with bitacora.transact():
        fila = bitacora.base.execute(orden.format(campo), (valor,)).fetchone()
        if fila:
            bitacora.add_evento(fila["folio"], "aviso no entendido", aviso.no_entendido)
    de_quien = f" (folio {fila['folio']}, {fila['clave']} {fila['municipio']})" if fila else ""
    resumen.no_entendidos.append(f"{nombre}{de_quien}: {aviso.no_entendido}")
