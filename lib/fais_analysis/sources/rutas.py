"""Dónde vive cada cosa: la raíz del proyecto, los datos ordenados, los mapas, las salidas y las fuentes."""

import os
from pathlib import Path

import platformdirs

from fais_analysis.errors import FuenteFaltanteError

VARIABLE_RAIZ = "FAIS_RAIZ"
VARIABLE_FUENTES = "FAIS_FUENTES"
# El repositorio desde el que se importa el paquete, si la instalación es editable.
REPOSITORIO = Path(__file__).resolve().parents[3]


def get_raiz() -> Path:
    """Carpeta del proyecto: la que tiene ``data/`` y ``shapefiles/``.

    Se busca, en orden, en la variable ``FAIS_RAIZ``, en el repositorio desde el que se importa el paquete
    (instalación editable) y en la carpeta de trabajo y las que la contienen.

    Raises
    ------
    FuenteFaltanteError
        Si ninguna de las tres tiene la carpeta de datos.
    """
    declarada = os.environ.get(VARIABLE_RAIZ)
    if declarada:
        return _check_raiz(Path(declarada).expanduser().resolve())
    if _is_raiz(REPOSITORIO):
        return REPOSITORIO
    trabajo = Path.cwd()
    for candidata in (trabajo, *trabajo.parents):
        if _is_raiz(candidata):
            return candidata
    raise _raiz_faltante(f"la carpeta de trabajo «{trabajo.name}»")


def get_datos() -> Path:
    """Carpeta de las tablas ordenadas (``data/``)."""
    return get_raiz() / "data"


def get_shapefiles() -> Path:
    """Carpeta de los mapas simplificados (``shapefiles/``)."""
    return get_raiz() / "shapefiles"


def get_salidas() -> Path:
    """Carpeta donde se escriben los expedientes (``outputs/``)."""
    return get_raiz() / "outputs"


def get_fuentes() -> Path:
    """Carpeta de los archivos oficiales: ``FAIS_FUENTES`` o, sin ella, la caché del usuario.

    No exige que exista: quien la lee (``locate_archivo``) explica qué falta.
    """
    declarada = os.environ.get(VARIABLE_FUENTES)
    if declarada:
        return Path(declarada).expanduser().resolve()
    return Path(platformdirs.user_cache_dir("fais_analysis", appauthor=False)) / "fuentes"


def _is_raiz(carpeta: Path) -> bool:
    return (carpeta / "data").is_dir() and (carpeta / "shapefiles").is_dir()


def _check_raiz(carpeta: Path) -> Path:
    if not carpeta.is_dir():
        raise _raiz_faltante(f"{VARIABLE_RAIZ} apunta a «{carpeta}», que no existe")
    return carpeta


def _raiz_faltante(encontrado: str) -> FuenteFaltanteError:
    return FuenteFaltanteError(
        "No se encontró la carpeta del proyecto con sus datos.",
        donde=f"variable {VARIABLE_RAIZ} y carpeta de trabajo",
        esperado="una carpeta con «data» y «shapefiles»",
        encontrado=encontrado,
        que_hacer=f"corra la orden dentro del proyecto clonado o declare su ruta en {VARIABLE_RAIZ}",
    )
