"""Barras apiladas: cómo se reparte un todo, una barra por renglón."""

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.views.figura import Fuente, Marcador, Traza
from fais_analysis.views.figures.campos import Campos, Marca, Marcas, build_tabla_series, read_marcas
from fais_analysis.views.figures.comun import (
    ANCHO,
    ANCHO_TEXTO,
    Margenes,
    build_eje_oculto,
    build_grafica,
    build_layout,
    build_rotulo,
    get_renglon_px,
    measure_leyenda,
    set_leyenda,
    write_texto,
)
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import encode_plotly
from fais_analysis.views.presentacion import Presentacion
from fais_analysis.views.tema import EstiloParte, Tema, compute_contraste
from fais_analysis.views.texto import INTERLINEA, measure_texto

_GROSOR = 30
_ENTRE = 14


def plot_apiladas(datos: pd.DataFrame, campos: Campos, presentacion: Presentacion) -> Grafica:
    """Barras horizontales apiladas: ``campos.serie`` son las partes, en el orden de la tabla.

    El tramo que da lugar lleva su valor dentro; los demás se escriben debajo de la barra, de modo que ninguna
    cifra se pierde en papel. Cada parte tiene color y trama propios.

    Raises
    ------
    ParametroError
        Si una parte es negativa o hay más partes que estilos en el tema.
    """
    marcas, tema = read_marcas(datos, campos), presentacion.tema
    _check_partes(marcas, tema)
    total = max(sum(m.valor or 0 for m in marcas.list_categoria(c)) for c in marcas.categorias)
    total = max(total, campos.maximo or 0) or 1.0
    px_por_unidad = (ANCHO - 2) / total
    y, centros, rotulos = 0.0, [], []
    for categoria in marcas.categorias:
        texto, renglones = write_texto(categoria, ANCHO_TEXTO, tema.tamano_rotulo_px)
        rotulos.append(build_rotulo(texto, 0, y, tema))
        y += get_renglon_px(tema, renglones) + 2
        centros.append(round(y + _GROSOR / 2, 2))
        y += _GROSOR
        if aparte := _list_aparte(marcas.list_categoria(categoria), px_por_unidad, tema):
            texto, renglones = write_texto(aparte, ANCHO_TEXTO, tema.tamano_eje_px)
            fuente: Fuente = {"size": tema.tamano_eje_px, "color": tema.colores["tinta_suave"]}
            rotulos.append(build_rotulo(texto, 0, y + 3, tema, font=fuente))
            y += renglones * tema.tamano_eje_px * INTERLINEA + 3
        y += _ENTRE
    trazas = [_build_parte(marcas, n, centros, px_por_unidad, tema) for n in range(len(marcas.series))]
    arriba = measure_leyenda(trazas, tema) + 4
    alto = y - _ENTRE + 2
    margenes = Margenes(izquierda=1, arriba=arriba, derecha=1)
    eje_x, eje_y = build_eje_oculto((0, total)), build_eje_oculto((alto, 0))
    layout = build_layout(presentacion, arriba + alto, margenes, eje_x, eje_y)
    layout["annotations"] = rotulos
    set_leyenda(layout, tema)
    tabla = build_tabla_series(marcas, campos, presentacion)
    return build_grafica(presentacion, {"data": trazas, "layout": layout}, marcas, "barras", tabla)


def _check_partes(marcas: Marcas, tema: Tema) -> None:
    negativas = sum(v < 0 for v in marcas.list_valores())
    if negativas or len(marcas.series) > len(tema.partes):
        raise ParametroError(
            "Las partes no se pueden apilar.",
            donde="plot_apiladas",
            esperado=f"valores no negativos y hasta {len(tema.partes)} partes",
            encontrado=f"{negativas} valores negativos y {len(marcas.series)} partes",
            que_hacer="junte las partes menores en «Otras» o use plot_barras",
        )


def _cabe(marca: Marca, px_por_unidad: float, tema: Tema) -> bool:
    return (marca.valor or 0) * px_por_unidad >= measure_texto(marca.texto, tema.tamano_eje_px, True) + 6


def _list_aparte(lista: list[Marca], px_por_unidad: float, tema: Tema) -> str:
    return " · ".join(
        f"{m.serie}:\u00a0{m.texto}" for m in lista if m.valor is None or not _cabe(m, px_por_unidad, tema)
    )


def _build_parte(
    marcas: Marcas, numero: int, centros: list[float], px_por_unidad: float, tema: Tema
) -> Traza:
    serie, estilo = marcas.series[numero], tema.partes[numero]
    lista = marcas.list_serie(serie)
    bases = [
        round(sum(m.valor or 0 for m in marcas.list_categoria(c) if marcas.series.index(m.serie) < numero), 6)
        for c in marcas.categorias
    ]
    return {
        "type": "bar",
        "orientation": "h",
        "name": encode_plotly(serie),
        "showlegend": True,
        "x": [None if m is None else m.valor for m in lista],
        "y": centros,
        "base": bases,
        "width": _GROSOR,
        "marker": build_marcador_parte(estilo) | {"line": {"color": tema.colores["fondo"], "width": 1}},
        "text": [encode_plotly(m.texto) if m and _cabe(m, px_por_unidad, tema) else "" for m in lista],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textfont": {"size": tema.tamano_eje_px, "color": pick_tinta(estilo.color, tema), "weight": 700},
        "hovertext": [encode_plotly(f"{m.categoria}. {serie}: {m.texto}") if m else "" for m in lista],
        "hoverinfo": "text",
        "constraintext": "none",
    }


def build_marcador_parte(estilo: EstiloParte) -> Marcador:
    """Relleno y trama de una parte."""
    marcador: Marcador = {"color": estilo.color, "line": {"color": estilo.linea, "width": 1}}
    if estilo.trama:
        marcador["pattern"] = {
            "shape": estilo.trama,
            "bgcolor": estilo.color,
            "fgcolor": estilo.linea,
            "size": 6,
        }
    return marcador


def pick_tinta(fondo: str, tema: Tema) -> str:
    """Blanco o tinta, lo que más contraste con el fondo."""
    tinta, blanco = tema.colores["tinta"], tema.colores["fondo"]
    return tinta if compute_contraste(fondo, tinta) >= compute_contraste(fondo, blanco) else blanco
