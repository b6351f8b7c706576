"""De dónde sale el conjunto de zonas de un año: el anexo de la declaratoria, los grados publicados o nada."""

from dataclasses import dataclass

import pandas as pd

from fais_analysis.indicators.parametros import GRADOS_PRIORITARIOS
from fais_analysis.indicators.texto import SIN_DATO
from fais_analysis.indicators.validacion import check_llave_unica
from fais_analysis.indicators.zap import LEYENDA_DERIVADO, CorteZap, compute_criterios_zap
from fais_analysis.rules.cortes_zap import CorteEjercicio

DECLARATORIA, DERIVADO = "declaratoria cargada", "sólo criterios derivados"
STATUS_ZAP: tuple[str, ...] = (DECLARATORIA, DERIVADO, SIN_DATO)
RURAL, URBANA = "rural", "urbana"
UNIDADES: dict[int, str] = {5: "municipio", 9: "localidad", 13: "ageb"}
SIN_INSUMOS = "sin dato: no se tiene la declaratoria de ese año ni los insumos de sus criterios"


@dataclass(frozen=True)
class InsumosZap:
    """Las tablas de las que salen las zonas; cada una, la de su nombre en ``data/``.

    ``anexos`` son los renglones de las declaratorias importadas (vacía si no hay ninguna), ``declaratorias``
    lo que se sabe de cada decreto y ``lista``, la de prensa o transcripción sin cotejar. Las de AGEB pueden
    venir vacías en otro estado: entonces la ZAP urbana es sin dato.
    """

    marginacion_original: pd.DataFrame
    marginacion_municipal: pd.DataFrame
    rezago: pd.DataFrame
    pobreza: pd.DataFrame
    marginacion_ageb: pd.DataFrame
    agebs: pd.DataFrame
    anexos: pd.DataFrame
    declaratorias: pd.DataFrame
    lista: pd.DataFrame


def build_rural(insumos: InsumosZap, corte: CorteEjercicio | None, anio: int) -> pd.DataFrame:
    """Municipios (o localidades, si el anexo las nombra) de un año: del anexo, derivados o sin dato."""
    municipios = sorted(insumos.pobreza["clave_municipio"].unique())
    anexo = _select_anexo(insumos.anexos, anio, RURAL)
    if not anexo.empty:
        universo = municipios if anexo["clave"].str.len().eq(5).all() else []
        return _build_declaradas(anexo, universo, anio, RURAL)
    if corte is None:
        return _build_sin_dato(
            pd.DataFrame({"clave": municipios, "clave_municipio": municipios}), anio, RURAL
        )
    tabla = compute_criterios_zap(
        getattr(insumos, corte.marginacion_tabla),
        insumos.rezago,
        insumos.pobreza,
        CorteZap(corte.marginacion, corte.rezago, corte.pobreza),
    ).rename(columns={"cumple": "es_zap"})
    tabla = tabla.assign(clave=tabla["clave_municipio"], anio=anio, ambito=RURAL, unidad="municipio")
    leyenda = f"{LEYENDA_DERIVADO} ({corte.texto_rural})"
    return tabla.assign(status=DERIVADO, corte=corte.texto_rural, leyenda=leyenda)


def build_urbana(insumos: InsumosZap, corte: CorteEjercicio | None, anio: int) -> pd.DataFrame:
    """AGEB urbanas de un año: del anexo, con grado alto o muy alto, o sin dato."""
    universo = insumos.agebs[["clave_ageb", "clave_municipio"]].rename(columns={"clave_ageb": "clave"})
    anexo = _select_anexo(insumos.anexos, anio, URBANA)
    if not anexo.empty:
        return _build_declaradas(anexo, list(universo["clave"]), anio, URBANA)
    grados = insumos.marginacion_ageb
    grados = grados[grados["anio"] == (corte.marginacion_ageb if corte else None)]
    if corte is None or grados.empty:
        return _build_sin_dato(universo, anio, URBANA)
    check_llave_unica(grados, ["clave_ageb"], "marginación por AGEB")
    tabla = grados[["clave_ageb", "clave_municipio", "grado"]].rename(columns={"clave_ageb": "clave"})
    sin_grado = universo[~universo["clave"].isin(set(tabla["clave"]))]
    tabla = pd.concat([tabla, sin_grado], ignore_index=True).sort_values("clave", ignore_index=True)
    es_zap = tabla["grado"].isin(GRADOS_PRIORITARIOS).astype("boolean").mask(tabla["grado"].isna())
    motivo = ("grado de marginación urbana " + tabla["grado"].str.lower()).fillna("sin dato de grado")
    leyenda = f"{LEYENDA_DERIVADO} ({corte.texto_urbano})"
    return tabla.drop(columns="grado").assign(
        es_zap=es_zap,
        motivo=motivo,
        anio=anio,
        ambito=URBANA,
        unidad="ageb",
        status=DERIVADO,
        corte=corte.texto_urbano,
        leyenda=leyenda,
        **_no_lista(tabla),
    )


def _select_anexo(anexos: pd.DataFrame, anio: int, ambito: str) -> pd.DataFrame:
    return anexos[(anexos["anio"] == anio) & (anexos["ambito"] == ambito)]


def _build_declaradas(anexo: pd.DataFrame, universo: list[str], anio: int, ambito: str) -> pd.DataFrame:
    """Los lugares del anexo y, con el universo conocido, los que no nombra (fuera de la zona)."""
    dentro = set(anexo["clave"])
    claves = sorted(dentro | set(universo))
    tabla = pd.DataFrame({"clave": pd.Series(claves, dtype="str")})
    tabla["clave_municipio"] = tabla["clave"].str.slice(0, 5)
    tabla["es_zap"] = tabla["clave"].isin(dentro).astype("boolean")
    tabla["motivo"] = tabla["es_zap"].map({True: "está en el anexo", False: "no está en el anexo"})
    fecha = anexo["fecha_dof"].iloc[0]
    return tabla.assign(
        anio=anio,
        ambito=ambito,
        unidad=UNIDADES[len(claves[0])],
        status=DECLARATORIA,
        corte="",
        fecha_anexo=fecha,
        url_anexo=anexo["url_dof"].iloc[0],
        leyenda=f"declaratoria ZAP {anio}, DOF {fecha}; formato no cotejado con el archivo",
        **_no_lista(tabla),
    )


def _build_sin_dato(lugares: pd.DataFrame, anio: int, ambito: str) -> pd.DataFrame:
    return lugares.assign(
        anio=anio,
        ambito=ambito,
        unidad="municipio" if ambito == RURAL else "ageb",
        es_zap=pd.array([pd.NA] * len(lugares), dtype="boolean"),
        motivo=SIN_INSUMOS,
        status=SIN_DATO,
        corte="",
        leyenda=SIN_INSUMOS,
        **_no_lista(lugares),
    )


def _no_lista(tabla: pd.DataFrame) -> dict[str, object]:
    vacios = pd.array([pd.NA] * len(tabla), dtype="boolean")
    return {"en_lista_no_cotejada": vacios, "lista_status": pd.Series(None, index=tabla.index, dtype="str")}
