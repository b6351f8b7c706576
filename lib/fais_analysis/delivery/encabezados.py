"""Cómo se escribe cada encabezado: identificadores enteros, nombres y asunto que todos leen igual.

Al doblar renglones, la biblioteca estándar codifica los identificadores largos como si fueran texto: con un
dominio largo no servirían ni el mapa ni el hilo ni la baja. Y parte los nombres con comas o comillas.
"""

import re
from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import TYPE_CHECKING, Any

ENTEROS = frozenset({"message-id", "in-reply-to", "references", "reply-to", "content-id", "list-unsubscribe"})
PERSONAS = frozenset({"from", "to"})
LARGO_SENCILLO, LARGO_RENGLON = 60, 76
_SENCILLO = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ]*")


# Al correr, EmailPolicy no dice de qué mensaje es.
if TYPE_CHECKING:
    _Base = EmailPolicy[EmailMessage]
else:
    _Base = EmailPolicy


class Politica(_Base):
    """La de SMTP, salvo los encabezados de este módulo. Un renglón de más de 78 caracteres es válido."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Un encabezado como se escribe en el mensaje."""
        comun = name.lower()
        if not hasattr(value, "name"):  # de un mensaje leído: se deja como vino
            return f"{name}: {value}\r\n".encode("utf-8", "surrogateescape")
        if comun in ENTEROS:
            return f"{name}: {value}\r\n".encode("ascii")
        if comun == "subject":
            return f"{name}: {encode_texto(str(value), name)}\r\n".encode("ascii")
        if comun in PERSONAS and len(value.addresses) == 1:
            (persona,) = value.addresses
            nombre = encode_texto(persona.display_name, name)
            final = f"{nombre}\r\n <{persona.addr_spec}>" if nombre else persona.addr_spec
            return f"{name}: {final}\r\n".encode()
        return super().fold_binary(name, value)


POLITICA = Politica(linesep="\r\n")


def encode_texto(texto: str, encabezado: str) -> str:
    """Un texto para un encabezado: tal cual si es sencillo; si no, todo en palabras codificadas (RFC 2047).

    Examples
    --------
    >>> encode_texto("Ana Ruiz", "To"), encode_texto("Ruiz, Ana", "To")
    ('Ana Ruiz', '=?utf-8?q?Ruiz=2C_Ana?=')
    """
    sencillo = _SENCILLO.fullmatch(texto) and len(texto) <= 60
    return (
        texto if sencillo else Header(texto, "utf-8", 76, encabezado).encode(linesep="\r\n") if texto else ""
    )
