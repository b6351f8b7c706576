"""Las zonas de una entidad, con lo que haya en ``data/``: cada ejercicio, su conjunto y su situación."""

from functools import lru_cache

import pandas as pd

from fais_analysis.indicators.zonas import RURAL, InsumosZap, compute_status_zonas, compute_zonas
from fais_analysis.loaders.declaratorias import TABLA as TABLA_ANEXOS
from fais_analysis.loaders.declaratorias import load_declaratorias_cargadas
from fais_analysis.loaders.ordenadas import has_tabla, load_tabla
from fais_analysis.rules.cortes_zap import load_cortes_zap
from fais_analysis.views.presentacion import Sello

CAMPOS = {
    "marginacion_original": "marginacion_original",
    "marginacion_municipal": "marginacion_municipal",
    "rezago": "rezago_social",
    "pobreza": "pobreza_municipal",
    "marginacion_ageb": "marginacion_ageb",
    "agebs": "agebs",
    "declaratorias": "zap_declaratorias",
    "lista": "zap_rural",
}


@lru_cache(maxsize=4)
def load_zonas(clave_entidad: str) -> pd.DataFrame:
    """Zonas rurales y urbanas de la entidad, ejercicio por ejercicio (``compute_zonas``).

    Usa los anexos de la declaratoria que se hayan importado; de los demás años, el conjunto derivado.

    Raises
    ------
    ClaveError
        Si la clave no es de una entidad.
    FuenteFaltanteError, FuenteAlteradaError, EsquemaError
        Si falta una tabla de ``data/`` o alguien la cambió.
    """
    tablas = {campo: load_tabla(nombre) for campo, nombre in CAMPOS.items()}
    insumos = InsumosZap(anexos=load_declaratorias_cargadas(), **tablas)
    return compute_zonas(insumos, load_cortes_zap(), clave_entidad)


@lru_cache(maxsize=4)
def load_status_zonas(clave_entidad: str) -> pd.DataFrame:
    """Qué se tiene de cada año y ámbito (``compute_status_zonas``)."""
    return compute_status_zonas(load_zonas(clave_entidad))


def list_tablas_zonas() -> tuple[str, ...]:
    """Las tablas de ``data/`` de que salen las zonas; la de anexos, sólo si se importó alguno."""
    return (*CAMPOS.values(), *([TABLA_ANEXOS] if has_tabla(TABLA_ANEXOS) else []))


def build_sello(clave_entidad: str, anio: str, muestra_zap: bool = False, ambito: str = RURAL) -> Sello:
    """El sello de un mapa de la entidad: el año de sus datos y la situación del último conjunto de zonas.

    Parameters
    ----------
    clave_entidad
        Clave INEGI de dos dígitos.
    anio
        El de los datos, como se imprime: «2020», «2015 y 2020».
    muestra_zap
        Si el mapa dibuja las zonas.
    ambito
        ``rural`` o ``urbana``.
    """
    propios = load_status_zonas(clave_entidad).query("ambito == @ambito").sort_values("anio")
    ultimo = propios.iloc[-1]
    return Sello(str(anio), str(ultimo["anio"]), str(ultimo["status"]), muestra_zap)
