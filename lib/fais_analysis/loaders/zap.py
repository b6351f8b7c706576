"""Lectores de lo que se sabe de las ZAP; ninguno es la declaratoria: todo uso lo dice y sólo avisa."""

import pandas as pd

from fais_analysis.loaders.lectura import (
    concat_ordenado,
    load_mapa,
    parse_numeros,
    read_csv_texto,
    select_columnas,
)
from fais_analysis.schemas.validacion import validate
from fais_analysis.schemas.zap import ZAP_DECLARATORIAS, ZAP_RURAL
from fais_analysis.sources.fichas import get_archivo
from fais_analysis.sources.locate import locate_archivo


def load_zap_rural() -> pd.DataFrame:
    """Municipios de Durango que la fuente consultada da por ZAP rural, sólo en los años con lista.

    Una fila = un municipio y un año. Un año ausente es sin dato, no «ningún municipio».

    References
    ----------
    Fuente ``zap_rural_durango`` en ``sources/fuentes.yml``.
    """
    tabla = _read_zap_rural()
    con_lista = tabla[tabla["clave_municipio"] != ""]
    ordenada = concat_ordenado([con_lista[list(ZAP_RURAL.columns)]], ["anio", "clave_municipio"])
    return validate(ZAP_RURAL, ordenada, "ZAP rural de Durango")


def load_zap_declaratorias() -> pd.DataFrame:
    """Lo que se conoce de cada declaratoria ZAP y el estado del listado rural de Durango.

    Una fila = un ejercicio, también los años de los que no se sabe nada (vacíos, «no localizada»).

    References
    ----------
    Fuentes ``zap_declaratorias`` y ``zap_rural_durango`` en ``sources/fuentes.yml``.
    """
    ruta = locate_archivo("zap_declaratorias")
    crudo = read_csv_texto(ruta, get_archivo("zap_declaratorias").codificacion)
    conocido = select_columnas(crudo, load_mapa("zap")["declaratorias"], ruta.name)
    conocido = conocido.assign(anio=parse_numeros(conocido["anio"], [], ruta.name).astype("int64"))
    listado = _read_zap_rural().drop_duplicates("anio")[["anio", "estado"]]
    listado = listado.rename(columns={"estado": "listado_rural_durango"})
    tabla = listado.merge(conocido, on="anio", how="outer", validate="one_to_one")
    for columna, contrato in ZAP_DECLARATORIAS.columns.items():
        if str(contrato.dtype) == "float64":
            tabla[columna] = parse_numeros(tabla[columna].fillna(""), [""], f"{ruta.name}, {columna}")
        elif columna != "anio":
            tabla[columna] = tabla[columna].where(tabla[columna] != "").astype("str")
    ordenada = concat_ordenado([tabla[list(ZAP_DECLARATORIAS.columns)]], ["anio"])
    return validate(ZAP_DECLARATORIAS, ordenada, ruta.name)


def _read_zap_rural() -> pd.DataFrame:
    ruta = locate_archivo("zap_rural_durango")
    crudo = read_csv_texto(ruta, get_archivo("zap_rural_durango").codificacion)
    tabla = select_columnas(crudo, load_mapa("zap")["zap_rural"], ruta.name)
    return tabla.assign(anio=parse_numeros(tabla["anio"], [], ruta.name).astype("int64"))
