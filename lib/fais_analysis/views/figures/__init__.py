"""Gráficas: cada función recibe una tabla larga y devuelve una ``Grafica``. Ver ``docs/vistas.md``."""

from fais_analysis.views.figures.apiladas import plot_apiladas
from fais_analysis.views.figures.barras import plot_barras
from fais_analysis.views.figures.campos import Campos
from fais_analysis.views.figures.comparadas import plot_barras_comparadas
from fais_analysis.views.figures.curva import EjesCurva, plot_curva
from fais_analysis.views.figures.dispersion import Ejes, plot_dispersion
from fais_analysis.views.figures.evolucion import plot_evolucion
from fais_analysis.views.figures.puntos import plot_puntos

__all__ = [
    "Campos",
    "Ejes",
    "EjesCurva",
    "plot_apiladas",
    "plot_barras",
    "plot_barras_comparadas",
    "plot_curva",
    "plot_dispersion",
    "plot_evolucion",
    "plot_puntos",
]
