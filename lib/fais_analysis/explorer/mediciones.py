"""De cada medida del explorador, sus años y su tabla por municipio: de dónde sale y cómo se pone a la par."""

from functools import lru_cache

import pandas as pd

from fais_analysis.entidad.datos import load_datos_entidad
from fais_analysis.explorer import calculo, calculo_medidas
from fais_analysis.explorer.medidas import DEL_LIBRO, DINERO, MARGINACION, MEDIDAS, POBREZA, REZAGO, Medible
from fais_analysis.indicators.fismdf import compute_fismdf_informado
from fais_analysis.indicators.vivienda import FUENTE_IMM, FUENTE_IRS, compute_vivienda_todas
from fais_analysis.loaders.citas import build_cita
from fais_analysis.loaders.ordenadas import load_tabla

FUENTES = {REZAGO: FUENTE_IRS, MARGINACION: FUENTE_IMM}
TABLAS = {
    POBREZA: "pobreza_municipal",
    REZAGO: "rezago_social",
    MARGINACION: "marginacion_municipal",
    DEL_LIBRO: "pobreza_municipal",
}
INFORMADO, FINANZAS = "fismdf_informado", "finanzas_municipales"
FINANZAS_DE = "inversion_publica"


def get_nombre_tabla(medida: Medible) -> str:
    """La tabla de ``data/`` de que sale; la del libro, de donde sale su población."""
    if medida.origen == DINERO:
        return FINANZAS if medida.id == FINANZAS_DE else INFORMADO
    return TABLAS[medida.origen]


@lru_cache(maxsize=len(MEDIDAS))
def list_anios(medida_id: str) -> tuple[int, ...]:
    """Los años en que se midió, en orden."""
    tabla = load_tabla(get_nombre_tabla(MEDIDAS[medida_id]))
    return tuple(sorted(int(a) for a in tabla["anio" if "anio" in tabla else "ejercicio"].unique()))


def pick_anio(medida_id: str, anio: int) -> int:
    """El año pedido si se midió; si no, el anterior más cercano, o el primero.

    Examples
    --------
    >>> pick_anio("irs_sin_drenaje", 2005), pick_anio("pobreza", 2005), pick_anio("pobreza", 2023)
    (2005, 2010, 2020)
    """
    anios = list_anios(medida_id)
    return max((a for a in anios if a <= anio), default=anios[0])


def get_cita(medida_id: str) -> str:
    """La fuente corta de la medida."""
    return build_cita(get_nombre_tabla(MEDIDAS[medida_id]))


def get_pobreza(clave_entidad: str) -> pd.DataFrame:
    """La medición de la pobreza de una entidad, o de todo el país si va vacía."""
    return load_datos_entidad(clave_entidad).pobreza if clave_entidad else load_tabla("pobreza_municipal")


@lru_cache(maxsize=4)
def load_componentes(clave_entidad: str) -> pd.DataFrame:
    """Los componentes de la vivienda de una entidad, o de todo el país: los del informe."""
    if clave_entidad:
        vivienda = load_datos_entidad(clave_entidad).vivienda
    else:
        tablas = ("rezago_social", "marginacion_municipal", "rezago_social_estatal")
        vivienda = compute_vivienda_todas(*map(load_tabla, tablas))
    return vivienda.assign(indicador=_name_componentes(vivienda))


def _name_componentes(vivienda: pd.DataFrame) -> pd.Series:
    """El id de su medida."""
    ids = {(FUENTES[m.origen], m.columna): m.id for m in MEDIDAS.values() if m.origen in FUENTES}
    pares = zip(vivienda["fuente"], vivienda["componente"], strict=True)
    return pd.Series([ids[par] for par in pares], index=vivienda.index, dtype="str")


@lru_cache(maxsize=32)
def get_medicion(medida_id: str, clave_entidad: str, anio: int) -> pd.DataFrame:
    """Una medida publicada en un año: una fila = municipio, con su valor, su brecha y su cambio.

    La inversión del libro no está aquí: depende de los filtros (``datos.get_valores``).
    """
    medida = MEDIDAS[medida_id]
    if medida.origen == POBREZA:
        return calculo.compute_municipios(get_pobreza(clave_entidad), medida.columna, anio)
    if medida.origen in FUENTES:
        return calculo_medidas.select_componente(load_componentes(clave_entidad), medida_id, anio)
    pobreza = get_pobreza(clave_entidad)
    return calculo_medidas.compute_dinero(
        load_montos(medida_id), pobreza[pobreza["anio"] == pick_anio("pobreza", anio)]
    )


@lru_cache(maxsize=4)
def load_montos(medida_id: str) -> pd.DataFrame:
    """Una fila = municipio que informó: ``clave_municipio, monto_mxn``, en pesos."""
    medida = MEDIDAS[medida_id]
    tabla = load_tabla(get_nombre_tabla(medida))
    if medida_id == FINANZAS_DE:
        tabla = tabla[tabla["concepto"] == medida.columna]
        return tabla.assign(monto_mxn=tabla["monto_centavos"] / 100)[["clave_municipio", "monto_mxn"]]
    informado = compute_fismdf_informado(tabla, tabla["clave_municipio"])
    # Un aprobado que se capturó en cero es «sin dato»: así lo dicen los informes.
    montos = informado[medida.columna].where(informado["aprobado_mxn"] > 0)
    return informado[["clave_municipio"]].assign(monto_mxn=montos)


def get_serie(medida_id: str, clave_entidad: str) -> pd.DataFrame:
    """Todos los años de una medida publicada, con la forma de ``brechas``: municipio y estado por año."""
    medida = MEDIDAS[medida_id]
    if medida.origen == POBREZA:
        return load_datos_entidad(clave_entidad).brechas
    if medida.origen in FUENTES:
        return load_componentes(clave_entidad)
    partes = [get_medicion(medida_id, clave_entidad, a).assign(anio=a) for a in list_anios(medida_id)]
    return calculo_medidas.shape_serie(pd.concat(partes, ignore_index=True), medida_id)
