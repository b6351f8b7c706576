"""Reglas de comparabilidad hechas código: lo que no se puede comparar lanza un error, no da un número.

Las reglas y sus fuentes están en ``docs/comparabilidad.md``.
"""

from collections.abc import Sequence
from typing import NoReturn

import pandas as pd

from fais_analysis.errors import ComparabilidadError, EsquemaError
from fais_analysis.indicators.validacion import check_columnas, check_llave_unica, join_claves

DONDE = "comparación de series"


def check_misma_serie(*tablas: pd.DataFrame) -> str:
    """Devuelve la serie de estimación que comparten las tablas.

    Las series municipal 2010-2020, estatal 2016-2022 y estatal 2008-2018 usan estimadores, definiciones o
    poblaciones distintas: nunca se unen ni se restan.

    Raises
    ------
    ComparabilidadError
        Si hay más de una serie o alguna fila no dice a cuál pertenece.
    EsquemaError
        Si no llega ninguna tabla, falta la columna ``serie`` o no hay filas.

    Examples
    --------
    >>> check_misma_serie(pd.DataFrame({"serie": ["municipal 2010-2020"] * 2}))
    'municipal 2010-2020'
    """
    for tabla in tablas:
        check_columnas(tabla, ["serie"], DONDE)
    series = {s for t in tablas for s in t["serie"].unique()}
    if not series:
        _raise_vacia()
    if len(series) > 1 or any(pd.isna(s) for s in series):
        nombres = sorted("(sin serie)" if pd.isna(s) else f"«{s}»" for s in series)
        raise ComparabilidadError(
            "Se intentó comparar cifras de series distintas.",
            donde=DONDE,
            esperado="una sola serie de estimación",
            encontrado=" y ".join(nombres),
            que_hacer="compare cada serie por separado; la municipal y la estatal nunca se encadenan",
        )
    return str(series.pop())


def _raise_vacia() -> NoReturn:
    raise EsquemaError(
        "No hay filas que comparar.",
        donde=DONDE,
        esperado="al menos una tabla con filas",
        encontrado="ninguna fila",
        que_hacer="revise que la clave o el filtro no hayan dejado la tabla vacía",
    )


def join_series(*tablas: pd.DataFrame, llave: Sequence[str] = ("clave_municipio", "anio")) -> pd.DataFrame:
    """Une, una debajo de otra, tablas de la misma serie (por ejemplo, un año cada una).

    Parameters
    ----------
    tablas
        Tablas con la columna ``serie`` y la llave.
    llave
        Columnas que identifican una fila.

    Returns
    -------
    DataFrame
        Todas las filas, ordenadas por llave.

    Raises
    ------
    ComparabilidadError
        Si las series difieren.
    EsquemaError
        Si una misma llave llega dos veces.
    """
    check_misma_serie(*tablas)
    for tabla in tablas:
        check_columnas(tabla, llave, DONDE)
    junta = pd.concat(tablas, ignore_index=True)
    check_llave_unica(junta, llave, DONDE)
    return junta.sort_values(list(llave), kind="stable", ignore_index=True)


def check_anio_publicado(tabla: pd.DataFrame, anio: int) -> int:
    """Devuelve el año si la tabla lo publica; no se interpola ni se toma el más cercano.

    Raises
    ------
    ComparabilidadError
        Si no hay medición de ese año; el mensaje dice cuáles hay.
    """
    check_columnas(tabla, ["anio"], DONDE)
    publicados = sorted(int(a) for a in tabla["anio"].unique())
    if isinstance(anio, bool) or anio not in publicados:
        raise ComparabilidadError(
            f"No hay medición publicada de {anio}.",
            donde=DONDE,
            esperado=f"uno de los años publicados: {', '.join(map(str, publicados)) or 'ninguno'}",
            encontrado=f"{anio!r}",
            que_hacer="elija un año publicado; entre mediciones no se interpola",
        )
    return int(anio)


def check_indice_de_un_anio(tabla: pd.DataFrame) -> int:
    """Devuelve el único año de una tabla de índice de rezago social o de marginación.

    El nivel del índice sale de un análisis que se rehace cada año: 0.39 en 2020 y 0.21 en 2015 no son una
    subida. Entre años se comparan el grado, el lugar y los indicadores que lo forman.

    Raises
    ------
    ComparabilidadError
        Si hay más de un año.
    EsquemaError
        Si no hay filas o falta la columna ``anio``.
    """
    check_columnas(tabla, ["anio"], DONDE)
    anios = sorted(int(a) for a in tabla["anio"].unique())
    if not anios:
        _raise_vacia()
    if len(anios) > 1:
        raise ComparabilidadError(
            "El nivel del índice no se compara entre años.",
            donde="índice de rezago social o de marginación",
            esperado="una tabla de un solo año",
            encontrado=f"años {', '.join(map(str, anios))}",
            que_hacer="compare el grado, el lugar o los indicadores; para un año, filtre la tabla antes",
        )
    return anios[0]


def check_misma_unidad(tabla: pd.DataFrame) -> str:
    """Devuelve la unidad que comparten todas las filas (personas, viviendas u ocupantes no se mezclan).

    Raises
    ------
    ComparabilidadError
        Si hay más de una unidad o fuente.
    EsquemaError
        Si no hay filas o faltan las columnas ``unidad`` y ``fuente``.
    """
    check_columnas(tabla, ["unidad", "fuente"], DONDE)
    if tabla.empty:
        _raise_vacia()
    pares = tabla[["unidad", "fuente"]].drop_duplicates()
    if len(pares) > 1:
        raise ComparabilidadError(
            "Se intentó comparar cifras con unidades o fuentes distintas.",
            donde="componentes de la vivienda",
            esperado="una sola unidad y una sola fuente",
            encontrado=join_claves(pares),
            que_hacer="compare por separado: % de viviendas, % de ocupantes y % de población no se restan",
        )
    return str(pares["unidad"].iloc[0])
