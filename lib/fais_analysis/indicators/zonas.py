"""Zonas de Atención Prioritaria por ejercicio: qué conjunto se tiene de cada año y qué tan oficial es."""

from collections.abc import Mapping

import pandas as pd

from fais_analysis.claves import check_clave_entidad
from fais_analysis.errors import ParametroError
from fais_analysis.indicators.texto import SIN_DATO
from fais_analysis.indicators.validacion import check_columnas, check_llave_unica
from fais_analysis.indicators.zap import compute_zap_rural
from fais_analysis.indicators.zonas_conjuntos import (
    DECLARATORIA,
    DERIVADO,
    RURAL,
    STATUS_ZAP,
    UNIDADES,
    URBANA,
    InsumosZap,
    build_rural,
    build_urbana,
)
from fais_analysis.rules.cortes_zap import CorteEjercicio

__all__ = [
    "DECLARATORIA",
    "DERIVADO",
    "RURAL",
    "STATUS_ZAP",
    "UNIDADES",
    "URBANA",
    "InsumosZap",
    "compute_diferencia_lista",
    "compute_status_zonas",
    "compute_zonas",
    "filter_zonas",
]

COLUMNAS = [
    "anio",
    "ambito",
    "unidad",
    "clave",
    "clave_municipio",
    "es_zap",
    "motivo",
    "en_lista_no_cotejada",
    "lista_status",
    "status",
    "corte",
    "fecha_dof",
    "url_dof",
    "leyenda",
]


def compute_zonas(
    insumos: InsumosZap, cortes: Mapping[int, CorteEjercicio], clave_entidad: str
) -> pd.DataFrame:
    """Zonas rurales y urbanas de una entidad, ejercicio por ejercicio, con su decreto y su status.

    De cada año se usa el anexo de la declaratoria si se importó; si no, el conjunto derivado de grados
    publicados (``cortes``), que nunca se llama declaratoria. Un año sin ninguno queda sin dato: el conjunto
    de un año no se usa en otro. La lista de prensa o transcripción va aparte y no decide ``es_zap``.

    Parameters
    ----------
    insumos
        Las tablas, nacionales o de la entidad.
    cortes
        Con qué datos se deriva cada ejercicio (``rules.cortes_zap.load_cortes_zap``).
    clave_entidad
        Clave INEGI de dos dígitos.

    Returns
    -------
    DataFrame
        Una fila = año, ámbito y lugar: ``anio, ambito`` ∈ {rural, urbana}, ``unidad`` ∈ {municipio,
        localidad, ageb}, ``clave, clave_municipio, es_zap`` (lógico; nulo = sin dato), ``motivo,
        en_lista_no_cotejada, lista_status`` (sólo rural), ``status`` ∈ {declaratoria cargada, sólo criterios
        derivados, sin dato}, ``corte`` (años de los insumos), ``fecha_dof, url_dof, leyenda``.

    Raises
    ------
    ClaveError
        Si la clave no es de una entidad.
    EsquemaError
        Si a un insumo le faltan columnas o repite llaves.
    """
    check_clave_entidad(clave_entidad)
    propios = _filter_insumos(insumos, clave_entidad)
    anios = sorted({*propios.declaratorias["anio"], *propios.anexos["anio"], *cortes})
    partes = [p for anio in map(int, anios) for p in _build_anio(propios, cortes.get(anio), anio)]
    tabla = pd.concat([p for p in partes if not p.empty] or [pd.DataFrame(columns=COLUMNAS)])
    return _put_decreto(tabla, propios.declaratorias)[COLUMNAS].reset_index(drop=True)


def compute_status_zonas(zonas: pd.DataFrame) -> pd.DataFrame:
    """Resumen de cada año y ámbito: qué se tiene y cuántos lugares son zona.

    Returns
    -------
    DataFrame
        Una fila = año y ámbito: ``anio, ambito, unidad, status, corte, fecha_dof, url_dof, leyenda, lugares,
        en_zap, fuera, sin_dato, municipios_en_zap``. Si todo es sin dato, los conteos de dentro y fuera son
        nulos.
    """
    check_columnas(zonas, COLUMNAS, "zonas")
    llave = ["anio", "ambito", "unidad"]
    marcas = zonas.assign(
        _dentro=zonas["es_zap"].fillna(False).astype("bool"),
        _falta=zonas["es_zap"].isna(),
        _municipio=zonas["clave_municipio"].where(zonas["es_zap"].fillna(False).astype("bool")),
    )
    grupos = marcas.groupby(llave, sort=True)
    resumen = grupos[["status", "corte", "fecha_dof", "url_dof", "leyenda"]].agg(
        lambda s: s.iloc[0] if len(s) else None
    )
    resumen["lugares"] = grupos.size()
    resumen["en_zap"] = grupos["_dentro"].sum()
    resumen["sin_dato"] = grupos["_falta"].sum()
    resumen["fuera"] = resumen["lugares"] - resumen["en_zap"] - resumen["sin_dato"]
    resumen["municipios_en_zap"] = grupos["_municipio"].nunique()
    conocido = resumen["sin_dato"] < resumen["lugares"]
    for columna in ("en_zap", "fuera", "municipios_en_zap"):
        resumen[columna] = resumen[columna].astype("Int64").where(conocido)
    return resumen.reset_index()


def filter_zonas(zonas: pd.DataFrame, anio: int, ambito: str) -> pd.DataFrame:
    """Las zonas de un año y un ámbito: cambiar el año cambia el conjunto.

    Raises
    ------
    ParametroError
        Si no hay filas de ese año y ámbito; no se toma el año de junto.
    """
    filas = zonas[(zonas["anio"] == anio) & (zonas["ambito"] == ambito)]
    if filas.empty:
        anios = ", ".join(str(int(a)) for a in sorted(zonas.loc[zonas["ambito"] == ambito, "anio"].unique()))
        raise ParametroError(
            f"No hay zonas de ámbito {ambito} en {anio}.",
            donde="zonas por ejercicio",
            esperado=f"uno de: {anios or 'ningún año'}",
            encontrado=repr(anio),
            que_hacer="elija un año de la lista; la declaratoria de un año no vale para otro",
        )
    return filas.reset_index(drop=True)


def compute_diferencia_lista(zonas: pd.DataFrame, anio: int) -> pd.DataFrame:
    """Qué municipios están en la lista sin cotejar de un año y cuáles en su conjunto de zonas.

    Returns
    -------
    DataFrame
        Una fila = municipio: ``clave_municipio, en_lista_no_cotejada, es_zap, diferencia`` ∈ {en ambas, sólo
        en la lista, sólo en el conjunto, en ninguna, sin dato}, ``motivo`` (criterios que cumple),
        ``lista_status, status, corte``.
    """
    filas = filter_zonas(zonas, anio, RURAL)
    filas = filas[filas["unidad"] == "municipio"].reset_index(drop=True)
    lista, conjunto = filas["en_lista_no_cotejada"], filas["es_zap"]
    texto = pd.Series("en ninguna", index=filas.index, dtype="str")
    texto = texto.mask((lista & conjunto).fillna(False).astype("bool"), "en ambas")
    texto = texto.mask((lista & ~conjunto).fillna(False).astype("bool"), "sólo en la lista")
    texto = texto.mask((~lista & conjunto).fillna(False).astype("bool"), "sólo en el conjunto")
    filas["diferencia"] = texto.mask(lista.isna() | conjunto.isna(), SIN_DATO)
    columnas = ["clave_municipio", "en_lista_no_cotejada", "es_zap", "diferencia", "motivo"]
    return filas[[*columnas, "lista_status", "status", "corte"]]


def _filter_insumos(insumos: InsumosZap, clave_entidad: str) -> InsumosZap:
    check_columnas(insumos.declaratorias, ["anio", "fecha_dof", "url_dof"], "declaratorias ZAP")
    check_columnas(insumos.anexos, ["anio", "ambito", "clave", "clave_municipio"], "anexos ZAP")
    check_llave_unica(insumos.anexos, ["anio", "ambito", "clave"], "anexos ZAP")
    propios = {}
    for campo in InsumosZap.__dataclass_fields__:
        tabla = getattr(insumos, campo)
        if "clave_municipio" in tabla.columns and len(tabla):
            tabla = tabla[tabla["clave_municipio"].str.slice(0, 2) == clave_entidad]
        propios[campo] = tabla
    return InsumosZap(**propios)


def _add_lista(rural: pd.DataFrame, lista: pd.DataFrame, anio: int) -> pd.DataFrame:
    if rural.empty or rural["unidad"].ne("municipio").any():
        return rural
    marcas = compute_zap_rural(lista, list(rural["clave"]), anio)
    return rural.assign(
        en_lista_no_cotejada=marcas["en_lista"].array, lista_status=marcas["status"].to_numpy(dtype=object)
    )


def _put_decreto(tabla: pd.DataFrame, declaratorias: pd.DataFrame) -> pd.DataFrame:
    """Fecha y dirección del DOF: las del anexo importado o, sin él, las que se conocen del decreto."""
    decreto = declaratorias.drop_duplicates("anio").set_index("anio")
    for columna, propia in (("fecha_dof", "fecha_anexo"), ("url_dof", "url_anexo")):
        conocida = tabla["anio"].map(decreto[columna])
        tabla[columna] = tabla[propia].fillna(conocida) if propia in tabla else conocida
    return tabla


def _build_anio(propios: InsumosZap, corte: CorteEjercicio | None, anio: int) -> tuple[pd.DataFrame, ...]:
    """Las zonas rurales, con la lista de prensa, y las urbanas de un ejercicio."""
    rural = _add_lista(build_rural(propios, corte, anio), propios.lista, anio)
    return rural, build_urbana(propios, corte, anio)
