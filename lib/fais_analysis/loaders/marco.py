"""Marco Geoestadístico de un estado: municipios, localidades y AGEB de un ZIP con shapefile.

Formato no cotejado con el archivo: lo que no cuadra se rechaza por su nombre, no se adivina.
"""

import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

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
from fais_analysis.errors import EsquemaError
from fais_analysis.loaders.lectura import build_error_danado, load_mapa
from fais_analysis.loaders.poligonos import list_poligonos, load_poligonos

CAPAS: tuple[str, ...] = ("municipios", "localidades", "agebs")
ACOMPANANTES: tuple[str, ...] = (".shx", ".dbf", ".prj")
PATRONES = {"municipio": PATRON_MUNICIPIO, "localidad": PATRON_LOCALIDAD, "ageb": PATRON_AGEB}
PUNTOS_CONTROL = ((2_000_000.0, 900_000.0), (2_500_000.0, 1_300_000.0), (3_500_000.0, 600_000.0))
ROTOS = ("\ufffd", "Ã", "Â")  # acentos leídos con otra codificación
QUE_HACER = "vuelva a bajar el ZIP del Marco Geoestadístico; si cambió de formato, ajuste columnas/marco.yml"


@dataclass(frozen=True)
class Marco:
    """Las capas del estado, sin simplificar, en EPSG:6372; nula la que el ZIP no trae."""

    clave_entidad: str
    municipios: gpd.GeoDataFrame
    localidades: gpd.GeoDataFrame | None
    agebs: gpd.GeoDataFrame | None


def read_marco(ruta: Path, clave_entidad: str | None = None) -> Marco:
    """Lee y comprueba el Marco Geoestadístico de un estado.

    Parameters
    ----------
    ruta
        ZIP con los shapefile (``10mun``, ``10l``, ``10a``), en la carpeta que sea.
    clave_entidad
        Entidad que se espera; por omisión, la que diga el ZIP.

    Returns
    -------
    Marco
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
        _fail(ruta.name, f"la capa {entidad}mun.shp", "el ZIP no la trae")
    municipios = set(capas["municipios"]["clave_municipio"])
    for nombre, capa in capas.items():
        ajenas = sorted(set(capa["clave_municipio"]) - municipios)
        if ajenas:
            _fail(f"{ruta.name}, capa {nombre}", "municipios del mismo marco", f"otros: {_join(ajenas)}")
    return Marco(entidad, capas["municipios"], capas.get("localidades"), capas.get("agebs"))


def read_capa(ruta: Path, capa: str, clave_entidad: str) -> gpd.GeoDataFrame:
    """Una capa del ZIP, comprobada; véase :func:`read_marco`."""
    mapa = load_mapa("marco")
    regla = mapa["capas"][capa]
    miembros = _list_miembros(ruta)
    shp = _find_shp(miembros, capa, clave_entidad)
    if shp is None:
        _fail(ruta.name, f"la capa {clave_entidad}{regla['archivo']}.shp", "el ZIP no la trae")
    donde = f"{ruta.name}, {PurePosixPath(shp).name}"
    _check_acompanantes(shp, miembros, donde)
    geo = _read_geo(ruta, shp, _get_codificacion(ruta, shp, miembros, mapa), donde)
    _check_crs(geo, mapa, donde)
    tabla = _build_tabla(geo, regla, clave_entidad, donde)
    _check_geometria(geo, tabla[regla["clave"]], donde)
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
        _fail(donde, "los municipios de un solo estado (EEmun.shp)", f"{len(halladas)}: {_join(halladas)}")
    if esperada is not None and halladas[0] != check_clave_entidad(esperada):
        _fail(donde, f"el marco de la entidad {esperada}", f"el de la {halladas[0]}")
    return halladas[0]


def _find_shp(miembros: list[str], capa: str, entidad: str) -> str | None:
    buscado = f"{entidad}{load_mapa('marco')['capas'][capa]['archivo']}.shp"
    hallados = [m for m in miembros if PurePosixPath(m).name.lower() == buscado]
    if len(hallados) > 1:
        _fail(buscado, "un solo archivo con ese nombre", f"{len(hallados)} en el ZIP")
    return hallados[0] if hallados else None


def _check_acompanantes(shp: str, miembros: list[str], donde: str) -> None:
    presentes = {m.lower() for m in miembros}
    faltan = [e for e in ACOMPANANTES if shp[:-4].lower() + e not in presentes]
    if faltan:
        _fail(donde, f"el .shp con {', '.join(ACOMPANANTES)}", f"faltan {', '.join(faltan)}")


def _get_codificacion(ruta: Path, shp: str, miembros: list[str], mapa: dict[str, Any]) -> str:
    cpg = next((m for m in miembros if m.lower() == shp[:-4].lower() + ".cpg"), None)
    if cpg is None:
        return mapa["codificacion"]
    with zipfile.ZipFile(ruta) as libro:
        declarada = libro.read(cpg).decode("ascii", errors="ignore").strip()
    conocidas = {"UTF-8": "UTF-8", "UTF8": "UTF-8", "65001": "UTF-8", "88591": "ISO-8859-1"}
    return conocidas.get(declarada.upper(), declarada.replace(" ", "-") or mapa["codificacion"])


def _read_geo(ruta: Path, shp: str, codificacion: str, donde: str) -> gpd.GeoDataFrame:
    try:
        return gpd.read_file(f"/vsizip/{ruta.resolve()}/{shp}", encoding=codificacion)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError, LookupError) as error:
        raise build_error_danado(Path(donde), f"{type(error).__name__}: {str(error)[:160]}") from None


def _check_crs(geo: gpd.GeoDataFrame, mapa: dict[str, Any], donde: str) -> None:
    """El INEGI declara un WKT propio: vale si proyecta igual que EPSG:6372, a un metro."""
    if geo.crs is None or not geo.crs.is_projected:
        _fail(
            donde, f"coordenadas en EPSG:{mapa['epsg']}", f"CRS {geo.crs.name if geo.crs else 'sin declarar'}"
        )
    x, y = np.array(PUNTOS_CONTROL).T
    puntos = [
        pyproj.Transformer.from_crs(crs, 4326, always_xy=True).transform(x, y)
        for crs in (geo.crs, pyproj.CRS.from_epsg(mapa["epsg"]))
    ]
    if not np.allclose(puntos[0], puntos[1], rtol=0, atol=mapa["tolerancia_grados"]):
        _fail(donde, f"la proyección del INEGI (EPSG:{mapa['epsg']})", f"otra: {geo.crs.name}")


def _build_tabla(geo: gpd.GeoDataFrame, regla: dict[str, Any], entidad: str, donde: str) -> pd.DataFrame:
    pedidas = ["CVEGEO", *regla["partes"], *([regla["nombre"]] if regla["nombre"] else [])]
    faltan = [c for c in pedidas if c not in geo.columns]
    if faltan:
        _fail(donde, f"columnas {', '.join(pedidas)}", f"faltan {', '.join(faltan)}")
    textos = geo[pedidas].astype("str").apply(lambda c: c.str.strip())
    clave = textos["CVEGEO"]
    unida = textos[regla["partes"]].agg("".join, axis=1)
    malas = clave[(clave != unida) | ~clave.str.fullmatch(PATRONES[regla["patron"]])]
    if len(malas):
        _fail(
            donde,
            f"CVEGEO de {regla['patron']}, igual a la unión de {', '.join(regla['partes'])}",
            f"{len(malas):,}: {_join(malas)}",
        )
    for texto, mal in (
        ("claves de la entidad " + entidad, clave[clave.str[:2] != entidad]),
        ("cada clave una sola vez", clave[clave.duplicated()]),
    ):
        if len(mal):
            _fail(donde, texto, f"{len(mal):,}: {_join(mal)}")
    tabla = pd.DataFrame({"clave_municipio": clave.str[:5]})
    if len(clave.iloc[0]) > 5:
        tabla["clave_localidad"] = clave.str[:9]
    if len(clave.iloc[0]) > 9:
        tabla["clave_ageb"] = clave
    if regla["nombre"]:
        tabla["nombre"] = textos[regla["nombre"]]
        rotos = tabla["nombre"][tabla["nombre"].str.contains("|".join(ROTOS), regex=True)]
        if len(rotos):
            _fail(donde, "nombres con acentos bien leídos", f"{len(rotos):,} rotos: {_join(rotos)}")
    return tabla


def _check_geometria(geo: gpd.GeoDataFrame, clave: pd.Series, donde: str) -> None:
    formas = geo.geometry
    tipos = formas.geom_type.isin(["Polygon", "MultiPolygon"])
    malas = clave[(~tipos | formas.isna() | formas.is_empty | ~formas.is_valid).to_numpy()]
    if len(malas):
        _fail(donde, "polígonos válidos y no vacíos", f"{len(malas):,} que no: {_join(malas)}")


def _join(valores: Any) -> str:
    return ", ".join(f"«{v}»" for v in list(dict.fromkeys(valores))[:5]) or "ninguno"


def _fail(donde: str, esperado: str, encontrado: str) -> NoReturn:
    raise EsquemaError(
        "El Marco Geoestadístico no tiene el formato esperado.",
        donde=donde,
        esperado=esperado,
        encontrado=encontrado,
        que_hacer=QUE_HACER,
    )
