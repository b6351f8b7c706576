"""Ubica un archivo oficial y comprueba que sea la edición registrada."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from fais_analysis.errors import FuenteAlteradaError, FuenteFaltanteError
from fais_analysis.sources.ediciones import is_edicion_aceptada
from fais_analysis.sources.entidades import ENTIDAD_BASE, load_entidades
from fais_analysis.sources.fichas import Archivo, EdicionArchivo, get_archivo, get_ficha
from fais_analysis.sources.huella import compute_sha256
from fais_analysis.sources.rutas import VARIABLE_FUENTES, get_fuentes


@dataclass
class Candidato:
    """Un archivo que hace las veces del registrado, y si alguien lo pidió."""

    registrado: str
    ruta: Path
    se_leyo: bool = False


_CANDIDATO: ContextVar[Candidato | None] = ContextVar("candidato", default=None)


@contextmanager
def use_candidato(id_: str, edicion: EdicionArchivo, ruta: Path) -> Iterator[Candidato]:
    """Mientras dure, ese archivo hace las veces del registrado: así se lee antes de decidir si entra."""
    candidato = Candidato(get_archivo(id_, *edicion).ruta, ruta)
    puesto = _CANDIDATO.set(candidato)
    try:
        yield candidato
    finally:
        _CANDIDATO.reset(puesto)


def locate_archivo(id_: str, anio: int | None = None, entidad: str = "") -> Path:
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
    archivo = get_archivo(id_, anio, entidad)
    candidato = _CANDIDATO.get()
    if candidato is not None and candidato.registrado == archivo.ruta:
        candidato.se_leyo = True
        return candidato.ruta
    ruta = get_fuentes() / archivo.ruta
    if not ruta.is_file():
        raise _archivo_faltante(id_, EdicionArchivo(anio, entidad), archivo)
    huella = compute_sha256(ruta)
    if huella != archivo.sha256 and not is_edicion_aceptada(get_fuentes(), archivo.ruta, huella):
        raise FuenteAlteradaError(
            f"El archivo de {id_} {EdicionArchivo(anio, entidad)}".rstrip()
            + (" cambió." if archivo.sha256 else " no se ha revisado."),
            donde=archivo.ruta,
            esperado=archivo.huella_breve,
            encontrado=f"sha256 {huella[:12]}… ({ruta.stat().st_size:,} bytes)",
            que_hacer="restaure el original o, si la institución publicó otra edición, revísela y corra: "
            "fais datos importar ARCHIVO --reemplazar",
        )
    return ruta


def list_a_mano(id_: str) -> list[EdicionArchivo]:
    """Las ediciones de una fuente que están en la carpeta de fuentes.

    Raises
    ------
    FuenteAlteradaError
        Si una está, pero no es la registrada.
    """
    halladas = []
    for edicion in get_ficha(id_).ediciones:
        try:
            locate_archivo(id_, *edicion)
        except FuenteFaltanteError:
            continue
        halladas.append(edicion)
    return halladas


def list_preparadas(id_: str) -> list[EdicionArchivo]:
    """Las ediciones a la mano de las entidades preparadas; la de la entidad base no puede faltar."""
    a_mano = [e for e in list_a_mano(id_) if e.entidad in load_entidades()]
    if ENTIDAD_BASE not in {e.entidad for e in a_mano}:
        locate_archivo(id_, get_ficha(id_).ediciones[0].anio, ENTIDAD_BASE)
    return a_mano


def _archivo_faltante(id_: str, edicion: EdicionArchivo, archivo: Archivo) -> FuenteFaltanteError:
    carpeta = get_fuentes()
    return FuenteFaltanteError(
        f"Falta el archivo oficial de {id_} {edicion}".rstrip() + ".",
        donde=f"{archivo.ruta}, en la carpeta de fuentes ({VARIABLE_FUENTES} o la caché del usuario)",
        esperado=archivo.huella_breve,
        encontrado="no existe la carpeta de fuentes" if not carpeta.is_dir() else "no existe el archivo",
        que_hacer="corra: fais datos descargar; o, si ya lo tiene, fais datos importar ARCHIVO; "
        f"o declare en {VARIABLE_FUENTES} la carpeta donde están",
    )
