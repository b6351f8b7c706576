"""Municipios comparables: los más parecidos del estado en tamaño, dispersión e ingreso laboral."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.indicators.brechas import compute_posicion
from fais_analysis.indicators.exactos import DONDE, compute_exactos
from fais_analysis.indicators.parametros import (
    PARECIDO_ALTO,
    PARECIDO_MEDIO,
    TAMANO_FAMILIA,
    UMBRAL_SIMILAR_PP,
)
from fais_analysis.indicators.texto import phrase_municipios, round_mitad_arriba
from fais_analysis.indicators.validacion import (
    check_columnas,
    check_llave_unica,
    check_no_negativo,
    filter_estado_de,
    get_numeros,
    join_claves,
)
from fais_analysis.schemas.vocabulario import POR_ID

DONDE_VARIABLES = "variables de la familia"
NOMBRES_VARIABLES: dict[str, str] = {
    "poblacion_log10": "tamaño de población",
    "localidades_menos_5000_pct": "población en localidades de menos de 5,000 habitantes",
    "hasta_2sm_pct": "población ocupada con hasta dos salarios mínimos",
}
DECIMALES_DISTANCIA = 9  # para que el ruido binario no rompa un empate
COLUMNAS = ["clave_municipio", "lugar", "distancia", "parecido", "razon"]


def compute_variables_familia(marginacion: pd.DataFrame, anio: int) -> pd.DataFrame:
    """Las tres variables con que se busca parecido, de un año.

    No usa el índice de marginación ni el de rezago: contienen piso, agua, drenaje y escolaridad, que es lo
    que después se compara, y la familia saldría parecida por construcción.

    Parameters
    ----------
    marginacion
        Tabla ``marginacion_municipal``.
    anio
        Año de las variables.

    Returns
    -------
    DataFrame
        Una fila = municipio: ``clave_municipio, poblacion_log10`` (logaritmo decimal de la población censal),
        ``localidades_menos_5000_pct, hasta_2sm_pct``. Sin dato o población cero: nulo.
    """
    campos = ["poblacion_personas", "localidades_menos_5000_pct", "hasta_2sm_pct"]
    check_columnas(marginacion, ["clave_municipio", "anio", *campos], "marginación municipal")
    filas = marginacion[marginacion["anio"] == anio].sort_values("clave_municipio", ignore_index=True)
    if filas.empty:
        raise ParametroError(
            f"No hay marginación municipal de {anio}.",
            donde="anio",
            esperado=", ".join(str(int(a)) for a in sorted(marginacion["anio"].unique())) or "ningún año",
            encontrado=repr(anio),
            que_hacer="elija un año de la tabla",
        )
    check_llave_unica(filas, ["clave_municipio"], "marginación municipal")
    poblacion = get_numeros(filas, "poblacion_personas")
    logaritmo = np.log10(np.where(poblacion > 0, poblacion, np.nan))
    numeros = {c: get_numeros(filas, c) for c in campos[1:]}
    return pd.DataFrame(
        {"clave_municipio": filas["clave_municipio"], "poblacion_log10": logaritmo, **numeros}
    )


def compute_familia(variables: pd.DataFrame, clave_municipio: str, k: int = TAMANO_FAMILIA) -> pd.DataFrame:
    """Los ``k`` municipios del mismo estado más parecidos, con la razón de cada uno.

    Cada variable se estandariza con la media y la desviación del estado; la distancia es la raíz de la
    diferencia cuadrática media: 0.5 quiere decir que difieren media desviación por variable. Los empates se
    resuelven por clave.

    Parameters
    ----------
    variables
        Una fila por municipio: ``clave_municipio`` y columnas numéricas (:func:`compute_variables_familia` u
        otras). No deben ser indicadores que luego se comparen.
    clave_municipio
        Clave INEGI de cinco dígitos.
    k
        Cuántos municipios buscar.

    Returns
    -------
    DataFrame
        Hasta ``k`` filas: ``clave_municipio, lugar, distancia, parecido`` (alto ≤ 0.5, medio ≤ 1, bajo) y
        ``razon``. Menos filas si el estado no tiene más municipios con dato; ninguna si al municipio le falta
        una variable (:func:`phrase_familia` lo dice).

    Raises
    ------
    ClaveError
        Si el municipio no está en la tabla.
    ParametroError
        Si ``k`` no es un entero positivo o una variable es un indicador de la medición de la pobreza.
    """
    _check_k(k)
    estado, nombres = _prepare(variables, clave_municipio)
    return _rank_familia(_standardize(estado, nombres), clave_municipio, k)


def compute_familias(variables: pd.DataFrame, k: int = TAMANO_FAMILIA) -> pd.DataFrame:
    """La familia de cada municipio de la tabla, con su estado estandarizado una sola vez.

    Returns
    -------
    DataFrame
        Las columnas de :func:`compute_familia`, precedidas de ``clave_base`` (el municipio que se compara).
        Un municipio sin dato no tiene filas.
    """
    _check_k(k)
    check_columnas(variables, ["clave_municipio"], DONDE_VARIABLES)
    partes = []
    for _, filas in variables.groupby(variables["clave_municipio"].str.slice(0, 2)):
        estado, nombres = _prepare(filas, filas["clave_municipio"].iloc[0])
        normal = _standardize(estado, nombres)
        for clave in normal.index:
            familia = _rank_familia(normal, clave, k)
            familia.insert(0, "clave_base", clave)
            partes.append(familia)
    return pd.concat(partes, ignore_index=True) if partes else pd.DataFrame(columns=["clave_base", *COLUMNAS])


def phrase_familia(
    variables: pd.DataFrame,
    clave_municipio: str,
    k: int = TAMANO_FAMILIA,
    familia: pd.DataFrame | None = None,
) -> str:
    """En una frase: con cuántos se compara, cuántos no entraron y si el parecido es bajo.

    ``familia``: la de :func:`compute_familia`, si ya se tiene.
    """
    familia = compute_familia(variables, clave_municipio, k) if familia is None else familia
    estado, nombres = _prepare(variables, clave_municipio)
    sin_dato = estado[nombres].isna().any(axis=1)
    if bool(sin_dato[estado["clave_municipio"] == clave_municipio].any()):
        return "Sin dato de las variables de comparación: no se forma una familia de municipios."
    if familia.empty:
        return "El estado no tiene otro municipio con dato: no se forma una familia de municipios."
    frases = [f"Se compara con {phrase_municipios(len(familia))} de su estado"]
    if len(familia) < k:
        frases.append(f"(se pedían {k}: no hay más con dato)")
    if sin_dato.any():
        cuantos = int(sin_dato.sum())
        verbo = "no entró" if cuantos == 1 else "no entraron"
        frases.append(f"y {phrase_municipios(cuantos)} {verbo} por falta de dato")
    if (familia["parecido"] == "bajo").all():
        frases.append("; ninguno se le parece mucho, la comparación es débil")
    return " ".join(frases).replace(" ;", ";") + "."


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
    check_no_negativo(umbral_similar_pp, "umbral_similar_pp")
    check_columnas(familia, ["clave_municipio"], "familia")
    claves = set(familia["clave_municipio"])
    _check_no_incluye(claves, clave_municipio)
    exactos = compute_exactos(filter_estado_de(pobreza, clave_municipio, DONDE))
    llave = ["indicador", "anio"]
    propio = exactos[exactos["clave_municipio"] == clave_municipio].set_index(llave)
    pares = exactos[exactos["clave_municipio"].isin(claves) & exactos["pct"].notna()].groupby(llave)
    tabla = pd.DataFrame({"municipio_pct": propio["pct"]})
    tabla["familia_pct"] = 100 * pares["personas"].sum() / pares["poblacion_personas"].sum()
    tabla["familia_minimo_pct"] = pares["pct"].min()
    tabla["familia_mediana_pct"] = pares["pct"].median()
    tabla["familia_maximo_pct"] = pares["pct"].max()
    tabla["brecha_pp"] = tabla["municipio_pct"] - tabla["familia_pct"]
    con_dato = pares.size().reindex(tabla.index).fillna(0).astype("int64")
    tabla = tabla.reset_index()
    tabla["posicion"] = compute_posicion(tabla["brecha_pp"], tabla["indicador"], umbral_similar_pp)
    tabla["umbral_similar_pp"] = float(umbral_similar_pp)
    tabla["municipios_con_dato"] = con_dato.to_numpy()
    tabla["municipios_sin_dato"] = len(claves) - tabla["municipios_con_dato"]
    tabla.insert(0, "clave_municipio", clave_municipio)
    return tabla


def _check_k(k: int) -> None:
    if not isinstance(k, int) or isinstance(k, bool) or k < 1:
        raise ParametroError(
            "El tamaño de la familia no es un entero positivo.",
            donde="k",
            esperado="un entero mayor o igual que 1",
            encontrado=repr(k),
            que_hacer=f"use el valor por omisión ({TAMANO_FAMILIA})",
        )


def _check_no_incluye(claves: set[str], clave_municipio: str) -> None:
    if clave_municipio in claves:
        raise ParametroError(
            "La familia incluye al propio municipio.",
            donde="familia",
            esperado="municipios distintos del que se compara",
            encontrado=clave_municipio,
            que_hacer="use la familia que devuelve compute_familia",
        )


def _prepare(variables: pd.DataFrame, clave_municipio: str) -> tuple[pd.DataFrame, list[str]]:
    estado = filter_estado_de(variables, clave_municipio, DONDE_VARIABLES)
    check_llave_unica(estado, ["clave_municipio"], DONDE_VARIABLES)
    nombres = [c for c in estado.columns if c != "clave_municipio"]
    circulares = [c for c in nombres if c.removesuffix("_pct").removesuffix("_personas") in POR_ID]
    if circulares or not nombres:
        raise ParametroError(
            "Las variables de la familia no sirven.",
            donde=DONDE_VARIABLES,
            esperado="al menos una variable que no sea indicador de la medición de la pobreza",
            encontrado=join_claves(circulares) or "ninguna variable",
            que_hacer="use compute_variables_familia",
        )
    return estado.sort_values("clave_municipio", ignore_index=True), nombres


def _rank_familia(normal: pd.DataFrame, clave_municipio: str, k: int) -> pd.DataFrame:
    """Los k más cercanos en la tabla estandarizada; vacía si el municipio no está en ella."""
    if clave_municipio not in normal.index:
        tipos = {"clave_municipio": "str", "lugar": "int64", "distancia": "float64"}
        return pd.DataFrame(columns=COLUMNAS).astype(tipos)
    diferencia = normal - normal.loc[clave_municipio]
    distancia = np.sqrt((diferencia**2).mean(axis=1)).round(DECIMALES_DISTANCIA)
    cerca = distancia.drop(clave_municipio).rename("distancia").reset_index()
    cerca = cerca.sort_values(["distancia", "clave_municipio"], ignore_index=True).head(k)
    cerca["lugar"] = np.arange(1, len(cerca) + 1)
    cerca["parecido"] = pd.Series([_name_parecido(d) for d in cerca["distancia"]], dtype="str")
    filas = diferencia.loc[cerca["clave_municipio"]].to_numpy()
    razones = [_phrase_razon(dict(zip(normal.columns, fila, strict=True))) for fila in filas]
    cerca["razon"] = pd.Series(razones, dtype="str")
    return cerca[COLUMNAS]


def _standardize(estado: pd.DataFrame, nombres: Sequence[str]) -> pd.DataFrame:
    """Puntajes z de los municipios completos del estado; una variable sin variación no distingue: cero."""
    numeros = estado.set_index("clave_municipio")[list(nombres)].astype("float64").dropna()
    desviacion = numeros.std(ddof=0)
    return ((numeros - numeros.mean()) / desviacion.where(desviacion > 0)).fillna(0.0)


def _name_parecido(distancia: float) -> str:
    if distancia <= PARECIDO_ALTO:
        return "alto"
    return "medio" if distancia <= PARECIDO_MEDIO else "bajo"


def _phrase_razon(diferencia: Mapping[str, float]) -> str:
    """En qué se parece más y en qué difiere más."""
    orden = sorted(diferencia, key=lambda n: (abs(diferencia[n]), n))
    cerca, lejos = orden[0], orden[-1]
    texto = f"Se parece sobre todo en {NOMBRES_VARIABLES.get(cerca, cerca)}"
    if cerca == lejos:
        return f"{texto}."
    lado = "mayor" if diferencia[lejos] > 0 else "menor"
    tamano = round_mitad_arriba(abs(float(diferencia[lejos])), 1)
    nombre = NOMBRES_VARIABLES.get(lejos, lejos)
    return f"{texto}; difiere más en {nombre} ({lado}, {tamano} desviaciones estándar)."
