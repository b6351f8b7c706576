"""De quién es la culpa de un rechazo: del buzón, que se corrige, o del servidor y quien lo opera.

Sólo lo primero marca a una alcaldía. Un «no» que habla de autenticación, de reglas, de reputación o del
remitente se quita en la oficina; el mensaje sigue en la cola.
"""

import re

_AMPLIADO = re.compile(r"(?<![\w.])([245])\.(\d{1,3})\.(\d{1,3})(?!\w|\.\d)")  # nunca a media dirección IP
_DEL_BUZON = {("1", n) for n in ("0", "1", "2", "3", "4", "5", "6", "9")} | {
    ("2", "0"),
    ("2", "1"),
    ("4", "1"),
    ("4", "4"),
}
_SIN_DETALLE = {("0", "0"), ("1", "0")}  # lo que un servidor dice cuando no precisa: decide el texto
_CODIGOS_DUDOSOS = (550, 554)  # también los usa quien rechaza al que manda
_CODIGOS_BUZON = (551, 553, 521, 556)
_PASAJERO = re.compile(
    r"\bfull\b|llen[oa]|storage|espacio|quota|cuota|exceed|excedi|temporar|tempor[aá]l|again later|intente"
    r"|defer|gr[ae]y ?list|insufficient|busy|ocupad|timeout|suspicious|sospechos|virus|malware|phish|\bptr\b"
    r"|reverse dns|too big|message (?:was )?(?:rejected|refused)|transaction failed|no smtp|loop|hop count",
    re.IGNORECASE,
)
_DEL_OPERADOR = re.compile(
    r"relay|reenv|authenticat|autentic|\bauth\b|not permitted|no permitid|denied|denegad|block|bloque|spam"
    r"|polic|politic|blacklist|blocklist|lista negra|reputation|reputac|spf|dkim|dmarc|sender|remitente|tls"
    r"|rate|limit|too many|size|tama|content|contenid|banned|client host|helo|firma|signature",
    re.IGNORECASE,
)
_NO_EXISTE = re.compile(
    r"unknown|desconocid|no such|(?:does not|doesn't|not|no) exist|no existe|inexistente|invalid|unavailable"
    r"|not found|no encontrad|disabled|deshabilitad|inactiv|recipient rejected|no mailbox|have an account"
    r"|not a valid|no v[aá]lid|cancel|unrouteable|not accept mail",
    re.IGNORECASE,
)


def is_del_buzon(codigo: int, texto: str) -> bool:
    """Si un 5xx dice algo del buzón (no existe, se mudó, está cerrado) y no de quien manda.

    Examples
    --------
    >>> is_del_buzon(550, "5.1.1 no existe"), is_del_buzon(554, "5.7.1 Relay access denied")
    (True, False)
    >>> is_del_buzon(550, "User unknown"), is_del_buzon(550, "Mailbox full")
    (True, False)
    """
    if codigo in _CODIGOS_BUZON and not _AMPLIADO.search(texto):
        return not (_PASAJERO.search(texto) or _DEL_OPERADOR.search(texto))
    if codigo not in (*_CODIGOS_DUDOSOS, *_CODIGOS_BUZON):
        ampliado = _AMPLIADO.search(texto)
        return bool(ampliado and (ampliado[2], ampliado[3]) in _DEL_BUZON and ampliado[1] == "5")
    return is_definitivo(texto)


def is_definitivo(texto: str) -> bool:
    """Si un código ampliado (RFC 3463) o, a falta de él, el texto dice que el buzón no sirve.

    Sin una cosa ni la otra no se da por muerto un buzón: lo mismo contesta el servidor que rechaza a quien
    manda, y un alcalde no debe quedar fuera por eso.
    """
    ampliado = _AMPLIADO.search(texto)
    if ampliado and (ampliado[2], ampliado[3]) not in _SIN_DETALLE:
        return ampliado[1] == "5" and (ampliado[2], ampliado[3]) in _DEL_BUZON
    if (ampliado and ampliado[1] == "4") or _PASAJERO.search(texto) or _DEL_OPERADOR.search(texto):
        return False
    return bool(_NO_EXISTE.search(texto))
