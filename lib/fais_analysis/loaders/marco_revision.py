"""Lo que un Marco Geoestadístico puede traer mal sin que se note: acentos, nombres cruzados y traslapes."""

import codecs
from collections.abc import Iterable
from typing import Any, NoReturn

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from fais_analysis.errors import EsquemaError
from fais_analysis.loaders.identificacion import load_nombres, normalize_nombre
from fais_analysis.loaders.libros.texto import count_acentos, is_espanol

CODIFICACIONES = ("utf-8", "cp1252", "cp850", "mac_roman")
OCTETOS = "latin-1"
TRASLAPE_MAXIMO = 0.01  # de la superficie del menor: las orillas del INEGI se enciman mucho menos
HOLGURA_M = 2_000  # una localidad en la orilla puede pintarse un poco fuera
QUE_HACER = "vuelva a bajar el ZIP del Marco Geoestadístico; si cambió de formato, ajuste columnas/marco.yml"


def read_nombres(nombres: pd.Series, declarada: str, donde: str) -> pd.Series:
    """Los nombres bien leídos, diga lo que diga el ``.cpg``, que a veces miente («ISO 88591», «850»).

    Vale la codificación declarada si con ella los nombres están en español; si no, la otra con que lo estén.

    Parameters
    ----------
    nombres
        Texto con un carácter por octeto, como está en el archivo.
    declarada
        Lo que dice el ``.cpg``, o la de costumbre si no hay.
    donde
        La capa, para el mensaje.

    Raises
    ------
    EsquemaError
        Si con ninguna se leen bien.
    """
    octetos = "\n".join(nombres).encode(OCTETOS)
    leidos = {c: t for c in _list_codificaciones(declarada) if (t := _decode(octetos, c)) is not None}
    posibles = [c for c, texto in leidos.items() if is_espanol(texto)]
    if not posibles:
        primero = next(iter(leidos.values()), nombres.str.cat(sep="\n")).split("\n")
        rotos = [n for n in primero if not is_espanol(n)]
        fail_marco(
            donde,
            "nombres con acentos bien leídos en UTF-8, Latin-1, la página 850 o Mac Roman",
            f"el .cpg dice «{declarada}» y salen {join_valores(rotos)}",
        )
    es_clara = posibles[0] == next(iter(leidos)) and "\xa0" not in leidos[posibles[0]]
    elegida = posibles[0] if es_clara else max(posibles, key=lambda c: count_acentos(leidos[c]))
    return pd.Series(leidos[elegida].split("\n"), index=nombres.index, dtype=nombres.dtype)


def check_nombres_cruzados(tabla: pd.DataFrame, donde: str) -> None:
    """Ningún municipio lleva el nombre de otro de su entidad; uno nuevo, o renombrado, se acepta.

    Raises
    ------
    EsquemaError
        Con las claves cruzadas.
    """
    conocidos = load_nombres()
    entidad = tabla["clave_municipio"].iloc[0][:2]
    duenos: dict[str, set[str]] = {}
    for clave in (c for c in conocidos if c[:2] == entidad):
        for nombre in conocidos[clave]:
            duenos.setdefault(nombre, set()).add(clave)
    planos = tabla["nombre"].map(normalize_nombre)
    cruzados = [
        f"{clave} {nombre}"
        for clave, nombre, plano in zip(tabla["clave_municipio"], tabla["nombre"], planos, strict=True)
        if clave in conocidos and plano not in conocidos[clave] and plano in duenos
    ]
    if cruzados:
        fail_marco(
            donde,
            "el nombre que da el catálogo a cada clave",
            f"el de otro municipio: {join_valores(cruzados)}",
        )


def check_traslapes(formas: np.ndarray[Any, Any], claves: pd.Series, donde: str) -> None:
    """Dos lugares no ocupan el mismo suelo.

    Raises
    ------
    EsquemaError
        Con los pares que se enciman más de una centésima de la superficie del menor.
    """
    orillas = shapely.coverage_invalid_edges(formas)
    dudosas = np.flatnonzero(~shapely.is_empty(orillas))
    pares = shapely.STRtree(formas[dudosas]).query(formas[dudosas], predicate="intersects")
    encimados = []
    for a, b in dudosas[pares].T:
        if a < b:
            comun = shapely.intersection(formas[a], formas[b]).area
            if comun > TRASLAPE_MAXIMO * min(formas[a].area, formas[b].area):
                encimados.append(f"{claves.iloc[a]} y {claves.iloc[b]}")
    if encimados:
        fail_marco(
            donde, "lugares que no se enciman", f"{len(encimados):,} pares que sí: {join_valores(encimados)}"
        )


def check_dentro(capa: gpd.GeoDataFrame, municipios: gpd.GeoDataFrame, donde: str) -> None:
    """Cada lugar está en el municipio de su clave: si no, dos municipios llevan el polígono del otro.

    Raises
    ------
    EsquemaError
        Con los municipios cuyos lugares caen en otra parte.
    """
    suelo = municipios.set_index("clave_municipio").geometry.loc[capa["clave_municipio"]]
    puntos = shapely.point_on_surface(capa.geometry.to_numpy())
    lejos = shapely.distance(puntos, suelo.to_numpy()) > HOLGURA_M
    if lejos.any():
        ajenos = join_valores(capa.loc[lejos, "clave_municipio"])
        fail_marco(
            donde, "lugares dentro del municipio de su clave", f"{lejos.sum():,} fuera del suyo: {ajenos}"
        )


def join_valores(valores: Iterable[object]) -> str:
    """Los primeros cinco distintos, entre comillas."""
    return ", ".join(f"«{v}»" for v in list(dict.fromkeys(valores))[:5]) or "ninguno"


def fail_marco(donde: str, esperado: str, encontrado: str) -> NoReturn:
    """Rechaza el marco diciendo qué no cuadra.

    Raises
    ------
    EsquemaError
        Siempre.
    """
    raise EsquemaError(
        "El Marco Geoestadístico no tiene el formato esperado.",
        donde=donde,
        esperado=esperado,
        encontrado=encontrado,
        que_hacer=QUE_HACER,
    )


def _list_codificaciones(declarada: str) -> list[str]:
    """La declarada primero, si se conoce («1252», «ISO 88591», «UTF8»), y las de siempre."""
    plana = declarada.lower().replace(" ", "").replace("-", "").replace("_", "")
    conocidas = {"88591": "cp1252", "iso88591": "cp1252", "latin1": "cp1252", "65001": "utf-8"}
    for nombre in (conocidas.get(plana, ""), declarada, f"cp{plana}", f"cp{plana.removeprefix('ansi')}"):
        try:
            return list(dict.fromkeys([codecs.lookup(nombre).name, *CODIFICACIONES]))
        except LookupError:
            continue
    return list(CODIFICACIONES)


def _decode(octetos: bytes, codificacion: str) -> str | None:
    try:
        return octetos.decode(codificacion)
    except UnicodeDecodeError:
        return None
