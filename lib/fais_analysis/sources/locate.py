"""Ubica un archivo oficial y comprueba que sea la edición registrada."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from fais_analysis.errors import FuenteAlteradaError, FuenteFaltanteError
from fais_analysis.sources.ediciones import is_edicion_aceptada
from fais_analysis.sources.fichas import Archivo, get_archivo
from fais_analysis.sources.huella import compute_sha256
from fais_analysis.sources.rutas import VARIABLE_FUENTES, get_fuentes

_CANDIDATO: ContextVar[tuple[str, Path] | None] = ContextVar("candidato", default=None)


@contextmanager
def use_candidato(id_: str, anio: int | None, ruta: Path) -> Iterator[None]:
    """Mientras dure, ese archivo hace las veces del registrado: así se lee antes de decidir si entra."""
    puesto = _CANDIDATO.set((get_archivo(id_, anio).ruta, ruta))
    try:
        yield
    finally:
        _CANDIDATO.reset(puesto)


def locate_archivo(id_: str, anio: int | None = None) -> Path:
    """Ruta del archivo oficial, ya comprobada su huella.

    Se admite la huella registrada en la ficha o la de una edición que alguien aceptó al importarla
    (``fais datos importar``), que queda anotada en la carpeta de fuentes.

    Raises
    ------
    FuenteFaltanteError
        Si el archivo no está en la carpeta de fuentes.
    FuenteAlteradaError
        Si está, pero su huella no es la registrada.
    """
    archivo = get_archivo(id_, anio)
    candidato = _CANDIDATO.get()
    if candidato is not None and candidato[0] == archivo.ruta:
        return candidato[1]
    ruta = get_fuentes() / archivo.ruta
    if not ruta.is_file():
        raise _archivo_faltante(id_, anio, archivo)
    huella = compute_sha256(ruta)
    if huella != archivo.sha256 and not is_edicion_aceptada(get_fuentes(), archivo.ruta, huella):
        raise FuenteAlteradaError(
            f"El archivo de {id_}{'' if anio is None else f' {anio}'} cambió.",
            donde=archivo.ruta,
            esperado=f"sha256 {archivo.sha256[:12]}… ({archivo.bytes:,} bytes)",
            encontrado=f"sha256 {huella[:12]}… ({ruta.stat().st_size:,} bytes)",
            que_hacer="restaure el original o, si la institución publicó otra edición, revísela y corra: "
            "fais datos importar ARCHIVO --reemplazar",
        )
    return ruta


def _archivo_faltante(id_: str, anio: int | None, archivo: Archivo) -> FuenteFaltanteError:
    carpeta = get_fuentes()
    return FuenteFaltanteError(
        f"Falta el archivo oficial de {id_}{'' if anio is None else f' {anio}'}.",
        donde=f"{archivo.ruta}, en la carpeta de fuentes ({VARIABLE_FUENTES} o la caché del usuario)",
        esperado=f"sha256 {archivo.sha256[:12]}… ({archivo.bytes:,} bytes)",
        encontrado="no existe la carpeta de fuentes" if not carpeta.is_dir() else "no existe el archivo",
        que_hacer="corra: fais datos descargar; o, si ya lo tiene, fais datos importar ARCHIVO; "
        f"o declare en {VARIABLE_FUENTES} la carpeta donde están",
    )
