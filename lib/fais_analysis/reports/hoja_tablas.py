"""Las tablas de la hoja de un municipio, a partir de lo que comparte su entidad."""

import pandas as pd

from fais_analysis.indicators.peticion_costos import DESTINOS
from fais_analysis.indicators.peticion_obras import (
    NOMBRES_FALLA,
    SituacionObras,
    compute_obras,
)
from fais_analysis.indicators.precision import list_imprecisas
from fais_analysis.indicators.vivienda import FUENTE_IMM, FUENTE_IRS
from fais_analysis.indicators.viviendas import FALLAS_CONTADAS
from fais_analysis.rules.peticion import ReglasPeticion
from fais_analysis.views.maps import Poligonos, project_puntos

HACINAMIENTO = "hacinamiento"


def build_fallas(vivienda: pd.DataFrame, anio: int) -> pd.DataFrame:
    """Las seis fallas de la vivienda de todos los municipios: aquí y en el estado, en por ciento.

    Una fila = municipio y falla: ``falla, nombre, municipio_pct, estado_pct``. El hacinamiento, de CONAPO.
    """
    de_rezago = (vivienda["fuente"] == FUENTE_IRS) & vivienda["componente"].isin(FALLAS_CONTADAS)
    de_conapo = (vivienda["fuente"] == FUENTE_IMM) & (vivienda["componente"] == HACINAMIENTO)
    tabla = vivienda[(vivienda["anio"] == anio) & (de_rezago | de_conapo)]
    tabla = tabla.rename(columns={"componente": "falla"})
    orden = {falla: n for n, falla in enumerate(NOMBRES_FALLA)}
    tabla = tabla.assign(nombre=tabla["falla"].map(NOMBRES_FALLA), _orden=tabla["falla"].map(orden))
    tabla = tabla.sort_values(["clave_municipio", "_orden"], ignore_index=True)
    return tabla[["clave_municipio", "falla", "nombre", "municipio_pct", "estado_pct"]]


def add_comparables(fallas: pd.DataFrame, viviendas: pd.DataFrame, familias: pd.DataFrame) -> pd.DataFrame:
    """Las fallas con ``viviendas`` (nulo el hacinamiento) y ``comparables_pct``.

    El de los comparables es la suma de sus viviendas con la falla entre la suma de sus viviendas; nulo si de
    alguno no se sabe cuántas tiene.
    """
    largas = viviendas.melt(
        "clave_municipio", [f"{f}_viviendas" for f in FALLAS_CONTADAS], "falla", "con_falla"
    )
    largas["falla"] = largas["falla"].str.removesuffix("_viviendas")
    tabla = fallas.merge(viviendas[["clave_municipio", "viviendas"]], on="clave_municipio", how="left")
    tabla["peso"] = tabla["municipio_pct"] * tabla["viviendas"].astype("Float64")
    pares = familias[["clave_base", "clave_municipio"]].merge(tabla, on="clave_municipio", how="left")
    grupos = pares.groupby(["clave_base", "falla"])
    sumas = grupos[["peso", "viviendas"]].agg(lambda s: s.sum() if s.notna().all() else pd.NA)
    pct = (sumas["peso"].astype("Float64") / sumas["viviendas"].astype("Float64")).rename("comparables_pct")
    pct = pct.rename_axis(["clave_municipio", "falla"]).reset_index()
    tabla = tabla.drop(columns=["viviendas", "peso"]).merge(pct, on=["clave_municipio", "falla"], how="left")
    return tabla.merge(
        largas.rename(columns={"con_falla": "viviendas"}), on=["clave_municipio", "falla"], how="left"
    )


def build_obras(
    fallas: pd.DataFrame,
    brechas: pd.DataFrame,
    vive: pd.DataFrame,
    peticion: pd.DataFrame,
    reglas: ReglasPeticion,
) -> pd.DataFrame:
    """Las obras de un municipio, de sus filas de ``fallas``, brechas del año, ``vive`` y ``peticion``."""
    contadas = [f for f in fallas.to_dict("records") if f["falla"] != HACINAMIENTO]
    situacion = SituacionObras(
        viviendas={f["falla"]: None if pd.isna(f["viviendas"]) else int(f["viviendas"]) for f in contadas},
        fallas_pct={f["falla"]: f["municipio_pct"] for f in contadas},
        carencias_pct=dict(zip(brechas["indicador"], brechas["municipio_pct"], strict=True)),
        carencia=str(peticion["carencia"].iloc[0]),
        es_rural=bool(len(vive) and vive["es_rural"].iloc[0]),
    )
    return compute_obras(situacion, reglas)


def place_puntos(puntos: pd.DataFrame, poligonos: Poligonos | None) -> pd.DataFrame:
    """Los puntos con ``x_km`` y ``y_km``, los del mapa; sin polígonos, nulos."""
    if poligonos is None or puntos.empty:
        return puntos.assign(x_km=float("nan"), y_km=float("nan"))
    x, y = project_puntos(puntos["longitud"].tolist(), puntos["latitud"].tolist(), poligonos)
    return puntos.assign(x_km=x, y_km=y)


def build_dinero(destinos: pd.DataFrame) -> pd.DataFrame:
    """A dónde fue el dinero del municipio: una fila = destino; sin libro real, nulas."""
    if len(destinos):
        return destinos
    return pd.DataFrame({"ejercicio": pd.NA, "destino": DESTINOS, "monto_mxn": pd.NA}).astype(
        {"ejercicio": "Int64", "monto_mxn": "Int64"}
    )


def mark_imprecisas(voces: pd.DataFrame, precision: pd.DataFrame, anio: int) -> pd.DataFrame:
    """Las voces con ``es_imprecisa``: si la carencia que encabeza no alcanza para comparar, según CONEVAL."""
    imprecisas = list_imprecisas(precision)
    llaves = zip(voces["clave_municipio"], voces["carencia"], strict=True)
    return voces.assign(es_imprecisa=[(clave, carencia, anio) in imprecisas for clave, carencia in llaves])
