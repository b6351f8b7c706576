"""Municipios comparables: los más parecidos del estado en tamaño, dispersión e ingreso laboral."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.indicators.parametros import (
    PARECIDO_ALTO,
    PARECIDO_MEDIO,
    TAMANO_FAMILIA,
)
from fais_analysis.indicators.texto import phrase_municipios, round_mitad_arriba
from fais_analysis.indicators.validacion import (
    check_columnas,
    check_llave_unica,
    get_numeros,
    join_claves,
    require_entidad_de,
)
from fais_analysis.schemas.vocabulario import POR_ID

DONDE_VARIABLES = "variables de la familia"
NOMBRES_VARIABLES: dict[str, str] = {
    "poblacion_log10": "tamaño de población",
    "localidades_menos_5000_pct": "población en localidades de menos de 5,000 habitantes",
    "hasta_2sm_pct": "población ocupada con hasta dos salarios mínimos",
}
PESO_DOMINANTE_PCT = 50.0  # de los habitantes de la familia
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
    normal = _standardize(*_prepare(variables, clave_municipio))
    return _rank_familias(normal, normal.index.intersection([clave_municipio]), k)[COLUMNAS]


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
        normal = _standardize(*_prepare(filas, filas["clave_municipio"].iloc[0]))
        partes.append(_rank_familias(normal, normal.index, k))
    return pd.concat(partes, ignore_index=True) if partes else pd.DataFrame(columns=["clave_base", *COLUMNAS])


@dataclass(frozen=True)
class Dominante:
    """El municipio que tiene más de la mitad de los habitantes de una familia, y cuánto de ella es."""

    clave_municipio: str
    parte_pct: float


def find_dominante(variables: pd.DataFrame, familia: pd.DataFrame) -> Dominante | None:
    """Quién pesa más que los demás juntos en la suma de una familia; nada si nadie, o si es uno solo.

    El dato de una familia es la suma de sus personas entre la de su población: si uno tiene más de la mitad,
    compararse con el grupo es, sobre todo, compararse con él.
    """
    logaritmo = familia["clave_municipio"].map(variables.set_index("clave_municipio")["poblacion_log10"])
    partes = 10 ** logaritmo.astype("float64")
    partes = 100 * partes / partes.sum(skipna=False)
    if len(partes) < 2 or not partes.max() > PESO_DOMINANTE_PCT:
        return None
    return Dominante(str(familia.loc[partes.idxmax(), "clave_municipio"]), float(partes.max()))


def phrase_familia(
    variables: pd.DataFrame,
    clave_municipio: str,
    k: int = TAMANO_FAMILIA,
    familia: pd.DataFrame | None = None,
    nombres: Mapping[str, str] | None = None,
) -> str:
    """En una frase: con cuántos se compara, cuántos no entraron, si el parecido es bajo y si uno domina.

    ``familia``: la de :func:`compute_familia`, si ya se tiene. ``nombres``: de cada clave, para decir quién.
    """
    familia = compute_familia(variables, clave_municipio, k) if familia is None else familia
    entidad = require_entidad_de(variables, clave_municipio, DONDE_VARIABLES)
    sin_dato = entidad.isna().any(axis=1)
    if bool(sin_dato[entidad["clave_municipio"] == clave_municipio].any()):
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
    return " ".join(frases).replace(" ;", ";") + "." + _phrase_dominante(variables, familia, nombres or {})


def _phrase_dominante(variables: pd.DataFrame, familia: pd.DataFrame, nombres: Mapping[str, str]) -> str:
    dominante = find_dominante(variables, familia)
    if dominante is None:
        return ""
    parte = round_mitad_arriba(dominante.parte_pct, 0)
    cuantos = f"{parte} de cada 100" if parte > PESO_DOMINANTE_PCT else "más de la mitad"
    quien = nombres.get(dominante.clave_municipio, "Uno solo")
    return f" {quien} tiene {cuantos} habitantes del grupo: lo del grupo es, sobre todo, lo suyo."


def _check_k(k: int) -> None:
    if not isinstance(k, int) or isinstance(k, bool) or k < 1:
        raise ParametroError(
            "El tamaño de la familia no es un entero positivo.",
            donde="k",
            esperado="un entero mayor o igual que 1",
            encontrado=repr(k),
            que_hacer=f"use el valor por omisión ({TAMANO_FAMILIA})",
        )


def _prepare(variables: pd.DataFrame, clave_municipio: str) -> tuple[pd.DataFrame, list[str]]:
    entidad = require_entidad_de(variables, clave_municipio, DONDE_VARIABLES)
    check_llave_unica(entidad, ["clave_municipio"], DONDE_VARIABLES)
    nombres = [c for c in entidad.columns if c != "clave_municipio"]
    circulares = [c for c in nombres if c.removesuffix("_pct").removesuffix("_personas") in POR_ID]
    if circulares or not nombres:
        raise ParametroError(
            "Las variables de la familia no sirven.",
            donde=DONDE_VARIABLES,
            esperado="al menos una variable que no sea indicador de la medición de la pobreza",
            encontrado=join_claves(circulares) or "ninguna variable",
            que_hacer="use compute_variables_familia",
        )
    return entidad.sort_values("clave_municipio", ignore_index=True), nombres


def _rank_familias(normal: pd.DataFrame, bases: pd.Index, k: int) -> pd.DataFrame:
    """Los k municipios de la tabla estandarizada (en orden de clave) más cercanos a cada base."""
    valores, propias = normal.to_numpy(), normal.index.get_indexer(bases)
    diferencias = valores[None] - valores[propias][:, None]  # base, municipio, variable
    distancias = np.sqrt((diferencias**2).mean(axis=2)).round(DECIMALES_DISTANCIA)
    distancias[np.arange(len(propias)), propias] = np.inf  # nadie es su propio comparable
    k = min(k, max(len(normal) - 1, 0))
    cerca = np.argsort(distancias, axis=1, kind="stable")[:, :k]  # a misma distancia, por clave
    elegidas = np.take_along_axis(distancias, cerca, axis=1).ravel()
    filas = np.take_along_axis(diferencias, cerca[:, :, None], axis=1).reshape(-1, normal.shape[1])
    textos = {
        "parecido": [_name_parecido(d) for d in elegidas],
        "razon": [_phrase_razon(dict(zip(normal.columns, fila, strict=True))) for fila in filas],
    }
    return pd.DataFrame(
        {
            "clave_base": bases.repeat(k),
            "clave_municipio": normal.index[cerca.ravel()],
            "lugar": np.tile(np.arange(1, k + 1), len(bases)),
            "distancia": elegidas,
            **{nombre: pd.Series(lista, dtype="str") for nombre, lista in textos.items()},
        }
    )


def _standardize(entidad: pd.DataFrame, nombres: Sequence[str]) -> pd.DataFrame:
    """Puntajes z de los municipios completos del estado; una variable sin variación no distingue: cero."""
    numeros = entidad.set_index("clave_municipio")[list(nombres)].astype("float64").dropna()
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
