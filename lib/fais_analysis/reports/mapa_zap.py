"""El capítulo de mapas: zonas de atención prioritaria por año, localidades y AGEB."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from fais_analysis.entidad.datos import DatosEntidad, load_datos_entidad, load_entidad_de, load_poligonos
from fais_analysis.entidad.filtros import filter_cada, filter_entidad
from fais_analysis.entidad.zonas import list_tablas_zonas, load_zonas
from fais_analysis.indicators.localidades import compute_localidades, compute_resumen_localidades
from fais_analysis.indicators.parametros import GRADOS_PRIORITARIOS
from fais_analysis.indicators.zap import compute_criterios_zap
from fais_analysis.indicators.zonas import RURAL, URBANA
from fais_analysis.indicators.zonas_series import (
    compute_conjuntos,
    compute_situacion_rural,
    compute_zap_propias,
)
from fais_analysis.loaders.citas import build_citas, build_cortes, build_fuentes
from fais_analysis.loaders.marco import load_capa_marco
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.schemas.anios import load_anios
from fais_analysis.schemas.capitulos.mapa_zap import MapaZap
from fais_analysis.schemas.capitulos.resumen import Resumen
from fais_analysis.schemas.vocabulario import GRADOS
from fais_analysis.views.capitulos import mapa_zap as ver
from fais_analysis.views.capitulos import mapa_zap_tablas as ver_tablas
from fais_analysis.views.maps import project_formas
from fais_analysis.views.registros import list_renglones

TABLAS = (
    "marginacion_municipal",
    "marginacion_original",
    "rezago_social",
    "pobreza_municipal",
    "localidades",
    "marginacion_ageb",
    "agebs",
    "zap_rural",
    "zap_declaratorias",
)
CORTES_IMPRESOS = 2  # los dos últimos: más no caben en la tabla
CAMPOS_CRITERIO = {
    "marginacion": "grado_marginacion",
    "rezago": "grado_rezago",
    "tres_carencias": "tres_carencias_pct",
    "pobreza_extrema": "pobreza_extrema_pct",
}
ADVERTENCIAS = (
    "La declaratoria ZAP cambia cada año y usa además población indígena, delincuencia o caminos: los "
    "criterios calculados no los incluyen.",
)
CON_AGEBS = "No se tiene grado de marginación ni de rezago por localidad: sin dato. Por AGEB urbana, sí."
SIN_AGEBS = "No se tiene grado de marginación ni de rezago por localidad ni por AGEB urbana: sin dato."


@dataclass(frozen=True)
class MapasEntidad:
    """Lo que los mapas de todos los municipios de una entidad comparten; cada uno elige sus filas.

    ``criterios``: una fila = municipio y corte de datos. ``agebs_por_grado``: una fila = municipio y grado.
    ``puntos_agebs``: todas las AGEB urbanas de la entidad, con grado o sin él.
    Las demás son las de ``MapaZap``, con las filas de todos.
    """

    situacion: pd.DataFrame
    conjuntos: pd.DataFrame
    zap_propias: pd.DataFrame
    criterios: pd.DataFrame
    localidades: pd.DataFrame
    resumen_localidades: pd.DataFrame
    agebs: pd.DataFrame
    agebs_por_grado: pd.DataFrame
    puntos_agebs: pd.DataFrame


def build_mapa_zap(clave_municipio: str) -> MapaZap:
    """Tablas y polígonos de los mapas de un municipio.

    Parameters
    ----------
    clave_municipio
        Clave INEGI, texto de cinco dígitos.

    Raises
    ------
    ClaveError
        Si no es texto de cinco dígitos o el municipio no existe.
    FuenteFaltanteError, FuenteAlteradaError
        Si falta una tabla de ``data/`` o alguien la cambió.
    """
    entidad = load_entidad_de(clave_municipio)
    comun = build_mapas_entidad(entidad.lugar.clave)
    propia, criterios = filter_cada(clave_municipio, comun.zap_propias, comun.criterios)
    localidades, resumen = filter_cada(clave_municipio, comun.localidades, comun.resumen_localidades)
    agebs, por_grado, puntos = filter_cada(
        clave_municipio, comun.agebs, comun.agebs_por_grado, comun.puntos_agebs
    )
    return MapaZap(
        lugar=entidad.get_lugar(clave_municipio),
        anio=entidad.anio,
        situacion=comun.situacion,
        conjuntos=comun.conjuntos,
        zap_propia=propia,
        criterios_propios=build_criterios_propios(criterios),
        localidades=localidades,
        resumen_localidades=resumen,
        agebs=agebs,
        agebs_por_grado=por_grado,
        resumen_agebs=build_resumen_agebs(agebs, puntos),
        poligonos=load_poligonos(entidad.lugar.clave),
        formas_agebs=build_formas_agebs(clave_municipio),
        citas=build_citas(list_tablas_capitulo(), clave_municipio),
        cortes=build_cortes(list_tablas_capitulo()),
        advertencias=(*ADVERTENCIAS, CON_AGEBS if agebs["grado"].notna().any() else SIN_AGEBS),
    )


def list_tablas_capitulo() -> tuple[str, ...]:
    """Las tablas de ``data/`` que el capítulo usa; la de anexos de la declaratoria, sólo si existe."""
    return tuple(dict.fromkeys((*TABLAS, *list_tablas_zonas())))


@lru_cache(maxsize=4)
def build_mapas_entidad(clave_entidad: str) -> MapasEntidad:
    """Las tablas de los mapas, con las filas de todos los municipios de la entidad.

    Raises
    ------
    ClaveError
        Si la clave no es de una entidad.
    FuenteFaltanteError, FuenteAlteradaError, EsquemaError
        Si falta una tabla de ``data/`` o alguien la cambió.
    """
    entidad, zonas = load_datos_entidad(clave_entidad), load_zonas(clave_entidad)
    situacion = compute_situacion_rural(zonas, list(entidad.municipios["clave_municipio"]))
    lugares = filter_entidad(load_tabla("localidades"), clave_entidad)
    agebs = build_agebs(clave_entidad, zonas, lugares)
    return MapasEntidad(
        situacion=situacion,
        conjuntos=compute_conjuntos(situacion),
        zap_propias=compute_zap_propias(zonas, situacion),
        criterios=build_criterios(entidad),
        localidades=put_zap(compute_localidades(lugares), zonas, RURAL, "clave_localidad"),
        resumen_localidades=compute_resumen_localidades(lugares),
        agebs=agebs,
        agebs_por_grado=count_agebs(agebs),
        puntos_agebs=filter_entidad(load_tabla("agebs"), clave_entidad),
    )


def put_zap(lugares: pd.DataFrame, zonas: pd.DataFrame, ambito: str, llave: str) -> pd.DataFrame:
    """Las localidades o AGEB con ``en_zap`` del último año (lógico con nulo).

    Si la ZAP de ese ámbito no se da por lugar (la rural suele nombrar municipios), va nulo.
    """
    propias = zonas[zonas["ambito"] == ambito]
    propias = propias[propias["anio"] == propias["anio"].max()]
    es_zap = propias.set_index("clave")["es_zap"].reindex(lugares[llave])
    if ambito == RURAL and (propias["unidad"] == "localidad").any():
        es_zap = es_zap.fillna(False)  # el anexo por localidad nombra a todas las que son
    return lugares.assign(en_zap=es_zap.astype("boolean").array)


@lru_cache(maxsize=4)
def build_formas_agebs(clave_municipio: str) -> Mapping[str, tuple[tuple, tuple]]:
    """Contornos de las AGEB del municipio, ya proyectados; vacío si no se importó el Marco Geoestadístico."""
    entidad = clave_municipio[:2]
    geo, poligonos = load_capa_marco("agebs", entidad), load_poligonos(entidad)
    if geo is None or poligonos is None:
        return {}
    propias = geo[geo["clave_municipio"] == clave_municipio]
    return project_formas(propias, poligonos, "clave_ageb") if len(propias) else {}


def list_cortes() -> dict[int, str]:
    """Los últimos años con las tres mediciones y la tabla de marginación que regía en cada uno.

    Rige el grado del método anterior mientras se publicó: el DP2 de esos años es una reestimación.

    Examples
    --------
    >>> list_cortes()
    {2015: 'marginacion_original', 2020: 'marginacion_municipal'}
    """
    originales = load_anios("marginacion_original")
    medidos = set(load_anios("pobreza_municipal")) & set(load_anios("rezago_social"))
    con_grado = sorted(medidos & {*originales, *load_anios("marginacion_municipal")})
    return {
        anio: "marginacion_original" if anio in originales else "marginacion_municipal"
        for anio in con_grado[-CORTES_IMPRESOS:]
    }


def build_criterios(entidad: DatosEntidad) -> pd.DataFrame:
    """Criterios ZAP derivados de todos los municipios de la entidad, por año de los datos (``corte``)."""
    tablas = {
        "marginacion_municipal": entidad.marginacion,
        "marginacion_original": entidad.marginacion_original,
    }
    partes = [
        compute_criterios_zap(tablas[tabla], entidad.rezago, entidad.pobreza, anio).assign(corte=anio)
        for anio, tabla in list_cortes().items()
    ]
    criterios = pd.concat(partes, ignore_index=True)
    return criterios.merge(entidad.municipios, on="clave_municipio", how="left")


def build_criterios_propios(propios: pd.DataFrame) -> pd.DataFrame:
    """Cada criterio del municipio en cada corte: una fila = criterio.

    Columnas: ``criterio`` y, por año de corte, ``dato_AAAA`` (grado o porcentaje) y ``cumple_AAAA`` (lógico
    con nulo). Un corte sin el municipio queda nulo.
    """
    tabla = pd.DataFrame({"criterio": list(CAMPOS_CRITERIO)})
    filas = {fila["corte"]: fila for fila in list_renglones(propios)}
    for anio in list_cortes():
        fila = filas.get(anio, {})
        datos = [fila.get(columna) for columna in CAMPOS_CRITERIO.values()]
        cumple = [fila.get(f"cumple_{criterio}") for criterio in CAMPOS_CRITERIO]
        tabla[f"dato_{anio}"] = pd.Series(datos, dtype="object")
        tabla[f"cumple_{anio}"] = pd.array(cumple, dtype="boolean")
    return tabla


def count_agebs(agebs: pd.DataFrame) -> pd.DataFrame:
    """AGEB urbanas y sus habitantes, del grado más alto al más bajo: una fila = municipio y grado."""
    lugar = agebs["grado"].map(GRADOS.index, na_action="ignore").rename("lugar")
    grupos = agebs.groupby(["clave_municipio", lugar]).agg(
        grado=("grado", "first"),
        agebs=("clave_ageb", "size"),
        poblacion_personas=("poblacion_personas", "sum"),
    )
    return grupos.sort_index(ascending=[True, False]).reset_index("clave_municipio").reset_index(drop=True)


def build_resumen_agebs(agebs: pd.DataFrame, puntos: pd.DataFrame) -> pd.DataFrame:
    """Las AGEB urbanas del municipio: cuántas son, de cuántas se publica el grado y cuántas lo tienen alto.

    Parameters
    ----------
    agebs
        Las del capítulo, con su ``grado``.
    puntos
        Todas las AGEB urbanas del municipio según el INEGI (tabla ``agebs``), con grado o sin él.

    Returns
    -------
    DataFrame
        Una fila: ``agebs`` (con grado publicado), ``altas`` (alto o muy alto), ``altas_personas``, ``todas``,
        ``sin_grado`` y ``sin_grado_habitadas`` (con algún habitante).
    """
    con_grado = set(agebs.loc[agebs["grado"].notna(), "clave_ageb"])
    otras = puntos[~puntos["clave_ageb"].isin(con_grado)]
    altas = agebs[agebs["grado"].isin(GRADOS_PRIORITARIOS)]
    fila = {
        "agebs": len(con_grado),
        "altas": len(altas),
        "altas_personas": float(altas["poblacion_personas"].sum()),
        "todas": len(con_grado) + len(otras),
        "sin_grado": len(otras),
        "sin_grado_habitadas": int((otras["poblacion_personas"] > 0).sum()),
    }
    return pd.DataFrame([fila])


def build_agebs(clave_entidad: str, zonas: pd.DataFrame, lugares: pd.DataFrame) -> pd.DataFrame:
    """AGEB urbanas de la entidad con su último grado, su punto y ``en_zap`` del último año.

    Están las que tienen grado publicado y, si se importó el anexo, las que él nombra aunque no lo tengan
    (grado nulo). ``lugares`` son las localidades, que dan nombre a esas otras.
    """
    puntos, grados = (filter_entidad(load_tabla(t), clave_entidad) for t in ("agebs", "marginacion_ageb"))
    ultimo = grados.groupby("clave_municipio")["anio"].transform("max")
    columnas = ["clave_ageb", "clave_municipio", "localidad", "grado", "poblacion_personas"]
    con_grado = grados.loc[grados["anio"] == ultimo, columnas]
    con_grado = con_grado.merge(puntos[["clave_ageb", "longitud", "latitud"]], on="clave_ageb", how="left")
    otras = puntos[~puntos["clave_ageb"].isin(con_grado["clave_ageb"])]
    nombres = otras["clave_localidad"].map(lugares.set_index("clave_localidad")["localidad"])
    otras = otras.assign(
        localidad=nombres.fillna(otras["clave_localidad"]).astype("str"),
        grado=pd.Series(None, otras.index, dtype="str"),
    )
    con_grado, otras = (put_zap(t, zonas, URBANA, "clave_ageb") for t in (con_grado, otras))
    otras = otras[otras["en_zap"].fillna(False).astype("bool")]
    return pd.concat([con_grado, otras[con_grado.columns]], ignore_index=True)


def build_resumen_mapa_zap(datos: MapaZap) -> Resumen:
    """Lo que el expediente, el índice y el manifiesto necesitan de este capítulo."""
    return Resumen(
        titulo="Mapas y zonas prioritarias",
        clave=datos.lugar.clave,
        advertencias=datos.advertencias,
        fuentes=build_fuentes(list_tablas_capitulo(), datos.lugar.clave),
        mapas=len(ver.list_mapas(datos)),
        tablas=len(ver_tablas.list_tablas(datos)),
    )
