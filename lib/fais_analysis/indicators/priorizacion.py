"""Qué carencia atender primero: cuatro puntajes explicables y lo que el FAIS puede mover.

Son cuatro puntajes de 0 a 100 en escalas fijas: ``personas`` (100 = el municipio del estado con más personas
con esa carencia), ``prevalencia`` (el porcentaje), ``brecha`` (50 = igual que el estado; un punto por punto
porcentual) y ``tendencia`` (50 = sin cambio desde la medición anterior; un punto por punto porcentual).
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.indicators.brechas import NO_COMPARABLE, compute_brechas_todas
from fais_analysis.indicators.comparar import is_similar
from fais_analysis.indicators.exactos import DONDE
from fais_analysis.indicators.parametros import PESOS_PRIORIDAD, UMBRAL_SIMILAR_PP
from fais_analysis.indicators.precision import Imprecisas
from fais_analysis.indicators.tendencias import compute_cambios_todos
from fais_analysis.indicators.texto import phrase_pct, phrase_personas, phrase_puntos
from fais_analysis.indicators.validacion import check_columnas, require_entidad, require_entidad_de
from fais_analysis.schemas.vocabulario import CARENCIAS

CAPACIDADES: tuple[str, ...] = ("directa", "indirecta", "ninguna")
COMPONENTES: tuple[str, ...] = ("personas", "prevalencia", "brecha", "tendencia")
PUNTAJE_NEUTRO = 50.0  # igual que el estado, o sin cambio
PUNTAJE_MAXIMO = 100.0
DECIMALES_PUNTAJE = 9  # borra el ruido binario de las sumas antes de dar lugares
FRASES_CAPACIDAD = {
    "directa": "El FAIS la atiende directamente con obra en la vivienda o que llega a ella.",
    "indirecta": "La obra del FAIS ayuda de forma indirecta: por sí sola no cambia este indicador.",
    "ninguna": "El FAIS no la mueve.",
}
COLUMNAS = [
    "clave_municipio",
    "carencia",
    "anio",
    "anio_previo",
    "personas",
    "pct",
    "brecha_pp",
    "cambio_pp",
    "posicion",
    "puntaje_personas",
    "puntaje_prevalencia",
    "puntaje_brecha",
    "puntaje_tendencia",
    "puntaje",
    "lugar",
    "lugar_minimo",
    "lugar_maximo",
    "capacidad_fais",
    "lugar_fais",
    "es_lugar_fais_estable",
    "es_prioridad_fais",
    "componentes_sin_dato",
    "razon",
]


def compute_prioridad(
    pobreza: pd.DataFrame,
    clave_municipio: str,
    capacidad: Mapping[str, str],
    pesos: Mapping[str, float] = PESOS_PRIORIDAD,
) -> pd.DataFrame:
    """Las seis carencias de un municipio, ordenadas por prioridad.

    El puntaje promedia cuatro, de 0 a 100, con ``pesos``: los explica el módulo. Límites: ``docs/metodo.md``.

    Parameters
    ----------
    pobreza
        Tabla ``pobreza_municipal`` con todos los municipios del estado.
    clave_municipio
        Clave INEGI de cinco dígitos.
    capacidad
        De cada carencia, qué puede el FAIS: directa, indirecta o ninguna.
    pesos
        De ``personas``, ``prevalencia``, ``brecha`` y ``tendencia``; se normalizan a 1.

    Returns
    -------
    DataFrame
        Una fila = carencia, de mayor a menor prioridad. ``lugar`` (1 = primero; empates comparten lugar),
        ``lugar_minimo`` y ``lugar_maximo`` (al quitar un puntaje: si difieren, el orden depende de los
        pesos), ``lugar_fais`` (sólo entre las de capacidad directa), ``es_lugar_fais_estable`` (no cambia al
        quitar un puntaje), ``es_prioridad_fais`` (capacidad directa, con personas, y es la primera de ellas o
        está peor que su estado), ``componentes_sin_dato`` y ``razon``. Sin dato del último año: nulos.

    Raises
    ------
    ClaveError
        Si la clave no es texto de cinco dígitos o no está en la tabla.
    ParametroError
        Si falta la capacidad de una carencia o los pesos no sirven.
    """
    entidad = require_entidad_de(pobreza, clave_municipio, DONDE)
    tabla = compute_prioridades(entidad, clave_municipio[:2], capacidad, pesos)
    return tabla[tabla["clave_municipio"] == clave_municipio].reset_index(drop=True)


def compute_prioridades(
    pobreza: pd.DataFrame,
    clave_entidad: str,
    capacidad: Mapping[str, str],
    pesos: Mapping[str, float] = PESOS_PRIORIDAD,
    imprecisas: Imprecisas = frozenset(),
) -> pd.DataFrame:
    """Lo mismo que :func:`compute_prioridad`, para todos los municipios de una entidad a la vez.

    Una estimación de ``imprecisas`` entra en el puntaje con su cifra, pero no se dice mejor ni peor.
    """
    check_capacidad(capacidad)
    pesos = normalize_pesos(pesos)
    check_columnas(pobreza, [f"{c}_personas" for c in CARENCIAS], DONDE)
    tabla = _join_componentes(require_entidad(pobreza, clave_entidad, DONDE), imprecisas)
    tabla = _add_puntajes(tabla)
    tabla["puntaje"] = _compute_puntaje(tabla, pesos)
    tabla["lugar"] = _compute_lugar(tabla, tabla["puntaje"])
    tabla["capacidad_fais"] = tabla["carencia"].map(dict(capacidad))
    es_directa = tabla["capacidad_fais"] == "directa"
    tabla["lugar_fais"] = _compute_lugar(tabla, tabla["puntaje"].where(es_directa))
    tabla = tabla.join(_compute_sensibilidad(tabla, pesos, es_directa))
    tiene_personas = es_directa & (tabla["personas"] > 0)
    destaca = (tabla["lugar_fais"] == 1).fillna(False) | (tabla["posicion"] == "peor")
    tabla["es_prioridad_fais"] = (tiene_personas & destaca).astype("bool")
    tabla["componentes_sin_dato"] = _list_sin_dato(tabla)
    tabla["razon"] = [_phrase_razon(f) for f in tabla.itertuples(index=False)]
    tabla["_orden"] = tabla["carencia"].map({c: n for n, c in enumerate(CARENCIAS)})
    tabla = tabla.sort_values(["clave_municipio", "lugar", "_orden"], na_position="last", ignore_index=True)
    return tabla[COLUMNAS]


def check_capacidad(capacidad: Mapping[str, str]) -> None:
    """Comprueba que toda carencia diga qué puede el FAIS; si no, lanza ParametroError."""
    malas = [c for c in CARENCIAS if capacidad.get(c) not in CAPACIDADES]
    if malas:
        raise ParametroError(
            "Hay carencias sin una capacidad del FAIS válida.",
            donde="capacidad",
            esperado=f"de cada carencia, una de: {', '.join(CAPACIDADES)}",
            encontrado=", ".join(f"{c}: {capacidad.get(c)!r}" for c in malas),
            que_hacer="tome la capacidad de las reglas: load_carencias()",
        )


def normalize_pesos(pesos: Mapping[str, float]) -> dict[str, float]:
    """Pesos que suman 1.

    Raises
    ------
    ParametroError
        Si falta o sobra uno, alguno es negativo o todos son cero.
    """
    valores = [v for c in COMPONENTES if isinstance(v := pesos.get(c), int | float) and v >= 0]
    estan_todos = set(pesos) == set(COMPONENTES) and len(valores) == len(COMPONENTES)
    if not estan_todos or not 0 < sum(valores) < float("inf"):
        raise ParametroError(
            "Los pesos de la priorización no sirven.",
            donde="pesos",
            esperado=f"un número ≥ 0 para cada uno de: {', '.join(COMPONENTES)}, y no todos cero",
            encontrado=repr(dict(pesos)),
            que_hacer="use los pesos por omisión o corrija los suyos",
        )
    return {c: v / sum(valores) for c, v in zip(COMPONENTES, valores, strict=True)}


def _join_componentes(pobreza: pd.DataFrame, imprecisas: Imprecisas) -> pd.DataFrame:
    """Último año: personas, porcentaje y brecha; y el cambio desde la medición anterior."""
    columnas = ["clave_municipio", "anio", "serie", "poblacion_personas"]
    recorte = pobreza[columnas + [f"{c}_personas" for c in CARENCIAS]]
    ultimo = int(recorte["anio"].max())
    brechas = compute_brechas_todas(recorte[recorte["anio"] == ultimo], imprecisas=imprecisas)
    tabla = brechas.rename(
        columns={"indicador": "carencia", "municipio_pct": "pct", "municipio_personas": "personas"}
    )[["clave_municipio", "carencia", "anio", "personas", "pct", "brecha_pp", "posicion"]]
    previos = recorte.loc[recorte["anio"] < ultimo, "anio"]
    if previos.empty:
        return tabla.assign(anio_previo=pd.array([pd.NA] * len(tabla), dtype="Int64"), cambio_pp=np.nan)
    previo = int(previos.max())
    cambios = compute_cambios_todos(recorte[recorte["anio"].isin([previo, ultimo])])
    cambios = cambios.rename(columns={"indicador": "carencia"})[["clave_municipio", "carencia", "cambio_pp"]]
    tabla = tabla.merge(cambios, on=["clave_municipio", "carencia"], how="left", validate="one_to_one")
    return tabla.assign(anio_previo=pd.array([previo] * len(tabla), dtype="Int64"))


def _add_puntajes(tabla: pd.DataFrame) -> pd.DataFrame:
    """Los cuatro puntajes 0-100; sin la medición del último año, los cuatro son nulos."""
    con_dato = tabla["pct"].notna()
    maximo = tabla.groupby("carencia")["personas"].transform("max")
    # si nadie en el estado tiene la carencia, el puntaje es cero y no una división entre cero
    personas = PUNTAJE_MAXIMO * tabla["personas"] / maximo.where(maximo > 0, 1.0)
    brecha = (PUNTAJE_NEUTRO + tabla["brecha_pp"]).clip(0, PUNTAJE_MAXIMO)
    tendencia = (PUNTAJE_NEUTRO + tabla["cambio_pp"]).clip(0, PUNTAJE_MAXIMO)
    valores = dict(zip(COMPONENTES, (personas, tabla["pct"], brecha, tendencia), strict=True))
    return tabla.assign(**{f"puntaje_{c}": v.where(con_dato) for c, v in valores.items()})


def _compute_puntaje(tabla: pd.DataFrame, pesos: Mapping[str, float]) -> pd.Series:
    """Promedio ponderado de los puntajes con dato; nulo si falta la medición del último año."""
    puntajes = tabla[[f"puntaje_{c}" for c in pesos]]
    peso = np.array([pesos[c] for c in pesos])
    disponible = puntajes.notna().to_numpy() * peso
    suma = np.nansum(puntajes.to_numpy() * peso, axis=1)
    total = disponible.sum(axis=1)
    puntaje = np.divide(suma, total, out=np.full(len(tabla), np.nan), where=total > 0)
    return pd.Series(puntaje, index=tabla.index).where(tabla["pct"].notna()).round(DECIMALES_PUNTAJE)


def _compute_lugar(tabla: pd.DataFrame, puntaje: pd.Series) -> pd.Series:
    lugar = puntaje.groupby(tabla["clave_municipio"]).rank(method="min", ascending=False)
    return lugar.astype("Int64")


def _compute_sensibilidad(
    tabla: pd.DataFrame, pesos: Mapping[str, float], es_directa: pd.Series
) -> pd.DataFrame:
    """Cómo se mueven los lugares al quitar un puntaje cada vez: si cambian, el orden depende de los pesos."""
    todos, directos = [tabla["lugar"]], [tabla["lugar_fais"]]
    for quitado in pesos:
        resto = {c: p for c, p in pesos.items() if c != quitado}
        if sum(resto.values()) > 0:
            puntaje = _compute_puntaje(tabla, resto)
            todos.append(_compute_lugar(tabla, puntaje))
            directos.append(_compute_lugar(tabla, puntaje.where(es_directa)))
    lugares = pd.concat(todos, axis=1).astype("float64")
    fais = pd.concat(directos, axis=1).astype("float64")
    es_estable = (fais.min(axis=1) == fais.max(axis=1)).astype("boolean").mask(tabla["lugar_fais"].isna())
    return pd.DataFrame(
        {
            "lugar_minimo": lugares.min(axis=1).astype("Int64"),
            "lugar_maximo": lugares.max(axis=1).astype("Int64"),
            "es_lugar_fais_estable": es_estable,
        }
    )


def _list_sin_dato(tabla: pd.DataFrame) -> list[str]:
    nulos = tabla[[f"puntaje_{c}" for c in COMPONENTES]].isna().to_numpy()
    nombres = list(COMPONENTES)
    return [", ".join(n for n, falta in zip(nombres, fila, strict=True) if falta) for fila in nulos]


def _phrase_razon(fila) -> str:
    """Por qué está en su lugar, en una frase y sin el puntaje."""
    capacidad = FRASES_CAPACIDAD[fila.capacidad_fais]
    if pd.isna(fila.pct):
        return f"Sin dato en {fila.anio}: no recibe puntaje ni lugar. {capacidad}"
    lado = "por encima" if fila.brecha_pp > 0 else "por debajo"
    if fila.posicion == NO_COMPARABLE:
        brecha = "poco precisa: no se compara con el estado"
    elif fila.posicion == "similar":
        brecha = "similar al estado"
    else:
        brecha = f"{phrase_puntos(fila.brecha_pp)} {lado} del estado"
    base = f"En {fila.anio}, {phrase_personas(fila.personas)} ({phrase_pct(fila.pct)}), {brecha}"
    if pd.isna(fila.cambio_pp):
        return f"{base}; sin medición anterior comparable. {capacidad}"
    if is_similar(fila.cambio_pp, UMBRAL_SIMILAR_PP):
        cambio = f"sin un cambio que se pueda afirmar desde {fila.anio_previo}"
    else:
        verbo = "subió" if fila.cambio_pp > 0 else "bajó"
        cambio = f"la cifra publicada {verbo} {phrase_puntos(fila.cambio_pp)} desde {fila.anio_previo}"
    return f"{base}; {cambio}. {capacidad}"
