"""Cuánto cuesta una obra por vivienda y en qué se fue el dinero, según un libro de inversión real."""

from collections.abc import Mapping, Sequence
from statistics import median_low

import pandas as pd

from fais_analysis.indicators.inversion import CENTAVOS
from fais_analysis.rules.peticion import ObraPosible

LLEGA, A_RED, NO_TOCA = DESTINOS = ("llega", "red", "no_toca")
# Efecto de la obra según el catálogo → cómo se dice en la hoja; lo demás no toca estas carencias.
_DESTINOS = {"final": LLEGA, "final condicionada": LLEGA, "intermedia": A_RED}


def compute_costos(libro: pd.DataFrame, obras: Sequence[ObraPosible], minimo: int) -> dict[str, int | None]:
    """Mediana del costo por vivienda de cada obra, en pesos enteros; nula con menos de ``minimo`` folios.

    El costo de un folio es la suma de sus fuentes entre sus viviendas, en pesos corrientes. La mediana es la
    de un folio que existe (la menor de las dos de en medio): no se promedian obras distintas.
    """
    con_viviendas = libro[libro["viviendas"].fillna(0) > 0]
    costos = {}
    for obra in obras:
        propias = con_viviendas[con_viviendas["subclasificacion"].isin(obra.libro)]
        folios = propias.groupby("folio_obra").agg(
            centavos=("monto_centavos", "sum"), viviendas=("viviendas", "first")
        )
        por_vivienda = [int(c) // int(v) for c, v in folios.itertuples(index=False)]
        costos[obra.id] = round_pesos(median_low(por_vivienda)) if len(por_vivienda) >= minimo else None
    return costos


def round_pesos(centavos: int) -> int:
    """Centavos a pesos enteros, la mitad hacia arriba.

    Examples
    --------
    >>> round_pesos(150), round_pesos(149)
    (2, 1)
    """
    return (centavos + CENTAVOS // 2) // CENTAVOS


def add_costos(obras: pd.DataFrame, costos: Mapping[str, int | None]) -> pd.DataFrame:
    """Las obras con ``costo_mxn`` por vivienda y ``total_mxn``; nulos si no hay costo o no hay conteo."""
    costo = obras["obra"].map(dict(costos)).astype("Int64")
    return obras.assign(costo_mxn=costo, total_mxn=costo * obras["viviendas"])


def compute_destinos(libro: pd.DataFrame, efectos: pd.Series) -> pd.DataFrame:
    """A dónde fue el dinero del último ejercicio de cada municipio.

    Parameters
    ----------
    libro
        Un libro real.
    efectos
        De ``classify_efecto``: el efecto de cada fila.

    Returns
    -------
    DataFrame
        Una fila = municipio con obras y ``destino`` (``llega`` a la casa, ``red``, ``no_toca``), con su
        ``ejercicio`` y ``monto_mxn`` en pesos enteros.
    """
    ultimo = libro.groupby("clave_municipio")["ejercicio"].transform("max")
    tabla = libro.assign(destino=efectos.map(_DESTINOS).fillna(NO_TOCA))[libro["ejercicio"] == ultimo]
    sumas = tabla.groupby(["clave_municipio", "ejercicio", "destino"])["monto_centavos"].sum()
    ceros = pd.MultiIndex.from_tuples(
        [(*m, d) for m in dict.fromkeys(i[:2] for i in sumas.index) for d in DESTINOS],
        names=sumas.index.names,
    )
    completas = sumas.reindex(ceros, fill_value=0).rename("centavos").reset_index()
    return completas.assign(monto_mxn=[round_pesos(int(c)) for c in completas.pop("centavos")])
