"""Huellas de archivos, de la biblioteca y de las versiones. Módulo ligero: no importa pandas."""

import importlib.metadata
import platform
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import fais_analysis
from fais_analysis import __version__
from fais_analysis.sources.huella import compute_huella, compute_sha256
from fais_analysis.sources.rutas import get_datos, get_shapefiles

PAQUETES = ("pandas", "geopandas", "papermill", "nbconvert", "ipykernel", "plotly")
# Privado por omisión: sólo es público lo que tiene ficha al lado («inpc.csv», con «inpc.ficha.yml»).
FICHA, CON_FICHA = ".ficha.yml", (".csv", ".geojson")
LIBROS, SEGUIMIENTO = "inversion", "seguimiento"
ESTADOS_PROPUESTAS = (
    "estado_*.json"  # lo que el índice dice de las propuestas: cambia la corrida, no un informe
)
# Los cuartos que dan forma a un informe, por el nombre de su carpeta o módulo. Cambiar otro (las órdenes, la
# entrega, el explorador) no rehace ninguno. Una prueba los coteja con lo que de veras importan los capítulos.
CUARTOS = frozenset(
    {
        *("__init__", "batch", "claves", "costos", "entidad", "errors", "folios", "indicators", "loaders"),
        *("navegador", "nombres", "pages"),
        *("procedencia", "recorrido", "reports", "rules", "schemas", "sources", "views"),
    }
)
PLANTILLAS = (".j2", ".css", ".js")
REGLAS = "rules/data/"
PARTES_CODIGO = ("biblioteca", "plantillas", "reglas")


def compute_huellas(*carpetas: Path) -> dict[str, str]:
    """sha256 de cada archivo público, por su ruta dentro del proyecto («data/inpc.csv»), y de su ficha."""
    return {nombre: compute_sha256(ruta) for nombre, ruta in list_publicos(carpetas).items()}


def list_publicos(carpetas: Iterable[Path]) -> dict[str, Path]:
    """Las tablas y mapas con ficha, y sus fichas, por su ruta dentro del proyecto.

    De lo demás que haya en esas carpetas (libros, propuestas, padrón, lo que alguien deje ahí) no se da ni el
    nombre.
    """
    publicos: dict[str, Path] = {}
    for carpeta in carpetas:
        for ficha in carpeta.rglob(f"*{FICHA}"):
            tabla = ficha.name.removesuffix(FICHA)
            rutas = (ficha, *(ficha.with_name(tabla + extension) for extension in CON_FICHA))
            for ruta in filter(Path.is_file, rutas):
                publicos[f"{carpeta.name}/{ruta.relative_to(carpeta).as_posix()}"] = ruta
    return dict(sorted(publicos.items()))


def compute_huella_codigo(cuadernos: Iterable[Path]) -> str:
    """Huella de los cuadernos y de la biblioteca, sin las órdenes: ésas no cambian un informe."""
    return compute_huella({**compute_partes_codigo(), "cuadernos": compute_huella_cuadernos(cuadernos)})


def compute_partes_codigo() -> dict[str, str]:
    """Huella de la biblioteca, de las plantillas y estilos, y de las reglas, cada una por su lado."""
    partes: dict[str, dict[str, str]] = {nombre: {} for nombre in PARTES_CODIGO}
    for nombre, ruta in list_biblioteca().items():
        partes[_classify(nombre, ruta.suffix)][nombre] = compute_sha256(ruta)
    return {parte: compute_huella(archivos) for parte, archivos in partes.items()}


def list_biblioteca() -> dict[str, Path]:
    """Los archivos de la biblioteca que dan forma a un informe, por su ruta dentro de ella."""
    paquete = Path(fais_analysis.__file__).resolve().parent
    rutas = {ruta.relative_to(paquete).as_posix(): ruta for ruta in sorted(paquete.rglob("*"))}
    return {n: r for n, r in rutas.items() if "__pycache__" not in n and is_de_informe(n) and r.is_file()}


def list_libros() -> list[Path]:
    """Los libros de inversión que hay en su carpeta, de los que se lee uno."""
    return [r for r in (get_datos() / LIBROS).glob("[!.]*") if r.is_file()]


def list_seguimiento() -> list[Path]:
    """Los resúmenes del padrón y de las evaluaciones que el panorama cita; casi siempre, ninguno."""
    return sorted(r for r in (get_datos() / SEGUIMIENTO).glob("[!.]*.json") if r.is_file())


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

    Abarca los datos públicos, el libro de inversión, los resúmenes que cita el panorama, el estado de las
    propuestas, los mapas, la biblioteca, los cuadernos y las versiones.
    Si es la misma, nada cambió; si es otra, hay que ver a qué municipios les toca.
    """
    libros = {f"{LIBROS}/{r.name}": compute_sha256(r) for r in list_libros()}
    libros |= {f"{SEGUIMIENTO}/{r.name}": compute_sha256(r) for r in list_seguimiento()}
    estados = {r.name: compute_sha256(r) for r in (get_datos() / "propuestas").glob(ESTADOS_PROPUESTAS)}
    return compute_huella(
        {
            **compute_huellas(get_datos(), get_shapefiles()),
            **libros,
            **estados,
            **get_versiones(),
            "codigo": compute_huella_codigo(cuadernos),
        }
    )


def get_versiones() -> dict[str, str]:
    """Versiones que pueden cambiar un informe."""
    return {
        "fais_analysis": __version__,
        "python": platform.python_version(),
        **{paquete: read_version(paquete) for paquete in PAQUETES},
    }


@cache
def read_version(paquete: str) -> str:
    """Versión de un paquete, leída una vez por proceso: es la que este proceso ya importó."""
    leer: Callable[[str], str] = importlib.metadata.version
    return leer(paquete)


def _classify(nombre: str, extension: str) -> str:
    if nombre.startswith(REGLAS):
        return "reglas"
    return "plantillas" if extension in PLANTILLAS else "biblioteca"
