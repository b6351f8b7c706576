"""Polígonos proyectados una vez por estado: kilómetros en EPSG:6372, menos un origen."""

from functools import lru_cache
from typing import TYPE_CHECKING

from fais_analysis.errors import ParametroError
from fais_analysis.schemas.poligonos import Coordenadas, Poligonos

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

EPSG_MEXICO = 6372
_DECIMALES_KM = 2
# Los contornos están simplificados a 800 m: más decimales pesan y no dicen nada.
_DECIMALES_CONTORNO = 1
# El cuadro de una ciudad abarca unos 15 km en 334 pixeles: menos que esto no se ve.
_DETALLES_FORMAS_M = (40.0, 60.0, 90.0, 130.0, 180.0, 250.0)
# Una ciudad grande se simplifica más: el informe tiene tope de tamaño.
_VERTICES_FORMAS = 2_000
_CELDAS = 64
_PIXELES_ESTADO = 190


def project_poligonos(geo: "gpd.GeoDataFrame", clave: str = "clave_municipio") -> Poligonos:
    """Proyecta y orienta los polígonos de un estado. Se hace una vez y se reutiliza en todos los informes.

    Parameters
    ----------
    geo
        Con CRS declarado y columnas ``clave`` (texto) y ``nombre``.
    clave
        Nombre de la columna de claves.

    Raises
    ------
    ParametroError
        Si falta el CRS, una columna, o un polígono está vacío.
    """
    _check_geo(geo, clave)
    import shapely

    ordenado = geo.sort_values(clave, kind="stable").to_crs(EPSG_MEXICO)
    izquierda, abajo, _, _ = ordenado.total_bounds
    origen = (float(izquierda // 1000 * 1000), float(abajo // 1000 * 1000))
    geometrias = list(shapely.orient_polygons(ordenado.geometry.array, exterior_cw=True))
    anillos = [_list_anillos(geometria, origen) for geometria in geometrias]
    gruesos = [_list_anillos(geometria, origen) for geometria in _simplify_estado(geometrias)]
    interiores = [shapely.point_on_surface(_get_mayor(geometria)) for geometria in geometrias]
    todo = shapely.orient_polygons(shapely.unary_union(geometrias), exterior_cw=True)
    celda, tierra = _build_tierra(todo)
    return Poligonos(
        claves=tuple(map(str, ordenado[clave])),
        nombres=tuple(map(str, ordenado["nombre"])),
        x=tuple(x for x, _ in anillos),
        y=tuple(y for _, y in anillos),
        x_estado=tuple(x for x, _ in gruesos),
        y_estado=tuple(y for _, y in gruesos),
        puntos=tuple((_to_km(p.x, origen[0]), _to_km(p.y, origen[1])) for p in interiores),
        origen_m=origen,
        contorno=_list_anillos(todo, origen),
        celda_km=celda / 1000,
        tierra=tierra,
    )


def _simplify_estado(geometrias: "list[BaseGeometry]") -> "list[BaseGeometry]":
    """Los polígonos sin el detalle menor que un pixel del mapa estatal; los vecinos siguen pegados."""
    import shapely

    izquierda, abajo, derecha, arriba = shapely.total_bounds(geometrias)
    pixel = max(derecha - izquierda, arriba - abajo) / _PIXELES_ESTADO
    simples = shapely.coverage_simplify(geometrias, pixel)
    return list(shapely.orient_polygons(simples, exterior_cw=True))


def _build_tierra(todo: "BaseGeometry") -> tuple[float, tuple[tuple[int, ...], ...]]:
    """Lado de la celda, en metros, y rejilla de tierra sobre la caja del conjunto."""
    import numpy as np
    import shapely

    izquierda, abajo, derecha, arriba = todo.bounds
    celda = max(derecha - izquierda, arriba - abajo) / _CELDAS
    xs = np.arange(izquierda + celda / 2, derecha + celda / 2, celda)
    ys = np.arange(abajo + celda / 2, arriba + celda / 2, celda)
    shapely.prepare(todo)
    dentro = shapely.contains_xy(todo, *np.meshgrid(xs, ys))
    return float(celda), tuple(tuple(int(v) for v in fila) for fila in dentro)


def _to_km(metros: float, origen: float, decimales: int = _DECIMALES_KM) -> float:
    return round((metros - origen) / 1000, decimales)


def _get_mayor(geometria: "BaseGeometry") -> "BaseGeometry":
    return max(getattr(geometria, "geoms", [geometria]), key=lambda parte: parte.area)


def _list_anillos(
    geometria: "BaseGeometry", origen: tuple[float, float], decimales: int = _DECIMALES_CONTORNO
) -> tuple[Coordenadas, Coordenadas]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for poligono in getattr(geometria, "geoms", [geometria]):
        for anillo in (poligono.exterior, *poligono.interiors):
            if xs:
                xs.append(None)
                ys.append(None)
            for x, y in anillo.coords:
                xs.append(_to_km(x, origen[0], decimales))
                ys.append(_to_km(y, origen[1], decimales))
    return tuple(xs), tuple(ys)


def project_formas(
    geo: "gpd.GeoDataFrame", poligonos: Poligonos, clave: str
) -> dict[str, tuple[Coordenadas, Coordenadas]]:
    """Contornos de otra capa (AGEB) en los kilómetros de ``poligonos``, a diez metros, por clave.

    Se simplifican lo que no se ve, y más donde hay muchas: su dibujo tiene un tope de vértices. Vecinos que
    casan siguen casando si la cobertura es válida.
    """
    import shapely

    ordenado = geo.sort_values(clave, kind="stable").to_crs(EPSG_MEXICO)
    originales = ordenado.geometry.to_numpy()
    simplificar = shapely.coverage_simplify if shapely.coverage_is_valid(originales) else shapely.simplify
    for detalle in _DETALLES_FORMAS_M:
        geometrias = simplificar(originales, detalle)
        if shapely.get_num_coordinates(geometrias).sum() <= _VERTICES_FORMAS:
            break
    geometrias = shapely.orient_polygons(geometrias, exterior_cw=True)
    anillos = [_list_anillos(g, poligonos.origen_m, _DECIMALES_KM) for g in geometrias]
    return dict(zip(map(str, ordenado[clave]), anillos, strict=True))


def clip_anillos(
    x: Coordenadas, y: Coordenadas, caja: tuple[float, float, float, float]
) -> tuple[Coordenadas, Coordenadas]:
    """Los anillos que caen en una caja, con una décima de aire: lo de fuera no se dibuja y no pesa."""
    import shapely

    aire = 0.1 * max(caja[2] - caja[0], caja[3] - caja[1])
    marco = (caja[0] - aire, caja[1] - aire, caja[2] + aire, caja[3] + aire)
    xs: list[float | None] = []
    ys: list[float | None] = []
    for anillo in split_anillos(x, y):
        recortado = shapely.orient_polygons(
            shapely.clip_by_rect(shapely.Polygon(anillo), *marco), exterior_cw=True
        )
        for parte in getattr(recortado, "geoms", [recortado]):
            if not parte.is_empty:
                puntos = [(round(a, 2), round(b, 2)) for a, b in parte.exterior.coords]
                xs += [*([None] if xs else []), *(a for a, _ in puntos)]
                ys += [*([None] if ys else []), *(b for _, b in puntos)]
    return tuple(xs) or (None,), tuple(ys) or (None,)


def split_anillos(x: Coordenadas, y: Coordenadas) -> list[list[tuple[float, float]]]:
    """Los anillos de un polígono, cada uno con sus puntos; los que no encierran nada, fuera."""
    anillos: list[list[tuple[float, float]]] = [[]]
    for a, b in zip(x, y, strict=True):
        if a is None or b is None:
            anillos.append([])
        else:
            anillos[-1].append((a, b))
    return [anillo for anillo in anillos if len(anillo) > 3]


def project_puntos(
    longitudes: "Sequence[float]", latitudes: "Sequence[float]", poligonos: Poligonos
) -> tuple[list[float], list[float]]:
    """Lleva grados WGS84 a los mismos kilómetros que los polígonos."""
    este, norte = _get_transformador().transform(list(longitudes), list(latitudes))
    x0, y0 = poligonos.origen_m
    return [_to_km(x, x0) for x in este], [_to_km(y, y0) for y in norte]


@lru_cache(maxsize=1)
def _get_transformador():
    from pyproj import Transformer

    return Transformer.from_crs(4326, EPSG_MEXICO, always_xy=True)


def _check_geo(geo: "gpd.GeoDataFrame", clave: str) -> None:
    crs, columnas = getattr(geo, "crs", None), tuple(getattr(geo, "columns", ()))
    if crs is None or not {clave, "nombre"} <= set(columnas) or geo.geometry.is_empty.any() or geo.empty:
        raise ParametroError(
            "Los polígonos no se pueden proyectar.",
            donde="project_poligonos",
            esperado=f"polígonos no vacíos con CRS y columnas «{clave}» y «nombre»",
            encontrado=f"CRS {crs}, columnas {', '.join(map(str, columnas))}",
            que_hacer="use load_municipios_geo o declare el CRS con set_crs",
        )
