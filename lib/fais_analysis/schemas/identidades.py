"""Identidades de la medición de la pobreza: lo que debe sumar, con la tolerancia del redondeo publicado."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa

from fais_analysis.schemas.vocabulario import INDICADORES

PARTES_POBLACION = ("pobreza", "vulnerable_carencias", "vulnerable_ingresos", "no_pobre")
SUMAS: dict[str, tuple[str, ...]] = {
    "pobreza": ("pobreza_extrema", "pobreza_moderada"),
    "una_carencia": ("pobreza", "vulnerable_carencias"),
    "linea_pobreza": ("pobreza", "vulnerable_ingresos"),
}
CONTENIDOS: tuple[tuple[str, str], ...] = (
    ("pobreza_extrema", "tres_carencias"),
    ("pobreza_extrema", "linea_pobreza_extrema"),
)
TODOS = tuple(indicador.id for indicador in INDICADORES)
EPSILON = 1e-9  # ruido binario al sumar decimales


@dataclass(frozen=True)
class Tolerancias:
    """Lo que el redondeo publicado deja de holgura en cada identidad.

    ``suma_pp``: pobreza = extrema + moderada; ``carencia_pp``: al menos una carencia y línea de pobreza;
    ``total_pp``: las cuatro partes suman 100; ``personas``: las mismas, en personas; ``razon_pp``:
    % = 100 × personas ÷ población, y ``razon_chica_pp``, la de los lugares con menos de ``chico_personas``.
    """

    suma_pp: float
    carencia_pp: float
    total_pp: float
    personas: float
    razon_pp: float
    razon_chica_pp: float
    chico_personas: float


def build_identidades(tolerancias: Tolerancias, indicadores: Sequence[str] = TODOS) -> list[pa.Check]:
    """Las identidades que debe cumplir cada fila; una fila sin dato no se juzga.

    ``indicadores``: los que trae la tabla; de los demás no hay qué exigir.
    """
    checks = []
    for total, partes in SUMAS.items():
        if total not in indicadores:
            continue
        holgura = tolerancias.suma_pp if total == "pobreza" else tolerancias.carencia_pp
        checks += [
            _build_suma(f"{total}_pct", partes, "_pct", holgura),
            _build_suma(f"{total}_personas", partes, "_personas", tolerancias.personas),
        ]
    checks += [
        _build_total("_pct", None, tolerancias.total_pp),
        _build_total("_personas", "poblacion_personas", tolerancias.personas),
    ]
    checks += [build_razon(id_, tolerancias) for id_ in indicadores]
    checks += [
        _build_contenido(menor, mayor, tolerancias.personas)
        for menor, mayor in CONTENIDOS
        if {menor, mayor} <= set(indicadores)
    ]
    return checks


def build_todo_o_nada(columnas: Sequence[str]) -> pa.Check:
    """Una fila sin medición está vacía en todas sus cifras; a medias sería un hueco que nadie declaró."""
    nombres = list(columnas)

    def cumple(tabla: pd.DataFrame) -> pd.Series:
        nulas = tabla[nombres].isna().sum(axis=1)
        return (nulas == 0) | (nulas == len(nombres))

    return pa.Check(cumple, error="una fila tiene todas sus cifras o ninguna")


def _build_suma(total: str, partes: tuple[str, ...], sufijo: str, holgura: float) -> pa.Check:
    nombres = [f"{p}{sufijo}" for p in partes]

    def cumple(tabla: pd.DataFrame) -> pd.Series:
        return _within(tabla[total] - tabla[nombres].sum(axis=1, skipna=False), holgura)

    return pa.Check(cumple, error=f"{total} = {' + '.join(nombres)} (± {holgura:g})")


def _build_total(sufijo: str, total: str | None, holgura: float) -> pa.Check:
    nombres = [f"{p}{sufijo}" for p in PARTES_POBLACION]

    def cumple(tabla: pd.DataFrame) -> pd.Series:
        entero = 100.0 if total is None else tabla[total]
        return _within(entero - tabla[nombres].sum(axis=1, skipna=False), holgura)

    return pa.Check(cumple, error=f"{total or '100 %'} = {' + '.join(nombres)} (± {holgura:g})")


def build_razon(id_: str, tolerancias: Tolerancias) -> pa.Check:
    """El porcentaje publicado es 100 × personas ÷ población, dentro del redondeo."""

    def cumple(tabla: pd.DataFrame) -> pd.Series:
        poblacion = tabla["poblacion_personas"]
        resto = tabla[f"{id_}_pct"] - 100 * tabla[f"{id_}_personas"] / poblacion
        chico = poblacion < tolerancias.chico_personas
        holgura = chico.map({True: tolerancias.razon_chica_pp, False: tolerancias.razon_pp})
        return _within(resto, holgura)

    return pa.Check(cumple, error=f"{id_}_pct = 100 × {id_}_personas ÷ población")


def _build_contenido(menor: str, mayor: str, holgura: float) -> pa.Check:
    def cumple(tabla: pd.DataFrame) -> pd.Series:
        exceso = tabla[f"{menor}_personas"] - tabla[f"{mayor}_personas"]
        return exceso.isna() | (exceso <= holgura)

    return pa.Check(cumple, error=f"{menor} ≤ {mayor}")


def _within(resto: pd.Series, holgura: float | pd.Series) -> pd.Series:
    return resto.isna() | (resto.abs() <= holgura + EPSILON)
