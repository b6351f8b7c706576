"""Posición en el conjunto: todos los municipios como rayas y el propio señalado."""

import pandas as pd

from fais_analysis.views.figures.campos import Campos, Marca, Marcas, read_marcas
from fais_analysis.views.figures.comun import (
    ANCHO,
    Dict,
    build_eje,
    build_eje_oculto,
    build_grafica,
    build_layout,
    build_marcas_eje,
    build_rotulo,
    get_renglon_px,
    measure_leyenda,
    set_leyenda,
    write_marcas_eje,
    write_texto,
)
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import encode_plotly
from fais_analysis.views.presentacion import Columna, Presentacion
from fais_analysis.views.tabla import Tabla
from fais_analysis.views.tema import Tema
from fais_analysis.views.texto import measure_texto

_ALTO_RIEL = 22
_ENTRE = 12
_LADO = 24


def plot_distribucion(datos: pd.DataFrame, campos: Campos, presentacion: Presentacion) -> Grafica:
    """Una raya por municipio en cada renglón; el destacado va con círculo y valor, y la referencia con rombo.

    Una fila = un municipio (``campos.serie``) en un indicador (``campos.categoria``); ``campos.destacar``
    marca el propio y ``campos.referencia`` nombra la serie del promedio, si la hay. Sirve para mostrar
    posición sin ordenar por decimales.
    """
    marcas, tema = read_marcas(datos, campos), presentacion.tema
    y, centros, rotulos = 0.0, [], []
    for categoria in marcas.categorias:
        propia = next((m for m in marcas.list_categoria(categoria) if m.es_destacada), None)
        valor = propia.texto if propia else "sin dato"
        hueco = measure_texto(valor, tema.tamano_rotulo_px, True) + 10
        texto, renglones = write_texto(categoria, ANCHO - hueco, tema.tamano_rotulo_px)
        rotulos.append(build_rotulo(texto, 0, y, tema, xshift=-_LADO))
        fuente = {"size": tema.tamano_rotulo_px, "color": tema.series[0].color, "weight": 700}
        extra = {"xanchor": "right", "align": "right", "xshift": _LADO, "font": fuente}
        rotulos.append(build_rotulo(encode_plotly(valor), 1, y, tema, **extra))
        y += get_renglon_px(tema, renglones) + 2
        centros.append(round(y + _ALTO_RIEL / 2, 2))
        y += _ALTO_RIEL + _ENTRE
    figura = _build_figura(marcas, campos, presentacion, centros)
    figura["layout"]["annotations"] = rotulos
    return build_grafica(presentacion, figura, marcas, "puntos", _build_tabla(marcas, campos, presentacion))


def _build_tabla(marcas: Marcas, campos: Campos, presentacion: Presentacion) -> Tabla:
    """Por renglón: el propio, la referencia y los extremos de los demás, que es lo que el dibujo dice."""
    filas = []
    for categoria in marcas.categorias:
        lista = [m for m in marcas.list_categoria(categoria) if m.valor is not None]
        propia = next((m for m in lista if m.es_destacada), None)
        referencia = next((m for m in lista if campos.referencia and m.serie == campos.referencia), None)
        otras = sorted((m for m in lista if m is not propia and m is not referencia), key=lambda m: m.valor)
        filas.append(
            {
                "categoria": str(categoria),
                "propio": propia and propia.crudo,
                "procedencia": propia.procedencia if propia else "",
                "referencia": referencia and referencia.crudo,
                "menor": otras[0].crudo if otras else None,
                "mayor": otras[-1].crudo if otras else None,
                "con_dato": len(otras) + (propia is not None),
            }
        )
    nombres = [m.serie for m in marcas.todas if m.es_destacada]
    procedencia = "{procedencia}" if campos.procedencia else None
    columnas = [
        Columna("categoria", campos.rotulo_categoria),
        Columna("propio", nombres[0] if nombres else "Municipio", campos.formato, "derecha", procedencia),
        *([Columna("referencia", campos.referencia, campos.formato, "derecha")] if campos.referencia else []),
        Columna("menor", "Menor de los demás", campos.formato, "derecha"),
        Columna("mayor", "Mayor de los demás", campos.formato, "derecha"),
        Columna("con_dato", "Municipios con dato", "entero"),
    ]
    return Tabla(
        id=f"{presentacion.id}-tabla",
        titulo=f"{presentacion.titulo.rstrip('.')}. {presentacion.descripcion}",
        columnas=columnas,
        filas=pd.DataFrame(filas, dtype=object),
        fuente=presentacion.fuente,
    )


def _build_figura(marcas: Marcas, campos: Campos, presentacion: Presentacion, centros: list[float]) -> Dict:
    tema = presentacion.tema
    por_centro = dict(zip(marcas.categorias, centros, strict=True))
    con_dato = [m for m in marcas.todas if m.valor is not None]
    propias = [m for m in con_dato if m.es_destacada]
    referencias = [m for m in con_dato if campos.referencia and m.serie == campos.referencia]
    otras = [m for m in con_dato if not m.es_destacada and m.serie != campos.referencia]
    trazas = [_build_rayas(otras, por_centro, tema)]
    if referencias:
        trazas.append(_build_puntos(referencias, 1, por_centro, tema))
    if propias:
        trazas.append(_build_puntos(propias, 0, por_centro, tema) | {"legendrank": 1})
    valores = marcas.list_valores()
    eje = build_marcas_eje(min([0.0, *valores]), max([campos.maximo or 0.0, *valores]), campos.formato)
    textos = write_marcas_eje(eje, campos.formato)
    arriba, abajo, alto = measure_leyenda(trazas, tema) + 4, 22, centros[-1] + _ALTO_RIEL / 2
    eje_x = build_eje((eje[0], eje[-1]), eje, textos, tema) | {"zeroline": False}
    layout = build_layout(
        presentacion,
        arriba + alto + abajo,
        (_LADO, arriba, _LADO, abajo),
        (eje_x, build_eje_oculto((alto, 0))),
    )
    eje_x["showgrid"] = False
    riel = {"color": tema.colores["rejilla"], "width": 1}
    layout["shapes"] = [
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": c, "y1": c, "line": riel, "layer": "below"}
        for c in centros
    ]
    set_leyenda(layout, tema)
    return {"data": trazas, "layout": layout}


def _build_rayas(otras: list[Marca], por_centro: dict[object, float], tema: Tema) -> Dict:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "Los demás municipios",
        "showlegend": True,
        "meta": "fundir",
        "x": [m.valor for m in otras],
        "y": [por_centro[m.categoria] for m in otras],
        "marker": {
            "symbol": "line-ns",
            "size": 14,
            "color": tema.colores["contexto_linea"],
            "line": {"color": tema.colores["contexto_linea"], "width": 1.5},
        },
        "hovertext": [encode_plotly(f"{m.serie}: {m.texto}") for m in otras],
        "hoverinfo": "text",
    }


def _build_puntos(lista: list[Marca], numero: int, por_centro: dict[object, float], tema: Tema) -> Dict:
    estilo = tema.series[numero]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": encode_plotly(lista[0].serie),
        "showlegend": True,
        "x": [m.valor for m in lista],
        "y": [por_centro[m.categoria] for m in lista],
        "marker": {
            "symbol": estilo.simbolo,
            "size": 15 if numero == 0 else 12,
            "color": estilo.color if numero == 0 else tema.colores["fondo"],
            "line": {
                "color": tema.colores["fondo"] if numero == 0 else estilo.color,
                "width": 1.5 if numero == 0 else 2.2,
            },
        },
        "hovertext": [encode_plotly(f"{m.categoria}. {m.serie}: {m.texto}") for m in lista],
        "hoverinfo": "text",
        "cliponaxis": False,
    }
