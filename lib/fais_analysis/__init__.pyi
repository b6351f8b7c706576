"""Tipos de la superficie pública; una prueba exige que diga lo mismo que ``__init__.py``."""

from fais_analysis.analisis.calculo import compute_familia as compute_familia
from fais_analysis.analisis.calculo import compute_focalizacion as compute_focalizacion
from fais_analysis.analisis.calculo import compute_prioridad as compute_prioridad
from fais_analysis.analisis.exportar import export_excel as export_excel
from fais_analysis.analisis.exportar import export_html as export_html
from fais_analysis.analisis.exportar import show_estilo as show_estilo
from fais_analysis.analisis.informes import produce_reportes as produce_reportes
from fais_analysis.analisis.propias import read_tabla_propia as read_tabla_propia
from fais_analysis.analisis.tablas import describe_columnas as describe_columnas
from fais_analysis.analisis.tablas import list_municipios as list_municipios
from fais_analysis.analisis.tablas import load_inversion as load_inversion
from fais_analysis.analisis.tablas import load_localidades as load_localidades
from fais_analysis.analisis.tablas import load_marginacion as load_marginacion
from fais_analysis.analisis.tablas import load_pobreza as load_pobreza
from fais_analysis.analisis.tablas import load_rezago as load_rezago
from fais_analysis.analisis.tablas import load_tabla as load_tabla
from fais_analysis.entidad.zonas import build_sello as build_sello
from fais_analysis.indicators.brechas import compute_brechas as compute_brechas
from fais_analysis.indicators.constantes import (
    compute_inversion_constante_por as compute_inversion_constante_por,
)
from fais_analysis.indicators.familias_comparacion import (
    compute_comparacion_familia as compute_comparacion_familia,
)
from fais_analysis.indicators.inversion import compute_inversion_por as compute_inversion_por
from fais_analysis.indicators.per_capita import compute_inversion_per_capita as compute_inversion_per_capita
from fais_analysis.indicators.tendencias import compute_cambios as compute_cambios
from fais_analysis.loaders.ordenadas import load_municipios_geo as load_municipios_geo
from fais_analysis.procedencia.valor import describe_procedencia as describe_procedencia
from fais_analysis.procedencia.valor import evaluate_procedencia as evaluate_procedencia
from fais_analysis.reports.diagnostico import build_diagnostico as build_diagnostico
from fais_analysis.rules.carencias import load_carencias as load_carencias
from fais_analysis.rules.catalogo import load_catalogo_obras as load_catalogo_obras
from fais_analysis.rules.reglas import get_regla as get_regla
from fais_analysis.verify.informe import verify_archivo as verify_archivo
from fais_analysis.views.figures import Campos as Campos
from fais_analysis.views.figures import plot_barras as plot_barras
from fais_analysis.views.figures import plot_evolucion as plot_evolucion
from fais_analysis.views.maps import Cortes as Cortes
from fais_analysis.views.maps import plot_mapa as plot_mapa
from fais_analysis.views.maps import project_poligonos as project_poligonos
from fais_analysis.views.presentacion import Presentacion as Presentacion
from fais_analysis.views.presentacion import PresentacionMapa as PresentacionMapa

__version__: str
__all__: list[str]
