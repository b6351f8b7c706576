"""Lee un archivo dentro de un ZIP oficial, cuyo nombre puede venir en otra codificación."""

import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath

from fais_analysis.errors import FuenteAlteradaError

# Un ZIP sin la marca UTF-8 guarda los acentos en la página de códigos de quien lo hizo.
CODIFICACIONES_NOMBRE = ("utf-8", "cp850", "latin-1")


def read_miembro(ruta: Path, nombre: str) -> bytes:
    """Contenido del archivo de un ZIP que se llama así, en la carpeta que sea.

    Raises
    ------
    FuenteAlteradaError
        Si no es un ZIP, está dañado o no trae el archivo.
    """
    buscado = normalize_nombre(nombre)
    nombres = []
    for miembro, contenido in iter_miembros(ruta):
        if buscado in miembro:
            return contenido()
        nombres.append(sorted(miembro)[0])
    raise _zip_inesperado(ruta, nombre, f"el ZIP trae {', '.join(nombres[:5]) or 'ningún archivo'}")


def iter_miembros(ruta: Path) -> Iterator[tuple[set[str], Callable[[], bytes]]]:
    """Cada archivo del ZIP: los nombres que pudo tener y una función que lo lee."""
    try:
        with zipfile.ZipFile(ruta) as libro:
            for info in libro.infolist():
                if not info.is_dir():
                    yield _list_nombres(info), partial(libro.read, info)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        raise _zip_inesperado(ruta, "un ZIP completo", f"{type(error).__name__}: {error}") from None


def normalize_nombre(nombre: str) -> str:
    """Nombre de archivo para comparar: sin carpeta, sin mayúsculas y con los acentos compuestos."""
    return unicodedata.normalize("NFC", PurePosixPath(nombre).name).casefold()


def _list_nombres(info: zipfile.ZipInfo) -> set[str]:
    nombres = {normalize_nombre(info.filename)}
    for codificacion in CODIFICACIONES_NOMBRE:
        try:
            nombres.add(normalize_nombre(info.filename.encode("cp437").decode(codificacion)))
        except UnicodeError:
            continue
    return nombres


def _zip_inesperado(ruta: Path, esperado: str, encontrado: str) -> FuenteAlteradaError:
    return FuenteAlteradaError(
        "El ZIP no trae lo que debía.",
        donde=ruta.name,
        esperado=esperado,
        encontrado=encontrado,
        que_hacer="ábralo y busque el archivo; si lo encuentra, corra: fais datos importar ARCHIVO",
    )
