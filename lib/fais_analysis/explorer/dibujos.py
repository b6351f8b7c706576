"""Los dibujos de una vista, por su nombre: los que se ven, se guardan y repite quien programa."""

from fais_analysis.explorer import datos, graficas
from fais_analysis.explorer.mapa import draw_mapa_completo
from fais_analysis.explorer.medidas import MEDIDAS
from fais_analysis.explorer.vista import Vista
from fais_analysis.views.grafica import Grafica


def draw_graficas(vista: Vista, es_completa: bool = True) -> dict[str, Grafica]:
    """Las gráficas de la vista: ``tendencia``, ``brecha``, ``dispersion`` y, si hay polígonos, ``mapa``.

    Parameters
    ----------
    es_completa
        Si no, la dispersión sólo lleva los municipios destacados: en la pantalla los demás ya están.
    """
    familia, fuente = datos.list_familia(vista), datos.get_fuentes(vista.indicador).medida
    puntos, nombres = datos.get_dispersion(vista), datos.load_nombres()
    if not es_completa:
        puntos = puntos[puntos["clave_municipio"].isin((*vista.claves, *familia))]
    de_brecha = fuente if MEDIDAS[vista.indicador].subindicador else datos.get_fuentes().medida
    dibujos = {
        "tendencia": graficas.draw_tendencia(vista, datos.get_tendencia(vista), fuente),
        "brecha": graficas.draw_brecha(vista, datos.get_brecha(vista), de_brecha),
        "dispersion": graficas.draw_dispersion(
            vista, puntos, nombres, familia, datos.get_fuentes(vista.carencia)
        ),
    }
    if mapa := draw_mapa_completo(vista, fuente, familia):
        dibujos["mapa"] = mapa
    return dibujos
