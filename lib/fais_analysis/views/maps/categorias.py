"""Mapa de categorías por municipio: grados, criterios ZAP, sentido de un cambio."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.views.formato import is_sin_dato
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.maps.poligonos import Poligonos
from fais_analysis.views.maps.poligonos_trazas import (
    Coloreado,
    Relleno,
    build_figura_estado,
    build_grafica_mapa,
    build_tabla_mapa,
    check_claves,
    count_por,
    describe_destacado,
    get_sin_dato,
    read_serie,
)
from fais_analysis.views.presentacion import Columna, Presentacion
from fais_analysis.views.tema import TEMA, Tema


@dataclass(frozen=True)
class Categoria:
    """Una categoría del mapa, con color y trama propios. ``linea`` es el color de la trama."""

    nombre: str
    color: str
    trama: str = ""
    linea: str = ""


def build_categorias_orden(nombres: Sequence[str], tema: Tema = TEMA) -> list[Categoria]:
    """Hasta cinco categorías de menor a mayor con la paleta secuencial; por ejemplo, los grados."""
    return [Categoria(nombre, color) for nombre, color in zip(nombres, tema.secuencial, strict=False)]


def build_categorias(nombres: Sequence[str], tema: Tema = TEMA) -> list[Categoria]:
    """Categorías sin orden, con el color y la trama de las partes del tema."""
    return [Categoria(n, p.color, p.trama, p.linea) for n, p in zip(nombres, tema.partes, strict=False)]


def plot_mapa_categorias(
    poligonos: Poligonos,
    valores: pd.Series,
    categorias: Sequence[Categoria],
    presentacion: Presentacion,
    destacar: str = "",
) -> Grafica:
    """Mapa de categorías.

    Parameters
    ----------
    valores
        Nombre de la categoría por clave de municipio (índice, texto); nulo o ausente = «sin dato», rayado.
    categorias
        Las admitidas, en el orden de la leyenda. Todas salen en ella aunque ningún municipio caiga.

    Raises
    ------
    ParametroError
        Si un valor no está entre las categorías o una clave no está en el mapa.
    """
    por_clave = check_claves(read_serie(valores), poligonos)
    rellenos = {c.nombre: Relleno(c.color, c.trama, c.linea) for c in categorias}
    presentes = {c: None if is_sin_dato(v) else str(v) for c, v in por_clave.items()}
    if extranas := sorted({v for v in presentes.values() if v is not None and v not in rellenos}):
        raise ParametroError(
            "El mapa trae una categoría que no está en la leyenda.",
            donde="plot_mapa_categorias",
            esperado=", ".join(rellenos),
            encontrado=", ".join(extranas[:5]),
            que_hacer="agregue la categoría o corrija la tabla",
        )
    sin_dato = get_sin_dato(presentacion.tema)
    textos = {c: presentes.get(c) or "sin dato" for c in poligonos.claves}
    leyenda = list(rellenos.items())
    if any(presentes.get(c) is None for c in poligonos.claves):
        leyenda.append(("Sin dato", sin_dato))
    coloreado = Coloreado(
        rellenos={c: rellenos[presentes[c]] if presentes.get(c) else sin_dato for c in poligonos.claves},
        textos=textos,
        leyenda=leyenda,
        titulo_leyenda="",
    )
    figura = build_figura_estado(poligonos, coloreado, presentacion, destacar)
    columna = Columna("valor", "Categoría", "texto")
    tabla = build_tabla_mapa(poligonos, presentes, columna, presentacion, destacar)
    orden = [*rellenos, "sin dato"]
    resumen = "Municipios: " + count_por(sorted(textos.values(), key=orden.index))
    return build_grafica_mapa(
        presentacion, figura, tabla, describe_destacado(poligonos, coloreado, destacar) + resumen
    )
