"""Los insumos de una corrida, comprobados antes de empezar: catálogo, tablas, mapas y libro de inversión."""

import hashlib
import importlib.metadata
import platform
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fais_analysis import __version__
from fais_analysis.claves import check_clave_entidad
from fais_analysis.errors import ClaveError
from fais_analysis.sources.huella import compute_sha256
from fais_analysis.sources.rutas import get_datos, get_shapefiles

PAQUETES = ("pandas", "geopandas", "papermill", "nbconvert", "ipykernel", "plotly")
ENTIDAD_INCLUIDA = "10"
NO_PUBLICOS = ("inversion", "padron", "directorio")


@dataclass(frozen=True)
class Insumos:
    """Lo que alimenta una corrida.

    ``municipios`` va de clave a nombre, los de la entidad; ``huellas``, de archivo (dentro del
    proyecto) a sha256; ``huella_datos`` resume todas.
    """

    municipios: dict[str, str]
    huellas: dict[str, str]
    libro: dict[str, Any] = field(default_factory=dict)
    es_demostracion: bool = False

    @property
    def huella_datos(self) -> str:
        """Una sola huella de todas las tablas, los mapas y el libro."""
        return compute_huella({**self.huellas, "libro": str(self.libro.get("sha256", ""))})


def check_insumos(entidad: str) -> Insumos:
    """Abre y comprueba todo lo que los cuadernos van a leer.

    Raises
    ------
    FuenteFaltanteError, FuenteAlteradaError, EsquemaError, LibroInversionError
        Si falta una tabla, alguien cambió un dígito o el libro de inversión no se puede leer.
    """
    from fais_analysis.loaders import ordenadas
    from fais_analysis.loaders.inversion import load_inversion
    from fais_analysis.schemas.registro import ESQUEMAS, OPCIONALES

    check_clave_entidad(entidad)
    municipios = list_municipios(entidad)
    for nombre in sorted({*ESQUEMAS} - OPCIONALES | {*ordenadas.list_tablas()}):
        ordenadas.load_tabla(nombre)
    check_mapa(entidad)
    libro = load_inversion()
    return Insumos(
        municipios=municipios,
        huellas=compute_huellas(get_datos(), get_shapefiles()),
        libro={"origen": libro.origen, "sha256": libro.sha256, "advertencias": list(libro.advertencias)},
        es_demostracion=libro.es_demostracion,
    )


def check_mapa(entidad: str) -> bool:
    """Abre y comprueba el mapa de la entidad; falso si no se ha construido.

    Sólo el de Durango viene con el proyecto. En otra entidad su falta no es un error: los informes salen sin
    mapas y lo dicen.

    Raises
    ------
    FuenteFaltanteError, FuenteAlteradaError
        Si falta el de Durango, está a medias o alguien lo cambió.
    """
    from fais_analysis.loaders.ordenadas import load_municipios_geo

    if entidad != ENTIDAD_INCLUIDA and not list(get_shapefiles().glob(f"municipios_{entidad}.*")):
        return False
    load_municipios_geo(entidad)
    return True


def list_municipios(entidad: str) -> dict[str, str]:
    """Municipios de una entidad, de clave a nombre, en orden de clave.

    Raises
    ------
    ClaveError
        Si la entidad no existe o el catálogo no la trae.
    """
    from fais_analysis.loaders.ordenadas import load_tabla

    check_clave_entidad(entidad)
    catalogo = load_tabla("catalogo_municipios")
    propios = catalogo[catalogo["clave_municipio"].str.startswith(entidad)].sort_values("clave_municipio")
    if propios.empty:
        raise ClaveError(
            f"El catálogo no trae municipios de la entidad {entidad}.",
            donde="data/catalogo_municipios.csv",
            esperado=f"claves que empiezan con {entidad}",
            encontrado="ninguna",
            que_hacer="elija otra entidad o rehaga los datos con: fais datos construir",
        )
    return dict(zip(propios["clave_municipio"], propios["municipio"], strict=True))


def compute_huellas(*carpetas: Path) -> dict[str, str]:
    """sha256 de cada archivo público, por su ruta dentro del proyecto («data/inpc.csv»)."""
    huellas: dict[str, str] = {}
    for carpeta in carpetas:
        for archivo in sorted(carpeta.rglob("*")):
            relativa = archivo.relative_to(carpeta)
            oculto = any(parte.startswith(".") for parte in relativa.parts)
            if archivo.is_file() and not oculto and relativa.parts[0] not in NO_PUBLICOS:
                huellas[f"{carpeta.name}/{relativa.as_posix()}"] = compute_sha256(archivo)
    return huellas


def compute_huella(partes: dict[str, str]) -> str:
    """Una huella de varias, sin que importe el orden."""
    texto = "\n".join(f"{nombre} {valor}" for nombre, valor in sorted(partes.items()))
    return hashlib.sha256(texto.encode()).hexdigest()


def compute_huella_codigo(cuadernos: Iterable[Path]) -> str:
    """Huella de los cuadernos y de la biblioteca, sin las órdenes: ésas no cambian un informe."""
    paquete = Path(__file__).resolve().parents[1]
    archivos = {r.relative_to(paquete).as_posix(): r for r in paquete.rglob("*") if r.is_file()}
    ajenos = ("cli", "explorer")
    partes = {
        nombre: compute_sha256(ruta)
        for nombre, ruta in archivos.items()
        if "__pycache__" not in nombre and not nombre.startswith(ajenos)
    }
    partes |= {ruta.name: compute_sha256(ruta) for ruta in cuadernos}
    return compute_huella(partes)


def get_versiones() -> dict[str, str]:
    """Versiones que pueden cambiar un informe."""
    leer: Callable[[str], str] = importlib.metadata.version
    return {
        "fais_analysis": __version__,
        "python": platform.python_version(),
        **{p: leer(p) for p in PAQUETES},
    }
