"""Lectores del INEGI: catálogo de municipios, localidades, AGEB urbanas, polígonos y precios."""

import geopandas as gpd
import pandas as pd
import pyogrio.errors

from fais_analysis.loaders.geografia import check_puntos
from fais_analysis.loaders.guardas import certify
from fais_analysis.loaders.identificacion import check_identificacion
from fais_analysis.loaders.iter_localidades import load_localidades_iter
from fais_analysis.loaders.lectura import (
    build_error_danado,
    concat_ordenado,
    load_mapa,
    parse_columnas,
    parse_enteros,
    read_csv_texto,
    select_columnas,
)
from fais_analysis.schemas.territorio import AGEBS, CATALOGO_MUNICIPIOS, INPC, LOCALIDADES
from fais_analysis.sources.entidades import load_entidades
from fais_analysis.sources.fichas import EdicionArchivo, get_archivo
from fais_analysis.sources.locate import list_preparadas, locate_archivo

DECIMALES_GRADO = 6  # unos 10 cm: el punto sirve para ubicar, no para medir


def load_catalogo_municipios() -> pd.DataFrame:
    """Claves y nombres de los municipios del país.

    Una fila = un municipio, incluidos los creados después del Censo 2020.

    References
    ----------
    Fuente ``inegi_catalogo_municipios`` en ``sources/fuentes.yml``.
    """
    tabla, donde = _read_csv_inegi("inegi_catalogo_municipios", EdicionArchivo(None), "catalogo_municipios")
    tabla = tabla.map(str.strip)[list(CATALOGO_MUNICIPIOS.columns)]
    return certify(CATALOGO_MUNICIPIOS, concat_ordenado([tabla], ["clave_municipio"]), donde)


def load_localidades() -> pd.DataFrame:
    """Localidades de las entidades preparadas en el Censo 2020, con su punto, altitud y población.

    Una fila = una localidad. Sin variables de vivienda. La entidad que no tiene su extracto sale del ITER, si
    está a la mano; si tampoco, no tiene filas.

    References
    ----------
    Fuentes ``inegi_localidades`` e ``inegi_iter_localidades`` en ``sources/fuentes.yml``.
    """
    con_extracto = list_preparadas("inegi_localidades")
    partes = [_read_localidades(edicion) for edicion in con_extracto]
    otras = tuple(e for e in load_entidades() if e not in {edicion.entidad for edicion in con_extracto})
    if otras:
        partes.append(load_localidades_iter(otras))
    ordenada = concat_ordenado([p for p in partes if len(p)], ["clave_localidad"])
    donde = "localidades"
    return check_puntos(certify(LOCALIDADES, ordenada, donde), donde)


def _read_localidades(edicion: EdicionArchivo) -> pd.DataFrame:
    tabla, donde = _read_csv_inegi("inegi_localidades", edicion, "localidades")
    tabla = parse_columnas(tabla, [], donde)
    return tabla.assign(clave_municipio=tabla["clave_localidad"].str[:5])[list(LOCALIDADES.columns)]


def load_inpc() -> pd.DataFrame:
    """Índice Nacional de Precios al Consumidor, promedio anual y diciembre (derivado, corroborado).

    Una fila = un año. No es la serie oficial: un informe en pesos constantes lo dice.

    References
    ----------
    Fuente ``inegi_inpc`` en ``sources/fuentes.yml``.
    """
    tabla, donde = _read_csv_inegi("inegi_inpc", EdicionArchivo(None), "inpc")
    anios = parse_enteros(tabla["anio"], f"{donde}, columna del año")
    tabla = parse_columnas(tabla, [], donde)
    tabla = tabla.assign(anio=anios, certeza=tabla["certeza"].str.lower())
    return certify(INPC, concat_ordenado([tabla[list(INPC.columns)]], ["anio"]), donde)


def load_agebs() -> pd.DataFrame:
    """AGEB urbanas de las entidades preparadas con un punto dentro de su polígono y su población.

    Una fila = una AGEB. La población es nula donde el servicio del INEGI no la da o da cero: todas las que
    trae en cero y CONAPO publica con el mismo Censo tienen habitantes, así que ese cero no es una cuenta.

    References
    ----------
    Fuente ``inegi_agebs`` en ``sources/fuentes.yml``.
    """
    poligonos = load_agebs_geo()
    puntos = poligonos.representative_point()
    tabla = pd.DataFrame(
        {
            "clave_ageb": poligonos["clave_ageb"],
            "clave_municipio": poligonos["clave_ageb"].str[:5],
            "clave_localidad": poligonos["clave_ageb"].str[:9],
            "longitud": puntos.x.round(DECIMALES_GRADO),
            "latitud": puntos.y.round(DECIMALES_GRADO),
            "poblacion_personas": poligonos["poblacion_personas"],
        }
    )
    donde = "AGEB urbanas"
    return check_puntos(certify(AGEBS, concat_ordenado([tabla], ["clave_ageb"]), donde), donde)


def load_agebs_geo() -> gpd.GeoDataFrame:
    """Polígonos de las AGEB urbanas (EPSG:4326): clave_ageb, poblacion_personas y geometría."""
    partes = [_read_agebs(edicion) for edicion in list_preparadas("inegi_agebs")]
    return gpd.GeoDataFrame(pd.concat(partes, ignore_index=True), crs=partes[0].crs)


def _read_agebs(edicion: EdicionArchivo) -> gpd.GeoDataFrame:
    ruta = locate_archivo("inegi_agebs", *edicion)
    geo = _read_geo(ruta)
    crudo = pd.DataFrame(geo.drop(columns="geometry")).fillna("").astype(str)
    elegidas = select_columnas(crudo, load_mapa("inegi")["agebs"], ruta.name)
    elegidas["poblacion_personas"] = elegidas["poblacion_personas"].mask(
        elegidas["poblacion_personas"] == "0", ""
    )
    tabla = parse_columnas(elegidas, [""], ruta.name)
    return gpd.GeoDataFrame(tabla, geometry=geo.geometry, crs=geo.crs)


def _read_csv_inegi(fuente: str, edicion: EdicionArchivo, mapa: str) -> tuple[pd.DataFrame, str]:
    ruta = locate_archivo(fuente, *edicion)
    crudo = read_csv_texto(ruta, get_archivo(fuente, *edicion).codificacion)
    elegidas = select_columnas(crudo, load_mapa("inegi")[mapa], ruta.name)
    reglas = load_mapa("inegi")["identificacion"].get(mapa)
    if reglas:
        check_identificacion(crudo, elegidas[reglas["clave"]].str.strip(), reglas, ruta.name)
    return elegidas, ruta.name


def _read_geo(ruta) -> gpd.GeoDataFrame:
    try:
        return gpd.read_file(ruta)
    except (pyogrio.errors.DataSourceError, ValueError) as error:
        raise build_error_danado(ruta, str(error)) from None
