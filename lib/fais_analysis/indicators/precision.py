"""Qué tan precisa es cada estimación municipal: cuál lleva la marca «poco precisa» y cuál ni se compara."""

from collections.abc import Collection

import pandas as pd

from fais_analysis.indicators.validacion import check_columnas
from fais_analysis.schemas.precision import AMBITOS, BAJA, INDICADORES_CON_BANDA

Imprecisas = frozenset[tuple[str, str, int]]
COLUMNAS = ["clave_municipio", "anio", "indicador", "rural", "urbano", "bajas", "es_imprecisa"]


def compute_precision(bandas: pd.DataFrame) -> pd.DataFrame:
    """Las bandas de cada municipio, indicador por indicador.

    Parameters
    ----------
    bandas
        Tabla ``precision_pobreza``.

    Returns
    -------
    DataFrame
        Una fila = municipio, año e indicador: ``rural`` y ``urbano`` (alta, media, baja; nula sin esa
        población o sin dato), ``bajas`` (en qué ámbitos es baja: «rural», «urbano», los dos o vacío) y
        ``es_imprecisa`` (baja en todos los que tiene: no alcanza para decir mejor ni peor).

    Examples
    --------
    >>> tabla = pd.DataFrame({"clave_municipio": ["32001"], "anio": [2020]}
    ...                      | {f"{i}_{a}": [None] for i in INDICADORES_CON_BANDA for a in AMBITOS}
    ...                      | {"vivienda_rural": "baja", "salud_rural": "baja", "salud_urbano": "alta"})
    >>> propias = compute_precision(tabla).set_index("indicador")
    >>> propias.loc[["vivienda", "salud", "alimentacion"], "es_imprecisa"].tolist()
    [True, False, False]
    >>> propias.loc["salud", "bajas"]
    'rural'
    """
    check_columnas(bandas, [f"{i}_{a}" for i in INDICADORES_CON_BANDA for a in AMBITOS], "precisión")
    llave = ["clave_municipio", "anio"]
    partes = [
        bandas[llave].assign(indicador=indicador, **{a: bandas[f"{indicador}_{a}"] for a in AMBITOS})
        for indicador in INDICADORES_CON_BANDA
    ]
    tabla = pd.concat(partes, ignore_index=True)
    bajas, hay = tabla[list(AMBITOS)] == BAJA, tabla[list(AMBITOS)].notna()
    tabla["bajas"] = [" y ".join(a for a in AMBITOS if fila[a]) for fila in bajas.to_dict("records")]
    tabla["es_imprecisa"] = bajas.any(axis=1) & (bajas == hay).all(axis=1)
    return tabla.sort_values([*llave, "indicador"], ignore_index=True)[COLUMNAS]


def list_imprecisas(precision: pd.DataFrame) -> Imprecisas:
    """Municipio, indicador y año de las estimaciones que no se comparan."""
    propias = precision[precision["es_imprecisa"]]
    return frozenset(zip(propias["clave_municipio"], propias["indicador"], propias["anio"], strict=True))


def find_imprecisas(tabla: pd.DataFrame, imprecisas: Collection[tuple[str, str, int]]) -> pd.Series:
    """Qué renglones (por ``clave_municipio``, ``indicador`` y ``anio``) son de una estimación imprecisa."""
    llaves = zip(tabla["clave_municipio"], tabla["indicador"], tabla["anio"], strict=True)
    return pd.Series([llave in imprecisas for llave in llaves], index=tabla.index, dtype="bool")
