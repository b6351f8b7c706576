"""Barras comparadas: por renglón, la barra del municipio y la de con quién se compara."""

import pandas as pd

from fais_analysis.views.figura import Forma, Linea, Marcador, Traza
from fais_analysis.views.figures.campos import Campos, Marca, Marcas, build_tabla_series, read_marcas
from fais_analysis.views.figures.comun import (
    ANCHO,
    ANCHO_TEXTO,
    Margenes,
    build_eje_oculto,
    build_grafica,
    build_layout,
    build_rotulo,
    build_sin_dato,
    get_renglon_px,
    measure_leyenda,
    set_leyenda,
    write_texto,
)
from fais_analysis.views.figures.escala import fit_rango
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import encode_plotly
from fais_analysis.views.presentacion import Presentacion
from fais_analysis.views.tema import EstiloSerie, Tema

_GROSORES = (17, 12, 12, 12)
_ENTRE_BARRAS = 2
_ENTRE_RENGLONES = 13


def plot_barras_comparadas(datos: pd.DataFrame, campos: Campos, presentacion: Presentacion) -> Grafica:
    """Barras horizontales agrupadas, con el nombre completo del renglón arriba de sus barras.

    Una fila = un renglón de una serie. La primera serie (el municipio) va más gruesa y en negritas; las
    demás, delgadas, con otro relleno y contorno. Todas llevan su valor.
    """
    marcas, tema = read_marcas(datos, campos), presentacion.tema
    lugares, alto = _place_renglones(marcas, tema)
    trazas = [_build_barras(marcas, n, lugares, tema) for n in range(len(marcas.series))]
    arriba = measure_leyenda(trazas, tema) + 4
    rango = fit_rango(
        [(m.valor, m.texto) for m in marcas.todas if m.valor is not None], ANCHO - 1, tema, campos.maximo
    )
    eje_x, eje_y = build_eje_oculto(rango), build_eje_oculto((alto, 0))
    layout = build_layout(presentacion, arriba + alto, Margenes(1, arriba), eje_x, eje_y)
    set_leyenda(layout, tema)
    for (y, texto), categoria in zip(lugares, marcas.categorias, strict=True):
        layout["annotations"].append(build_rotulo(texto, 0, y, tema))
        for numero, serie in enumerate(marcas.series):
            marca = next((m for m in marcas.list_categoria(categoria) if m.serie == serie), None)
            if marca is None or marca.valor is None:
                centro = _get_centro(y, texto, numero, tema)
                layout["annotations"].append(build_sin_dato(0, centro, tema, xref="x", xshift=5))
    largo = _measure_barras(len(marcas.series))
    layout["shapes"] = [
        build_base(tema, inicio - 2, inicio + largo + 2) for inicio in _list_inicios(lugares, tema)
    ]
    tabla = build_tabla_series(marcas, campos, presentacion)
    return build_grafica(presentacion, {"data": trazas, "layout": layout}, marcas, "barras", tabla)


def build_base(tema: Tema, desde: float, hasta: float) -> Forma:
    """Línea del cero de un renglón de barras horizontales (no cruza los rótulos)."""
    linea: Linea = {"color": tema.colores["tinta_suave"], "width": 1}
    return {"type": "line", "x0": 0, "x1": 0, "y0": round(desde, 1), "y1": round(hasta, 1), "line": linea}


def _measure_barras(series: int) -> float:
    return sum(_GROSORES[:series]) + _ENTRE_BARRAS * (series - 1)


def _list_inicios(lugares: list[tuple[float, str]], tema: Tema) -> list[float]:
    return [_get_centro(y, texto, 0, tema) - _GROSORES[0] / 2 for y, texto in lugares]


def _place_renglones(marcas: Marcas, tema: Tema) -> tuple[list[tuple[float, str]], float]:
    y, lugares = 0.0, []
    barras = _measure_barras(len(marcas.series))
    for categoria in marcas.categorias:
        texto, renglones = write_texto(categoria, ANCHO_TEXTO, tema.tamano_rotulo_px)
        lugares.append((y, texto))
        y += get_renglon_px(tema, renglones) + 2 + barras + _ENTRE_RENGLONES
    return lugares, y - _ENTRE_RENGLONES + 2


def _get_centro(y: float, texto: str, numero: int, tema: Tema) -> float:
    previas = sum(_GROSORES[:numero]) + _ENTRE_BARRAS * numero
    return y + get_renglon_px(tema, texto.count("<br>") + 1) + 2 + previas + _GROSORES[numero] / 2


def _build_barras(marcas: Marcas, numero: int, lugares: list[tuple[float, str]], tema: Tema) -> Traza:
    serie, estilo = marcas.series[numero], tema.series[numero]
    lista = marcas.list_serie(serie)
    return {
        "type": "bar",
        "orientation": "h",
        "name": encode_plotly(serie),
        "showlegend": bool(serie),
        "x": [None if m is None else m.valor for m in lista],
        "y": [round(_get_centro(y, texto, numero, tema), 2) for y, texto in lugares],
        "width": _GROSORES[numero],
        "marker": build_marcador_barra(estilo),
        "text": ["" if m is None else encode_plotly(m.texto) for m in lista],
        "textposition": "outside",
        "textfont": {
            "size": tema.tamano_eje_px,
            "color": tema.colores["tinta"],
            "weight": 700 if numero == 0 else 400,
        },
        "hovertext": ["" if m is None else _write_globo(m) for m in lista],
        "hoverinfo": "text",
        "constraintext": "none",
        "cliponaxis": False,
    }


def build_marcador_barra(estilo: EstiloSerie) -> Marcador:
    """Relleno, contorno y trama de las barras de una serie."""
    marcador: Marcador = {"color": estilo.relleno, "line": {"color": estilo.color, "width": 1}}
    if estilo.trama:
        marcador["pattern"] = {
            "shape": estilo.trama,
            "bgcolor": estilo.relleno,
            "fgcolor": estilo.color,
            "size": 6,
        }
    return marcador


def _write_globo(marca: Marca) -> str:
    serie = f"{marca.serie}: " if marca.serie else ""
    return encode_plotly(f"{marca.categoria}. {serie}{marca.texto}")
