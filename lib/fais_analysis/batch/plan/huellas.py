"""Huellas de archivos, de la biblioteca y de las versiones. Módulo ligero: no importa pandas."""

import importlib.metadata
import platform
from collections.abc import Callable, Iterable
from pathlib import Path

import fais_analysis
from fais_analysis import __version__
from fais_analysis.sources.huella import compute_huella, compute_sha256
from fais_analysis.sources.rutas import get_datos, get_shapefiles

PAQUETES = ("pandas", "geopandas", "papermill", "nbconvert", "ipykernel", "plotly")
NO_PUBLICOS = ("inversion", "padron", "directorio")
# Los cuartos que dan forma a un informe, por el nombre de su carpeta o módulo. Cambiar otro (las órdenes, la
# entrega, el explorador) no rehace ninguno. Una prueba los coteja con lo que de veras importan los capítulos.
CUARTOS = frozenset(
    {
        *("__init__", "batch", "claves", "entidad", "errors", "indicators", "loaders", "navegador", "pages"),
        *("procedencia", "reports", "rules", "schemas", "sources", "views"),
    }
)
PLANTILLAS = (".j2", ".css", ".js")
REGLAS = "rules/data/"
PARTES_CODIGO = ("biblioteca", "plantillas", "reglas")


def compute_huellas(*carpetas: Path) -> dict[str, str]:
    """sha256 de cada archivo público, por su ruta dentro del proyecto («data/inpc.csv»)."""
    return {
        nombre: compute_sha256(ruta)
        for nombre, ruta in _list_archivos(carpetas).items()
        if nombre.split("/")[1] not in NO_PUBLICOS
    }


def compute_huella_codigo(cuadernos: Iterable[Path]) -> str:
    """Huella de los cuadernos y de la biblioteca, sin las órdenes: ésas no cambian un informe."""
    return compute_huella({**compute_partes_codigo(), "cuadernos": compute_huella_cuadernos(cuadernos)})


def compute_partes_codigo() -> dict[str, str]:
    """Huella de la biblioteca, de las plantillas y estilos, y de las reglas, cada una por su lado."""
    paquete = Path(fais_analysis.__file__).resolve().parent
    partes: dict[str, dict[str, str]] = {nombre: {} for nombre in PARTES_CODIGO}
    for ruta in sorted(paquete.rglob("*")):
        nombre = ruta.relative_to(paquete).as_posix()
        if ruta.is_file() and "__pycache__" not in nombre and is_de_informe(nombre):
            partes[_classify(nombre, ruta.suffix)][nombre] = compute_sha256(ruta)
    return {parte: compute_huella(archivos) for parte, archivos in partes.items()}


def is_de_informe(nombre: str) -> bool:
    """Si un archivo de la biblioteca, por su ruta dentro de ella, puede cambiar un informe.

    Examples
    --------
    >>> is_de_informe("views/tema.yml"), is_de_informe("cli/app.py"), is_de_informe("claves.py")
    (True, False, True)
    """
    return nombre.split("/")[0].removesuffix(".py") in CUARTOS


def compute_huella_cuadernos(cuadernos: Iterable[Path]) -> str:
    """Huella de unos cuadernos, por su nombre."""
    return compute_huella({ruta.name: compute_sha256(ruta) for ruta in cuadernos})


def compute_huella_cruda(cuadernos: Iterable[Path]) -> str:
    """Huella de todo lo que podría cambiar una corrida, archivo por archivo y sin abrir ninguna tabla.

    Abarca los datos (también el libro de inversión), los mapas, la biblioteca, los cuadernos y las versiones.
    Si es la misma, nada cambió; si es otra, hay que ver a qué municipios les toca.
    """
    archivos = {n: compute_sha256(r) for n, r in _list_archivos((get_datos(), get_shapefiles())).items()}
    return compute_huella({**archivos, **get_versiones(), "codigo": compute_huella_codigo(cuadernos)})


def get_versiones() -> dict[str, str]:
    """Versiones que pueden cambiar un informe."""
    leer: Callable[[str], str] = importlib.metadata.version
    return {
        "fais_analysis": __version__,
        "python": platform.python_version(),
        **{p: leer(p) for p in PAQUETES},
    }


def _classify(nombre: str, extension: str) -> str:
    if nombre.startswith(REGLAS):
        return "reglas"
    return "plantillas" if extension in PLANTILLAS else "biblioteca"


def _list_archivos(carpetas: Iterable[Path]) -> dict[str, Path]:
    """Archivos visibles, por su ruta dentro del proyecto."""
    archivos: dict[str, Path] = {}
    for carpeta in carpetas:
        for ruta in sorted(carpeta.rglob("*")):
            relativa = ruta.relative_to(carpeta)
            if ruta.is_file() and not any(parte.startswith(".") for parte in relativa.parts):
                archivos[f"{carpeta.name}/{relativa.as_posix()}"] = ruta
    return archivos
