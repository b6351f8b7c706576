"""La entidad según la medición municipal: la suma de sus municipios con dato."""

import pandas as pd

from fais_analysis.indicators.exactos import DONDE, compute_exactos
from fais_analysis.indicators.validacion import check_columnas, require_entidad

LLAVE_ENTIDAD = ["clave_entidad", "anio", "indicador"]


def compute_entidad_municipal(pobreza: pd.DataFrame, clave_entidad: str) -> pd.DataFrame:
    """Suma de los municipios de una entidad, por año e indicador.

    No es la cifra estatal oficial (otra encuesta y otra población; en Durango, pobreza 2020: 37.6 % aquí y
    38.7 % en la serie estatal): se rotula «suma de municipios» y no se encadena con ella.

    Parameters
    ----------
    pobreza
        Tabla ``pobreza_municipal``.
    clave_entidad
        Clave INEGI de dos dígitos.

    Returns
    -------
    DataFrame
        Una fila = año e indicador: ``clave_entidad, anio, indicador, personas, poblacion_personas, pct,
        municipios_con_dato, municipios_sin_dato``. La población es la de los municipios con dato. Si ninguno
        lo tiene, personas, población y porcentaje son nulos.

    Raises
    ------
    ClaveError
        Si la clave no es de entidad o la tabla no trae sus municipios.
    """
    check_columnas(pobreza, ["clave_municipio"], DONDE)
    return compute_entidades_municipal(require_entidad(pobreza, clave_entidad, DONDE))


def compute_entidades_municipal(pobreza: pd.DataFrame) -> pd.DataFrame:
    """Lo mismo que :func:`compute_entidad_municipal`, para todas las entidades de la tabla a la vez."""
    return sum_entidades(compute_exactos(pobreza))


def sum_entidades(exactos: pd.DataFrame) -> pd.DataFrame:
    """Suma por entidad la tabla larga de :func:`compute_exactos`; omite y cuenta a los que no tienen dato."""
    con_dato = exactos["pct"].notna()
    partes = exactos.assign(
        poblacion_personas=exactos["poblacion_personas"].where(con_dato),
        municipios_con_dato=con_dato.astype("int64"),
        municipios_sin_dato=(~con_dato).astype("int64"),
    )
    grupos = partes.groupby(LLAVE_ENTIDAD, sort=False)
    sumas = grupos[["personas", "poblacion_personas"]].sum(min_count=1)
    conteos = ["municipios_con_dato", "municipios_sin_dato"]
    sumas[conteos] = grupos[conteos].sum()
    sumas["pct"] = 100 * sumas["personas"] / sumas["poblacion_personas"]
    orden = exactos["indicador"].drop_duplicates().tolist()
    tabla = sumas.reset_index()
    tabla["_orden"] = tabla["indicador"].map({i: n for n, i in enumerate(orden)})
    tabla = tabla.sort_values(["clave_entidad", "anio", "_orden"], ignore_index=True)
    return tabla[[*LLAVE_ENTIDAD, "personas", "poblacion_personas", "pct", *conteos]]
