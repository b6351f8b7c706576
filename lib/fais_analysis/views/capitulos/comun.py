"""Piezas comunes a los capítulos: elegir un renglón, armar series y redactar listas."""

import pandas as pd

from fais_analysis.errors import EsquemaError
from fais_analysis.schemas.vocabulario import POR_ID
from fais_analysis.views.formato import format_pct, is_sin_dato


def select_filas(tabla: pd.DataFrame, **filtros: object) -> pd.DataFrame:
    """Renglones que cumplen todos los filtros, en su orden."""
    mascara = pd.Series(True, index=tabla.index)
    for columna, valor in filtros.items():
        mascara &= tabla[columna] == valor
    return tabla[mascara].reset_index(drop=True)


def get_fila(tabla: pd.DataFrame, **filtros: object) -> pd.Series:
    """El único renglón que cumple los filtros.

    Raises
    ------
    EsquemaError
        Si no hay uno, o hay más de uno.
    """
    filas = select_filas(tabla, **filtros)
    if len(filas) != 1:
        raise EsquemaError(
            "Una vista pide un renglón y la tabla no trae exactamente uno.",
            donde=", ".join(f"{c} = {v}" for c, v in filtros.items()),
            esperado="un renglón",
            encontrado=f"{len(filas)} renglones",
            que_hacer="revise el build_* que armó la tabla",
        )
    return filas.iloc[0]


def stack_series(tabla: pd.DataFrame, categoria: str, series: dict[str, str]) -> pd.DataFrame:
    """Tabla larga para graficar: de una columna por serie a una fila por marca.

    ``series`` va de columna a nombre impreso. El resultado trae ``categoria, serie, valor`` y las demás
    columnas que no son de series.
    """
    otras = [c for c in tabla.columns if c not in series]
    partes = [
        tabla[otras].assign(
            serie=nombre, valor=tabla[columna].to_numpy(), categoria=tabla[categoria].to_numpy()
        )
        for columna, nombre in series.items()
    ]
    return pd.concat(partes, ignore_index=True)


def get_corto(indicador: str) -> str:
    """Nombre corto de un indicador, para rótulos."""
    return POR_ID[indicador].corto


def get_nombre(indicador: str) -> str:
    """Nombre oficial de un indicador, para tablas."""
    return POR_ID[indicador].nombre


def lower_inicial(texto: str) -> str:
    """El texto con minúscula inicial, para seguir una frase.

    Examples
    --------
    >>> lower_inicial("Piso firme")
    'piso firme'
    """
    return texto[:1].lower() + texto[1:]


def phrase_paso(desde: object, hasta: object, anio_desde: int, anio_hasta: int) -> str:
    """«de 89.1 % en 2015 a 91.1 % en 2020», o que falta una de las dos."""
    if is_sin_dato(desde) or is_sin_dato(hasta):
        falta = anio_desde if is_sin_dato(desde) else anio_hasta
        return f"sin dato de {falta}"
    return f"de {format_pct(desde)} en {anio_desde} a {format_pct(hasta)} en {anio_hasta}"
