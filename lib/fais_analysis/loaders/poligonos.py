"""Lee los mapas simplificados de ``shapefiles/`` y comprueba su huella."""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import yaml

from fais_analysis.errors import FuenteAlteradaError, FuenteFaltanteError
from fais_analysis.sources.huella import compute_sha256_bytes
from fais_analysis.sources.rutas import get_shapefiles
from fais_analysis.sources.tablas import FichaTabla, read_ficha_tabla

RUTA_DEFINICION = Path(__file__).with_name("poligonos.yml")
EPSG_GRADOS = 4326


@cache
def load_definicion_mapas() -> dict[str, Any]:
    """De dónde sale y cómo se simplifica cada mapa (``loaders/poligonos.yml``)."""
    return yaml.safe_load(RUTA_DEFINICION.read_text(encoding="utf-8"))


def load_poligonos(nombre: str) -> gpd.GeoDataFrame:
    """Mapa simplificado de ``shapefiles/`` (EPSG:4326, exteriores horarios); cada llamada da una copia.

    Raises
    ------
    FuenteFaltanteError
        Si falta el mapa o su ficha.
    FuenteAlteradaError
        Si el mapa no es, byte por byte, el que describe su ficha.
    """
    return _read_poligonos(nombre, get_shapefiles()).copy()


def load_ficha_poligonos(nombre: str) -> FichaTabla:
    """Ficha de un mapa: institución, cita, original del que sale, tolerancia y advertencias."""
    return read_ficha_tabla(_check_existe(get_shapefiles() / f"{nombre}.ficha.yml"))


def list_poligonos() -> list[str]:
    """Nombres de los mapas que hay en ``shapefiles/``, en orden alfabético."""
    return sorted(r.name.removesuffix(".ficha.yml") for r in get_shapefiles().glob("*.ficha.yml"))


@lru_cache(maxsize=40)
def _read_poligonos(nombre: str, carpeta: Path) -> gpd.GeoDataFrame:
    ficha = read_ficha_tabla(_check_existe(carpeta / f"{nombre}.ficha.yml"))
    contenido = _check_existe(carpeta / f"{nombre}.geojson").read_bytes()
    huella = compute_sha256_bytes(contenido)
    if huella != ficha.sha256:
        raise FuenteAlteradaError(
            f"El mapa «{nombre}» cambió desde que se construyó.",
            donde=f"shapefiles/{nombre}.geojson",
            esperado=f"sha256 {ficha.sha256[:12]}…",
            encontrado=f"sha256 {huella[:12]}…",
            que_hacer="restaure el archivo desde el repositorio o corra: fais datos mapas",
        )
    return gpd.GeoDataFrame.from_features(json.loads(contenido)["features"], crs=EPSG_GRADOS)[
        [*ficha.columnas, "geometry"]
    ]


def _check_existe(ruta: Path) -> Path:
    if not ruta.is_file():
        raise FuenteFaltanteError(
            "Falta un mapa o su ficha.",
            donde=f"shapefiles/{ruta.name}",
            esperado="el GeoJSON y su ficha, uno junto al otro",
            encontrado="no existe el archivo",
            que_hacer="restaure el archivo desde el repositorio; para otra entidad corra: "
            "fais datos mapas --entidad EE",
        )
    return ruta
