"""Dónde cae cada obra respecto a la zona de su ejercicio: dentro, fuera, sin localizar o sin dato."""

import numpy as np
import pandas as pd

from fais_analysis.indicators.inversion import DONDE
from fais_analysis.indicators.partes import SIN_LOCALIZAR
from fais_analysis.indicators.texto import SIN_DATO
from fais_analysis.indicators.validacion import check_columnas, check_llave_unica
from fais_analysis.indicators.zonas import RURAL, URBANA

DENTRO, FUERA, ALGUNA = "dentro", "fuera", "alguna"


def classify_zonas(libro: pd.DataFrame, zonas: pd.DataFrame) -> pd.DataFrame:
    """Si cada fila del libro cae dentro o fuera de la zona de su ejercicio.

    Rural: por municipio, o por localidad si el anexo las nombra (entonces, sin localidad es «sin localizar»).
    Urbana: por AGEB; sin AGEB, una localidad que no tiene AGEB urbanas, o ninguna en zona, queda fuera; las
    demás, «sin localizar». Alguna: dentro si lo está de una; fuera sólo si lo está de las dos. El conjunto de
    un año no se usa en otro: un ejercicio sin conjunto es sin dato.

    Returns
    -------
    DataFrame
        Mismo índice que el libro; columnas ``rural, urbana, alguna`` ∈ {dentro, fuera, sin localizar, sin
        dato}.
    """
    check_columnas(libro, ["ejercicio", "clave_municipio", "clave_localidad", "clave_ageb"], DONDE)
    check_columnas(zonas, ["anio", "ambito", "unidad", "clave", "es_zap", "status"], "zonas")
    check_llave_unica(zonas, ["anio", "ambito", "clave"], "zonas")
    rural, urbana = _classify_rural(libro, zonas), _classify_urbana(libro, zonas)
    casos = [(rural == c) | (urbana == c) for c in (DENTRO, SIN_DATO, SIN_LOCALIZAR)]
    alguna = _select(libro, casos, [DENTRO, SIN_DATO, SIN_LOCALIZAR])
    return pd.DataFrame({RURAL: rural, URBANA: urbana, ALGUNA: alguna})


def _classify_rural(libro: pd.DataFrame, zonas: pd.DataFrame) -> pd.Series:
    propias = zonas[zonas["ambito"] == RURAL]
    unidad = libro["ejercicio"].map(propias.drop_duplicates("anio").set_index("anio")["unidad"])
    por_localidad = unidad == "localidad"
    clave = libro["clave_municipio"].where(~por_localidad, libro["clave_localidad"])
    es_zap = _lookup(propias, libro["ejercicio"], clave)
    # El anexo por localidad nombra a todas las que son: la que no está, no es.
    es_zap = es_zap.mask(por_localidad & clave.notna() & es_zap.isna(), False)
    casos = [por_localidad & clave.isna(), es_zap.isna(), es_zap.fillna(False).astype("bool")]
    return _select(libro, casos, [SIN_LOCALIZAR, SIN_DATO, DENTRO])


def _classify_urbana(libro: pd.DataFrame, zonas: pd.DataFrame) -> pd.Series:
    propias = zonas[(zonas["ambito"] == URBANA) & (zonas["status"] != SIN_DATO)]
    sin_conjunto = ~libro["ejercicio"].isin(propias["anio"].unique())
    es_zap = _lookup(propias, libro["ejercicio"], libro["clave_ageb"])
    posibles = propias[propias["es_zap"].fillna(True).astype("bool")]  # en zona, o sin dato
    localidades = pd.MultiIndex.from_arrays([posibles["anio"], posibles["clave"].str.slice(0, 9)]).unique()
    suyas = pd.MultiIndex.from_arrays([libro["ejercicio"], libro["clave_localidad"]])
    toda_fuera = libro["clave_localidad"].notna() & ~suyas.isin(localidades)
    sin_ageb = libro["clave_ageb"].isna()
    en_zona = es_zap.fillna(False).astype("bool")
    casos = [sin_conjunto, sin_ageb & toda_fuera, sin_ageb, es_zap.isna(), en_zona]
    return _select(libro, casos, [SIN_DATO, FUERA, SIN_LOCALIZAR, SIN_DATO, DENTRO])


def _select(libro: pd.DataFrame, casos: list[pd.Series], valores: list[str]) -> pd.Series:
    elegidos = np.select([c.to_numpy(dtype="bool") for c in casos], valores, default=FUERA)
    return pd.Series(elegidos, index=libro.index, dtype="str")


def _lookup(zonas: pd.DataFrame, anio: pd.Series, clave: pd.Series) -> pd.Series:
    conocidas = zonas.set_index(["anio", "clave"])["es_zap"]
    llaves = pd.MultiIndex.from_arrays([anio, clave])
    return pd.Series(conocidas.reindex(llaves).array, index=anio.index, dtype="boolean")
