"""Reglas de comparabilidad hechas código: lo que no se puede comparar lanza un error, no da un número.

Las reglas y sus fuentes están en ``docs/metodo.md``.
"""

from typing import NoReturn

import pandas as pd

from fais_analysis.errors import ComparabilidadError, EsquemaError
from fais_analysis.indicators.validacion import check_columnas

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
