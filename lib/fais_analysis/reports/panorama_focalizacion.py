"""La focalización de una entidad: zonas, rezago, concentración, cobertura, reglas, y antes y después."""

from functools import lru_cache

import pandas as pd

from fais_analysis.claves import check_clave_entidad
from fais_analysis.entidad.datos import DatosEntidad, load_datos_entidad, load_poligonos
from fais_analysis.entidad.focalizacion import (
    TABLAS,
    build_cita_zonas,
    build_cobertura,
    build_reglas,
    load_catalogo_de,
)
from fais_analysis.entidad.inversion import InversionEntidad, count_registros, load_inversion_entidad
from fais_analysis.entidad.zonas import build_sello, list_tablas_zonas, load_zonas
from fais_analysis.indicators.antes_despues import compute_asociacion
from fais_analysis.indicators.concentracion import compute_concentracion, compute_curva
from fais_analysis.indicators.focalizacion import (
    compute_partes_efecto,
    compute_partes_incidencia,
    compute_partes_rezago,
    compute_partes_zap,
)
from fais_analysis.indicators.focalizacion_municipal import (
    InsumosFocalizacion,
    compute_focalizacion_municipal,
)
from fais_analysis.indicators.partes import compute_localizacion
from fais_analysis.indicators.sumas_reglas import compute_sumas_reglas
from fais_analysis.indicators.zonas import RURAL, compute_diferencia_lista
from fais_analysis.loaders.citas import build_cita_libro, build_citas
from fais_analysis.rules.cortes_zap import load_cortes_zap
from fais_analysis.schemas.capitulos.panorama_focalizacion import PanoramaFocalizacion

INDICADOR_CURVA = "pobreza_extrema"
INDICADORES = ("pobreza_extrema", "pobreza", "servicios_basicos", "vivienda")
DE_DINERO = (
    "localizacion",
    "focalizacion",
    "partes_zap",
    "partes_rezago",
    "partes_incidencia",
    "partes_efecto",
    "curva",
    "concentracion",
    "cobertura",
    "reglas",
    "antes_despues",
    "asociacion",
)


def list_tablas() -> tuple[str, ...]:
    """Las tablas de ``data/`` de que sale la focalización."""
    return tuple(dict.fromkeys(("pobreza_municipal", *TABLAS, *list_tablas_zonas())))


@lru_cache(maxsize=4)
def build_panorama_focalizacion(clave_entidad: str) -> PanoramaFocalizacion:
    """Todas las medidas de focalización de una entidad, con el libro vigente.

    Raises
    ------
    ClaveError
        Si la clave no es texto de dos dígitos.
    LibroInversionError
        Si el libro de inversión no se puede usar.
    """
    entidad = load_datos_entidad(check_clave_entidad(clave_entidad))
    inversion, zonas = load_inversion_entidad(clave_entidad), load_zonas(clave_entidad)
    libro, sello = inversion.libro, build_sello(clave_entidad, str(entidad.anio))
    sin_libro = {n: pd.DataFrame() for n in DE_DINERO}
    dinero = sin_libro if libro.tabla.empty else build_dinero(entidad, inversion, zonas)
    return PanoramaFocalizacion(
        lugar=entidad.lugar,
        anio=entidad.anio,
        ejercicios=tuple(sorted(int(e) for e in libro.tabla["ejercicio"].unique())),
        **dinero,
        diferencia_lista=build_diferencias(zonas, entidad),
        registros=count_registros(libro.tabla, entidad.municipios),
        poligonos=load_poligonos(clave_entidad),
        zap_anio=sello.zap_anios,
        zap_status=sello.status,
        es_demostracion=libro.es_demostracion,
        citas={
            **build_citas(list_tablas(), clave_entidad),
            "libro": build_cita_libro(libro),
            "zonas": build_cita_zonas(zonas),
        },
    )


def build_dinero(
    entidad: DatosEntidad, inversion: InversionEntidad, zonas: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Las tablas que salen del libro, por nombre."""
    libro, antes, lugares = inversion.libro.tabla, inversion.antes_despues, inversion.lugares
    catalogo = load_catalogo_de(libro)
    insumos = InsumosFocalizacion(entidad.pobreza, zonas, catalogo, lugares)
    con_nombre = entidad.municipios
    concentraciones = [compute_concentracion(libro, entidad.pobreza, i) for i in INDICADORES]
    tablas = (
        compute_localizacion(libro),
        con_nombre.merge(compute_focalizacion_municipal(libro, insumos), on="clave_municipio"),
        compute_partes_zap(libro, zonas, (), lugares),
        compute_partes_rezago(libro, entidad.rezago, load_cortes_zap(), ()),
        compute_partes_incidencia(libro),
        compute_partes_efecto(libro, catalogo),
        compute_curva(libro, entidad.pobreza, INDICADOR_CURVA).merge(
            con_nombre, on="clave_municipio", how="left"
        ),
        pd.concat(concentraciones, ignore_index=True),
        build_cobertura(libro, entidad.lugar.clave),
        build_reglas(compute_sumas_reglas(libro, zonas, lugares)),
        antes.merge(con_nombre, on="clave_municipio", how="left"),
        compute_asociacion(antes) if len(antes) else pd.DataFrame(),
    )
    return dict(zip(DE_DINERO, tablas, strict=True))


def build_diferencias(zonas: pd.DataFrame, entidad: DatosEntidad) -> pd.DataFrame:
    """La lista sin cotejar de cada año frente a su conjunto de zonas; vacía si ningún año tiene lista."""
    rural = zonas[(zonas["ambito"] == RURAL) & (zonas["unidad"] == "municipio")]
    con_lista = sorted(
        int(a) for a in rural.loc[rural["en_lista_no_cotejada"].fillna(False).astype("bool"), "anio"].unique()
    )
    partes = [compute_diferencia_lista(zonas, anio).assign(anio=anio) for anio in con_lista]
    if not partes:
        return pd.DataFrame()
    tabla = pd.concat(partes, ignore_index=True)
    tabla = tabla[tabla["diferencia"] != "en ninguna"]
    return tabla.merge(entidad.municipios, on="clave_municipio", how="left")
