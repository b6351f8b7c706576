"""De quién es la culpa de un rechazo: del buzón, que se corrige, o del servidor y quien lo opera.

Sólo lo primero marca a una alcaldía. Un «no» que habla de autenticación, de reglas, de reputación o del
remitente se quita en la oficina; el mensaje sigue en la cola.
"""

import re

_AMPLIADO = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_DEL_BUZON = {("1", n) for n in "01234569"} | {("2", "0"), ("2", "1"), ("4", "1"), ("4", "4")}
_DEL_OPERADOR = re.compile(
    r"relay|reenv|authenticat|autentic|\bauth\b|not permitted|no permitid|denied|denegad|block|bloque|spam"
    r"|polic|politic|blacklist|blocklist|lista negra|reputation|reputac|spf|dkim|dmarc|sender|remitente|tls"
    r"|rate|limit|too many|quota|size|tama|content|contenid|banned|client host|helo",
    re.IGNORECASE,
)
_NO_EXISTE = re.compile(
    r"user unknown|unknown user|no such|does not exist|doesn't exist|not exist|no existe|desconocid|invalid"
    r"|not found|unavailable|inexistente|disabled|deshabilitad|inactiv|recipient rejected",
    re.IGNORECASE,
)


def is_del_buzon(codigo: int, texto: str) -> bool:
    """Si un 5xx dice algo del buzón (no existe, se mudó, está cerrado) y no de quien manda.

    Examples
    --------
    >>> is_del_buzon(550, "5.1.1 no existe"), is_del_buzon(554, "5.7.1 Relay access denied")
    (True, False)
    >>> is_del_buzon(550, "User unknown"), is_del_buzon(530, "Authentication required")
    (True, False)
    """
    if codigo not in (550, 551, 553, 554, 556, 521):
        ampliado = _AMPLIADO.search(texto)
        return bool(ampliado and (ampliado[2], ampliado[3]) in _DEL_BUZON and ampliado[1] == "5")
    return is_definitivo(texto)


def is_definitivo(texto: str) -> bool:
    """Si un código ampliado (RFC 3463) o, a falta de él, el texto dice que el buzón no sirve."""
    ampliado = _AMPLIADO.search(texto)
    if ampliado and (ampliado[2], ampliado[3]) != ("0", "0"):
        return ampliado[1] == "5" and (ampliado[2], ampliado[3]) in _DEL_BUZON
    if _NO_EXISTE.search(texto):
        return True
    return not (ampliado and ampliado[1] == "4") and not _DEL_OPERADOR.search(texto)
