"""Cuántas viviendas hay y a cuántas les falta algo: el conteo del Censo, recuperado de sus porcentajes.

El índice de rezago social publica, con muchos decimales, el porcentaje de viviendas con cada falla. Sólo un
número de viviendas hace que los siete porcentajes sean conteos enteros: ése es el del Censo.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from fais_analysis.indicators.validacion import check_columnas, check_llave_unica

DONDE = "rezago_social"
FALLAS_CONTADAS = ("sin_drenaje", "sin_agua", "sin_electricidad", "piso_tierra", "sin_excusado")
COLUMNAS_VIVIENDA = tuple(f"{f}_pct" for f in (*FALLAS_CONTADAS, "sin_lavadora", "sin_refrigerador"))
# Lo menos y lo más de personas por vivienda que tiene un municipio del país.
PERSONAS_POR_VIVIENDA = (2.0, 6.5)
# Medio dígito del último decimal publicado, en puntos.
_TOLERANCIA_PP = 6e-7
# Con menos decimales que éstos (antes de 2020) cualquier número parece caber.
PRIMER_ANIO_EXACTO = 2020


def compute_viviendas(
    rezago: pd.DataFrame, anio: int, entidades_cotejadas: Collection[str] = ()
) -> pd.DataFrame:
    """Viviendas habitadas de cada municipio y cuántas tienen cada falla, en enteros exactos.

    Parameters
    ----------
    rezago
        ``rezago_social``.
    anio
        El del Censo; antes de 2020 los porcentajes no traen decimales bastantes y todo es nulo.
    entidades_cotejadas
        Donde el resultado se comparó con el número que publica el INEGI. En las demás, si también cabe un
        múltiplo, no se elige: es «sin dato».

    Returns
    -------
    DataFrame
        Una fila = municipio: ``clave_municipio, poblacion_personas`` (del Censo), ``viviendas`` (habitadas)
        y, por falla, ``<falla>_viviendas``. Nulos donde no se puede saber.

    Raises
    ------
    EsquemaError
        Si faltan columnas o se repite un municipio.
    """
    check_columnas(rezago, ["clave_municipio", "anio", "poblacion_personas", *COLUMNAS_VIVIENDA], DONDE)
    propias = rezago[rezago["anio"] == anio].reset_index(drop=True)
    check_llave_unica(propias, ["clave_municipio"], DONDE)
    bases = [_find_base(fila, entidades_cotejadas) for fila in propias.to_dict("records")]
    viviendas = pd.array(bases, dtype="Int64")
    tabla = propias[["clave_municipio", "poblacion_personas"]].assign(viviendas=viviendas)
    for falla in FALLAS_CONTADAS:
        conteo = propias[f"{falla}_pct"].astype("float64") * tabla["viviendas"].astype("Float64") / 100
        tabla[f"{falla}_viviendas"] = conteo.round().astype("Int64")
    return tabla


def _find_base(fila: Mapping[str, Any], entidades_cotejadas: Collection[str]) -> int | None:
    """El menor número de viviendas con que todos los porcentajes son conteos; nulo si no lo hay."""
    pcts, poblacion = [fila[c] for c in COLUMNAS_VIVIENDA], fila["poblacion_personas"]
    if fila["anio"] < PRIMER_ANIO_EXACTO or any(pd.isna(v) for v in (*pcts, poblacion)) or poblacion <= 0:
        return None
    bases = find_bases(int(poblacion), pcts)
    if not bases or (len(bases) > 1 and fila["clave_municipio"][:2] not in entidades_cotejadas):
        return None
    return bases[0]


def find_bases(habitantes: int, porcentajes: Sequence[float]) -> list[int]:
    """Los denominadores que explican todos los porcentajes con viviendas enteras, de menor a mayor.

    Examples
    --------
    >>> find_bases(1633, [1.431493, 3.476483, 1.431493, 3.476483, 1.635992, 14.110429, 6.952965])
    [489]
    """
    if not habitantes or any(p != p for p in porcentajes):
        return []
    minimo, maximo = PERSONAS_POR_VIVIENDA
    bases = np.arange(max(1, int(habitantes / maximo)), int(habitantes / minimo) + 1, dtype=np.int64)
    for porcentaje in porcentajes:  # cada porcentaje deja muy pocas: la siguiente vuelta casi no cuesta
        enteros = np.rint(bases * (porcentaje / 100))
        bases = bases[np.abs(100 * enteros / bases - porcentaje) <= _TOLERANCIA_PP]
    return [int(b) for b in bases]
