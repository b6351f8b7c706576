"""Componentes de la vivienda: aproximaciones a las subcarencias, cada una con su unidad y su fuente."""

import numpy as np
import pandas as pd

from fais_analysis.indicators.validacion import (
    check_columnas,
    check_llave_unica,
    get_numeros,
)
from fais_analysis.schemas.componentes import (
    COMPONENTES_MARGINACION,
    COMPONENTES_REZAGO,
    Componente,
)

FUENTE_IRS = "índice de rezago social"
FUENTE_IMM = "índice de marginación"
METODO_OFICIAL = "oficial"
METODO_PONDERADO = "promedio municipal ponderado por población censal"
METODO_SIN_DATO = "sin dato"


LLAVE = ["clave_municipio", "anio"]
COLUMNAS = [
    "clave_municipio",
    "fuente",
    "componente",
    "nombre",
    "carencia",
    "subindicador",
    "unidad",
    "anio",
    "municipio_pct",
    "estado_pct",
    "estado_metodo",
    "estado_ponderado_pct",
    "brecha_pp",
    "anio_previo",
    "cambio_pp",
    "municipios_con_dato",
    "municipios_sin_dato",
]


def compute_vivienda_todas(
    rezago: pd.DataFrame,
    marginacion: pd.DataFrame,
    rezago_estatal: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Componentes de la vivienda de cada municipio y de su entidad, por fuente y año.

    Son aproximaciones a las subcarencias de calidad y espacios y de servicios básicos: cuentan viviendas u
    ocupantes, no personas con carencia. Cada fuente y componente tiene una sola unidad, y las brechas y los
    cambios se toman dentro de ellos: unidades distintas nunca se restan.

    Parameters
    ----------
    rezago
        ``rezago_social``, con todos los municipios de cada entidad.
    marginacion
        ``marginacion_municipal`` (DP2), ídem.
    rezago_estatal
        ``rezago_social_estatal``: la cifra oficial, que sustituye al promedio donde existe.

    Returns
    -------
    DataFrame
        Una fila = municipio, fuente, componente y año: ``nombre, carencia, subindicador, unidad,
        municipio_pct, estado_pct, estado_metodo`` («oficial», «promedio municipal ponderado por población
        censal» o «sin dato»), ``estado_ponderado_pct`` (siempre el promedio: la serie pareja para una línea
        en el tiempo), ``brecha_pp, anio_previo, cambio_pp`` (desde el año anterior de la misma fuente),
        ``municipios_con_dato, municipios_sin_dato``. Sin dato: nulos.

    Raises
    ------
    EsquemaError
        Si falta una columna o una tabla repite municipio y año.
    """
    irs = _stack_fuente(rezago, COMPONENTES_REZAGO, FUENTE_IRS)
    imm = _stack_fuente(marginacion, COMPONENTES_MARGINACION, FUENTE_IMM)
    tabla = _add_promedio(pd.concat([irs, imm], ignore_index=True))
    if rezago_estatal is not None:
        tabla = _put_oficial(tabla, rezago_estatal)
    return _add_diferencias(tabla)[COLUMNAS]


def _add_diferencias(tabla: pd.DataFrame) -> pd.DataFrame:
    """La brecha con la entidad y el cambio desde el año anterior, sin cruzar de fuente ni de componente."""
    tabla["brecha_pp"] = tabla["municipio_pct"] - tabla["estado_pct"]
    por_serie = tabla.groupby(["clave_municipio", "fuente", "componente"], sort=False)
    tabla["anio_previo"] = por_serie["anio"].shift(1).astype("Int64")
    tabla["cambio_pp"] = por_serie["municipio_pct"].diff()
    return tabla


def _stack_fuente(tabla: pd.DataFrame, componentes: tuple[Componente, ...], fuente: str) -> pd.DataFrame:
    """Tabla ancha → una fila por componente, municipio y año, con el peso censal."""
    check_columnas(tabla, [*LLAVE, "poblacion_personas", *(f"{c.id}_pct" for c in componentes)], fuente)
    check_llave_unica(tabla, LLAVE, fuente)
    orden = tabla.sort_values(LLAVE, kind="stable")
    partes = [
        orden[LLAVE].assign(
            fuente=fuente,
            componente=c.id,
            nombre=c.nombre,
            carencia=c.carencia,
            subindicador=c.subindicador,
            unidad=c.unidad,
            municipio_pct=get_numeros(orden, f"{c.id}_pct"),
            peso=get_numeros(orden, "poblacion_personas"),
        )
        for c in componentes
    ]
    return pd.concat(partes, ignore_index=True)


def _add_promedio(tabla: pd.DataFrame) -> pd.DataFrame:
    """Promedio estatal ponderado por población; nulo si falta el peso de alguno con dato."""
    tabla["clave_entidad"] = tabla["clave_municipio"].str.slice(0, 2)
    con_dato = tabla["municipio_pct"].notna()
    tabla["_peso"] = tabla["peso"].where(con_dato)
    tabla["_producto"] = tabla["municipio_pct"] * tabla["_peso"]
    tabla["_falta_peso"] = (con_dato & ~(tabla["peso"] > 0)).astype("int64")
    tabla["_con_dato"] = con_dato.astype("int64")
    llave = ["clave_entidad", "fuente", "componente", "anio"]
    sumas = tabla.groupby(llave)[["_peso", "_producto", "_falta_peso", "_con_dato"]].transform("sum")
    usable = (sumas["_peso"] > 0) & (sumas["_falta_peso"] == 0)
    tabla["estado_pct"] = sumas["_producto"] / sumas["_peso"].where(usable)
    tabla["estado_ponderado_pct"] = tabla["estado_pct"]
    tabla["estado_metodo"] = np.where(tabla["estado_pct"].notna(), METODO_PONDERADO, METODO_SIN_DATO)
    tabla["municipios_con_dato"] = sumas["_con_dato"]
    totales = tabla.groupby(llave)["_con_dato"].transform("size")
    tabla["municipios_sin_dato"] = totales - sumas["_con_dato"]
    return tabla


def _put_oficial(tabla: pd.DataFrame, rezago_estatal: pd.DataFrame) -> pd.DataFrame:
    """Sustituye el promedio por la cifra estatal publicada del índice de rezago social, donde la hay."""
    llave = ["clave_entidad", "anio"]
    campos = {f"{c.id}_pct": c.id for c in COMPONENTES_REZAGO}
    check_columnas(rezago_estatal, [*llave, *campos], "rezago social estatal")
    check_llave_unica(rezago_estatal, llave, "rezago social estatal")
    oficial = rezago_estatal[[*llave, *campos]].rename(columns=campos)
    oficial = oficial.melt(id_vars=llave, var_name="componente", value_name="oficial_pct")
    junta = tabla.merge(oficial, on=[*llave, "componente"], how="left", validate="many_to_one")
    usa = (junta["fuente"] == FUENTE_IRS) & junta["oficial_pct"].notna()
    junta["estado_pct"] = junta["estado_pct"].mask(usa, junta["oficial_pct"])
    junta["estado_metodo"] = junta["estado_metodo"].mask(usa, METODO_OFICIAL)
    return junta
