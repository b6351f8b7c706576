"""Componentes de las carencias de vivienda y servicios básicos en una entidad, serie 2008-2018."""

import pandas as pd

from fais_analysis.indicators.estatal import select_serie_entidad
from fais_analysis.indicators.validacion import get_numeros
from fais_analysis.schemas.componentes import COMPONENTES_CONEVAL

DONDE = "subcarencias estatales"


def compute_componentes_estatales(subcarencias: pd.DataFrame, clave_entidad: str) -> pd.DataFrame:
    """Cada componente en las dos últimas mediciones de la serie, con los umbrales de la propia carencia.

    Parameters
    ----------
    subcarencias
        Tabla ``subcarencias_estatales``.
    clave_entidad
        Dos dígitos; «00» es el país.

    Returns
    -------
    DataFrame
        Una fila = componente, en el orden de CONEVAL: ``componente, carencia, nombre, desde_anio,
        hasta_anio, desde_pct, hasta_pct, cambio_pp, desde_personas, hasta_personas``.

    Raises
    ------
    ClaveError
        Si la clave no es de entidad o no está en la tabla.
    ComparabilidadError
        Si la tabla mezcla series.
    """
    filas = select_serie_entidad(subcarencias, clave_entidad, DONDE)
    desde, hasta = sorted(filas["anio"].unique())[-2:]
    larga = _stack_componentes(filas)
    fijas = ["componente", "carencia", "nombre"]
    antes = _select_corte(larga, desde, "desde")
    tabla = antes.merge(_select_corte(larga, hasta, "hasta"), on=fijas, validate="one_to_one")
    tabla["cambio_pp"] = tabla["hasta_pct"] - tabla["desde_pct"]
    numeros = [f"{corte}_{c}" for c in ("anio", "pct", "personas") for corte in ("desde", "hasta")]
    return tabla[[*fijas, *numeros, "cambio_pp"]]


def _stack_componentes(filas: pd.DataFrame) -> pd.DataFrame:
    partes = [
        filas[["anio"]].assign(
            componente=id_,
            carencia=carencia,
            nombre=nombre,
            pct=get_numeros(filas, f"{id_}_pct"),
            personas=get_numeros(filas, f"{id_}_personas"),
        )
        for id_, (carencia, nombre) in COMPONENTES_CONEVAL.items()
    ]
    return pd.concat(partes, ignore_index=True)


def _select_corte(larga: pd.DataFrame, anio: int, corte: str) -> pd.DataFrame:
    propias = larga[larga["anio"] == anio]
    return propias.rename(columns={c: f"{corte}_{c}" for c in ("anio", "pct", "personas")})
