"""Escribe en ``shapefiles/`` los contornos de un Marco Geoestadístico importado: otro estado, o AGEB."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from fais_analysis.claves import ENTIDADES
from fais_analysis.loaders.construccion_mapas import (
    EPSG_GRADOS,
    compute_area_km2,
    format_geojson,
    simplify_poligonos,
)
from fais_analysis.loaders.lectura import load_mapa
from fais_analysis.loaders.marco import CAPAS, MarcoGeoestadistico, read_marco
from fais_analysis.sources.escritura import write_con_carpeta
from fais_analysis.sources.huella import compute_sha256, compute_sha256_bytes
from fais_analysis.sources.rutas import get_shapefiles
from fais_analysis.sources.tablas import format_ficha

DECIMALES_AREA = 3


def build_marco(ruta: Path, destino: Path | None = None, clave_entidad: str | None = None) -> list[Path]:
    """Escribe ``municipios_EE``, ``localidades_EE`` y ``agebs_EE`` (los que traiga el ZIP), con su ficha.

    Nada se escribe hasta que todas las capas se leyeron y comprobaron.

    Raises
    ------
    FuenteAlteradaError, EsquemaError
        Como ``read_marco``, o si la simplificación deja polígonos inválidos.
    """
    destino = destino or get_shapefiles()
    marco = read_marco(ruta, clave_entidad)
    armados = [
        _build_mapa(marco, capa, getattr(marco, capa), ruta)
        for capa in CAPAS
        if getattr(marco, capa) is not None
    ]
    rutas = []
    for nombre, contenido, ficha in armados:
        for archivo, octetos in ((f"{nombre}.geojson", contenido), (f"{nombre}.ficha.yml", ficha)):
            write_con_carpeta(destino / archivo, octetos)
            rutas.append(destino / archivo)
    return rutas


def _build_mapa(
    marco: MarcoGeoestadistico, capa: str, geo: gpd.GeoDataFrame, ruta: Path
) -> tuple[str, bytes, bytes]:
    definicion = load_mapa("marco")
    regla = definicion["capas"][capa]
    mapa = geo.drop(columns="geometry").assign(area_km2=compute_area_km2(geo).round(DECIMALES_AREA))
    contornos = _simplify(geo, regla)
    contenido = format_geojson(gpd.GeoDataFrame(mapa, geometry=contornos)).encode("utf-8")
    nombre = f"{capa}_{marco.clave_entidad}"
    ficha = _build_ficha(definicion, regla, marco, ruta)
    ficha["columnas"] = {c: definicion["columnas"][c] for c in mapa.columns}
    texto = format_ficha(nombre, mapa, ficha, compute_sha256_bytes(contenido))
    return nombre, contenido, texto.encode("utf-8")


def _simplify(geo: gpd.GeoDataFrame, regla: dict[str, Any]) -> gpd.GeoSeries:
    """Con límites comunes si la cobertura casa; si no, cada polígono por su cuenta."""
    if shapely.coverage_is_valid(geo.geometry.to_numpy()):
        return simplify_poligonos(geo, regla["tolerancia_m"], regla["decimales"])
    sueltos = [
        simplify_poligonos(geo.iloc[[n]], regla["tolerancia_m"], regla["decimales"]) for n in range(len(geo))
    ]
    return gpd.GeoSeries(pd.concat(sueltos), crs=EPSG_GRADOS)


def _build_ficha(
    definicion: dict[str, Any], regla: dict[str, Any], marco: MarcoGeoestadistico, ruta: Path
) -> dict[str, Any]:
    comun = dict(definicion["ficha"])
    original = {
        "archivo": ruta.name,
        "titulo": f"Marco Geoestadístico de {ENTIDADES[marco.clave_entidad]}",
        "anio": None,
        "url": comun.pop("url"),
        "estado_url": "portal",
        "sha256": compute_sha256(ruta),
    }
    return {
        "titulo": regla["titulo"].format(entidad=ENTIDADES[marco.clave_entidad]),
        **comun,
        "tolerancia_m": regla["tolerancia_m"],
        "originales": [original],
        "llave": [regla["clave"]],
    }
