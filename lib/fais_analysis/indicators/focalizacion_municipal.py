"""Resumen de la focalización: una fila por municipio con todas sus medidas, para mapas y tablas."""

from dataclasses import dataclass

import pandas as pd

from fais_analysis.indicators.estado_dato import SIN_REGISTROS
from fais_analysis.indicators.focalizacion import (
    ALGUNA,
    DENTRO,
    RURAL,
    URBANA,
    compute_partes_efecto,
    compute_partes_incidencia,
    compute_partes_zap,
)
from fais_analysis.indicators.necesidad import NO_SE_PUEDE
from fais_analysis.indicators.partes import SIN_LOCALIZAR, compute_localizacion
from fais_analysis.indicators.per_capita import compute_inversion_per_capita
from fais_analysis.indicators.texto import SIN_DATO

POR_MUNICIPIO = ["clave_municipio"]
FINALES = ("final", "final condicionada")


@dataclass(frozen=True)
class InsumosFocalizacion:
    """Lo que hace falta además del libro: pobreza municipal, zonas por ejercicio y catálogo de obras.

    ``lugares``: ``classify_zonas`` del libro, si ya se tiene.
    """

    pobreza: pd.DataFrame
    zonas: pd.DataFrame
    catalogo: pd.DataFrame
    lugares: pd.DataFrame | None = None


def compute_focalizacion_municipal(
    libro: pd.DataFrame, insumos: InsumosFocalizacion, anio: int | None = None
) -> pd.DataFrame:
    """Todas las medidas de focalización de todos los municipios de la tabla de pobreza.

    Parameters
    ----------
    libro
        Tabla del libro de inversión, con los ejercicios que se quieran sumar (pesos corrientes).
    insumos
        Pobreza, zonas y catálogo.
    anio
        Medición de la población; por omisión, la última.

    Returns
    -------
    DataFrame
        Una fila = municipio: ``clave_municipio, anio_poblacion, inversion_mxn, obras,
        inversion_por_persona_pobreza_extrema_mxn, zap_rural_pct, zap_urbana_pct, zap_alguna_pct`` (dentro, de
        toda su inversión), ``zap_urbana_sin_localizar_pct, directa_pct, final_pct`` (final y final
        condicionada), ``intermedia_pct, sin_localizar_pct, sin_localizar_obras_pct, status_zap, titular,
        conclusion, motivo, conclusion_zap, motivo_zap, es_demostracion``. Sin registros, todo es nulo; una
        zona sin dato es nula, no cero.
    """
    tabla = compute_inversion_per_capita(libro, insumos.pobreza, anio).set_index("clave_municipio")
    zap = compute_partes_zap(libro, insumos.zonas, POR_MUNICIPIO, insumos.lugares)
    tabla = tabla.assign(**_list_zonas(zap))
    tabla["directa_pct"] = _spread(compute_partes_incidencia(libro, POR_MUNICIPIO))["directa"]
    efectos = _spread(compute_partes_efecto(libro, insumos.catalogo, POR_MUNICIPIO))
    tabla["final_pct"] = efectos[list(FINALES)].sum(axis=1, skipna=False)
    tabla["intermedia_pct"] = efectos["intermedia"]
    tabla = tabla.assign(**_list_localizacion(libro))
    alguna = zap[zap["ambito"] == ALGUNA].drop_duplicates("clave_municipio").set_index("clave_municipio")
    tabla["status_zap"] = alguna["status"]
    tabla["conclusion_zap"], tabla["motivo_zap"] = alguna["conclusion"], alguna["motivo"]
    sin_registros = tabla["inversion_mxn"].isna()
    for sufijo in ("", "_zap"):
        tabla[f"conclusion{sufijo}"] = tabla[f"conclusion{sufijo}"].mask(sin_registros, NO_SE_PUEDE)
        tabla[f"motivo{sufijo}"] = tabla[f"motivo{sufijo}"].mask(sin_registros, SIN_REGISTROS)
    return tabla.reset_index()[COLUMNAS]


COLUMNAS = [
    "clave_municipio",
    "anio_poblacion",
    "inversion_mxn",
    "obras",
    "inversion_por_persona_pobreza_extrema_mxn",
    "zap_rural_pct",
    "zap_urbana_pct",
    "zap_alguna_pct",
    "zap_urbana_sin_localizar_pct",
    "directa_pct",
    "final_pct",
    "intermedia_pct",
    "sin_localizar_pct",
    "sin_localizar_obras_pct",
    "status_zap",
    "titular",
    "conclusion",
    "motivo",
    "conclusion_zap",
    "motivo_zap",
    "es_demostracion",
]


def _spread(partes: pd.DataFrame) -> pd.DataFrame:
    return partes.pivot(index="clave_municipio", columns="parte", values="parte_pct")


def _list_zonas(zap: pd.DataFrame) -> dict[str, pd.Series]:
    """Qué parte de la inversión de cada municipio cayó en cada clase de zona."""
    partes = {ambito: _spread(zap[zap["ambito"] == ambito]) for ambito in (RURAL, URBANA, ALGUNA)}
    dentro = {f"zap_{a}_pct": p[DENTRO].where(p[SIN_DATO] < 100) for a, p in partes.items()}
    return {**dentro, "zap_urbana_sin_localizar_pct": partes[URBANA][SIN_LOCALIZAR]}


def _list_localizacion(libro: pd.DataFrame) -> dict[str, pd.Series]:
    """Lo que no se pudo localizar de cada municipio, y qué se puede concluir con eso."""
    lugar = compute_localizacion(libro, POR_MUNICIPIO)
    perdido = lugar[lugar["parte"] == SIN_LOCALIZAR].set_index("clave_municipio")
    columnas = {"sin_localizar_pct": "parte_pct", "sin_localizar_obras_pct": "obras_pct"}
    iguales = {c: perdido[c] for c in ("titular", "conclusion", "motivo")}
    return {**{nueva: perdido[c] for nueva, c in columnas.items()}, **iguales}
