"""La carpeta de salida: nombres de corrida y de municipio, escritura atómica y «ultima»."""

import os
import re
import shutil
import tempfile
import time
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fais_analysis.errors import ParametroError, SalidaError, describe_falla_sistema
from fais_analysis.sources.escritura import write_atomico

INTENTOS_NOMBRE = 100
REDIRECCION = (
    '<!doctype html>\n<html lang="es-MX"><head><meta charset="utf-8">'
    '<meta http-equiv="refresh" content="0; url={corrida}/index.html">'
    '<title>Última corrida</title></head><body><p><a href="{corrida}/index.html">'
    "Abrir la última corrida</a></p></body></html>\n"
)


@dataclass(frozen=True)
class CorridaEnMarcha:
    """Una corrida en marcha: se escribe en ``parcial`` y al cerrar se renombra a ``final``."""

    nombre: str
    generado: str
    salida: Path

    @property
    def parcial(self) -> Path:
        """Carpeta oculta donde se trabaja."""
        return self.salida / f".{self.nombre}.parcial"

    @property
    def final(self) -> Path:
        """Carpeta con que se publica."""
        return self.salida / self.nombre


def build_nombre_carpeta(clave: str, nombre: str) -> str:
    """Nombre de carpeta de un municipio: clave y nombre en ASCII.

    Examples
    --------
    >>> build_nombre_carpeta("10021", "Peñón Blanco")
    '10021_penon-blanco'
    """
    ascii_ = unicodedata.normalize("NFKD", nombre).encode("ascii", "ignore").decode()
    kebab = re.sub(r"[^a-z0-9]+", "-", ascii_.lower()).strip("-")
    return f"{clave}_{kebab}" if kebab else clave


def get_momento() -> datetime:
    """La hora de la corrida: la del reloj o la de ``SOURCE_DATE_EPOCH`` (en UTC) si está definida."""
    epoca = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not epoca:
        return datetime.now().astimezone()
    try:
        return datetime.fromtimestamp(int(epoca), tz=UTC)
    except (ValueError, OverflowError, OSError):
        raise ParametroError(
            "SOURCE_DATE_EPOCH no es una fecha.",
            donde="variable de entorno SOURCE_DATE_EPOCH",
            esperado="segundos desde 1970, un entero",
            encontrado=f"«{epoca}»",
            que_hacer="corrija la variable o quítela",
        ) from None


def check_salida(salida: Path) -> Path:
    """Carpeta de salida, absoluta, creada y en la que se puede escribir.

    Raises
    ------
    SalidaError
        Si es un archivo, no se puede crear o no se puede escribir en ella.
    """
    salida = salida.expanduser().absolute()
    try:
        salida.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=salida, prefix=".prueba-"):
            pass
    except OSError as error:
        raise SalidaError(
            "No se puede escribir en la carpeta de salida.",
            donde=str(salida),
            esperado="una carpeta con permiso de escritura",
            encontrado="un archivo" if salida.is_file() else describe_falla_sistema(error),
            que_hacer="elija otra carpeta con --salida o corrija el permiso",
        ) from None
    return salida


def open_corrida(salida: Path, momento: datetime) -> CorridaEnMarcha:
    """Reserva un nombre de corrida que nadie usa y crea su carpeta de trabajo."""
    base = momento.strftime("%Y-%m-%d_%H-%M-%S")
    for numero in range(1, INTENTOS_NOMBRE + 1):
        nombre = base if numero == 1 else f"{base}_{numero}"
        corrida = CorridaEnMarcha(nombre, momento.isoformat(timespec="seconds"), salida)
        if corrida.final.exists():
            continue
        try:
            corrida.parcial.mkdir()
        except FileExistsError:
            continue
        return corrida
    raise SalidaError(
        "No hay un nombre libre para la corrida.",
        donde=str(salida),
        esperado="menos de cien corridas con la misma fecha y hora",
        encontrado=f"{INTENTOS_NOMBRE} carpetas que empiezan con {base}",
        que_hacer="borre las que no use o elija otra carpeta con --salida",
    )


def publish_corrida(corrida: CorridaEnMarcha, es_ultima: bool = True) -> Path:
    """Renombra la carpeta de trabajo a su nombre definitivo y, si procede, la señala como la última."""
    move_carpeta(corrida.parcial, corrida.final)
    if es_ultima:
        point_ultima(corrida)
    return corrida.final


def discard_corrida(corrida: CorridaEnMarcha) -> None:
    """Borra una corrida que no llegó a publicarse."""
    shutil.rmtree(corrida.parcial, ignore_errors=True)


def point_ultima(corrida: CorridaEnMarcha) -> None:
    """Hace que ``ultima`` lleve a esta corrida: enlace relativo o, donde no se puede, dos archivos.

    Windows no deja crear enlaces sin permiso especial; ahí quedan ``ultima.txt`` (el nombre de la
    corrida) y ``ultima.html``, que redirige a su índice.
    """
    enlace = corrida.salida / "ultima"
    temporal = corrida.salida / f".ultima-{corrida.nombre}-{os.getpid()}"
    try:
        os.symlink(corrida.nombre, temporal, target_is_directory=True)
        os.replace(temporal, enlace)
        for respaldo in ("ultima.txt", "ultima.html"):
            (corrida.salida / respaldo).unlink(missing_ok=True)
    except OSError:
        temporal.unlink(missing_ok=True)
        write_atomico(corrida.salida / "ultima.txt", corrida.nombre + "\n")
        write_atomico(corrida.salida / "ultima.html", REDIRECCION.format(corrida=corrida.nombre))


def get_ultima(salida: Path) -> str:
    """Nombre de la corrida a la que lleva ``ultima``; vacío si no lleva a ninguna."""
    try:
        enlace = salida / "ultima"
        nombre = os.readlink(enlace) if enlace.is_symlink() else (salida / "ultima.txt").read_text("utf-8")
    except OSError:
        return ""
    return Path(nombre.strip()).name


def move_carpeta(origen: Path, destino: Path) -> None:
    """Renombra una carpeta; en Windows reintenta si un antivirus la tiene abierta."""
    for espera in (0.1, 0.5, 2.0):
        try:
            os.rename(origen, destino)
            return
        except PermissionError:
            time.sleep(espera)
    os.rename(origen, destino)
