"""Mapas sobre polígonos propios, en kilómetros proyectados; nunca la vista ``geo`` de plotly."""

from fais_analysis.schemas.poligonos import Poligonos
from fais_analysis.views.maps.agebs import OpcionesAgebs, plot_municipio_agebs
from fais_analysis.views.maps.categorias import Categoria, build_categorias_orden
from fais_analysis.views.maps.coropletas import Cortes, plot_mapa, plot_serie_coropletas
from fais_analysis.views.maps.localidades import OpcionesLocalidades, plot_municipio_localidades
from fais_analysis.views.maps.marco import check_sello
from fais_analysis.views.maps.poligonos import project_formas, project_poligonos, project_puntos
from fais_analysis.views.maps.zonas import ConjuntoZap, plot_mapas_zap

__all__ = [
    "Categoria",
    "ConjuntoZap",
    "Cortes",
    "OpcionesAgebs",
    "OpcionesLocalidades",
    "Poligonos",
    "build_categorias_orden",
    "check_sello",
    "plot_mapa",
    "plot_mapas_zap",
    "plot_municipio_agebs",
    "plot_municipio_localidades",
    "plot_serie_coropletas",
    "project_formas",
    "project_poligonos",
    "project_puntos",
]
