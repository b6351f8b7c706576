"""Brechas: qué tan lejos está cada municipio de su estado, sin ordenar municipios por decimales."""

import numpy as np
import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.indicators.comparar import IGUAL, compare, find_similares
from fais_analysis.indicators.exactos import DONDE, compute_exactos
from fais_analysis.indicators.parametros import MINIMO_QUINTILES, SIN_VEREDICTO, UMBRAL_SIMILAR_PP
from fais_analysis.indicators.precision import Imprecisas, find_imprecisas
from fais_analysis.indicators.suma_entidad import LLAVE_ENTIDAD, sum_entidades
from fais_analysis.indicators.texto import phrase_pct, phrase_puntos
from fais_analysis.indicators.validacion import check_columnas, check_no_negativo, require_entidad_de
from fais_analysis.schemas.vocabulario import POR_ID

NO_COMPARABLE = "no comparable"
POSICIONES: tuple[str, ...] = ("mejor", "similar", "peor", NO_COMPARABLE)
QUINTILES = 5
COLUMNAS = [
    "clave_municipio",
    "indicador",
    "anio",
    "municipio_pct",
    "municipio_personas",
    "poblacion_personas",
    "estado_pct",
    "estado_personas",
    "brecha_pp",
    "quintil",
    "posicion",
    "umbral_similar_pp",
    "municipios_con_dato",
    "municipios_sin_dato",
    "posicion_texto",
]


def compute_brechas(
    pobreza: pd.DataFrame, clave_municipio: str, umbral_similar_pp: float = UMBRAL_SIMILAR_PP
) -> pd.DataFrame:
    """Cada indicador del municipio frente a su estado.

    El estado es la suma de los municipios con dato, incluido éste, ponderada por población.

    Parameters
    ----------
    pobreza
        Tabla ``pobreza_municipal`` con todos los municipios del estado.
    clave_municipio
        Clave INEGI de cinco dígitos.
    umbral_similar_pp
        Diferencia, en puntos porcentuales, hasta la que se lee «similar». Es una convención: los datos no
        traen intervalos de confianza.

    Returns
    -------
    DataFrame
        Una fila = indicador y año: ``municipio_pct, municipio_personas, poblacion_personas, estado_pct,
        estado_personas, brecha_pp`` (municipio − estado), ``quintil`` (1 = mejor … 5 = peor; nulo con menos
        de diez municipios con dato), ``posicion`` (mejor, similar, peor, no comparable),
        ``umbral_similar_pp, municipios_con_dato, municipios_sin_dato, posicion_texto``.
        Sin dato: nulos y «no comparable». Las partes de un reparto (pobreza moderada, vulnerables) no llevan
        quintil ni veredicto.

    Raises
    ------
    ClaveError
        Si la clave no es texto de cinco dígitos o no está en la tabla.
    """
    entidad = require_entidad_de(pobreza, clave_municipio, DONDE)
    tabla = compute_brechas_todas(entidad, umbral_similar_pp)
    return tabla[tabla["clave_municipio"] == clave_municipio].reset_index(drop=True)


def compute_brechas_todas(
    pobreza: pd.DataFrame,
    umbral_similar_pp: float = UMBRAL_SIMILAR_PP,
    imprecisas: Imprecisas = frozenset(),
) -> pd.DataFrame:
    """Lo mismo que :func:`compute_brechas`, para todos los municipios de la tabla a la vez.

    Cada municipio se compara con su propio estado; filtrar el resultado por clave da lo mismo que calcularlo
    para ese municipio. Una estimación de ``imprecisas`` conserva sus cifras, pero no se califica.
    """
    check_no_negativo(umbral_similar_pp, "umbral_similar_pp")
    exactos = compute_exactos(pobreza).rename(
        columns={"pct": "municipio_pct", "personas": "municipio_personas"}
    )
    estados = sum_entidades(
        exactos.rename(columns={"municipio_pct": "pct", "municipio_personas": "personas"})
    )
    estados = estados.drop(columns="poblacion_personas").rename(
        columns={"pct": "estado_pct", "personas": "estado_personas"}
    )
    tabla = exactos.merge(estados, on=LLAVE_ENTIDAD, how="left", validate="many_to_one")
    tabla["brecha_pp"] = tabla["municipio_pct"] - tabla["estado_pct"]
    tabla["posicion"] = compute_posicion(tabla["brecha_pp"], tabla["indicador"], umbral_similar_pp)
    tabla["posicion"] = tabla["posicion"].mask(find_imprecisas(tabla, imprecisas), NO_COMPARABLE)
    tabla["umbral_similar_pp"] = float(umbral_similar_pp)
    tabla["quintil"] = _compute_quintil(tabla)
    tabla["posicion_texto"] = [_phrase_posicion(f) for f in tabla.itertuples(index=False)]
    return tabla[COLUMNAS]


def compute_brecha_estatal(pobreza: pd.DataFrame, indicador: str) -> pd.Series:
    """Distancia entre cada municipio y su estado en un indicador.

    El promedio estatal pondera por población y omite a los municipios sin dato. En un indicador adverso,
    positivo quiere decir que el municipio está peor que su estado.

    Returns
    -------
    Series
        ``{indicador}_brecha_pp``, con el índice de ``pobreza``, en puntos porcentuales; nula sin dato.

    Raises
    ------
    ParametroError
        Si el indicador no es del vocabulario.

    Examples
    --------
    >>> t = pd.DataFrame({"clave_municipio": ["32001", "32002"], "anio": [2020, 2020],
    ...                   "serie": ["municipal 2010-2020"] * 2, "poblacion_personas": [100, 300],
    ...                   "pobreza_personas": [80, 120]})
    >>> compute_brecha_estatal(t, "pobreza").tolist()
    [30.0, -10.0]
    """
    check_indicador(indicador)
    check_columnas(pobreza, [f"{indicador}_personas"], DONDE)
    llave = ["clave_municipio", "anio"]
    columnas = [*llave, "serie", "poblacion_personas", f"{indicador}_personas"]
    check_columnas(pobreza, columnas, DONDE)
    exactos = compute_exactos(pobreza[columnas])
    estados = sum_entidades(exactos)[[*LLAVE_ENTIDAD, "pct"]].rename(columns={"pct": "estado_pct"})
    junta = exactos.merge(estados, on=LLAVE_ENTIDAD, validate="many_to_one").set_index(llave)
    brecha = (junta["pct"] - junta["estado_pct"]).reindex(pd.MultiIndex.from_frame(pobreza[llave]))
    return pd.Series(brecha.to_numpy(), index=pobreza.index, name=f"{indicador}_brecha_pp")


def check_indicador(indicador: str) -> str:
    """Devuelve el indicador si está en el vocabulario; si no, lanza ParametroError con los válidos."""
    if indicador not in POR_ID:
        raise ParametroError(
            f"«{indicador}» no es un indicador de la medición de la pobreza.",
            donde="indicador",
            esperado=", ".join(POR_ID),
            encontrado=repr(indicador),
            que_hacer="use el identificador de la columna sin su unidad, por ejemplo «pobreza_extrema»",
        )
    return indicador


def compute_posicion(diferencia_pp: pd.Series, indicador: pd.Series, umbral_similar_pp: float) -> pd.Series:
    """Veredicto de una diferencia: mejor, similar, peor o no comparable.

    Mayor es peor salvo en los indicadores favorables. Nulos y partes de un reparto: «no comparable». La
    diferencia que, redondeada como se imprime, no pasa del umbral es «similar».
    """
    diferencia = diferencia_pp.to_numpy(dtype="float64")
    signo = indicador.map({i: 1.0 if v.es_adverso else -1.0 for i, v in POR_ID.items()}).to_numpy("float64")
    calificable = ~np.isnan(diferencia) & ~indicador.isin(SIN_VEREDICTO).to_numpy()
    veredicto = np.select(
        [~calificable, find_similares(diferencia_pp, umbral_similar_pp), diferencia * signo > 0],
        [NO_COMPARABLE, "similar", "peor"],
        default="mejor",
    )
    return pd.Series(veredicto, index=diferencia_pp.index, dtype="str")


def _compute_quintil(tabla: pd.DataFrame) -> pd.Series:
    """Quintil dentro del estado, 1 = mejor; los empates comparten quintil y, justo en el límite, el peor."""
    signo = tabla["indicador"].map({i: 1 if v.es_adverso else -1 for i, v in POR_ID.items()})
    grupo = (tabla["municipio_pct"] * signo).groupby([tabla[c] for c in LLAVE_ENTIDAD])
    rango_doble = 2 * grupo.rank(method="average") - 1
    total = tabla["municipios_con_dato"]
    quintil = (QUINTILES * rango_doble) // (2 * total.where(total > 0)) + 1
    califica = (total >= MINIMO_QUINTILES) & ~tabla["indicador"].isin(SIN_VEREDICTO)
    return quintil.where(califica & tabla["municipio_pct"].notna()).astype("Int64")


def _phrase_posicion(fila) -> str:
    """La posición en una frase, con el umbral a la vista cuando decide."""
    if pd.isna(fila.municipio_pct):
        return f"Sin dato publicado para el municipio en {fila.anio}."
    base = f"{phrase_pct(fila.municipio_pct)} frente a {phrase_pct(fila.estado_pct)} en el estado"
    if fila.indicador in SIN_VEREDICTO:
        return f"{base}. No se califica: es parte de un reparto y puede bajar porque otra parte empeora."
    if fila.posicion == NO_COMPARABLE and pd.notna(fila.brecha_pp):
        return f"{base}. No se compara: la estimación es poco precisa."
    distancia = phrase_puntos(fila.brecha_pp)
    lado = "por encima" if fila.brecha_pp > 0 else "por debajo"
    quintil = "" if pd.isna(fila.quintil) else f" Quintil {fila.quintil} de 5 en el estado (5 = peor)."
    if compare(fila.municipio_pct, fila.estado_pct, fila.umbral_similar_pp) == IGUAL:
        return f"{base}: igual que su estado.{quintil}"
    if fila.posicion == "similar":
        cerca = f"dentro de ±{phrase_puntos(fila.umbral_similar_pp)} se lee como similar"
        return f"{base}: {distancia} {lado}; {cerca}.{quintil}"
    return f"{base}: {distancia} {lado}; {fila.posicion} que su estado.{quintil}"
