"""La llave del padrón y lo que se deriva de ella: seudónimos que nadie revierte y el sello de lo guardado.

Nunca un hash simple: con el nombre a la vista quedan unos 24 millones de CURP por probar, y son segundos. La
llave vive en un archivo 0600 o en el llavero, fuera del repositorio; destruirla es el borrado que sí se
promete.
"""

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from fais_analysis.padron.errores import PadronError, import_extra

VARIABLE_LLAVE = "FAIS_PADRON_LLAVE_ARCHIVO"
SERVICIO_LLAVERO, CUENTA_LLAVERO = "fais-padron", "llave"
LARGO_SEUDONIMO = 26  # base32 de 128 bits


@dataclass(frozen=True)
class Llave:
    """La raíz de los seudónimos y la identidad age con que se abre lo guardado. No aparecen en su
    ``repr``.
    """

    raiz: bytes = field(repr=False)
    age: str = field(repr=False)

    @property
    def id(self) -> str:
        """Ocho cifras que dicen cuál llave es, sin decir la llave."""
        return hmac.new(self.raiz, b"fais/padron/id", hashlib.sha256).hexdigest()[:8]

    def derive(self, uso: str) -> bytes:
        """La llave de un uso: una por registro, par o publicación."""
        return hmac.new(self.raiz, f"fais/padron/{uso}/v1".encode(), hashlib.sha256).digest()


def compute_seudonimo(llave_de_uso: bytes, *partes: str) -> str:
    """Un seudónimo de 26 letras; las partes no se confunden aunque se peguen."""
    digesto = hmac.new(llave_de_uso, "\x1f".join(partes).encode(), hashlib.sha256).digest()
    return base64.b32encode(digesto)[:LARGO_SEUDONIMO].decode()


def create_llave(ruta: Path) -> Llave:
    """Crea una llave nueva en un archivo que sólo su dueño lee.

    Raises
    ------
    PadronError
        Si el archivo ya existe: perder una llave es perder lo guardado con ella.
    """
    age = import_extra("pyrage").x25519.Identity.generate()
    llave = Llave(secrets.token_bytes(32), str(age))
    texto = f"raiz {llave.raiz.hex()}\nage {llave.age}\n"
    try:
        descriptor = os.open(ruta, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise _fail(ruta.name, "un archivo que no exista", "uno que ya existe", "elija otro nombre") from None
    except OSError:
        raise _fail(ruta.name, "una carpeta donde escribir", "otra cosa", "revise la ruta") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as archivo:
        archivo.write(texto)
    return llave


def get_publica(llave: Llave) -> str:
    """La clave pública age de la llave: con ella se sella lo que se devuelve al padrón."""
    return str(import_extra("pyrage").x25519.Identity.from_str(llave.age).to_public())


def get_llave() -> Llave:
    """La llave declarada: la del archivo de ``FAIS_PADRON_LLAVE_ARCHIVO`` o la del llavero.

    Raises
    ------
    PadronError
        Si no hay, si otros la pueden leer o si no tiene la forma debida.
    """
    declarada = os.environ.get(VARIABLE_LLAVE)
    if declarada:
        return read_llave(Path(declarada))
    return _parse_llave(_read_llavero())


def read_llave(ruta: Path) -> Llave:
    """La llave de un archivo.

    Raises
    ------
    PadronError
        Si otros la pueden leer o no tiene la forma debida.
    """
    return _parse_llave(_read_archivo(ruta.expanduser()))


def _read_archivo(ruta: Path) -> str:
    try:
        if os.name == "posix" and ruta.stat().st_mode & 0o077:
            raise _fail(
                ruta.name,
                "un archivo que sólo su dueño lea",
                "uno que otros leen",
                "corra: chmod 600 sobre él",
            )
        return ruta.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        raise _fail(ruta.name, "el archivo de la llave", "que no se puede leer", "revise la ruta") from None


def _read_llavero() -> str:
    try:
        guardada: str | None = import_extra("keyring").get_password(SERVICIO_LLAVERO, CUENTA_LLAVERO)
    except Exception:  # sin llavero, cerrado o sin sesión gráfica: se dice que falta, no por qué
        guardada = None
    if guardada:
        return guardada
    raise _fail(
        f"variable {VARIABLE_LLAVE} o llavero «{SERVICIO_LLAVERO}»",
        "la llave del padrón",
        "ninguna",
        f"créela con: fais padron llave ARCHIVO, y declárela en {VARIABLE_LLAVE}",
    )


def _parse_llave(texto: str) -> Llave:
    partes = dict(r.split(" ", 1) for r in texto.split("\n") if " " in r)
    try:
        llave = Llave(bytes.fromhex(partes["raiz"]), partes["age"].strip())
    except (KeyError, ValueError):
        llave = Llave(b"", "")
    if len(llave.raiz) != 32 or not llave.age.startswith("AGE-SECRET-KEY-1"):
        raise _fail("llave del padrón", "una hecha con: fais padron llave", "otra cosa", "cree una nueva")
    return llave


def _fail(donde: str, esperado: str, encontrado: str, que_hacer: str) -> PadronError:
    return PadronError(
        "La llave del padrón no se puede usar.",
        donde=donde,
        esperado=esperado,
        encontrado=encontrado,
        que_hacer=que_hacer,
    )
