"""Evolución en el tiempo: líneas con rótulo de valor en cada punto."""

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.views.figura import Anotacion, Eje, Traza
from fais_analysis.views.figures.campos import Campos, Marca, Marcas, build_tabla_series, read_marcas
from fais_analysis.views.figures.comun import (
    ANCHO,
    Margenes,
    build_eje,
    build_grafica,
    build_layout,
    build_marcas_eje,
    build_rotulo,
    build_sin_dato,
    measure_leyenda,
    set_leyenda,
    write_marcas_eje,
)
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import encode_plotly
from fais_analysis.views.presentacion import Presentacion
from fais_analysis.views.registros import read_numero
from fais_analysis.views.tema import Tema
from fais_analysis.views.texto import measure_texto

_ALTO_AREA = 190
_ABAJO = 24
_DERECHA = 4
_ALTO_ROTULO = 26
_MAX_SERIES = 4
_RENGLON_PX = 17
# Del centro del punto al centro de su rótulo.
_AL_PUNTO_PX = 15


def plot_evolucion(datos: pd.DataFrame, campos: Campos, presentacion: Presentacion) -> Grafica:
    """Líneas por año: la primera serie es el municipio; la segunda, con qué se compara.

    El eje parte de cero. Un año sin dato corta la línea y se rotula «sin dato». Con una o dos series cada
    punto lleva su valor; con más, sólo el último. **No une series distintas**: dos estimaciones no
    comparables van como dos series.

    Parameters
    ----------
    datos
        Una fila = un año de una serie.
    campos
        ``categoria`` es el año; ``valor``, la cifra; ``serie``, de quién es.
    presentacion
        Título, descripción, fuente y nota.

    Raises
    ------
    ParametroError
        Si hay más de cuatro series, la tabla está vacía o repite un año dentro de una serie.
    """
    marcas, tema = read_marcas(datos, campos), presentacion.tema
    _check_cuantas(marcas)
    marcas = Marcas(marcas.todas, tuple(sorted(marcas.categorias, key=read_numero)), marcas.series)
    trazas = [_build_linea(marcas, n, tema) for n in range(len(marcas.series))]
    valores = marcas.list_valores()
    eje_y = build_marcas_eje(min([0.0, *valores]), max([campos.maximo or 0.0, *valores]), campos.formato)
    textos_y = write_marcas_eje(eje_y, campos.formato)
    izquierda = max(measure_texto(t, tema.tamano_eje_px) for t in textos_y) + 8
    margenes = Margenes(izquierda, measure_leyenda(trazas, tema) + 18, _DERECHA, _ABAJO)
    eje_x = _build_eje_anios(marcas, ANCHO - izquierda - _DERECHA, tema)
    alto = margenes.arriba + _ALTO_AREA + _ABAJO
    eje = build_eje((_get_piso(marcas, eje_y), eje_y[-1]), eje_y, textos_y, tema)
    layout = build_layout(presentacion, alto, margenes, eje_x, eje)
    set_leyenda(layout, tema)
    layout["annotations"] = _list_rotulos(marcas, (eje_y[0], eje_y[-1]), tema)
    tabla = build_tabla_series(marcas, campos, presentacion)
    return build_grafica(presentacion, {"data": trazas, "layout": layout}, marcas, "lineas", tabla)


def _get_piso(marcas: Marcas, eje_y: list[float]) -> float:
    """Inicio del eje: un poco abajo de cero si el rótulo de un valor chico taparía los años."""
    alto = eje_y[-1] - eje_y[0]
    minimo = min(marcas.list_valores(), default=eje_y[-1])
    es_baja = len(marcas.series) > 1 and (minimo - eje_y[0]) / alto * _ALTO_AREA < _ALTO_ROTULO
    return eje_y[0] - alto * _ALTO_ROTULO / _ALTO_AREA if es_baja else eje_y[0]


def _pad_rango(anios: list[float], area: float, aire: float) -> tuple[float, float]:
    """Rango del eje con lugar, en ambos extremos, para medio rótulo de valor."""
    largo = (anios[-1] - anios[0]) or 1.0
    extra = largo * aire / (area - 2 * aire)
    return anios[0] - extra, anios[-1] + extra


def _pick_anios(anios: list[float], area: float) -> tuple[list[float], list[str]]:
    """Años que se rotulan: todos, o de modo parejo hasta el último si no caben."""
    cabe = max(2, int(area // 42))
    salto = -(-len(anios) // cabe)
    elegidos = anios[::-1][::salto][::-1]
    return elegidos, [f"{anio:g}" for anio in elegidos]


def _build_linea(marcas: Marcas, numero: int, tema: Tema) -> Traza:
    serie, estilo = marcas.series[numero], tema.series[numero]
    lista = marcas.list_serie(serie)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": encode_plotly(serie),
        "showlegend": bool(serie),
        "x": [read_numero(c) for c in marcas.categorias],
        "y": [None if m is None else m.valor for m in lista],
        "connectgaps": False,
        "line": {"color": estilo.color, "width": 3 if numero == 0 else 2.2, "dash": estilo.guion},
        "marker": {
            "symbol": estilo.simbolo,
            "size": 9,
            "color": estilo.color if numero == 0 else tema.colores["fondo"],
            "line": {"color": estilo.color, "width": 2},
        },
        "hovertext": [_write_globo(m) for m in lista],
        "hoverinfo": "text",
    }


def _write_globo(marca: Marca | None) -> str:
    if marca is None:
        return ""
    serie = f"{marca.serie}, " if marca.serie else ""
    return encode_plotly(f"{serie}{marca.categoria}: {marca.texto}")


def _list_rotulos(marcas: Marcas, eje: tuple[float, float], tema: Tema) -> list[Anotacion]:
    """Rótulos de valor, arriba del punto alto y abajo del bajo, sin encimarse ni pisar el eje."""
    rotulos = []
    for categoria in marcas.categorias:
        lista = marcas.list_categoria(categoria)
        con_dato = sorted(((m.valor, m) for m in lista if m.valor is not None), key=lambda par: -par[0])
        falta = len(con_dato) < len(lista)
        if falta:
            rotulos.append(
                build_sin_dato(read_numero(categoria), eje[0], tema, xref="x", xanchor="center", yshift=10)
            )
        if len(marcas.series) > 2 and categoria != marcas.categorias[-1]:
            continue
        alturas = _place_alturas([valor for valor, _ in con_dato], eje, _RENGLON_PX * 1.2 if falta else 0)
        for (valor, marca), altura in zip(con_dato, alturas, strict=True):
            rotulos.append(_build_valor(marca, valor, altura, marcas.series, tema))
    return rotulos


def _place_alturas(valores: list[float], eje: tuple[float, float], piso: float) -> list[float]:
    """Distancia, en pixeles y hacia arriba, de cada valor al centro de su rótulo.

    ``valores`` va de mayor a menor. La mitad de arriba rotula arriba de su punto y la otra abajo; después se
    empujan hacia arriba los que tocarían el eje o al rótulo de abajo.
    """
    px = [(valor - eje[0]) / (eje[1] - eje[0]) * _ALTO_AREA for valor in valores]
    altas = (len(valores) + 1) // 2
    centros = [y + _AL_PUNTO_PX if lugar < altas else y - _AL_PUNTO_PX for lugar, y in enumerate(px)]
    minimo = piso + _RENGLON_PX / 2
    for lugar in reversed(range(len(centros))):
        if centros[lugar] < minimo and px[lugar] + _AL_PUNTO_PX >= minimo:
            centros[lugar] = px[lugar] + _AL_PUNTO_PX
        centros[lugar] = max(centros[lugar], minimo)
        minimo = centros[lugar] + _RENGLON_PX
    return [round(centro - y, 1) for centro, y in zip(centros, px, strict=True)]


def _build_valor(marca: Marca, valor: float, altura: float, series: tuple[str, ...], tema: Tema) -> Anotacion:
    estilo = tema.series[series.index(marca.serie)]
    es_primera = marca.serie == series[0]
    return build_rotulo(
        encode_plotly(marca.texto),
        read_numero(marca.categoria),
        valor,
        tema,
        xref="x",
        xanchor="center",
        yanchor="middle",
        yshift=altura,
        bgcolor=tema.colores["fondo"],
        font={"size": tema.tamano_eje_px, "color": estilo.color, "weight": 700 if es_primera else 400},
    )


def _check_cuantas(marcas: Marcas) -> None:
    if len(marcas.series) > _MAX_SERIES:
        raise ParametroError(
            "La gráfica de evolución trae demasiadas series.",
            donde="plot_evolucion",
            esperado=f"hasta {_MAX_SERIES} series",
            encontrado=f"{len(marcas.series)} series",
            que_hacer="elija las que sostienen el mensaje; las demás caben en la tabla",
        )


def _build_eje_anios(marcas: Marcas, area: float, tema: Tema) -> Eje:
    """El eje de los años, con aire para que los valores de las orillas no se corten."""
    anios = sorted(read_numero(c) for c in marcas.categorias)
    aire = max((measure_texto(m.texto, tema.tamano_eje_px, True) for m in marcas.todas), default=0) / 2 + 4
    eje = build_eje(_pad_rango(anios, area, aire), *_pick_anios(anios, area), tema)
    return eje | {"showgrid": False, "zeroline": False}
