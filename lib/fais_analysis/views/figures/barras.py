"""Barras de una sola serie, horizontales o verticales, con un renglón destacado."""

import pandas as pd

from fais_analysis.views.figura import Eje, EstiloRotulo, Figura, Fuente, Linea, Traza
from fais_analysis.views.figures.campos import Campos, Marca, Marcas, build_tabla_series, read_marcas
from fais_analysis.views.figures.comparadas import build_base
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
    write_texto,
)
from fais_analysis.views.figures.escala import fit_rango
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import encode_plotly
from fais_analysis.views.presentacion import Presentacion
from fais_analysis.views.tema import Tema
from fais_analysis.views.texto import measure_texto

_GROSOR = 16
_ENTRE = 6
_ALTO_VERTICAL = 170
# Si el nombre más largo ocupa más de esto, va arriba de su barra y no a la izquierda.
_PARTE_ROTULO = 0.46


def plot_barras(
    datos: pd.DataFrame, campos: Campos, presentacion: Presentacion, orientacion: str = "h"
) -> Grafica:
    """Barras de una serie, en el orden de la tabla.

    Con ``campos.destacar`` la barra marcada va en el color fuerte y en negritas, y las demás en claro con
    contorno. Admite valores negativos (cambios en pp). Si de pie los rótulos no caben (cifras de diez
    dígitos), las barras se acuestan solas.

    Parameters
    ----------
    datos
        Una fila = una barra.
    campos
        Qué columna es el rótulo y cuál la cifra; un nulo se rotula «sin dato» y no se dibuja.
    presentacion
        Título, descripción, fuente y nota.
    orientacion
        ``"h"`` para nombres (a la izquierda, o arriba de la barra si son largos) y ``"v"`` para pocos años.

    Raises
    ------
    ParametroError
        Si la tabla está vacía, le faltan columnas o repite una barra.
    """
    marcas = read_marcas(datos, campos)
    build = (
        _build_vertical
        if orientacion == "v" and _caben_de_pie(marcas, presentacion.tema)
        else _build_horizontal
    )
    figura, tabla = build(marcas, campos, presentacion), build_tabla_series(marcas, campos, presentacion)
    return build_grafica(presentacion, figura, marcas, "barras", tabla)


def _caben_de_pie(marcas: Marcas, tema: Tema) -> bool:
    paso = ANCHO / len(marcas.todas)
    return all(measure_texto(m.texto, tema.tamano_eje_px, True) <= paso - 4 for m in marcas.todas)


def _build_horizontal(marcas: Marcas, campos: Campos, presentacion: Presentacion) -> Figura:
    tema = presentacion.tema
    ancho_rotulo = max(
        measure_texto(str(m.categoria), tema.tamano_rotulo_px, m.es_destacada) for m in marcas.todas
    )
    va_arriba = ancho_rotulo > ANCHO * _PARTE_ROTULO
    izquierda = 1.0 if va_arriba else ancho_rotulo + 8
    y, centros, rotulos = 2.0, [], []
    for marca in marcas.todas:
        estilo = _build_estilo_nombre(marca, va_arriba, tema)
        if va_arriba:
            texto, renglones = write_texto(
                marca.categoria, ANCHO_TEXTO, tema.tamano_rotulo_px, marca.es_destacada
            )
            rotulos.append(build_rotulo(texto, 0, y, tema, **estilo))
            y += get_renglon_px(tema, renglones) + 2
        else:
            texto = encode_plotly(marca.categoria)
            rotulos.append(build_rotulo(texto, 0, y + _GROSOR / 2, tema, **estilo))
        centros.append(y + _GROSOR / 2)
        y += _GROSOR + (_ENTRE * 2 if va_arriba else _ENTRE)
    rango = fit_rango(_list_pares(marcas), ANCHO - izquierda, tema, campos.maximo)
    eje_x, eje_y = build_eje_oculto(rango), build_eje_oculto((y, 0))
    layout = build_layout(presentacion, y, Margenes(izquierda), eje_x, eje_y)
    layout["annotations"] = rotulos + [
        build_sin_dato(0, centro, tema, xref="x", xshift=5)
        for marca, centro in zip(marcas.todas, centros, strict=True)
        if marca.valor is None
    ]
    medio = _GROSOR / 2 + 2
    layout["shapes"] = [build_base(tema, centro - medio, centro + medio) for centro in centros]
    traza = _build_traza(marcas, tema) | {
        "orientation": "h",
        "width": _GROSOR,
        "y": [round(c, 2) for c in centros],
    }
    return {"data": [traza | {"x": [m.valor for m in marcas.todas]}], "layout": layout}


def _build_estilo_nombre(marca: Marca, va_arriba: bool, tema: Tema) -> EstiloRotulo:
    """El nombre de una barra: arriba de ella, o a su izquierda y centrado; en negritas si se destaca."""
    fuente: Fuente = {"size": tema.tamano_rotulo_px, "color": tema.colores["tinta"]}
    if marca.es_destacada:
        fuente["weight"] = 700
    if va_arriba:
        return {"font": fuente}
    return {"xanchor": "right", "yanchor": "middle", "xshift": -6, "align": "right", "font": fuente}


def _build_vertical(marcas: Marcas, campos: Campos, presentacion: Presentacion) -> Figura:
    tema, cuantas = presentacion.tema, len(marcas.todas)
    paso = ANCHO / cuantas
    textos = [write_texto(m.categoria, paso - 4, tema.tamano_eje_px) for m in marcas.todas]
    abajo = max(n for _, n in textos) * tema.tamano_eje_px * 1.25 + 8
    valores = marcas.list_valores() or [1.0]
    tope, fondo = max([0.0, campos.maximo or 0, *valores]), min([0.0, *valores])
    eje_x: Eje = {
        "range": [-0.5, cuantas - 0.5],
        "tickvals": list(range(cuantas)),
        "ticktext": [texto for texto, _ in textos],
        "tickfont": {"size": tema.tamano_eje_px, "color": tema.colores["tinta"]},
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
    # El rótulo va sobre la barra: se reserva su renglón arriba y, si hay negativos, abajo.
    rotulo = 22 * ((tope - fondo) or 1) / (_ALTO_VERTICAL - 44)
    rango = (fondo - (rotulo if fondo < 0 else 0), tope + rotulo)
    eje_y = build_eje_oculto(rango)
    layout = build_layout(presentacion, _ALTO_VERTICAL + abajo, Margenes(abajo=abajo), eje_x, eje_y)
    linea: Linea = {"color": tema.colores["tinta_suave"], "width": 1}
    layout["shapes"].append(
        {"type": "line", "x0": -0.5, "x1": cuantas - 0.5, "y0": 0, "y1": 0, "line": linea}
    )
    layout["annotations"] = [
        build_sin_dato(n, 0, tema, xref="x", xanchor="center", yshift=10)
        for n, marca in enumerate(marcas.todas)
        if marca.valor is None
    ]
    traza = _build_traza(marcas, tema) | {"orientation": "v", "width": round(min(0.62, 56 / paso), 3)}
    traza["x"], traza["y"] = list(range(cuantas)), [m.valor for m in marcas.todas]
    return {"data": [traza], "layout": layout}


def _list_pares(marcas: Marcas) -> list[tuple[float, str]]:
    return [(m.valor, m.texto) for m in marcas.todas if m.valor is not None]


def _build_traza(marcas: Marcas, tema: Tema) -> Traza:
    hay_destacada = any(m.es_destacada for m in marcas.todas)
    fuerte = [m.es_destacada or not hay_destacada for m in marcas.todas]
    estilo = tema.series[0]
    return {
        "type": "bar",
        "name": "",
        "showlegend": False,
        "marker": {
            "color": [estilo.color if f else tema.colores["contexto"] for f in fuerte],
            "line": {"color": tema.colores["contexto_linea"] if hay_destacada else estilo.color, "width": 1},
        },
        "text": [encode_plotly(m.texto) for m in marcas.todas],
        "textposition": "outside",
        "textfont": {
            "size": tema.tamano_eje_px,
            "color": tema.colores["tinta"],
            "weight": 700 if not hay_destacada else 400,
        },
        "hovertext": [_write_globo(m) for m in marcas.todas],
        "hoverinfo": "text",
        "constraintext": "none",
        "cliponaxis": False,
    }


def _write_globo(marca: Marca) -> str:
    return encode_plotly(f"{marca.categoria}: {marca.texto}")
