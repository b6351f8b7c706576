"""Piezas comunes: el ``layout`` de plotly, la leyenda medida, marcas redondas del eje y rótulos."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Unpack

from fais_analysis.views.figura import Anotacion, Diseno, Eje, EstiloRotulo, Figura, Fuente, Traza
from fais_analysis.views.figures.campos import Marca, Marcas
from fais_analysis.views.formato import (
    Formato,
    format_decimal,
    format_mdp,
    format_mxn,
    format_pct,
    format_pp,
    get_formato,
)
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import encode_plotly
from fais_analysis.views.presentacion import Presentacion
from fais_analysis.views.svg.leyenda import list_entradas, place_leyenda
from fais_analysis.views.tabla import Tabla
from fais_analysis.views.tema import Tema
from fais_analysis.views.texto import INTERLINEA, split_renglones

# Ancho lógico único. En una pantalla de 320 px el dibujo mide unos 296: los 14 px lógicos se ven de 12; en
# escritorio se limita a unos 430 (se ven de 17) y en papel a 350 (10.5 puntos). Basta una composición.
ANCHO = 340
# La descripción dice los valores si son pocos; si no, los dice la tabla que sigue.
_MARCAS_DICHAS = 6
_INTERVALOS = 5
_ENTEROS = ("entero", "personas", "anio", "cambio")
_CON_DECIMALES: dict[str, Callable[[object, int], str]] = {
    "pct": format_pct,
    "pp": format_pp,
    "decimal": format_decimal,
    "mxn": format_mxn,
    "mdp": format_mdp,
    "personas": format_decimal,
}
# Ancho para los rótulos que van de orilla a orilla, con un poco de holgura.
ANCHO_TEXTO = ANCHO - 5


def write_texto(texto: object, ancho: float, tamano: float, es_negrita: bool = False) -> tuple[str, int]:
    """Texto de plotly partido en renglones con ``<br>``, y cuántos renglones son."""
    renglones = split_renglones(str(texto), ancho, tamano, es_negrita)
    return "<br>".join(encode_plotly(renglon) for renglon in renglones), len(renglones)


def build_marcas_eje(minimo: float, maximo: float, formato: Formato = "pct") -> list[float]:
    """Valores redondos (1, 2 o 5 por una potencia de diez) que abarcan del mínimo al máximo.

    Lo que se cuenta entero (personas, obras) nunca lleva pasos menores que uno.

    Examples
    --------
    >>> build_marcas_eje(0, 91.1)
    [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    """
    if maximo <= minimo:
        maximo = minimo + 1
    crudo = (maximo - minimo) / _INTERVALOS
    if formato in _ENTEROS:
        crudo = max(crudo, 1.0)
    potencia = 10.0 ** math.floor(math.log10(crudo))
    paso = next(p * potencia for p in (1, 2, 5, 10) if p * potencia >= crudo * 0.9999)
    desde, hasta = math.floor(minimo / paso + 1e-9), math.ceil(maximo / paso - 1e-9)
    return [round(n * paso, 10) for n in range(desde, hasta + 1)]


def write_marcas_eje(marcas: Sequence[float], formato: Formato) -> list[str]:
    """Textos de un eje con los decimales que pide su paso: «2.5 %», nunca «3 %» por 2.5.

    Examples
    --------
    >>> [texto.split()[0] for texto in write_marcas_eje([0, 0.5, 1], "pct")]
    ['0.0', '0.5', '1.0']
    """
    nombre = str(formato).rstrip("0123456789")
    if nombre not in _CON_DECIMALES:
        return [get_formato(formato)(marca) for marca in marcas]
    paso = round(min(b - a for a, b in pairwise(marcas)), 10) / (1e6 if nombre == "mdp" else 1)
    decimales = next((d for d in range(12) if abs(round(paso, d) - paso) < paso * 1e-6), 12)
    return [_CON_DECIMALES[nombre](marca, decimales) for marca in marcas]


def measure_leyenda(trazas: Sequence[Traza], tema: Tema, titulo: str = "") -> float:
    """Alto de la leyenda de las trazas que se nombran en ella."""
    nombres = [traza["name"] for traza in list_entradas(trazas)]
    return place_leyenda(nombres, ANCHO, tema.tamano_eje_px, titulo)[1]


@dataclass(frozen=True)
class Margenes:
    """Lo que se deja libre alrededor del área de una figura, en pixeles."""

    izquierda: float = 0
    arriba: float = 0
    derecha: float = 0
    abajo: float = 0


def build_layout(
    presentacion: Presentacion,
    alto: float,
    margenes: Margenes,
    eje_x: Eje,
    eje_y: Eje,
) -> Diseno:
    """``layout`` con tipografía, colores, márgenes y ejes."""
    tema = presentacion.tema
    return {
        "width": ANCHO,
        "height": round(alto, 1),
        "margin": {
            "l": round(margenes.izquierda, 1),
            "t": round(margenes.arriba, 1),
            "r": round(margenes.derecha, 1),
            "b": round(margenes.abajo, 1),
        },
        "font": {"family": tema.tipografia, "size": tema.tamano_rotulo_px, "color": tema.colores["tinta"]},
        "paper_bgcolor": tema.colores["fondo"],
        "plot_bgcolor": tema.colores["fondo"],
        "separators": ".,",
        "title": {"text": ""},
        "barmode": "overlay",
        "showlegend": False,
        "hovermode": "closest",
        "xaxis": eje_x,
        "yaxis": eje_y,
        "shapes": [],
        "annotations": [],
    }


def set_leyenda(layout: Diseno, tema: Tema, titulo: str = "") -> None:
    """Enciende la leyenda: horizontal, arriba y a la izquierda."""
    layout["showlegend"] = True
    layout["legend"] = {
        "orientation": "h",
        "x": 0,
        "y": 1,
        "xanchor": "left",
        "yanchor": "bottom",
        "font": {"size": tema.tamano_eje_px},
        "title": {"text": encode_plotly(titulo), "side": "top"},
    }


def round_rango(rango: tuple[float, float]) -> list[float]:
    """Rango a diezmilésimas, hacia afuera: plotly no escribe un rótulo que caiga fuera de su eje por un pelo.

    Examples
    --------
    >>> round_rango((0.00001, 46.37724)), round_rango((46.37724, 0))
    ([0.0, 46.3773], [46.3773, 0.0])
    """
    desde, hasta = (round(r * 1e4, 6) for r in rango)
    bordes = (math.floor, math.ceil) if desde <= hasta else (math.ceil, math.floor)
    return [bordes[0](desde) / 1e4, bordes[1](hasta) / 1e4]


def build_eje_oculto(rango: tuple[float, float]) -> Eje:
    """Eje sin marcas: la posición de los renglones en una gráfica horizontal, en pixeles."""
    return {"range": round_rango(rango), "visible": False, "fixedrange": True}


def build_eje(rango: tuple[float, float], marcas: Sequence[float], textos: Sequence[str], tema: Tema) -> Eje:
    """Eje con rótulos escritos por nosotros (plotly no decide comas ni decimales) y rejilla discreta."""
    return {
        "range": round_rango(rango),
        "tickvals": list(marcas),
        "ticktext": list(textos),
        "tickfont": {"size": tema.tamano_eje_px, "color": tema.colores["tinta_suave"]},
        "showgrid": True,
        "gridcolor": tema.colores["rejilla"],
        "zeroline": True,
        "zerolinecolor": tema.colores["linea"],
        "fixedrange": True,
    }


def build_rotulo(texto: str, x: float, y: float, tema: Tema, **extra: Unpack[EstiloRotulo]) -> Anotacion:
    """Anotación a la izquierda del área, anclada por arriba; ``extra`` sustituye cualquier atributo."""
    return {
        "text": texto,
        "x": x,
        "y": round(y, 4),
        "xref": "paper",
        "yref": "y",
        "xanchor": "left",
        "yanchor": "top",
        "align": "left",
        "showarrow": False,
        "font": {"size": tema.tamano_rotulo_px, "color": tema.colores["tinta"]},
        **extra,
    }


def build_sin_dato(x: float, y: float, tema: Tema, **extra: Unpack[EstiloRotulo]) -> Anotacion:
    """El rótulo «sin dato», en gris y cursiva, donde iría la marca."""
    fuente: Fuente = {"size": tema.tamano_eje_px, "color": tema.colores["tinta_suave"], "style": "italic"}
    estilo: EstiloRotulo = {"font": fuente, "yanchor": "middle", **extra}
    return build_rotulo("sin dato", x, y, tema, **estilo)


def get_renglon_px(tema: Tema, renglones: int = 1) -> float:
    """Alto de un bloque de rótulos."""
    return renglones * tema.tamano_rotulo_px * INTERLINEA


def build_grafica(
    presentacion: Presentacion, figura: Figura, marcas: Marcas, clase: str, tabla: Tabla
) -> Grafica:
    """Junta la figura con sus textos y su tabla."""
    figura["layout"]["title"] = {"text": encode_plotly(presentacion.titulo)}
    return Grafica(
        id=presentacion.id,
        titulo=presentacion.titulo,
        descripcion=presentacion.descripcion,
        fuente=presentacion.fuente,
        figura=figura,
        tabla=tabla,
        nota=presentacion.nota,
        alternativa=presentacion.alternativa or describe_marcas(marcas, presentacion.descripcion, clase),
        clase=clase,
    )


def describe_marcas(marcas: Marcas, descripcion: str, clase: str) -> str:
    """Descripción para lectores de pantalla: qué gráfica es y sus valores; si son muchos, los extremos."""
    nombre = {"barras": "Gráfica de barras", "lineas": "Gráfica de líneas", "puntos": "Gráfica de puntos"}[
        clase
    ]
    texto = f"{nombre}. {descripcion.rstrip('.')}."
    if len(marcas.todas) > _MARCAS_DICHAS:
        return " ".join([texto, *(_describe_extremos(marcas, serie) for serie in marcas.series)])
    valores = "; ".join(f"{m.categoria}{f', {m.serie}' if m.serie else ''}: {m.texto}" for m in marcas.todas)
    return f"{texto} {valores}"


def _describe_extremos(marcas: Marcas, serie: str) -> str:
    """El valor más alto y el más bajo de una serie, con su renglón."""
    con_valor = [m for m in marcas.todas if m.serie == serie and m.valor is not None]
    if not con_valor:
        return f"{serie}: sin dato." if serie else "Sin dato."
    mayor, menor = max(con_valor, key=_get_valor), min(con_valor, key=_get_valor)
    nombre = f"{serie}: la más alta" if serie else "La más alta"
    return f"{nombre}, {mayor.categoria}, {mayor.texto}; la más baja, {menor.categoria}, {menor.texto}."


def _get_valor(marca: Marca) -> float:
    return float(marca.valor or 0)


def build_titulos_ejes(titulo_x: str, titulo_y: str, izquierda: float, tema: Tema) -> list[Anotacion]:
    """Los títulos de los dos ejes, al margen izquierdo: el vertical, arriba del área; el otro, debajo."""
    comun: EstiloRotulo = {
        "xshift": -izquierda,
        "yref": "paper",
        "font": {"size": tema.tamano_eje_px, "color": tema.colores["tinta_suave"]},
    }
    de_y: EstiloRotulo = {**comun, "yshift": 10, "yanchor": "bottom"}
    return [
        build_rotulo(titulo_y, 0, 1, tema, **de_y),
        build_rotulo(titulo_x, 0, 0, tema, **comun | {"yshift": -22}),
    ]
