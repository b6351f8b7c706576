"""Cada indicador de un municipio frente al de sus municipios comparables."""

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.indicators.brechas import NO_COMPARABLE, compute_posicion
from fais_analysis.indicators.exactos import DONDE, compute_exactos
from fais_analysis.indicators.parametros import UMBRAL_SIMILAR_PP
from fais_analysis.indicators.precision import Imprecisas, find_imprecisas
from fais_analysis.indicators.validacion import (
    check_columnas,
    check_no_negativo,
    join_claves,
    require_entidad_de,
)


def compute_comparacion_familia(
    pobreza: pd.DataFrame,
    clave_municipio: str,
    familia: pd.DataFrame,
    umbral_similar_pp: float = UMBRAL_SIMILAR_PP,
) -> pd.DataFrame:
    """Cada indicador del municipio frente al de su familia, sin incluirlo a él.

    Parameters
    ----------
    pobreza
        Tabla ``pobreza_municipal`` con todos los municipios del estado.
    clave_municipio
        Clave INEGI de cinco dígitos.
    familia
        De :func:`compute_familia`: basta su columna ``clave_municipio``.
    umbral_similar_pp
        Hasta cuántos puntos porcentuales se llama «similar».

    Returns
    -------
    DataFrame
        Una fila = indicador y año: ``municipio_pct, familia_pct`` (suma de personas ÷ suma de población),
        ``familia_minimo_pct, familia_mediana_pct, familia_maximo_pct, brecha_pp`` (municipio − familia),
        ``posicion, umbral_similar_pp, municipios_con_dato, municipios_sin_dato``. Si falta el municipio o
        toda la familia, nulos y «no comparable».

    Raises
    ------
    ClaveError
        Si el municipio no está en la tabla.
    ParametroError
        Si la familia incluye al propio municipio.
    """
    check_columnas(familia, ["clave_municipio"], "familia")
    entidad = require_entidad_de(pobreza, clave_municipio, DONDE)
    propia = familia[["clave_municipio"]].assign(clave_base=clave_municipio)
    tabla = compute_comparaciones_familias(entidad, propia, umbral_similar_pp)
    return tabla[tabla["clave_municipio"] == clave_municipio].reset_index(drop=True)


def compute_comparaciones_familias(
    pobreza: pd.DataFrame,
    familias: pd.DataFrame,
    umbral_similar_pp: float = UMBRAL_SIMILAR_PP,
    imprecisas: Imprecisas = frozenset(),
) -> pd.DataFrame:
    """Lo mismo que :func:`compute_comparacion_familia`, para todos los municipios de la tabla a la vez.

    ``familias``: la de :func:`compute_familias`; bastan ``clave_base`` y ``clave_municipio``. Un municipio
    que no es base de ninguna queda sin comparar, y una estimación de ``imprecisas``, sin calificar.
    """
    check_no_negativo(umbral_similar_pp, "umbral_similar_pp")
    familias = familias[["clave_base", "clave_municipio"]].drop_duplicates()
    _check_no_incluye(familias)
    exactos, llave = compute_exactos(pobreza), ["clave_municipio", "indicador", "anio"]
    pares = familias.merge(exactos[exactos["pct"].notna()], on="clave_municipio")
    suyos = pares.groupby(["clave_base", *llave[1:]]).agg(
        personas=("personas", "sum"),
        poblacion=("poblacion_personas", "sum"),
        familia_minimo_pct=("pct", "min"),
        familia_mediana_pct=("pct", "median"),
        familia_maximo_pct=("pct", "max"),
        municipios_con_dato=("pct", "size"),
    )
    suyos.insert(0, "familia_pct", 100 * suyos.pop("personas") / suyos.pop("poblacion"))
    tabla = exactos[[*llave, "pct"]].rename(columns={"pct": "municipio_pct"})
    tabla = tabla.merge(suyos.rename_axis(llave).reset_index(), on=llave, how="left")
    con_dato = tabla.pop("municipios_con_dato").fillna(0).astype("int64")
    tabla["brecha_pp"] = tabla["municipio_pct"] - tabla["familia_pct"]
    tabla["posicion"] = compute_posicion(tabla["brecha_pp"], tabla["indicador"], umbral_similar_pp)
    tabla["posicion"] = tabla["posicion"].mask(find_imprecisas(tabla, imprecisas), NO_COMPARABLE)
    tabla["umbral_similar_pp"] = float(umbral_similar_pp)
    tamano = tabla["clave_municipio"].map(familias["clave_base"].value_counts()).fillna(0).astype("int64")
    return tabla.assign(municipios_con_dato=con_dato, municipios_sin_dato=tamano - con_dato)


def _check_no_incluye(familias: pd.DataFrame) -> None:
    malas = familias.loc[familias["clave_base"] == familias["clave_municipio"], "clave_base"]
    if len(malas):
        raise ParametroError(
            "La familia incluye al propio municipio.",
            donde="familia",
            esperado="municipios distintos del que se compara",
            encontrado=join_claves(list(malas)),
            que_hacer="use la familia que devuelve compute_familia",
        )
