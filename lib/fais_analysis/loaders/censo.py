"""Lee los indicadores censales del INEGI (1900-2020) de las entidades que se tienen."""

from typing import Any

import pandas as pd

from fais_analysis.loaders.guardas import certify
from fais_analysis.loaders.identificacion import check_identificacion
from fais_analysis.loaders.lectura import (
    check_comas,
    concat_ordenado,
    load_mapa,
    pad_clave,
    parse_enteros,
    parse_numeros,
    read_csv_texto,
    select_columnas,
)
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.loaders.rechazo import Rechazo
from fais_analysis.schemas.censo import INDICADORES_CENSALES
from fais_analysis.schemas.srft import SUFIJO_ESTADO
from fais_analysis.sources.fichas import EdicionArchivo, get_archivo
from fais_analysis.sources.locate import list_preparadas, locate_archivo

FUENTE = "inegi_indicadores_censales"
RECHAZO = Rechazo(
    "En los indicadores censales",
    "las cifras de cada municipio en su renglón, como las publica el INEGI",
    "si se cruzaron renglones o columnas, pida el archivo corregido; si es otro, revise "
    "loaders/columnas/inegi_indicadores_censales.yml",
)


def load_indicadores_censales() -> pd.DataFrame:
    """Cada indicador que el INEGI da por municipio: una fila = municipio, indicador y año.

    Raises
    ------
    EsquemaError
        Si una celda no es un número, un nombre no es el de su clave, los municipios no suman su entidad o la
        población de 2020 no es la del Censo.

    References
    ----------
    Fuente ``inegi_indicadores_censales``.
    """
    partes = [_read_edicion(edicion) for edicion in list_preparadas(FUENTE)]
    ordenada = concat_ordenado(partes, ["clave_municipio", "anio", "id_indicador"])
    return certify(INDICADORES_CENSALES, ordenada, "indicadores censales")


def _read_edicion(edicion: EdicionArchivo) -> pd.DataFrame:
    ruta, mapa = locate_archivo(FUENTE, *edicion), load_mapa(FUENTE)
    crudo = read_csv_texto(ruta, get_archivo(FUENTE, *edicion).codificacion)
    textos = select_columnas(crudo, mapa["columnas"], ruta.name)
    es_estado = textos["municipio"] == mapa["estado"]
    clave = pad_clave(textos["clave_entidad"], 2) + pad_clave(textos["municipio"], 3)
    check_identificacion(crudo[~es_estado], clave[~es_estado], mapa["identificacion"], ruta.name)
    _check_estado(crudo, clave, edicion, mapa, ruta.name)
    check_comas(textos["valor"], f"{ruta.name}, columna valor")
    tabla = textos.assign(
        clave_municipio=clave,
        anio=parse_enteros(textos["anio"], f"{ruta.name}, columna año"),
        valor=parse_numeros(textos["valor"], mapa["sin_dato"], f"{ruta.name}, columna valor"),
    )
    _check_sumas(tabla, es_estado, mapa, ruta.name)
    _check_poblacion(tabla[~es_estado], mapa, ruta.name)
    return tabla[list(INDICADORES_CENSALES.columns)]


def _check_estado(
    crudo: pd.DataFrame, clave: pd.Series, edicion: EdicionArchivo, mapa: dict[str, Any], donde: str
) -> None:
    """El archivo es de una entidad, y sus renglones sin municipio dicen que son de toda ella."""
    estatales = crudo[mapa["identificacion"]["municipio"]] == mapa["nombre_estatal"]
    malas = estatales != clave.str.endswith(SUFIJO_ESTADO)
    malas |= clave.str[:2] != edicion.entidad
    if malas.any():
        RECHAZO.fail(
            "hay renglones de otra entidad, o municipios con la clave del estado", [*clave[malas]], donde
        )


def _check_sumas(tabla: pd.DataFrame, es_estado: pd.Series, mapa: dict[str, Any], donde: str) -> None:
    """Donde se cuentan personas o viviendas y están todos los municipios, suman la entidad."""
    cuentas = tabla["unidad"].isin(mapa["sumables"]) & ~tabla["id_indicador"].isin(mapa["no_suman"])
    llave = ["id_indicador", "anio"]
    municipios = tabla[cuentas & ~es_estado].groupby(llave)["valor"].agg(["sum", "count"])
    entidad = tabla[cuentas & es_estado].set_index(llave)["valor"]
    completos = municipios["count"] == tabla.loc[~es_estado, "clave_municipio"].nunique()
    resto = (municipios.loc[completos, "sum"] - entidad).dropna().abs()
    malas = resto.index[resto >= 1]
    if len(malas):
        RECHAZO.fail("los municipios no suman la entidad", [f"{i} {a}" for i, a in malas], donde)


def _check_poblacion(tabla: pd.DataFrame, mapa: dict[str, Any], donde: str) -> None:
    """La población es la del mismo censo en las viviendas por municipio."""
    es_suya = (tabla["id_indicador"] == mapa["poblacion"]) & (tabla["anio"] == mapa["censo"])
    propia = tabla[es_suya].set_index("clave_municipio")["valor"]
    censo = load_tabla("viviendas_municipales").set_index("clave_municipio")["poblacion_personas"]
    malas = propia != censo.reindex(propia.index)
    if malas.any() or propia.empty:
        RECHAZO.fail("la población no es la del Censo", [*propia.index[malas]], donde)
