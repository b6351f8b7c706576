"""Marco Geoestadístico de un estado: municipios, localidades y AGEB de un ZIP con shapefile.

Formato no cotejado con el archivo: lo que no cuadra se rechaza por su nombre, no se adivina.
"""

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio.errors
import pyproj
import shapely

from fais_analysis.claves import (
    ENTIDADES,
    PATRON_AGEB,
    PATRON_LOCALIDAD,
    PATRON_MUNICIPIO,
    check_clave_entidad,
)
from fais_analysis.loaders.lectura import build_error_danado, load_mapa
from fais_analysis.loaders.marco_revision import (
    check_dentro,
    check_nombres_cruzados,
    check_traslapes,
    fail_marco,
    join_valores,
    read_nombres,
)
from fais_analysis.loaders.poligonos import list_poligonos, load_poligonos

CAPAS: tuple[str, ...] = ("municipios", "localidades", "agebs")
ACOMPANANTES: tuple[str, ...] = (".shx", ".dbf", ".prj")
PATRONES = {"municipio": PATRON_MUNICIPIO, "localidad": PATRON_LOCALIDAD, "ageb": PATRON_AGEB}
PUNTOS_CONTROL = ((2_000_000.0, 900_000.0), (2_500_000.0, 1_300_000.0), (3_500_000.0, 600_000.0))
OCTETOS = "ISO-8859-1"  # cada octeto es un carácter: nada se pierde ni se rechaza al leer
DEL_ZIP = (zipfile.BadZipFile, zlib.error, OSError)


@dataclass(frozen=True)
class MarcoGeoestadistico:
    """Las capas del estado, sin simplificar, en EPSG:6372; nula la que el ZIP no trae."""

    clave_entidad: str
    municipios: gpd.GeoDataFrame
    localidades: gpd.GeoDataFrame | None
    agebs: gpd.GeoDataFrame | None


def read_marco(ruta: Path, clave_entidad: str | None = None) -> MarcoGeoestadistico:
    """Lee y comprueba el Marco Geoestadístico de un estado.

    Parameters
    ----------
    ruta
        ZIP con los shapefile (``10mun``, ``10l``, ``10a``), en la carpeta que sea.
    clave_entidad
        Entidad que se espera; por omisión, la que diga el ZIP.

    Returns
    -------
    MarcoGeoestadistico
        Cada capa con ``clave_municipio, clave_localidad`` y ``clave_ageb`` hasta su nivel, ``nombre`` (menos
        las AGEB) y polígonos válidos con el exterior en sentido horario, ordenados por clave. La de
        municipios es obligatoria.

    Raises
    ------
    FuenteAlteradaError
        Si el ZIP o un shapefile están dañados.
    EsquemaError
        Si falta una parte, el CRS no es el del INEGI, la codificación rompe los nombres, una clave está mal
        formada, repetida o es de otro lugar, o un polígono no es válido.
    """
    miembros = _list_miembros(ruta)
    entidad = _find_entidad(miembros, ruta.name, clave_entidad)
    capas = {c: read_capa(ruta, c, entidad) for c in CAPAS if _find_shp(miembros, c, entidad)}
    if "municipios" not in capas:
        fail_marco(ruta.name, f"la capa {entidad}mun.shp", "el ZIP no la trae")
    municipios = set(capas["municipios"]["clave_municipio"])
    for nombre, capa in capas.items():
        ajenas = sorted(set(capa["clave_municipio"]) - municipios)
        if ajenas:
            fail_marco(
                f"{ruta.name}, capa {nombre}", "municipios del mismo marco", f"otros: {join_valores(ajenas)}"
            )
        if nombre != "municipios":
            check_dentro(capa, capas["municipios"], f"{ruta.name}, capa {nombre}")
    return MarcoGeoestadistico(entidad, capas["municipios"], capas.get("localidades"), capas.get("agebs"))


def read_capa(ruta: Path, capa: str, clave_entidad: str) -> gpd.GeoDataFrame:
    """Una capa del ZIP, comprobada; véase :func:`read_marco`."""
    mapa = load_mapa("marco")
    regla = mapa["capas"][capa]
    miembros = _list_miembros(ruta)
    shp = _find_shp(miembros, capa, clave_entidad)
    if shp is None:
        fail_marco(ruta.name, f"la capa {clave_entidad}{regla['archivo']}.shp", "el ZIP no la trae")
    donde = f"{ruta.name}, {PurePosixPath(shp).name}"
    _check_acompanantes(shp, miembros, donde)
    geo = _read_geo(ruta, shp, miembros, donde)
    _check_crs(geo, mapa, donde)
    tabla = _build_tabla(geo, regla, clave_entidad, donde)
    if regla["nombre"]:
        declarada = _read_declarada(ruta, shp, miembros)
        tabla["nombre"] = read_nombres(tabla["nombre"], declarada or mapa["codificacion"], donde)
    _check_geometria(geo, tabla[regla["clave"]], donde)
    if capa != "localidades":  # una localidad puede quedar dentro de otra
        check_traslapes(geo.geometry.to_numpy(), tabla[regla["clave"]], donde)
    if capa == "municipios":
        check_nombres_cruzados(tabla, donde)
    horarias = shapely.orient_polygons(geo.geometry.to_numpy(), exterior_cw=True)
    salida = gpd.GeoDataFrame(tabla, geometry=horarias, crs=mapa["epsg"])
    return salida.sort_values(regla["clave"], ignore_index=True)


def load_capa_marco(capa: str, clave_entidad: str) -> gpd.GeoDataFrame | None:
    """Contornos simplificados de una capa del marco en ``shapefiles/``; nulo si no se ha construido.

    EPSG:4326, exteriores horarios. Con ellos un mapa dibuja AGEB con polígono; sin ellos, con su punto.

    Raises
    ------
    ClaveError
        Si la clave no es de una entidad.
    FuenteAlteradaError
        Si el mapa cambió desde que se construyó.
    """
    nombre = f"{capa}_{check_clave_entidad(clave_entidad)}"
    return load_poligonos(nombre) if nombre in list_poligonos() else None


def _list_miembros(ruta: Path) -> list[str]:
    try:
        with zipfile.ZipFile(ruta) as libro:
            return [i.filename for i in libro.infolist() if not i.is_dir()]
    except (zipfile.BadZipFile, OSError) as error:
        raise build_error_danado(ruta, f"{type(error).__name__}: {error}") from None


def _find_entidad(miembros: list[str], donde: str, esperada: str | None) -> str:
    nombres = [PurePosixPath(m).name.lower() for m in miembros]
    halladas = sorted({n[:2] for n in nombres if n[2:] == "mun.shp" and n[:2] in ENTIDADES})
    if len(halladas) != 1:
        fail_marco(
            donde,
            "los municipios de un solo estado (EEmun.shp)",
            f"{len(halladas)}: {join_valores(halladas)}",
        )
    if esperada is not None and halladas[0] != check_clave_entidad(esperada):
        fail_marco(donde, f"el marco de la entidad {esperada}", f"el de la {halladas[0]}")
    return halladas[0]


def _find_shp(miembros: list[str], capa: str, entidad: str) -> str | None:
    buscado = f"{entidad}{load_mapa('marco')['capas'][capa]['archivo']}.shp"
    hallados = [m for m in miembros if PurePosixPath(m).name.lower() == buscado]
    if len(hallados) > 1:
        fail_marco(buscado, "un solo archivo con ese nombre", f"{len(hallados)} en el ZIP")
    return hallados[0] if hallados else None


def _check_acompanantes(shp: str, miembros: list[str], donde: str) -> None:
    presentes = {m.lower() for m in miembros}
    faltan = [e for e in ACOMPANANTES if shp[:-4].lower() + e not in presentes]
    if faltan:
        fail_marco(donde, f"el .shp con {', '.join(ACOMPANANTES)}", f"faltan {', '.join(faltan)}")


def _read_declarada(ruta: Path, shp: str, miembros: list[str]) -> str:
    cpg = next((m for m in miembros if m.lower() == shp[:-4].lower() + ".cpg"), None)
    if cpg is None:
        return ""
    with zipfile.ZipFile(ruta) as libro:
        return libro.read(cpg).decode("ascii", errors="ignore").strip()


def _read_geo(ruta: Path, shp: str, miembros: list[str], donde: str) -> gpd.GeoDataFrame:
    """La capa con sus letras tal como están (octeto por octeto): qué dicen se decide después."""
    try:
        with TemporaryDirectory() as carpeta, zipfile.ZipFile(ruta) as libro:
            copia = Path(carpeta) / "capa.shp"
            for extension in (".shp", *ACOMPANANTES):
                miembro = next(m for m in miembros if m.lower() == shp[:-4].lower() + extension)
                copia.with_suffix(extension).write_bytes(libro.read(miembro))
            copia.with_suffix(".cpg").write_text(OCTETOS, encoding="ascii")
            return gpd.read_file(copia)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError, *DEL_ZIP) as error:
        raise build_error_danado(Path(donde), f"{type(error).__name__}: {str(error)[:160]}") from None


def _check_crs(geo: gpd.GeoDataFrame, mapa: dict[str, Any], donde: str) -> None:
    """El INEGI declara un WKT propio: vale si proyecta igual que EPSG:6372, a un metro."""
    if geo.crs is None or not geo.crs.is_projected:
        fail_marco(
            donde, f"coordenadas en EPSG:{mapa['epsg']}", f"CRS {geo.crs.name if geo.crs else 'sin declarar'}"
        )
    x, y = np.array(PUNTOS_CONTROL).T
    puntos = [
        pyproj.Transformer.from_crs(crs, 4326, always_xy=True).transform(x, y)
        for crs in (geo.crs, pyproj.CRS.from_epsg(mapa["epsg"]))
    ]
    if not np.allclose(puntos[0], puntos[1], rtol=0, atol=mapa["tolerancia_grados"]):
        fail_marco(donde, f"la proyección del INEGI (EPSG:{mapa['epsg']})", f"otra: {geo.crs.name}")


def _build_tabla(geo: gpd.GeoDataFrame, regla: dict[str, Any], entidad: str, donde: str) -> pd.DataFrame:
    pedidas = ["CVEGEO", *regla["partes"], *([regla["nombre"]] if regla["nombre"] else [])]
    faltan = [c for c in pedidas if c not in geo.columns]
    if faltan:
        fail_marco(donde, f"columnas {', '.join(pedidas)}", f"faltan {', '.join(faltan)}")
    textos = geo[pedidas].astype("str").apply(lambda c: c.str.strip())
    clave = textos["CVEGEO"]
    unida = textos[regla["partes"]].agg("".join, axis=1)
    malas = clave[(clave != unida) | ~clave.str.fullmatch(PATRONES[regla["patron"]])]
    if len(malas):
        fail_marco(
            donde,
            f"CVEGEO de {regla['patron']}, igual a la unión de {', '.join(regla['partes'])}",
            f"{len(malas):,}: {join_valores(malas)}",
        )
    for texto, mal in (
        ("claves de la entidad " + entidad, clave[clave.str[:2] != entidad]),
        ("cada clave una sola vez", clave[clave.duplicated()]),
    ):
        if len(mal):
            fail_marco(donde, texto, f"{len(mal):,}: {join_valores(mal)}")
    tabla = pd.DataFrame({"clave_municipio": clave.str[:5]})
    if len(clave.iloc[0]) > 5:
        tabla["clave_localidad"] = clave.str[:9]
    if len(clave.iloc[0]) > 9:
        tabla["clave_ageb"] = clave
    if regla["nombre"]:
        tabla["nombre"] = textos[regla["nombre"]]
    return tabla


def _check_geometria(geo: gpd.GeoDataFrame, clave: pd.Series, donde: str) -> None:
    formas = geo.geometry
    tipos = formas.geom_type.isin(["Polygon", "MultiPolygon"])
    malas = clave[(~tipos | formas.isna() | formas.is_empty | ~formas.is_valid).to_numpy()]
    if len(malas):
        fail_marco(donde, "polígonos válidos y no vacíos", f"{len(malas):,} que no: {join_valores(malas)}")
