"""Los dos dibujos en que se elige con clic: una base que no cambia con el municipio y, encima, lo elegido.

La base va a plotly y se dibuja una vez por indicador, año o filtro. Lo elegido es un SVG ligero, en la misma
escala: cambiar de municipio no le pide nada a plotly.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from fais_analysis.entidad.datos import load_poligonos, load_poligonos_pais
from fais_analysis.entidad.zonas import build_sello
from fais_analysis.explorer import datos, graficas
from fais_analysis.explorer.datos import FuentesVista
from fais_analysis.explorer.medidas import DE_INVERSION
from fais_analysis.explorer.vista import FAMILIA, SOLO, Filtro, Vista
from fais_analysis.views.figura import Anotacion, Diseno, Figura, Traza
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.maps import Poligonos
from fais_analysis.views.marcado import Html, encode_plotly
from fais_analysis.views.presentacion import Sello
from fais_analysis.views.svg import render_svg
from fais_analysis.views.tema import TEMA


def load_poligonos_de(vista: Vista) -> Poligonos | None:
    """Los polígonos del mapa: los municipios de la entidad o, si se mira el país, sus entidades."""
    return load_poligonos_pais() if vista.es_nacional else load_poligonos(vista.clave_entidad)


def prepare_mapa(vista: Vista, fuente: str) -> Grafica | None:
    """El mapa sin elegidos, con la clave de cada polígono; nada si la entidad no tiene polígonos."""
    filtro = vista.filtro if vista.indicador == DE_INVERSION else Filtro()
    clave = next(c for c in datos.load_catalogo() if vista.es_nacional or c[:2] == vista.clave_entidad)
    return _prepare_mapa(
        Vista(clave, vista.anio, vista.indicador, es_nacional=vista.es_nacional, filtro=filtro), fuente
    )


@lru_cache(maxsize=datos.GUARDADOS)
def _prepare_mapa(vista: Vista, fuente: str) -> Grafica | None:
    poligonos = load_poligonos_de(vista)
    if poligonos is None:
        return None
    grafica = _draw(vista, poligonos, fuente)
    return replace(grafica, figura=add_claves(grafica.figura, poligonos))


def _draw(vista: Vista, poligonos: Poligonos, fuente: str, destacar: str = "") -> Grafica:
    base = graficas.BaseMapa(poligonos, _load_sello(vista.clave_entidad, vista.anio))
    return graficas.draw_mapa(vista, datos.get_mapa(vista), base, fuente, destacar)


@lru_cache(maxsize=datos.GUARDADOS)
def _load_sello(clave_entidad: str, anio: int) -> Sello:
    return build_sello(clave_entidad, str(anio))


def add_claves(figura: Figura, poligonos: Poligonos) -> Figura:
    """La figura con la clave de cada municipio en ``customdata`` de su polígono (van al final, en orden)."""
    desde = len(figura["data"]) - len(poligonos.claves)
    trazas = zip(figura["data"][desde:], poligonos.claves, strict=True)
    propias: list[Traza] = [{**traza, "customdata": [clave]} for traza, clave in trazas]
    return {**figura, "data": [*figura["data"][:desde], *propias]}


def draw_mapa_completo(vista: Vista, fuente: str, familia: Sequence[str] = ()) -> Grafica | None:
    """El mapa con el rótulo del municipio (o de su entidad) y la orilla de aquellos con que se compara.

    Nada si la entidad no tiene polígonos.
    """
    poligonos = load_poligonos_de(vista)
    if poligonos is None:
        return None
    propia = vista.clave_entidad if vista.es_nacional else vista.clave_municipio
    destacar = propia if propia in poligonos.indice else ""
    grafica = _draw(vista, poligonos, fuente, destacar)
    otros = [c for c in (*vista.claves[1:], *familia) if c in poligonos.indice]
    orillas = [build_orilla(poligonos, c, es_propia=False) for c in otros]
    orillas += [build_orilla(poligonos, destacar, es_propia=True)] * bool(destacar)
    return replace(grafica, figura={**grafica.figura, "data": [*grafica.figura["data"], *orillas]})


def build_orilla(poligonos: Poligonos, clave: str, es_propia: bool) -> Traza:
    """La orilla de un municipio como línea: gruesa la del elegido, punteada la de los demás."""
    n = poligonos.indice[clave]
    color, ancho, guion = (
        (TEMA.colores["tinta"], 3, "solid") if es_propia else (TEMA.series[1].color, 2.2, "dash")
    )
    return {
        "type": "scatter",
        "mode": "lines",
        "name": poligonos.nombres[n],
        "showlegend": False,
        "x": poligonos.x_estado[n],
        "y": poligonos.y_estado[n],
        "line": {"color": color, "width": ancho, "dash": guion},
    }


def prepare_dispersion(vista: Vista, fuentes: FuentesVista) -> Grafica:
    """La dispersión sin elegidos: todos los municipios de la entidad en una sola serie."""
    return _prepare_dispersion(vista.clave_entidad, vista.anio, vista.carencia, vista.filtro, fuentes)


@lru_cache(maxsize=datos.GUARDADOS)
def _prepare_dispersion(
    clave_entidad: str, anio: int, carencia: str, filtro: Filtro, fuentes: FuentesVista
) -> Grafica:
    clave = next(c for c in datos.load_catalogo() if c[:2] == clave_entidad)
    vista = Vista(clave, anio, carencia=carencia, filtro=filtro)
    tabla, nombres = datos.get_dispersion(vista), datos.load_nombres()
    return graficas.draw_dispersion_base(vista, tabla, nombres, fuentes)


def render_encima(base: Grafica, completa: Grafica) -> Html:
    """Lo elegido, en SVG transparente y en la escala de la base. Para el lector de pantalla está la tabla."""
    trazas = [t for t in completa.figura["data"] if is_de_encima(t)]
    leyenda = [t for t in completa.figura["data"] if t.get("fill") == "toself" and t["showlegend"]]
    layout = base.figura["layout"]
    anotaciones = [a for a in completa.figura["layout"]["annotations"] if a.get("showarrow")]
    calladas: list[Traza] = [{**t, "showlegend": False} for t in trazas]
    figura: Figura = {
        "data": [*leyenda, *calladas],
        "layout": {
            **layout,
            "paper_bgcolor": "none",
            "showlegend": bool(leyenda),
            "xaxis": {**layout["xaxis"], "visible": False},
            "yaxis": {**layout["yaxis"], "visible": False},
            "shapes": [],
            "annotations": [*anotaciones, *_list_rotulos(trazas, layout)],
        },
    }
    return Html(
        render_svg(figura, f"{base.id}-encima", "", "").replace('role="img"', 'aria-hidden="true"', 1)
    )


def is_de_encima(traza: Traza) -> bool:
    """Las orillas del mapa y los puntos destacados de la dispersión; no los polígonos ni el contexto."""
    return traza.get("fill") != "toself" and traza["name"] != graficas.CONTEXTO


def _list_rotulos(trazas: Sequence[Traza], layout: Diseno) -> list[Anotacion]:
    """El nombre del municipio elegido junto a su punto, hacia donde haya lugar."""
    puntos = [t for t in trazas if t["mode"] == "markers" and len(t["x"]) == 1]
    rotulos: list[Anotacion] = []
    for traza in puntos[-1:]:
        x, y = traza["x"][0], traza["y"][0]
        if x is None or y is None:
            continue
        es_derecha = x > sum(layout["xaxis"]["range"]) / 2
        rotulos.append(
            {
                "text": encode_plotly(traza["name"]),
                "x": x,
                "y": y,
                "xref": "x",
                "yref": "y",
                "xanchor": "right" if es_derecha else "left",
                "yanchor": "middle",
                "xshift": -11 if es_derecha else 11,
                "align": "left",
                "showarrow": False,
                "bgcolor": TEMA.colores["fondo"],
                "font": {"size": TEMA.tamano_eje_px, "color": TEMA.series[0].color, "weight": 700},
            }
        )
    return rotulos


def describe_marcas(vista: Vista) -> str:
    """Qué son las marcas con que se señala a los comparados."""
    if vista.modo == SOLO:
        return ""
    return "Rombos y orilla punteada: " + ("su familia." if vista.modo == FAMILIA else "los comparados.")
