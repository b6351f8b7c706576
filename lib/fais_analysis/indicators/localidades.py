"""Cómo se reparte la población de un municipio entre sus localidades (población censal)."""

import pandas as pd

from fais_analysis.indicators.parametros import LIMITE_RURAL_PERSONAS
from fais_analysis.indicators.validacion import check_columnas, check_llave_unica

DONDE = "localidades"
LIMITES_TAMANO: tuple[int, ...] = (0, 100, 500, 2_500, 15_000, 50_000)
TAMANOS: tuple[str, ...] = (
    "menos de 100 habitantes",
    "100 a 499 habitantes",
    "500 a 2,499 habitantes",
    "2,500 a 14,999 habitantes",
    "15,000 a 49,999 habitantes",
    "50,000 habitantes o más",
)


def compute_localidades(localidades: pd.DataFrame) -> pd.DataFrame:
    """Localidades de cada municipio, de la mayor a la menor, con su parte de la población.

    Parameters
    ----------
    localidades
        Tabla ``localidades`` (población del Censo 2020).

    Returns
    -------
    DataFrame
        Las columnas de la tabla y ``porcentaje_pct`` (de la población del municipio en localidades con dato),
        ``acumulado_pct``, ``tamano`` (clase de tamaño) y ``es_rural`` (menos de 2,500 habitantes), en orden
        de municipio. Sin población: nulos, al final de su municipio y fuera del porcentaje.

    Raises
    ------
    EsquemaError
        Si faltan columnas o se repite una localidad.
    """
    filas = add_tamano(localidades).sort_values(
        ["clave_municipio", "poblacion_personas", "clave_localidad"],
        ascending=[True, False, True],
        na_position="last",
        ignore_index=True,
    )
    personas = filas["poblacion_personas"].astype("float64")
    total = personas.groupby(filas["clave_municipio"]).transform("sum", min_count=1)
    filas["porcentaje_pct"] = 100 * personas / total.where(total > 0)
    de_municipio = filas.groupby("clave_municipio")["porcentaje_pct"]
    filas["acumulado_pct"] = de_municipio.transform(lambda pct: pct.cumsum())
    return filas


def compute_resumen_localidades(localidades: pd.DataFrame) -> pd.DataFrame:
    """Resumen por municipio de la tabla: cuántas localidades, qué tan dispersas y la mayor.

    Returns
    -------
    DataFrame
        Una fila = municipio: ``clave_municipio, localidades, localidades_sin_dato, localidades_rurales,
        poblacion_personas, rural_personas, rural_pct, localidades_menos_100, mayor_localidad,
        mayor_personas, mayor_pct``. La población es la del Censo en localidades con dato.
    """
    tabla = add_tamano(localidades)
    personas = tabla["poblacion_personas"].astype("float64")
    partes = tabla.assign(
        personas=personas,
        sin_dato=personas.isna(),
        rural=tabla["es_rural"].fillna(False).astype("bool"),
        rural_personas=personas.where(tabla["es_rural"].fillna(False).astype("bool"), 0.0),
        menos_100=(personas < LIMITES_TAMANO[1]),
    )
    grupos = partes.groupby("clave_municipio")
    resumen = grupos.agg(
        localidades=("clave_localidad", "size"),
        localidades_sin_dato=("sin_dato", "sum"),
        localidades_rurales=("rural", "sum"),
        rural_personas=("rural_personas", "sum"),
        localidades_menos_100=("menos_100", "sum"),
    )
    resumen.insert(3, "poblacion_personas", grupos["personas"].sum(min_count=1))
    resumen["rural_pct"] = 100 * resumen["rural_personas"] / resumen["poblacion_personas"]
    mayores = partes.sort_values(["personas", "clave_localidad"], ascending=[False, True], na_position="last")
    mayores = mayores.drop_duplicates("clave_municipio").set_index("clave_municipio")
    resumen["mayor_localidad"] = mayores["localidad"]
    resumen["mayor_personas"] = mayores["personas"]
    resumen["mayor_pct"] = 100 * resumen["mayor_personas"] / resumen["poblacion_personas"]
    return resumen.reset_index()


def add_tamano(localidades: pd.DataFrame) -> pd.DataFrame:
    """Agrega ``tamano`` y ``es_rural``; sin población, ambos nulos."""
    check_columnas(
        localidades, ["clave_localidad", "clave_municipio", "localidad", "poblacion_personas"], DONDE
    )
    check_llave_unica(localidades, ["clave_localidad"], DONDE)
    personas = localidades["poblacion_personas"].astype("float64")
    limites = [*LIMITES_TAMANO, float("inf")]
    tamano = pd.cut(personas, bins=limites, right=False, labels=list(TAMANOS)).astype("str")
    es_rural = (personas < LIMITE_RURAL_PERSONAS).astype("boolean").mask(personas.isna())
    return localidades.assign(tamano=tamano.mask(personas.isna()), es_rural=es_rural)
