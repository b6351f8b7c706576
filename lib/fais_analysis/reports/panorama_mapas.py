"""Los mapas del panorama: la ZAP de cada año y cada carencia, en clases fijas."""

from functools import lru_cache

import pandas as pd

from fais_analysis.claves import check_clave_entidad
from fais_analysis.entidad.datos import DatosEntidad, load_datos_entidad, load_poligonos
from fais_analysis.entidad.zonas import list_tablas_zonas, load_zonas
from fais_analysis.indicators.zonas_series import compute_zap_anios
from fais_analysis.loaders.citas import build_citas
from fais_analysis.reports.mapa_zap import build_mapas_entidad
from fais_analysis.schemas.capitulos.panorama_mapas import PanoramaMapas

INDICADORES = (
    "pobreza_extrema",
    "rezago_educativo",
    "salud",
    "seguridad_social",
    "vivienda",
    "servicios_basicos",
    "alimentacion",
)


def list_tablas() -> tuple[str, ...]:
    """Las tablas de ``data/`` de que salen los mapas del panorama."""
    return tuple(dict.fromkeys(("pobreza_municipal", *list_tablas_zonas())))


@lru_cache(maxsize=4)
def build_panorama_mapas(clave_entidad: str) -> PanoramaMapas:
    """Tablas y polígonos de los mapas de una entidad; sin polígonos, las tablas se dan igual.

    Raises
    ------
    ClaveError
        Si la clave no es de una entidad.
    FuenteFaltanteError, FuenteAlteradaError, EsquemaError
        Si falta una tabla de ``data/`` o alguien la cambió.
    """
    entidad, zonas = load_datos_entidad(check_clave_entidad(clave_entidad)), load_zonas(clave_entidad)
    comun = build_mapas_entidad(clave_entidad)
    return PanoramaMapas(
        lugar=entidad.lugar,
        anio=entidad.anio,
        situacion=comun.situacion,
        conjuntos=comun.conjuntos,
        zap_anios=compute_zap_anios(zonas, comun.situacion),
        zap_municipios=build_zap_municipios(comun.situacion, comun.conjuntos, entidad.municipios),
        indicadores=build_indicadores(entidad),
        poligonos=load_poligonos(clave_entidad),
        citas=build_citas(list_tablas(), clave_entidad),
    )


def build_indicadores(entidad: DatosEntidad) -> pd.DataFrame:
    """Porcentaje de cada carencia por municipio, última medición: una fila = municipio; nulo = sin dato."""
    actual = entidad.brechas[entidad.brechas["anio"] == entidad.anio]
    ancha = actual.pivot(index="clave_municipio", columns="indicador", values="municipio_pct")
    propias = [i for i in INDICADORES if i in ancha.columns]
    tabla = entidad.municipios.merge(ancha[propias], on="clave_municipio", how="left")
    return tabla.rename(columns={i: f"{i}_pct" for i in propias})


def build_zap_municipios(
    situacion: pd.DataFrame, conjuntos: pd.DataFrame, municipios: pd.DataFrame
) -> pd.DataFrame:
    """Los municipios que algún año no están fuera: una fila = municipio, una columna = conjunto."""
    ultimos = situacion[situacion["anio"].isin(conjuntos["hasta"])]
    ancha = ultimos.pivot(index="clave_municipio", columns="anio", values="situacion")
    ancha.columns = [f"conjunto_{a}" for a in ancha.columns]
    ancha = ancha[(ancha != "fuera").any(axis=1)]
    return municipios.merge(ancha, on="clave_municipio", how="right").reset_index(drop=True)
