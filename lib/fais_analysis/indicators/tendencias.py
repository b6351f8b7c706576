"""Cambios entre mediciones de la misma serie: describen la cifra publicada, no prueban una causa."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from fais_analysis.indicators.brechas import check_indicador, compute_posicion
from fais_analysis.indicators.comparabilidad import check_anio_publicado
from fais_analysis.indicators.comparar import is_similar
from fais_analysis.indicators.exactos import DONDE, compute_exactos
from fais_analysis.indicators.parametros import UMBRAL_POBLACION_PCT, UMBRAL_SIMILAR_PP
from fais_analysis.indicators.texto import phrase_pct, phrase_puntos
from fais_analysis.indicators.validacion import check_no_negativo, require_entidad, require_entidad_de
from fais_analysis.schemas.vocabulario import POR_ID

MEDIDAS: tuple[str, ...] = ("pct", "personas", "poblacion_personas")
SENTIDOS: tuple[str, ...] = ("baja", "sube", "sin cambio", "sin dato")
COLUMNAS = [
    "clave_municipio",
    "indicador",
    "periodo",
    "desde",
    "hasta",
    "desde_pct",
    "hasta_pct",
    "cambio_pp",
    "desde_personas",
    "hasta_personas",
    "cambio_personas",
    "cambio_relativo_pct",
    "cambio_poblacion_pct",
    "sentido",
    "sentido_personas",
    "posicion",
    "umbral_similar_pp",
    "cambio_texto",
    "aviso",
]


def compute_cambios(
    pobreza: pd.DataFrame, clave_municipio: str, umbral_similar_pp: float = UMBRAL_SIMILAR_PP
) -> pd.DataFrame:
    """Cambio de cada indicador del municipio entre mediciones.

    Los periodos salen de los años de la tabla: cada par consecutivo y el total.

    Parameters
    ----------
    pobreza
        Tabla ``pobreza_municipal``.
    clave_municipio
        Clave INEGI de cinco dígitos.
    umbral_similar_pp
        Cambio, en puntos porcentuales, hasta el que la posición se lee «similar».

    Returns
    -------
    DataFrame
        Una fila = indicador y periodo: ``periodo`` («2015-2020»), ``desde, hasta, desde_pct, hasta_pct,
        cambio_pp, desde_personas, hasta_personas, cambio_personas, cambio_relativo_pct`` (100 × cambio en
        personas ÷ personas al inicio), ``cambio_poblacion_pct`` (de la población con que se calculó cada
        porcentaje), ``sentido`` (del %) y ``sentido_personas`` ∈ {baja, sube, sin cambio,
        sin dato}, ``posicion`` ∈ {mejor, similar, peor, no comparable}, ``umbral_similar_pp, cambio_texto``
        y ``aviso`` (vacío, o que el número de personas cambia también por la población).
        Si falta una de las dos mediciones, el cambio es nulo y el sentido «sin dato».

    Raises
    ------
    ClaveError
        Si la clave no es texto de cinco dígitos o no está en la tabla.
    """
    entidad = require_entidad_de(pobreza, clave_municipio, DONDE)
    tabla = compute_cambios_todos(entidad, umbral_similar_pp)
    return tabla[tabla["clave_municipio"] == clave_municipio].reset_index(drop=True)


def compute_cambios_todos(
    pobreza: pd.DataFrame, umbral_similar_pp: float = UMBRAL_SIMILAR_PP
) -> pd.DataFrame:
    """Lo mismo que :func:`compute_cambios`, para todos los municipios de la tabla a la vez."""
    check_no_negativo(umbral_similar_pp, "umbral_similar_pp")
    exactos = compute_exactos(pobreza)
    periodos = list_periodos(sorted(exactos["anio"].unique()))
    tabla = subtract_periodos(exactos, "clave_municipio", periodos)
    tabla["posicion"] = compute_posicion(tabla["cambio_pp"], tabla["indicador"], umbral_similar_pp)
    tabla["umbral_similar_pp"] = float(umbral_similar_pp)
    tabla["cambio_texto"] = [_phrase_cambio(f) for f in tabla.itertuples(index=False)]
    tabla["aviso"] = [_phrase_aviso(c) for c in tabla["cambio_poblacion_pct"]]
    return tabla[COLUMNAS]


def compute_conteo_cambios(
    pobreza: pd.DataFrame, clave_entidad: str, indicador: str, desde: int, hasta: int
) -> pd.DataFrame:
    """Cuántos municipios suben y bajan, en porcentaje y en personas (los conteos no coinciden).

    Sube o baja la cifra publicada, sin umbral; es el conteo que publica la evaluación estatal.

    Returns
    -------
    DataFrame
        Dos filas, ``medida`` = «pct» y «personas»: ``indicador, desde, hasta, suben, bajan, similares,
        sin_cambio, sin_dato, municipios, claves_suben, claves_bajan`` (tuplas de claves ordenadas).
        ``similares``: de los que suben o bajan, cuántos por una diferencia que no pasa del umbral; en
        personas no hay umbral y es nulo.

    Raises
    ------
    ComparabilidadError
        Si alguno de los años no está publicado.
    """
    check_indicador(indicador)
    entidad = require_entidad(pobreza, clave_entidad, DONDE)
    periodo = (check_anio_publicado(entidad, desde), check_anio_publicado(entidad, hasta))
    exactos = compute_exactos(entidad)
    tabla = subtract_periodos(exactos[exactos["indicador"] == indicador], "clave_municipio", [periodo])
    comun = {"indicador": indicador, "desde": desde, "hasta": hasta}
    se_mueven = tabla[tabla["sentido"].isin(["sube", "baja"])]
    similares = sum(is_similar(c, UMBRAL_SIMILAR_PP) for c in se_mueven["cambio_pp"])
    filas = pd.DataFrame(
        {"medida": medida, **comun, **_count_sentidos(tabla, columna)}
        for medida, columna in (("pct", "sentido"), ("personas", "sentido_personas"))
    )
    return filas.assign(similares=pd.array([similares, None], dtype="Int64"))


def _count_sentidos(tabla: pd.DataFrame, columna: str) -> dict[str, object]:
    """Cuántos municipios, y cuáles, van en cada sentido."""
    claves = {s: tuple(tabla.loc[tabla[columna] == s, "clave_municipio"]) for s in SENTIDOS}
    return {
        "suben": len(claves["sube"]),
        "bajan": len(claves["baja"]),
        "sin_cambio": len(claves["sin cambio"]),
        "sin_dato": len(claves["sin dato"]),
        "municipios": len(tabla),
        "claves_suben": claves["sube"],
        "claves_bajan": claves["baja"],
    }


def list_periodos(anios: Sequence[int]) -> list[tuple[int, int]]:
    """Pares consecutivos de años y, si hay más de dos años, el periodo completo.

    Examples
    --------
    >>> list_periodos([2010, 2015, 2020])
    [(2010, 2015), (2015, 2020), (2010, 2020)]
    """
    enteros = [int(a) for a in anios]
    pares = list(pairwise(enteros))
    return [*pares, (enteros[0], enteros[-1])] if len(enteros) > 2 else pares


def subtract_periodos(exactos: pd.DataFrame, llave: str, periodos: Sequence[tuple[int, int]]) -> pd.DataFrame:
    """Resta dos años de una tabla larga de :func:`compute_exactos` o de la serie estatal, por periodo.

    Una llave que sólo está en uno de los dos años queda «sin dato». Orden: llave, indicador, periodo.
    """
    partes = []
    for numero, (desde, hasta) in enumerate(periodos):
        campos = [llave, "indicador", *MEDIDAS]
        antes = exactos.loc[exactos["anio"] == desde, campos]
        despues = exactos.loc[exactos["anio"] == hasta, campos]
        parte = antes.merge(despues, on=[llave, "indicador"], how="outer", suffixes=("_a", "_b"))
        partes.append(parte.assign(desde=desde, hasta=hasta, periodo=f"{desde}-{hasta}", _periodo=numero))
    vacia = pd.DataFrame(columns=[llave, "indicador", *(f"{m}_{s}" for s in "ab" for m in MEDIDAS)])
    tabla = pd.concat(partes, ignore_index=True) if partes else vacia.assign(desde=0, hasta=0, periodo="")
    tabla = tabla.rename(
        columns={
            "pct_a": "desde_pct",
            "pct_b": "hasta_pct",
            "personas_a": "desde_personas",
            "personas_b": "hasta_personas",
        }
    )
    tabla = _add_diferencias(tabla).drop(columns=["poblacion_personas_a", "poblacion_personas_b"])
    tabla["_indicador"] = tabla["indicador"].map({i: n for n, i in enumerate(POR_ID)})
    orden = [llave, "_indicador", *(["_periodo"] if partes else [])]
    return tabla.sort_values(orden, kind="stable", ignore_index=True).drop(columns=orden[1:])


def _add_diferencias(tabla: pd.DataFrame) -> pd.DataFrame:
    numeros = ["desde_pct", "hasta_pct", "desde_personas", "hasta_personas"]
    numeros += ["poblacion_personas_a", "poblacion_personas_b"]
    tabla = tabla.astype(dict.fromkeys(numeros, "float64"))
    cambio_personas = tabla["hasta_personas"] - tabla["desde_personas"]
    tabla["cambio_pp"] = tabla["hasta_pct"] - tabla["desde_pct"]
    tabla["cambio_personas"] = cambio_personas
    inicio = tabla["desde_personas"]
    tabla["cambio_relativo_pct"] = 100 * cambio_personas / inicio.where(inicio > 0)
    poblacion = tabla["poblacion_personas_a"]
    razon = tabla["poblacion_personas_b"] / poblacion.where(poblacion > 0)
    tabla["cambio_poblacion_pct"] = 100 * (razon - 1)
    tabla["sentido"] = _compute_sentido(tabla["cambio_pp"])
    tabla["sentido_personas"] = _compute_sentido(cambio_personas)
    return tabla


def _compute_sentido(cambio: pd.Series) -> pd.Series:
    numeros = cambio.to_numpy(dtype="float64")
    elegido = np.select(
        [np.isnan(numeros), numeros < 0, numeros > 0], ["sin dato", "baja", "sube"], default="sin cambio"
    )
    return pd.Series(elegido, index=cambio.index, dtype="str")


def _phrase_aviso(cambio_poblacion_pct: float) -> str:
    """Aviso cuando la población de la medición cambió tanto que mueve por sí sola el número de personas."""
    if pd.isna(cambio_poblacion_pct) or abs(cambio_poblacion_pct) <= UMBRAL_POBLACION_PCT:
        return ""
    verbo = "aumentó" if cambio_poblacion_pct > 0 else "disminuyó"
    return (
        f"La población con que se hizo la medición {verbo} {phrase_pct(abs(cambio_poblacion_pct))}: "
        "el número de personas cambia también por eso; léalo junto con el porcentaje."
    )


def _phrase_cambio(fila) -> str:
    """El cambio en una frase: describe la cifra publicada y dice cuándo no se afirma un cambio."""
    if fila.sentido == "sin dato":
        return (
            f"Sin dato en una de las dos mediciones ({fila.desde} y {fila.hasta}): no se calcula el cambio."
        )
    base = (
        f"La cifra publicada pasó de {phrase_pct(fila.desde_pct)} en {fila.desde} "
        f"a {phrase_pct(fila.hasta_pct)} en {fila.hasta}"
    )
    if is_similar(fila.cambio_pp, fila.umbral_similar_pp):
        umbral = phrase_puntos(fila.umbral_similar_pp)
        return f"{base}; con una diferencia de hasta {umbral} no se afirma un cambio."
    personas = ""
    if fila.sentido_personas not in (fila.sentido, "sin cambio"):
        personas = f", aunque el número de personas {fila.sentido_personas}"
    return f"{base}: {fila.sentido} {phrase_puntos(fila.cambio_pp)}{personas}."
