"""Dibuja en SVG un subconjunto de plotly: la misma figura alimenta el informe y la versión interactiva."""

from fais_analysis.views.svg.conteo import count_trazos
from fais_analysis.views.svg.documento import render_svg

__all__ = ["count_trazos", "render_svg"]
