"""Curva de concentración: qué parte del dinero se acumula contra qué parte de las personas."""

from dataclasses import dataclass

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.views.figura import Traza
from fais_analysis.views.figures.comun import (
    ANCHO,
    Margenes,
    build_eje,
    build_layout,
    build_titulos_ejes,
    measure_leyenda,
    set_leyenda,
    write_texto,
)
from fais_analysis.views.formato import format_pct
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import encode_plotly
from fais_analysis.views.presentacion import Columna, Presentacion
from fais_analysis.views.tabla import Tabla
from fais_analysis.views.tema import Tema
from fais_analysis.views.texto import measure_texto

_ALTO_AREA = 280
_MARCAS = (0, 20, 40, 60, 80, 100)


@dataclass(frozen=True)
class EjesCurva:
    """Columnas acumuladas de la curva, en porcentaje y en orden, con su nombre y su procedencia."""

    x: str
    y: str
    rotulo_x: str
    rotulo_y: str
    nombre: str = "municipio"
    procedencia_x: str | None = None
    procedencia_y: str | None = None


def plot_curva(datos: pd.DataFrame, ejes: EjesCurva, presentacion: Presentacion) -> Grafica:
    """La curva, con un punto por renglón, y la diagonal de repartir por igual.

    Arriba de la diagonal: los primeros de la lista recibieron más que su parte. Los renglones sin alguno de
    los dos acumulados van en la tabla y no se dibujan.

    Raises
    ------
    ParametroError
        Si ningún renglón tiene los dos acumulados.
    """
    con_dato = _select_con_dato(datos, ejes)
    tema = presentacion.tema
    trazas = [_build_diagonal(tema), _build_linea(con_dato, ejes, tema)]
    textos = [format_pct(m, 0) for m in _MARCAS]
    izquierda = max(measure_texto(t, tema.tamano_eje_px) for t in textos) + 8
    titulo_y, renglones_y = write_texto(ejes.rotulo_y, ANCHO - 4, tema.tamano_eje_px)
    titulo_x, renglones_x = write_texto(ejes.rotulo_x, ANCHO - 4, tema.tamano_eje_px)
    renglon = tema.tamano_eje_px * 1.3
    arriba = measure_leyenda(trazas, tema) + 8 + renglones_y * renglon + 8
    abajo = 22 + renglones_x * renglon + 4
    eje = build_eje((0, 100), _MARCAS, textos, tema)
    margenes = Margenes(izquierda, arriba, measure_texto(textos[-1], tema.tamano_eje_px) / 2 + 2, abajo)
    layout = build_layout(presentacion, arriba + _ALTO_AREA + abajo, margenes, eje, eje.copy())
    set_leyenda(layout, tema)
    layout["annotations"] = build_titulos_ejes(titulo_x, titulo_y, izquierda, tema)
    layout["title"] = {"text": encode_plotly(presentacion.titulo)}
    return Grafica(
        id=presentacion.id,
        titulo=presentacion.titulo,
        descripcion=presentacion.descripcion,
        fuente=presentacion.fuente,
        figura={"data": trazas, "layout": layout},
        tabla=_build_tabla(datos, ejes, presentacion),
        nota=presentacion.nota,
        alternativa=presentacion.alternativa
        or f"Gráfica de líneas. {presentacion.descripcion.rstrip('.')}. {len(con_dato)} municipios.",
        clase="lineas",
    )


def _build_diagonal(tema: Tema) -> Traza:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "Repartir por igual",
        "showlegend": True,
        "legendrank": 2,
        "x": [0, 100],
        "y": [0, 100],
        "line": {"color": tema.colores["tinta_suave"], "width": 1.6, "dash": "dash"},
        "hoverinfo": "skip",
    }


def _build_linea(filas: pd.DataFrame, ejes: EjesCurva, tema: Tema) -> Traza:
    textos = [
        encode_plotly(f"Hasta {n}: {format_pct(x)} y {format_pct(y)}")
        for n, x, y in zip(filas[ejes.nombre], filas[ejes.x], filas[ejes.y], strict=True)
    ]
    color = tema.series[0].color
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "Lo registrado",
        "showlegend": True,
        "legendrank": 1,
        "x": [0, *filas[ejes.x].tolist()],
        "y": [0, *filas[ejes.y].tolist()],
        "line": {"color": color, "width": 2.4},
        "marker": {"symbol": "circle", "size": 6, "color": color, "line": {"color": color, "width": 0}},
        "hovertext": ["", *textos],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _build_tabla(datos: pd.DataFrame, ejes: EjesCurva, presentacion: Presentacion) -> Tabla:
    return Tabla(
        id=f"{presentacion.id}-tabla",
        titulo=f"{presentacion.titulo.rstrip('.')}. {presentacion.descripcion}",
        columnas=[
            Columna(ejes.nombre, "Municipio"),
            Columna(ejes.x, ejes.rotulo_x, "pct", procedencia=ejes.procedencia_x),
            Columna(ejes.y, ejes.rotulo_y, "pct", procedencia=ejes.procedencia_y),
        ],
        filas=datos,
        fuente=presentacion.fuente,
    )


def _select_con_dato(datos: pd.DataFrame, ejes: EjesCurva) -> pd.DataFrame:
    con_dato = datos[datos[ejes.x].notna() & datos[ejes.y].notna()]
    if con_dato.empty:
        raise ParametroError(
            "No hay con qué dibujar la curva.",
            donde="plot_curva",
            esperado=f"renglones con {ejes.x} y {ejes.y}",
            encontrado=f"{len(datos)} renglones sin los dos datos",
            que_hacer="revise la tabla; sin curva, diga que no hay dato",
        )
    return con_dato
