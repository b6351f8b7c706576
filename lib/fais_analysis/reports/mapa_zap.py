"""El capítulo de mapas: criterios de atención prioritaria, localidades y AGEB."""

from functools import lru_cache

import pandas as pd

from fais_analysis.indicators.localidades import compute_localidades, compute_resumen_localidades
from fais_analysis.indicators.parametros import GRADOS_PRIORITARIOS
from fais_analysis.indicators.zap import CorteZap, compute_criterios_zap, compute_zap_rural
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.reports.citas import build_citas, build_fuentes
from fais_analysis.reports.estado import (
    filter_entidad,
    filter_municipio,
    load_datos_estado,
    load_estado_de,
    load_poligonos,
)
from fais_analysis.reports.resumen import Resumen
from fais_analysis.schemas.informes import MapaZap
from fais_analysis.schemas.vocabulario import GRADOS
from fais_analysis.views.capitulos import mapa_zap as ver
from fais_analysis.views.capitulos import mapa_zap_tablas as ver_tablas

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
# Los insumos de cada corte: el grado de marginación que regía entonces y las mediciones de ese año.
CORTES: dict[str, tuple[str, CorteZap]] = {
    "datos de 2015": ("marginacion_original", CorteZap(2015, 2015, 2015)),
    "datos de 2020": ("marginacion_municipal", CorteZap(2020, 2020, 2020)),
}
CAMPOS_CRITERIO = {
    "marginacion": "grado_marginacion",
    "rezago": "grado_rezago",
    "tres_carencias": "tres_carencias_pct",
    "pobreza_extrema": "pobreza_extrema_pct",
}
ADVERTENCIAS = (
    "La declaratoria ZAP cambia cada año y usa además población indígena, delincuencia o caminos: los "
    "criterios calculados no los incluyen.",
    "No se tiene grado de marginación ni de rezago por localidad: sin dato. Por AGEB urbana, sí.",
)


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
    estado = load_estado_de(clave_municipio)
    criterios, agebs = build_criterios(clave_municipio[:2]), build_agebs(clave_municipio)
    localidades = filter_municipio(load_tabla("localidades"), clave_municipio)
    tiene_localidades = not localidades.empty
    return MapaZap(
        lugar=estado.get_lugar(clave_municipio),
        anio=estado.anio,
        criterios=criterios,
        conteo_criterios=count_criterios(criterios),
        criterios_propios=build_criterios_propios(filter_municipio(criterios, clave_municipio)),
        listas=build_listas(clave_municipio),
        localidades=compute_localidades(localidades, clave_municipio) if tiene_localidades else localidades,
        resumen_localidades=compute_resumen_localidades(localidades) if tiene_localidades else localidades,
        agebs=agebs,
        agebs_por_grado=count_agebs(agebs),
        resumen_agebs=build_resumen_agebs(agebs),
        poligonos=load_poligonos(clave_municipio[:2]),
        citas=build_citas(TABLAS),
        advertencias=ADVERTENCIAS,
    )


@lru_cache(maxsize=4)
def build_criterios(clave_entidad: str) -> pd.DataFrame:
    """Criterios ZAP derivados de todos los municipios de la entidad, por corte de datos."""
    estado = load_datos_estado(clave_entidad)
    tablas = {
        "marginacion_municipal": estado.marginacion,
        "marginacion_original": estado.marginacion_original,
    }
    partes = [
        compute_criterios_zap(tablas[tabla], estado.rezago, estado.pobreza, corte).assign(corte=nombre)
        for nombre, (tabla, corte) in CORTES.items()
    ]
    criterios = pd.concat(partes, ignore_index=True)
    return criterios.merge(estado.municipios, on="clave_municipio", how="left")


def count_criterios(criterios: pd.DataFrame) -> pd.DataFrame:
    """Cuántos municipios de la entidad cumplen algún criterio: una fila = corte.

    Columnas: ``corte, municipios, cumplen, no_cumplen, sin_dato``.
    """
    filas = []
    for corte, propios in criterios.groupby("corte", sort=False):
        cumple = propios["cumple"].astype("boolean")
        cumplen, sin_dato = int(cumple.fillna(False).sum()), int(cumple.isna().sum())
        no_cumplen = len(propios) - cumplen - sin_dato
        filas.append([corte, len(propios), cumplen, no_cumplen, sin_dato])
    return pd.DataFrame(filas, columns=["corte", "municipios", "cumplen", "no_cumplen", "sin_dato"])


def build_criterios_propios(propios: pd.DataFrame) -> pd.DataFrame:
    """Cada criterio del municipio en cada corte: una fila = criterio.

    Columnas: ``criterio`` y, por año de corte, ``dato_AAAA`` (grado o porcentaje) y ``cumple_AAAA`` (lógico
    con nulo). Un corte sin el municipio queda nulo.
    """
    tabla = pd.DataFrame({"criterio": list(CAMPOS_CRITERIO)})
    for nombre in CORTES:
        fila = propios[propios["corte"] == nombre]
        anio = nombre[-4:]
        datos = [None if fila.empty else fila[c].iloc[0] for c in CAMPOS_CRITERIO.values()]
        cumple = [None if fila.empty else fila[f"cumple_{c}"].iloc[0] for c in CAMPOS_CRITERIO]
        tabla[f"dato_{anio}"] = pd.Series(datos, dtype="object")
        tabla[f"cumple_{anio}"] = pd.array(cumple, dtype="boolean")
    return tabla


def count_agebs(agebs: pd.DataFrame) -> pd.DataFrame:
    """AGEB urbanas y sus habitantes, del grado más alto al más bajo: una fila = grado."""
    grupos = agebs.groupby("grado").agg(
        agebs=("clave_ageb", "size"), poblacion_personas=("poblacion_personas", "sum")
    )
    return grupos.reindex([g for g in reversed(GRADOS) if g in grupos.index]).reset_index()


def build_resumen_agebs(agebs: pd.DataFrame) -> pd.DataFrame:
    """Una fila: ``agebs, altas`` (grado alto o muy alto) y ``altas_personas``."""
    altas = agebs[agebs["grado"].isin(GRADOS_PRIORITARIOS)]
    fila = {
        "agebs": len(agebs),
        "altas": len(altas),
        "altas_personas": float(altas["poblacion_personas"].sum()),
    }
    return pd.DataFrame([fila])


def build_listas(clave_municipio: str) -> pd.DataFrame:
    """Qué se sabe de la declaratoria rural de cada año: una fila = año."""
    lista = load_tabla("zap_rural")
    declaratorias = load_tabla("zap_declaratorias")[["anio", "fecha_dof"]]
    # Sólo se tienen listas de las entidades que aparecen en la tabla; en las demás, sin dato.
    propias = filter_entidad(lista, clave_municipio[:2])
    partes = [compute_zap_rural(propias, [clave_municipio], int(anio)) for anio in declaratorias["anio"]]
    return pd.concat(partes, ignore_index=True).merge(declaratorias, on="anio", how="left")


def build_agebs(clave_municipio: str) -> pd.DataFrame:
    """AGEB urbanas del municipio con su grado de marginación 2020 y su punto; sin grado, nulo."""
    puntos = filter_municipio(load_tabla("agebs"), clave_municipio)
    grados = filter_municipio(load_tabla("marginacion_ageb"), clave_municipio)
    grados = grados[grados["anio"] == grados["anio"].max()] if not grados.empty else grados
    columnas = ["clave_ageb", "anio", "localidad", "grado", "poblacion_personas"]
    return grados[columnas].merge(puntos[["clave_ageb", "longitud", "latitud"]], on="clave_ageb", how="left")


def build_resumen_mapa_zap(datos: MapaZap) -> Resumen:
    """Lo que el expediente, el índice y el manifiesto necesitan de este capítulo."""
    return Resumen(
        titulo="Mapas y zonas prioritarias",
        clave=datos.lugar.clave,
        advertencias=datos.advertencias,
        fuentes=build_fuentes(TABLAS),
        mapas=len(ver.list_mapas(datos)),
        tablas=len(ver_tablas.list_tablas(datos)),
    )
