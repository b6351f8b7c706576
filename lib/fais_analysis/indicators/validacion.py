"""Comprobaciones de entrada comunes al cálculo: columnas, llaves y selección por clave."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from fais_analysis.claves import check_clave_entidad, check_clave_municipio
from fais_analysis.errors import ClaveError, EsquemaError, ParametroError

MAXIMO_CLAVES = 5


def check_columnas(tabla: pd.DataFrame, columnas: Sequence[str], donde: str) -> None:
    """Comprueba que la tabla tenga las columnas que el cálculo necesita.

    Raises
    ------
    EsquemaError
        Si falta alguna; el mensaje nombra las que faltan.
    """
    faltan = [c for c in columnas if c not in tabla.columns]
    if faltan:
        raise EsquemaError(
            f"A la tabla de {donde} le faltan columnas.",
            donde=donde,
            esperado=", ".join(columnas),
            encontrado=f"faltan: {', '.join(faltan)}",
            que_hacer="cargue la tabla con su cargador (load_tabla o load_inversion) y no la recorte antes",
        )


def check_llave_unica(tabla: pd.DataFrame, llave: Sequence[str], donde: str) -> None:
    """Comprueba que cada fila sea una cosa: ninguna llave nula ni repetida.

    Raises
    ------
    EsquemaError
        Con el conteo y hasta cinco llaves.
    """
    malas = tabla.duplicated(list(llave), keep=False).to_numpy()
    for columna in llave:
        malas = malas | tabla[columna].isna().to_numpy()
    if malas.any():
        raise EsquemaError(
            f"La tabla de {donde} repite llaves o las trae vacías.",
            donde=f"{donde}, columnas {', '.join(llave)}",
            esperado="una sola fila por llave",
            encontrado=f"{int(malas.sum()):,} filas: {join_claves(tabla.loc[malas, list(llave)])}",
            que_hacer="revise si se unieron dos ediciones de la misma fuente o dos series distintas",
        )


def join_claves(llaves: pd.DataFrame | Sequence[str]) -> str:
    """Hasta cinco llaves distintas en texto, para un mensaje de error."""
    if isinstance(llaves, pd.DataFrame):
        textos = [" ".join(str(v) for v in fila) for fila in llaves.itertuples(index=False)]
    else:
        textos = [str(v) for v in llaves]
    distintas = sorted(set(textos))
    sobran = len(distintas) - MAXIMO_CLAVES
    return ", ".join(distintas[:MAXIMO_CLAVES]) + (f" y {sobran:,} más" if sobran > 0 else "")


def check_no_negativo(valor: float, nombre: str) -> float:
    """Devuelve el parámetro si es un número mayor o igual que cero.

    Raises
    ------
    ParametroError
        Si es negativo o no es un número.
    """
    if not isinstance(valor, (int, float)) or isinstance(valor, bool) or not valor >= 0:
        raise ParametroError(
            f"El parámetro {nombre} no es un número mayor o igual que cero.",
            donde=nombre,
            esperado="un número ≥ 0",
            encontrado=repr(valor),
            que_hacer="use el valor por omisión o dé un número positivo",
        )
    return valor


def require_entidad(tabla: pd.DataFrame, clave_entidad: str, donde: str) -> pd.DataFrame:
    """Filas de los municipios de una entidad.

    Raises
    ------
    ClaveError
        Si la clave no es de entidad o la tabla no trae municipios suyos.
    """
    check_clave_entidad(clave_entidad)
    filas = tabla[tabla["clave_municipio"].str.slice(0, 2) == clave_entidad]
    if filas.empty:
        raise ClaveError(
            f"La tabla de {donde} no trae municipios de la entidad «{clave_entidad}».",
            donde=donde,
            esperado=f"claves de municipio que empiecen con «{clave_entidad}»",
            encontrado=f"{len(tabla):,} filas de otras entidades",
            que_hacer="cargue la tabla completa o elija una entidad de la tabla",
        )
    return filas


def require_entidad_de(tabla: pd.DataFrame, clave_municipio: str, donde: str) -> pd.DataFrame:
    """Filas de todos los municipios del estado al que pertenece el municipio.

    Raises
    ------
    ClaveError
        Si la clave no es texto de cinco dígitos o no está en la tabla.
    """
    check_columnas(tabla, ["clave_municipio"], donde)
    check_clave_municipio(clave_municipio)
    filas = tabla[tabla["clave_municipio"].str.slice(0, 2) == clave_municipio[:2]]
    check_clave_municipio(clave_municipio, conocidas=set(filas["clave_municipio"]))
    return filas


def get_numeros(tabla: pd.DataFrame, columna: str) -> np.ndarray:
    """Columna como arreglo de flotantes; el nulo queda NaN y nunca se vuelve cero."""
    return pd.to_numeric(tabla[columna]).to_numpy(dtype="float64", na_value=np.nan)
