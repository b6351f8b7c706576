"""Porcentajes exactos: 100 × personas ÷ población, no el redondeado a un decimal que se publica."""

import numpy as np
import pandas as pd

from fais_analysis.errors import EsquemaError
from fais_analysis.indicators.comparabilidad import check_misma_serie
from fais_analysis.indicators.validacion import (
    check_columnas,
    check_llave_unica,
    get_numeros,
    join_claves,
)
from fais_analysis.schemas.vocabulario import INDICADORES

DONDE = "pobreza municipal"
LLAVE = ("clave_municipio", "anio")
REDONDEO_PERSONAS = 1  # CONEVAL redondea cada conteo: la identidad puede fallar por una persona
COLUMNAS = ("clave_municipio", "clave_entidad", "anio", "indicador", "personas", "poblacion_personas", "pct")


def compute_exactos(pobreza: pd.DataFrame) -> pd.DataFrame:
    """Indicadores en forma larga, con su porcentaje exacto.

    El porcentaje se calcula con las personas: los publicados traen un decimal y al restarlos el error llega a
    0.1 puntos. Sin personas o sin población, personas y porcentaje quedan nulos.

    Parameters
    ----------
    pobreza
        Tabla ``pobreza_municipal`` (una fila = municipio y año). Se usan los indicadores que traiga.

    Returns
    -------
    DataFrame
        Una fila = municipio, año e indicador: ``clave_municipio, clave_entidad, anio, indicador, personas,
        poblacion_personas, pct``. Ordenada por municipio, año y el orden oficial de los indicadores.

    Raises
    ------
    ComparabilidadError
        Si la tabla mezcla series de estimación.
    EsquemaError
        Si faltan columnas, se repite un municipio en un año o hay más personas que población.

    Examples
    --------
    >>> t = pd.DataFrame({"clave_municipio": ["10014"], "anio": [2020], "serie": ["municipal 2010-2020"],
    ...                   "poblacion_personas": [49103], "pobreza_personas": [44732]})
    >>> compute_exactos(t)["pct"].round(3).tolist()
    [91.098]
    """
    check_columnas(pobreza, [*LLAVE, "serie", "poblacion_personas"], DONDE)
    ids = [i.id for i in INDICADORES if f"{i.id}_personas" in pobreza.columns]
    check_columnas(pobreza, [f"{i}_personas" for i in ids or [INDICADORES[0].id]], DONDE)
    check_misma_serie(pobreza)
    check_llave_unica(pobreza, LLAVE, DONDE)
    return _stack_exactos(pobreza.sort_values(list(LLAVE), kind="stable"), ids)


def _stack_exactos(orden: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    """Tabla ancha, ya ordenada → una fila por municipio, año e indicador."""
    poblacion = np.repeat(get_numeros(orden, "poblacion_personas"), len(ids))
    personas = np.column_stack([get_numeros(orden, f"{i}_personas") for i in ids]).ravel()
    claves = np.repeat(orden["clave_municipio"].to_numpy(dtype=object), len(ids))
    tiene_dato = ~np.isnan(personas) & (poblacion > 0)
    _check_personas_caben(claves, personas, poblacion)
    pct = np.divide(100 * personas, poblacion, out=np.full(len(personas), np.nan), where=tiene_dato)
    tabla = pd.DataFrame(
        {
            "clave_municipio": pd.Series(claves, dtype="str"),
            "anio": np.repeat(orden["anio"].to_numpy(dtype="int64"), len(ids)),
            "indicador": pd.Series(np.tile(np.array(ids, dtype=object), len(orden)), dtype="str"),
            "personas": np.where(tiene_dato, personas, np.nan),
            "poblacion_personas": poblacion,
            "pct": pct,
        }
    )
    tabla["clave_entidad"] = tabla["clave_municipio"].str.slice(0, 2)
    return tabla[list(COLUMNAS)]


def _check_personas_caben(claves: np.ndarray, personas: np.ndarray, poblacion: np.ndarray) -> None:
    """Lanza EsquemaError si hay personas negativas o más personas que población."""
    malas = (personas > poblacion + REDONDEO_PERSONAS) | (personas < 0) | (poblacion < 0)
    if malas.any():
        raise EsquemaError(
            "Hay más personas con el indicador que población, o personas negativas.",
            donde=DONDE,
            esperado="0 ≤ personas ≤ población (±1 por redondeo)",
            encontrado=f"{int(malas.sum()):,} casos en {join_claves(list(claves[malas]))}",
            que_hacer="compare la tabla con el archivo oficial; no se calcula con cifras imposibles",
        )
