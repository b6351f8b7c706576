"""Dos poblaciones del mismo municipio: la de la medición de la pobreza y la del Censo. No se mezclan."""

import numpy as np
import pandas as pd

from fais_analysis.indicators.comparabilidad import check_misma_serie
from fais_analysis.indicators.exactos import DONDE
from fais_analysis.indicators.parametros import UMBRAL_POBLACION_PCT
from fais_analysis.indicators.texto import phrase_pct, phrase_personas
from fais_analysis.indicators.validacion import (
    check_columnas,
    check_llave_unica,
    check_no_negativo,
    get_numeros,
)

LLAVE = ["clave_municipio", "anio"]
DONDE_CENSO = "población censal"


def compute_poblaciones(
    pobreza: pd.DataFrame, censal: pd.DataFrame, umbral_pct: float = UMBRAL_POBLACION_PCT
) -> pd.DataFrame:
    """La población con que se midió la pobreza frente a la censal, por municipio y año.

    La medición municipal usa una población calibrada por encuesta. Cuando se aparta mucho de la censal, los
    porcentajes siguen siendo los publicados, pero el **número de personas** puede quedar corto o largo.

    Parameters
    ----------
    pobreza
        Tabla ``pobreza_municipal``.
    censal
        Tabla con ``clave_municipio, anio, poblacion_personas`` del Censo o de la Encuesta Intercensal
        (``rezago_social`` la trae).
    umbral_pct
        Diferencia, en %, desde la que se avisa.

    Returns
    -------
    DataFrame
        Una fila = municipio y año de la medición: ``clave_municipio, anio, medicion_personas,
        censal_personas, diferencia_pct`` (100 × medición ÷ censal − 100; nula sin dato), ``umbral_pct,
        tiene_aviso, aviso``.

    Raises
    ------
    EsquemaError
        Si faltan columnas o se repite un municipio en un año.
    """
    check_no_negativo(umbral_pct, "umbral_pct")
    _check_poblaciones(pobreza, censal)
    tabla = _join_poblaciones(pobreza, censal).sort_values(LLAVE, ignore_index=True)
    base = tabla["censal_personas"].where(tabla["censal_personas"] > 0)
    tabla["diferencia_pct"] = 100 * tabla["medicion_personas"] / base - 100
    tabla["umbral_pct"] = float(umbral_pct)
    tabla["tiene_aviso"] = np.abs(tabla["diferencia_pct"]) > umbral_pct
    tabla["aviso"] = [_phrase_aviso(f) if f.tiene_aviso else "" for f in tabla.itertuples(index=False)]
    return tabla


def _phrase_aviso(fila) -> str:
    lado = "menos" if fila.diferencia_pct < 0 else "más"
    return (
        f"La medición de {fila.anio} se hizo con {phrase_personas(fila.medicion_personas)}, "
        f"{phrase_pct(abs(fila.diferencia_pct))} {lado} que las {fila.censal_personas:,.0f} del censo o "
        "encuesta de ese año: los porcentajes son los publicados; el número de personas se lee con cautela."
    )


def _check_poblaciones(pobreza: pd.DataFrame, censal: pd.DataFrame) -> None:
    check_columnas(pobreza, [*LLAVE, "serie", "poblacion_personas"], DONDE)
    check_columnas(censal, [*LLAVE, "poblacion_personas"], DONDE_CENSO)
    check_misma_serie(pobreza)
    check_llave_unica(pobreza, LLAVE, DONDE)
    check_llave_unica(censal, LLAVE, DONDE_CENSO)


def _join_poblaciones(pobreza: pd.DataFrame, censal: pd.DataFrame) -> pd.DataFrame:
    """La población de cada medición y, a su lado, la censal."""
    medicion = pobreza[LLAVE].assign(medicion_personas=get_numeros(pobreza, "poblacion_personas"))
    censo = censal[LLAVE].assign(censal_personas=get_numeros(censal, "poblacion_personas"))
    return medicion.merge(censo, on=LLAVE, how="left")
