"""Mapas sobre polígonos propios, en kilómetros proyectados; nunca la vista ``geo`` de plotly."""

from fais_analysis.views.maps.categorias import (
    Categoria,
    build_categorias,
    build_categorias_orden,
    plot_mapa_categorias,
)
from fais_analysis.views.maps.coropletas import Cortes, plot_mapa
from fais_analysis.views.maps.localidades import OpcionesLocalidades, plot_municipio_localidades
from fais_analysis.views.maps.poligonos import Poligonos, project_poligonos, project_puntos

__all__ = [
    "Categoria",
    "Cortes",
    "OpcionesLocalidades",
    "Poligonos",
    "build_categorias",
    "build_categorias_orden",
    "plot_mapa",
    "plot_mapa_categorias",
    "plot_municipio_localidades",
    "project_poligonos",
    "project_puntos",
]
