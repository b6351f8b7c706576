"""Dispersión: un punto por municipio entre dos magnitudes, con el elegido encima de los demás."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.views.figura import Eje, Figura, Traza
from fais_analysis.views.figures.comun import (
    ANCHO,
    Margenes,
    build_eje,
    build_layout,
    build_marcas_eje,
    build_titulos_ejes,
    measure_leyenda,
    set_leyenda,
    write_marcas_eje,
    write_texto,
)
from fais_analysis.views.formato import Formato, get_formato
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import encode_plotly
from fais_analysis.views.presentacion import Columna, Presentacion
from fais_analysis.views.tabla import Tabla
from fais_analysis.views.tema import Tema
from fais_analysis.views.texto import measure_texto

_ALTO_AREA = 210
_AIRE = 1.04
_MAX_SERIES = 3


@dataclass(frozen=True)
class Ejes:
    """Columnas de la dispersión, cómo se escriben y cómo se llaman.

    ``nombre`` identifica cada punto; ``llave`` es su clave; ``serie`` lo agrupa. ``procedencia_x`` y
    ``procedencia_y`` son plantillas de ``Columna``.
    """

    x: str
    y: str
    rotulo_x: str
    rotulo_y: str
    formato_x: Formato = "pct"
    formato_y: Formato = "mxn"
    nombre: str = "municipio"
    llave: str = "clave_municipio"
    serie: str = "serie"
    procedencia_x: str | None = None
    procedencia_y: str | None = None


def plot_dispersion(
    datos: pd.DataFrame, ejes: Ejes, series: Sequence[str], presentacion: Presentacion
) -> Grafica:
    """Puntos entre dos magnitudes, con el cero a la vista; no se traza recta ni se afirma una causa.

    Una fila = un municipio. ``series`` va de la más importante a la de contexto (hasta tres); cada una es una
    traza, aunque esté vacía. Lo que no tiene alguno de los dos datos no se dibuja y la nota dice cuántos son.

    Raises
    ------
    ParametroError
        Si no hay filas, hay más de tres series o una fila dice una serie que no está en la lista.
    """
    _check_series(datos, ejes, series)
    tema = presentacion.tema
    con_dato = datos[datos[ejes.x].notna() & datos[ejes.y].notna()]
    trazas = [
        _build_puntos(con_dato[con_dato[ejes.serie] == series[n]], ejes, series, n, tema)
        for n in reversed(range(len(series)))
    ]
    eje_x, textos_x = _build_eje_con_cero(con_dato[ejes.x], ejes.formato_x, tema)
    eje_y, textos_y = _build_eje_con_cero(con_dato[ejes.y], ejes.formato_y, tema)
    izquierda = max(measure_texto(t, tema.tamano_eje_px) for t in textos_y) + 8
    derecha = measure_texto(textos_x[-1], tema.tamano_eje_px) / 2 + 2
    titulo_y, renglones_y = write_texto(ejes.rotulo_y, ANCHO - 4, tema.tamano_eje_px)
    titulo_x, renglones_x = write_texto(ejes.rotulo_x, ANCHO - 4, tema.tamano_eje_px)
    renglon = tema.tamano_eje_px * 1.3
    arriba = measure_leyenda(trazas, tema) + 8 + renglones_y * renglon + 8
    abajo = 22 + renglones_x * renglon + 4
    margenes = Margenes(izquierda, arriba, derecha, abajo)
    layout = build_layout(presentacion, arriba + _ALTO_AREA + abajo, margenes, eje_x, eje_y)
    set_leyenda(layout, tema)
    layout["legend"]["y"] = round(1 + (10 + renglones_y * renglon) / _ALTO_AREA, 4)  # sobre el rótulo del eje
    layout["annotations"] = build_titulos_ejes(titulo_x, titulo_y, izquierda, tema)
    return _build_grafica({"data": trazas, "layout": layout}, datos, con_dato, ejes, presentacion)


def _check_series(datos: pd.DataFrame, ejes: Ejes, series: Sequence[str]) -> None:
    ajenas = sorted(set(datos[ejes.serie]) - set(series))
    if datos.empty or ajenas or not 1 <= len(series) <= _MAX_SERIES:
        raise ParametroError(
            "No hay con qué dibujar la dispersión.",
            donde="plot_dispersion",
            esperado=f"filas, y de una a {_MAX_SERIES} series",
            encontrado=f"{len(datos)} filas, {len(series)} series, ajenas: {', '.join(ajenas) or 'ninguna'}",
            que_hacer="revise la tabla y la lista de series",
        )


def _build_puntos(filas: pd.DataFrame, ejes: Ejes, series: Sequence[str], numero: int, tema: Tema) -> Traza:
    """Los puntos de la serie de ese número; la última de varias es el contexto."""
    serie, es_contexto = series[numero], numero == len(series) - 1 and len(series) > 1
    estilo = tema.series[numero]
    color = tema.colores["contexto_linea"] if es_contexto else estilo.color
    dar_x, dar_y = get_formato(ejes.formato_x), get_formato(ejes.formato_y)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": encode_plotly(serie),
        "showlegend": not filas.empty,
        "legendrank": numero + 1,
        "x": filas[ejes.x].tolist(),
        "y": filas[ejes.y].tolist(),
        "customdata": filas[ejes.llave].tolist(),
        "marker": {
            "symbol": "circle" if es_contexto else estilo.simbolo,
            "size": (14, 11, 8)[numero] if not es_contexto else 8,
            "color": tema.colores["contexto"] if es_contexto else color,
            "line": {"color": tema.colores["fondo"] if numero == 0 else color, "width": 1.2},
        },
        "hovertext": [
            encode_plotly(f"{nombre}: {dar_x(x)}, {dar_y(y)}")
            for nombre, x, y in zip(filas[ejes.nombre], filas[ejes.x], filas[ejes.y], strict=True)
        ],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _build_grafica(
    figura: Figura, datos: pd.DataFrame, con_dato: pd.DataFrame, ejes: Ejes, presentacion: Presentacion
) -> Grafica:
    figura["layout"]["title"] = {"text": encode_plotly(presentacion.titulo)}
    faltan = len(datos) - len(con_dato)
    omitidos = (
        "" if not faltan else f"No se dibujan {faltan} de {len(datos)}: les falta alguno de los dos datos."
    )
    tabla = Tabla(
        id=f"{presentacion.id}-tabla",
        titulo=f"{presentacion.titulo.rstrip('.')}. {presentacion.descripcion}",
        columnas=[
            Columna(ejes.nombre, "Municipio"),
            Columna(ejes.llave, "Clave"),
            Columna(ejes.x, ejes.rotulo_x, ejes.formato_x, procedencia=ejes.procedencia_x),
            Columna(ejes.y, ejes.rotulo_y, ejes.formato_y, procedencia=ejes.procedencia_y),
        ],
        filas=datos,
        fuente=presentacion.fuente,
    )
    return Grafica(
        id=presentacion.id,
        titulo=presentacion.titulo,
        descripcion=presentacion.descripcion,
        fuente=presentacion.fuente,
        figura=figura,
        tabla=tabla,
        nota=" ".join(t for t in (presentacion.nota, omitidos) if t),
        alternativa=presentacion.alternativa
        or f"Gráfica de dispersión. {presentacion.descripcion.rstrip('.')}. {len(con_dato)} municipios.",
        clase="puntos",
    )


def _build_eje_con_cero(valores: pd.Series, formato: Formato, tema: Tema) -> tuple[Eje, list[str]]:
    """Un eje con el cero a la vista y algo de aire en las puntas, y los textos de sus marcas."""
    marcas = build_marcas_eje(_AIRE * min([0, *valores]), _AIRE * max([1e-9, *valores]), formato)
    textos = write_marcas_eje(marcas, formato)
    return build_eje((marcas[0], marcas[-1]), marcas, textos, tema), textos
