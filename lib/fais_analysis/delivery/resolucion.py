"""Resolver: lo que una persona averiguó de uno o de varios mensajes, con su nombre y su razón.

Ningún candado es para siempre: cada uno tiene una palabra que lo abre, y queda quién la dijo.
"""

import re

from fais_analysis.delivery import bitacora_esquema as e
from fais_analysis.delivery.bitacora import Bitacora, Mensaje
from fais_analysis.delivery.decisiones import (
    CRUZADO,
    DIRECCION,
    REBOTE,
    RESPUESTA,
    Firma,
    build_decision,
    check_firma,
    save_decision,
)
from fais_analysis.delivery.errores import CampaniaError

LLEGO, NO_LLEGO = "llego", "no-llego"
CRUCE, REBOTE_ATENDIDO, DIRECCION_CORRECTA, RESPONDIO = (
    "cruzado", "rebote-atendido", "direccion-correcta", "respondio",
)  # fmt: skip
DESTINOS = {
    (e.DESCONOCIDO, LLEGO): e.CONSTANCIA,
    (e.DESCONOCIDO, NO_LLEGO): e.EN_COLA,
    (e.RECHAZADO, NO_LLEGO): e.EN_COLA,
}
PALABRAS = {  # palabra → decisión y estados en que se puede decir
    CRUCE: (CRUZADO, (e.ACEPTADO, e.CONSTANCIA)),
    REBOTE_ATENDIDO: (REBOTE, tuple(e.TRANSICIONES)),
    DIRECCION_CORRECTA: (DIRECCION, e.PENDIENTES),
    RESPONDIO: (RESPUESTA, (e.ACEPTADO, e.CONSTANCIA)),
}
_FOLIOS = re.compile(r"\d{1,9}(-\d{1,9})?(,\d{1,9}(-\d{1,9})?)*")
TRAMO_MAXIMO = 5000


def parse_folios(texto: str) -> list[int]:
    """Folios de «3», «3,5» o «3,5,8-12».

    Raises
    ------
    CampaniaError
        Si no está escrito así.

    Examples
    --------
    >>> parse_folios("3,5,8-10")
    [3, 5, 8, 9, 10]
    """
    limpio = texto.replace(" ", "")
    folios: list[int] = []
    for tramo in limpio.split(",") if _FOLIOS.fullmatch(limpio) else ():
        desde, _, hasta = tramo.partition("-")
        folios += range(int(desde), min(int(hasta or desde), int(desde) + TRAMO_MAXIMO) + 1)
    if folios:
        return list(dict.fromkeys(folios))
    raise _build_error("FOLIO", "folios como «3» o «3,5,8-12»", ascii(texto)[:40])


def resolve_mensajes(bitacora: Bitacora, folios: list[int], resultado: str, firma: Firma) -> list[Mensaje]:
    """Resuelve varios folios con la misma razón: todos o ninguno.

    Raises
    ------
    CampaniaError
        Si falta la razón, la palabra no existe o algún folio no está en un estado en que se pueda decir.
    """
    check_firma(firma)
    mensajes = [bitacora.get_mensaje(folio) for folio in folios]
    for mensaje in mensajes:
        _check(mensaje, resultado)
    with bitacora.transact():
        for mensaje in mensajes:
            _apply(bitacora, mensaje, resultado, firma)
    return [bitacora.get_mensaje(folio) for folio in folios]


def _check(mensaje: Mensaje, resultado: str) -> None:
    _, estados = PALABRAS.get(resultado, ("", ()))
    if mensaje.estado in estados or (mensaje.estado, resultado) in DESTINOS:
        return
    posibles = [r for (estado, r) in DESTINOS if estado == mensaje.estado]
    posibles += [p for p, (_, en) in PALABRAS.items() if mensaje.estado in en]
    esperado = f"para un mensaje {mensaje.estado}: {' | '.join(posibles) or 'nada que resolver'}"
    raise _build_error(f"folio {mensaje.folio}", esperado, f"{mensaje.estado}, «{resultado[:20]}»")


def _apply(bitacora: Bitacora, mensaje: Mensaje, resultado: str, firma: Firma) -> None:
    if resultado in PALABRAS:
        dato = ""
        if resultado == REBOTE_ATENDIDO:  # lo que rebote después vuelve a contar
            dato = str(bitacora.base.execute("SELECT COALESCE(MAX(id), 0) FROM rebotes").fetchone()[0])
        save_decision(bitacora, build_decision(PALABRAS[resultado][0], mensaje, firma, dato))
        return
    firma = check_firma(firma)
    destino = DESTINOS[mensaje.estado, resultado]
    bitacora.update(mensaje.folio, destino, (mensaje.estado,), "", f"{firma.persona}: {firma.motivo}")
    if destino == e.EN_COLA:
        orden = "UPDATE mensajes SET intentos = 0, proximo = 0 WHERE folio = ?"
        bitacora.base.execute(orden, (mensaje.folio,))


def _build_error(donde: str, esperado: str, encontrado: str) -> CampaniaError:
    return CampaniaError(
        "No se puede resolver.", donde=donde, esperado=esperado, encontrado=encontrado,
        que_hacer="vea los folios con: fais correo estado",
    )  # fmt: skip
