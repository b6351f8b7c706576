"""Cálculos que, además de su tabla, necesitan reglas o zonas: aquí se juntan para una sola llamada."""

from collections.abc import Mapping

import pandas as pd

from fais_analysis.claves import check_clave_entidad
from fais_analysis.entidad.filtros import filter_entidad
from fais_analysis.entidad.zonas import load_zonas
from fais_analysis.indicators import familias, priorizacion
from fais_analysis.indicators.focalizacion_municipal import (
    InsumosFocalizacion,
    compute_focalizacion_municipal,
)
from fais_analysis.indicators.parametros import PESOS_PRIORIDAD, TAMANO_FAMILIA
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.rules.carencias import load_carencias
from fais_analysis.rules.reparto import load_catalogo_ejercicios


def compute_prioridad(
    pobreza: pd.DataFrame, clave_municipio: str, pesos: Mapping[str, float] = PESOS_PRIORIDAD
) -> pd.DataFrame:
    """Las seis carencias de un municipio, ordenadas por prioridad: una fila = carencia.

    Es la tabla del expediente: qué puede el FAIS por cada carencia sale de las reglas. Método y límites:
    ``docs/metodo.md``.

    Parameters
    ----------
    pobreza
        De :func:`load_pobreza`, con todos los municipios del estado y todos los años.
    clave_municipio
        Clave INEGI de cinco dígitos, texto.
    pesos
        De ``personas``, ``prevalencia``, ``brecha`` y ``tendencia``; se normalizan a 1.

    Returns
    -------
    DataFrame
        ``carencia, personas, pct, brecha_pp, cambio_pp, puntaje, lugar, lugar_fais, es_prioridad_fais,
        razon``… Sin dato del último año: puntaje y lugar nulos.

    Raises
    ------
    ClaveError
        Si el municipio no está en la tabla.
    ParametroError
        Si los pesos no son los cuatro.
    """
    capacidad = {carencia.id: carencia.capacidad_fais for carencia in load_carencias().values()}
    return priorizacion.compute_prioridad(pobreza, clave_municipio, capacidad, pesos)


def compute_familia(marginacion: pd.DataFrame, clave_municipio: str, k: int = TAMANO_FAMILIA) -> pd.DataFrame:
    """Los municipios del mismo estado más parecidos en tamaño, dispersión e ingreso: una fila = municipio.

    Parameters
    ----------
    marginacion
        De :func:`load_marginacion`; se usa su último año.
    clave_municipio
        Clave INEGI de cinco dígitos, texto.
    k
        Cuántos se buscan.

    Returns
    -------
    DataFrame
        ``clave_municipio, lugar, distancia, parecido`` (alto, medio o bajo) y ``razon``. Ninguna fila si al
        municipio le falta un dato.

    Raises
    ------
    ClaveError
        Si el municipio no está en la tabla.
    ParametroError
        Si ``k`` no es un entero positivo.
    """
    variables = familias.compute_variables_familia(marginacion, int(marginacion["anio"].max()))
    return familias.compute_familia(variables, clave_municipio, k)


def compute_focalizacion(
    libro: pd.DataFrame, clave_entidad: str = "10", anio: int | None = None
) -> pd.DataFrame:
    """Adónde fue el dinero de cada municipio: zonas, incidencia y efecto. Una fila = municipio.

    Las zonas son las de cada ejercicio; cuando no se tiene la declaratoria son un conjunto **derivado**, y
    ``status_zap`` lo dice. Método y límites: ``docs/focalizacion.md``.

    Parameters
    ----------
    libro
        De :func:`load_inversion`, o un recorte suyo (una fuente, unos ejercicios).
    clave_entidad
        Dos dígitos, texto.
    anio
        Medición de la población; por omisión, la última.

    Returns
    -------
    DataFrame
        ``clave_municipio, inversion_mxn, obras, zap_alguna_pct, directa_pct, final_pct, sin_localizar_pct,
        conclusion, motivo``… Los % son partes de la inversión del municipio. Sin registros, todo es nulo.

    Raises
    ------
    ClaveError
        Si la clave no es de una entidad.
    EsquemaError
        Si el libro trae obras de otra entidad.
    """
    pobreza = filter_entidad(load_tabla("pobreza_municipal"), check_clave_entidad(clave_entidad))
    catalogo = load_catalogo_ejercicios(sorted(libro["ejercicio"].unique()))
    insumos = InsumosFocalizacion(pobreza, load_zonas(clave_entidad), catalogo)
    return compute_focalizacion_municipal(libro, insumos, anio)
