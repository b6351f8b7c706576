"""Puntos unidos (mancuerna): la distancia entre el municipio y su referencia, renglón por renglón."""

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.views.figura import Anotacion, EstiloRotulo, Figura, Linea, Traza
from fais_analysis.views.figures.campos import Campos, Marca, Marcas, build_tabla_series, read_marcas
from fais_analysis.views.figures.comun import (
    ANCHO,
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
from fais_analysis.views.formato import format_cambio, format_pp
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import encode_plotly
from fais_analysis.views.presentacion import Presentacion
from fais_analysis.views.tema import Tema
from fais_analysis.views.texto import measure_texto

_ALTO_RIEL = 20
_ENTRE = 10


def plot_puntos(datos: pd.DataFrame, campos: Campos, presentacion: Presentacion) -> Grafica:
    """Mancuerna de dos series: la primera es el municipio (círculo); la segunda, la referencia (rombo).

    A la derecha de cada nombre va la diferencia, primera menos segunda: en puntos porcentuales si el formato
    es de porcentaje. La diferencia se calcula con los valores sin redondear.

    Raises
    ------
    ParametroError
        Si no hay exactamente dos series.
    """
    marcas, tema = read_marcas(datos, campos), presentacion.tema
    if len(marcas.series) != 2:
        raise ParametroError(
            "La gráfica de puntos compara dos series.",
            donde="plot_puntos",
            esperado="dos series: el municipio y su referencia",
            encontrado=f"{len(marcas.series)} series",
            que_hacer="filtre la tabla o use plot_barras_comparadas",
        )
    y, centros, rotulos = 0.0, [], []
    for categoria in marcas.categorias:
        brecha = _write_brecha(marcas.list_categoria(categoria), campos)
        hueco = measure_texto(brecha, tema.tamano_rotulo_px, True) + 10
        texto, renglones = write_texto(categoria, ANCHO - hueco, tema.tamano_rotulo_px)
        rotulos.append(build_rotulo(texto, 0, y, tema, xshift=-_get_margen(marcas, tema)))
        derecha: EstiloRotulo = {
            "xanchor": "right",
            "align": "right",
            "xshift": _get_margen(marcas, tema),
            "font": {"size": tema.tamano_rotulo_px, "color": tema.colores["tinta"], "weight": 700},
        }
        rotulos.append(build_rotulo(encode_plotly(brecha), 1, y, tema, **derecha))
        y += get_renglon_px(tema, renglones)
        centros.append(round(y + _ALTO_RIEL / 2, 2))
        y += _ALTO_RIEL + _ENTRE
    figura = _build_figura(marcas, campos, presentacion, centros, rotulos)
    tabla = build_tabla_series(marcas, campos, presentacion)
    return build_grafica(presentacion, figura, marcas, "puntos", tabla)


def _get_margen(marcas: Marcas, tema: Tema) -> float:
    """Lugar para el rótulo de valor a cada lado del riel."""
    return round(max(measure_texto(m.texto, tema.tamano_eje_px, True) for m in marcas.todas) + 13, 1)


def _write_brecha(lista: list[Marca], campos: Campos) -> str:
    valores = [m.valor for m in lista if m.valor is not None]
    if len(lista) < 2 or len(valores) < len(lista):
        return "sin dato"
    diferencia = valores[0] - valores[1]
    es_pct = isinstance(campos.formato, str) and campos.formato.startswith("pct")
    return format_pp(diferencia) if es_pct else format_cambio(diferencia)


def _build_figura(
    marcas: Marcas, campos: Campos, presentacion: Presentacion, centros: list[float], rotulos: list[Anotacion]
) -> Figura:
    tema, margen = presentacion.tema, _get_margen(marcas, presentacion.tema)
    puntos = [_build_puntos(marcas, n, centros, tema) | {"legendrank": n + 1} for n in (1, 0)]
    trazas = [_build_uniones(marcas, centros, tema), *puntos]
    arriba = measure_leyenda(trazas, tema) + 4
    alto = centros[-1] + _ALTO_RIEL / 2 + 2
    tope = max([campos.maximo or 0.0, *marcas.list_valores()])
    rango = (min([0.0, *marcas.list_valores()]), tope or 1.0)
    margenes = Margenes(izquierda=margen, arriba=arriba, derecha=margen)
    eje_x, eje_y = build_eje_oculto(rango), build_eje_oculto((alto, 0))
    layout = build_layout(presentacion, arriba + alto, margenes, eje_x, eje_y)
    rieles: Linea = {"color": tema.colores["rejilla"], "width": 2}
    layout["shapes"] = [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": c,
            "y1": c,
            "line": rieles,
            "layer": "below",
        }
        for c in centros
    ]
    layout["annotations"] = rotulos + _list_valores(marcas, centros, tema)
    set_leyenda(layout, tema)
    return {"data": trazas, "layout": layout}


def _build_uniones(marcas: Marcas, centros: list[float], tema: Tema) -> Traza:
    """Una sola traza con los segmentos entre los dos puntos de cada renglón."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for categoria, centro in zip(marcas.categorias, centros, strict=True):
        valores = [m.valor for m in marcas.list_categoria(categoria) if m.valor is not None]
        if len(valores) == 2:
            xs += [*valores, None]
            ys += [centro, centro, None]
    linea: Linea = {"color": tema.colores["linea"], "width": 4}
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "",
        "x": xs,
        "y": ys,
        "line": linea,
        "showlegend": False,
        "hoverinfo": "skip",
    }


def _build_puntos(marcas: Marcas, numero: int, centros: list[float], tema: Tema) -> Traza:
    serie, estilo = marcas.series[numero], tema.series[numero]
    lista = marcas.list_serie(serie)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": encode_plotly(serie),
        "showlegend": True,
        "x": [None if m is None else m.valor for m in lista],
        "y": centros,
        "marker": {
            "symbol": estilo.simbolo,
            "size": 14 if numero == 0 else 12,
            "color": estilo.color if numero == 0 else tema.colores["fondo"],
            "line": {"color": estilo.color, "width": 2.4},
        },
        "hovertext": [encode_plotly(f"{m.categoria}. {serie}: {m.texto}") if m else "" for m in lista],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _list_valores(marcas: Marcas, centros: list[float], tema: Tema) -> list[Anotacion]:
    """El menor de los dos rotula a la izquierda y el mayor a la derecha: nunca se enciman."""
    rotulos = []
    for categoria, centro in zip(marcas.categorias, centros, strict=True):
        lista = marcas.list_categoria(categoria)
        con_dato = sorted(((m.valor, m) for m in lista if m.valor is not None), key=lambda par: par[0])
        for lugar, (valor, marca) in enumerate(con_dato):
            es_izquierda = lugar == 0 and len(con_dato) == 2
            numero = marcas.series.index(marca.serie)
            estilo: EstiloRotulo = {
                "xref": "x",
                "yanchor": "middle",
                "font": {
                    "size": tema.tamano_eje_px,
                    "color": tema.series[numero].color,
                    "weight": 700 if numero == 0 else 400,
                },
                "xanchor": "right" if es_izquierda else "left",
                "xshift": -11 if es_izquierda else 11,
            }
            rotulos.append(build_rotulo(encode_plotly(marca.texto), valor, centro, tema, **estilo))
        if not con_dato:
            rotulos.append(build_sin_dato(0, centro, tema))
    return rotulos
