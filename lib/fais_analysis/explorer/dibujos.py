"""Los dibujos de una vista, por su nombre: los que se ven, se guardan y repite quien programa."""

from dataclasses import replace
from functools import lru_cache

from fais_analysis.explorer import datos, graficas
from fais_analysis.explorer.mapa import draw_mapa_completo
from fais_analysis.explorer.medidas import DE_INVERSION, MEDIDAS
from fais_analysis.explorer.vista import Filtro, Vista
from fais_analysis.views.grafica import Grafica


def draw_graficas(vista: Vista, es_completa: bool = True) -> dict[str, Grafica]:
    """Las gráficas de la vista: ``tendencia``, ``brecha``, ``dispersion`` y, si hay polígonos, ``mapa``.

    Lo que no cambió desde otra vista es el mismo objeto: no se dibuja dos veces.

    Parameters
    ----------
    es_completa
        Si no, la dispersión sólo lleva los municipios destacados: en la pantalla los demás ya están.
    """
    comun = replace(vista, es_contraste=False, obras_de="")
    filtro = vista.filtro if vista.indicador == DE_INVERSION else Filtro()
    del_indicador = _draw_del_indicador(replace(comun, carencia=Vista.carencia, filtro=filtro))
    dispersion = replace(comun, indicador=Vista.indicador, es_nacional=False)
    return {**del_indicador, "dispersion": _draw_dispersion(dispersion, es_completa)}


@lru_cache(maxsize=datos.GUARDADOS)
def _draw_del_indicador(vista: Vista) -> dict[str, Grafica]:
    """La serie, las diferencias y el mapa: no dependen de la necesidad ni, casi nunca, del filtro."""
    fuente = datos.get_fuentes(vista.indicador).medida
    de_brecha = fuente if MEDIDAS[vista.indicador].subindicador else datos.get_fuentes().medida
    dibujos = {
        "tendencia": graficas.draw_tendencia(vista, datos.get_tendencia(vista), fuente),
        "brecha": graficas.draw_brecha(vista, datos.get_brecha(vista), de_brecha),
    }
    if mapa := draw_mapa_completo(vista, fuente, datos.list_familia(vista)):
        dibujos["mapa"] = mapa
    return dibujos


@lru_cache(maxsize=datos.GUARDADOS)
def _draw_dispersion(vista: Vista, es_completa: bool) -> Grafica:
    familia, puntos = datos.list_familia(vista), datos.get_dispersion(vista)
    if not es_completa:
        puntos = puntos[puntos["clave_municipio"].isin((*vista.claves, *familia))]
    fuentes = datos.get_fuentes(vista.carencia)
    return graficas.draw_dispersion(vista, puntos, datos.load_nombres(), familia, fuentes)
