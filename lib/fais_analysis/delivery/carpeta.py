"""La carpeta privada del correo: fuera del repositorio y sólo para quien la creó."""

import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs
from filelock import FileLock, Timeout

from fais_analysis.delivery.errores import CampaniaError, DirectorioError
from fais_analysis.errors import SalidaError, describe_falla_sistema
from fais_analysis.sources.escritura import explain_escritura

VARIABLE = "FAIS_CORREO"
BITACORA, CONFIGURACION, PLANTILLAS = "bitacora.sqlite", "correo.yml", "plantillas"
_NOMBRE_CAMPANIA = re.compile(r"[a-z0-9][a-z0-9-]{2,63}")


def get_carpeta(pedida: Path | None = None, *, crear: bool = True) -> Path:
    """Carpeta del correo: la pedida, la de ``FAIS_CORREO`` o la de datos del usuario.

    Sin ``crear`` no se toca: ni se crea ni se le cambian los permisos, porque sólo se va a consultar.

    Raises
    ------
    DirectorioError
        Si quedaría dentro de un repositorio que la versionaría.
    SalidaError
        Si no se puede crear.
    """
    declarada = os.environ.get(VARIABLE)
    omision = Path(platformdirs.user_data_dir("fais_analysis", appauthor=False)) / "correo"
    carpeta = (pedida or (Path(declarada) if declarada else omision)).expanduser().absolute()
    check_privada(carpeta)
    return make_carpeta(carpeta) if crear else carpeta


def make_carpeta(carpeta: Path) -> Path:
    """Crea una carpeta que sólo su dueño puede abrir."""
    try:
        carpeta.mkdir(parents=True, exist_ok=True)
        if os.name == "posix":
            carpeta.chmod(0o700)
    except OSError as error:
        raise build_sin_permiso(carpeta, error) from None
    return carpeta


def build_sin_permiso(carpeta: Path, error: Exception) -> SalidaError:
    """La carpeta no se puede crear, no deja escribir o está en un disco que no admite candados."""
    return SalidaError(
        "No se puede usar la carpeta del correo.",
        donde=str(carpeta),
        esperado="una carpeta propia en la que se pueda escribir",
        encontrado=describe_falla_sistema(error)
        if isinstance(error, OSError)
        else "un disco que no admite candados",
        que_hacer=f"elija otra con --carpeta o con la variable {VARIABLE}",
    )


def check_privada(ruta: Path) -> Path:
    """Exige que git no vaya a versionar esa ruta: trae datos de personas.

    Raises
    ------
    DirectorioError
        Si está dentro de un repositorio y no está ignorada.
    """
    real = ruta.expanduser().resolve()
    repositorio = next((p for p in (real, *real.parents) if (p / ".git").exists()), None)
    if repositorio is None or _is_ignorada(repositorio, real):
        return ruta
    raise DirectorioError(
        "Los datos de personas no se guardan dentro del repositorio.",
        donde=f"{repositorio.name}/{real.relative_to(repositorio)}",
        esperado="una ruta fuera del repositorio, o ignorada por git (por ejemplo data/directorio/)",
        encontrado="una ruta que git versionaría",
        que_hacer=f"muévalo fuera o elija otra carpeta con --carpeta o con la variable {VARIABLE}",
    )


def _is_ignorada(repositorio: Path, ruta: Path) -> bool:
    """Si git la ignora y además no la versiona ya; sin git no hay modo de saberlo y se toma como que no."""
    try:
        dentro = str(ruta.relative_to(repositorio) / "x") if ruta.is_dir() or not ruta.suffix else str(ruta)
        ignorada = subprocess.run(
            ["git", "check-ignore", "-q", dentro], cwd=repositorio, capture_output=True, check=False
        )
        return ignorada.returncode == 0
    except OSError:
        return False


def check_nombre_campania(nombre: str) -> str:
    """Nombre de campaña: minúsculas, dígitos y guiones, de 3 a 64 (también será nombre de carpeta)."""
    if _NOMBRE_CAMPANIA.fullmatch(nombre):
        return nombre
    raise CampaniaError(
        "El nombre de la campaña no sirve.",
        donde="--campania",
        esperado="de 3 a 64 letras minúsculas sin acento, dígitos o guiones, por ejemplo «2020-diagnostico»",
        encontrado=f"{ascii(nombre)[1:-1][:70]}",
        que_hacer="escriba otro nombre",
    )


def write_privado(ruta: Path, contenido: bytes | Iterable[bytes]) -> None:
    """Escribe, entero o por trozos, en un temporal vecino, lo asienta en disco y lo renombra.

    Sólo su dueño puede leerlo.
    """
    temporal = ruta.with_name(f".{ruta.name}.{os.getpid()}.tmp")
    with explain_escritura(
        "No se pudo escribir en la carpeta del correo.",
        donde=ruta.name,
        que_hacer="libere espacio o corrija el permiso y repita la orden",
    ):
        try:
            descriptor = os.open(
                temporal, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600
            )
            with os.fdopen(descriptor, "wb") as archivo:
                archivo.writelines([contenido] if isinstance(contenido, bytes) else contenido)
                archivo.flush()
                os.fsync(archivo.fileno())
            os.replace(temporal, ruta)
        finally:
            temporal.unlink(missing_ok=True)


@contextmanager
def hold_candado(carpeta: Path, espera_s: float = 0) -> Iterator[None]:
    """Candado de una carpeta mientras dura el bloque: lo suelta el sistema si el proceso muere de golpe.

    ``espera_s``: cuánto insistir si otro lo tiene; sin espera, falla enseguida.

    Raises
    ------
    CampaniaError
        Si otra orden del correo está trabajando en la misma carpeta.
    SalidaError
        Si no se puede crear ahí.
    """
    candado = FileLock(carpeta / "bitacora.candado", timeout=espera_s, mode=0o600)
    try:
        candado.acquire()
    except Timeout:
        raise CampaniaError(
            "Otra orden del correo está trabajando en esta carpeta.",
            donde=BITACORA,
            esperado="una sola orden a la vez",
            encontrado="otro proceso que prepara o envía",
            que_hacer="espere a que termine; nada se perdió ni se envió dos veces",
        ) from None
    except (OSError, NotImplementedError) as error:
        raise build_sin_permiso(carpeta, error) from None
    try:
        yield
    finally:
        candado.release()
