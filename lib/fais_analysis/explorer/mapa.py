"""El mapa del explorador: el de ``views``, con la clave de cada polígono y el borde de los elegidos aparte."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from fais_analysis.explorer import datos, graficas
from fais_analysis.explorer.vista import Vista
from fais_analysis.reports.estado import load_poligonos
from fais_analysis.reports.zonas import build_sello
from fais_analysis.views.maps import Poligonos
from fais_analysis.views.modelos import Grafica
from fais_analysis.views.tema import TEMA

Figura = dict[str, Any]


def prepare_mapa(vista: Vista, fuente: str) -> tuple[Grafica, Figura] | None:
    """El mapa sin elegidos y su figura con claves; nada si la entidad no tiene polígonos.

    No depende del municipio: se dibuja una vez por entidad, indicador y año.
    """
    return _prepare(vista.clave_entidad, vista.indicador, vista.anio, fuente)


@lru_cache(maxsize=datos.GUARDADOS)
def _prepare(clave_entidad: str, indicador: str, anio: int, fuente: str) -> tuple[Grafica, Figura] | None:
    poligonos = load_poligonos(clave_entidad)
    if poligonos is None:
        return None
    vista = Vista(poligonos.claves[0], anio, indicador)
    base = (poligonos, build_sello(clave_entidad, str(anio)))
    grafica = graficas.draw_mapa(vista, datos.get_municipios(vista), base, fuente)
    return grafica, add_claves(grafica.figura, poligonos)


def add_claves(figura: Figura, poligonos: Poligonos) -> Figura:
    """La figura con la clave de cada municipio en ``customdata`` de su polígono.

    Los polígonos van al final y en el orden de ``claves``.
    """
    desde = len(figura["data"]) - len(poligonos.claves)
    propias = [t | {"customdata": [c]} for t, c in zip(figura["data"][desde:], poligonos.claves, strict=True)]
    return {**figura, "data": [*figura["data"][:desde], *propias]}


def mark_municipios(
    figura: Figura, poligonos: Poligonos, claves: Sequence[str], familia: Sequence[str] = ()
) -> Figura:
    """La figura con el borde de los municipios elegidos: grueso el primero, delgado y punteado los demás.

    El borde es una forma del ``layout``: al elegir otro municipio no se vuelven a dibujar los polígonos.
    """
    otros = [c for c in (*claves[1:], *familia) if c in poligonos.indice]
    bordes = [build_borde(poligonos, c, es_propio=False) for c in otros]
    if claves[0] in poligonos.indice:
        bordes.append(build_borde(poligonos, claves[0], es_propio=True))
    return {**figura, "layout": {**figura["layout"], "shapes": [*figura["layout"]["shapes"], *bordes]}}


def build_borde(poligonos: Poligonos, clave: str, es_propio: bool) -> Figura:
    """El contorno de un municipio como forma de plotly."""
    n = poligonos.indice[clave]
    estilo = (TEMA.colores["tinta"], 3.0, "solid") if es_propio else (TEMA.series[1].color, 2.2, "dash")
    linea = dict(zip(("color", "width", "dash"), estilo, strict=True))
    trazo = write_trazo(poligonos.x_estado[n], poligonos.y_estado[n])
    return {"type": "path", "path": trazo, "line": linea, "layer": "above", "name": clave}


def write_trazo(x: Sequence[float | None], y: Sequence[float | None]) -> str:
    """El trazo SVG de un polígono en las coordenadas de sus ejes.

    Examples
    --------
    >>> write_trazo((0, 1, 1, None, 5, 6, 6), (0, 0, 1, None, 5, 5, 6))
    'M0,0L1,0L1,1ZM5,5L6,5L6,6Z'
    """
    partes, empieza = [], True
    for px, py in zip(x, y, strict=True):
        if px is None or py is None:
            empieza = True
            partes.append("Z")
            continue
        partes.append(f"{'M' if empieza else 'L'}{px:g},{py:g}")
        empieza = False
    return "".join(partes) + "Z"
