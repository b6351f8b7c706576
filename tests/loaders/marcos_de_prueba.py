"""ZIP de Marco Geoestadístico fabricados por la prueba: sintéticos o con los polígonos oficiales recortados."""

import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

EPSG = 6372
X0, Y0 = 2_500_000, 1_300_000  # un lugar cualquiera dentro de la proyección


def make_municipios(entidad: str = "32", nombres: tuple[str, ...] = ("Peñón", "Otáez")) -> gpd.GeoDataFrame:
    """Cuadros de 10 km, uno junto al otro."""
    claves = [f"{n:03d}" for n in range(1, len(nombres) + 1)]
    tabla = pd.DataFrame({"CVE_ENT": entidad, "CVE_MUN": claves, "NOMGEO": list(nombres)})
    tabla.insert(0, "CVEGEO", entidad + tabla["CVE_MUN"])
    cuadros = [box(X0 + 10_000 * n, Y0, X0 + 10_000 * (n + 1), Y0 + 10_000) for n in range(len(nombres))]
    return gpd.GeoDataFrame(tabla, geometry=cuadros, crs=EPSG)


def make_agebs(entidad: str = "32") -> gpd.GeoDataFrame:
    """Dos AGEB contiguas de 1 km; la segunda termina en letra."""
    tabla = pd.DataFrame(
        {"CVE_ENT": entidad, "CVE_MUN": "001", "CVE_LOC": "0001", "CVE_AGEB": ["0017", "002A"]}
    )
    tabla.insert(0, "CVEGEO", entidad + "0010001" + tabla["CVE_AGEB"])
    cuadros = [box(X0 + 1_000 * n, Y0, X0 + 1_000 * (n + 1), Y0 + 1_000) for n in range(2)]
    return gpd.GeoDataFrame(tabla, geometry=cuadros, crs=EPSG)


def make_localidades(entidad: str = "32") -> gpd.GeoDataFrame:
    """Una localidad de 2 km."""
    tabla = pd.DataFrame(
        {
            "CVEGEO": [entidad + "0010001"],
            "CVE_ENT": entidad,
            "CVE_MUN": "001",
            "CVE_LOC": "0001",
            "NOMGEO": "Añil",
        }
    )
    return gpd.GeoDataFrame(tabla, geometry=[box(X0, Y0, X0 + 2_000, Y0 + 2_000)], crs=EPSG)


def write_marco(
    carpeta: Path,
    capas: dict[str, gpd.GeoDataFrame],
    *,
    entidad: str = "32",
    codificacion: str = "ISO-8859-1",
    sin: tuple[str, ...] = (".cpg",),
) -> Path:
    """El ZIP con cada capa en su shapefile; ``sin`` quita archivos acompañantes."""
    origen = carpeta / "shp"
    origen.mkdir(exist_ok=True)
    for nombre, capa in capas.items():
        capa.to_file(origen / f"{entidad}{nombre}.shp", encoding=codificacion)
    ruta = carpeta / f"{entidad}_marco.zip"
    with zipfile.ZipFile(ruta, "w") as libro:
        for archivo in sorted(origen.iterdir()):
            if archivo.suffix not in sin:
                libro.write(archivo, f"conjunto_de_datos/{archivo.name}")
    return ruta
