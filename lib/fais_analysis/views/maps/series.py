"""Varios mapas chicos de un estado en una figura: los polígonos se escriben una vez y se reutilizan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fais_analysis.schemas.poligonos import Poligonos
from fais_analysis.views.figura import Anotacion, Eje, Figura, Traza, set_ejes
from fais_analysis.views.figures.comun import (
    ANCHO,
    Margenes,
    build_layout,
    measure_leyenda,
    round_rango,
    set_leyenda,
)
from fais_analysis.views.maps.adornos import add_escala, to_paper
from fais_analysis.views.maps.colocacion import Tierra
from fais_analysis.views.maps.marco import check_sello
from fais_analysis.views.maps.poligonos_trazas import (
    Coloreado,
    Relleno,
    build_borde,
    build_entrada,
    build_poligono,
)
from fais_analysis.views.marcado import encode_plotly
from fais_analysis.views.presentacion import Presentacion
from fais_analysis.views.svg.lienzo import Lienzo, build_lienzo
from fais_analysis.views.tema import TEMA, Tema
from fais_analysis.views.texto import INTERLINEA, split_renglones

_ORILLA_PX = 3
_ENTRE_PX = 8
_BORDE_PX = 0.9
_FRANJA_PX = 34

Pixeles = tuple[float, float, float, float]


@dataclass(frozen=True)
class MapaChico:
    """Un mapa de la serie: su rótulo (título y detalle) y cómo se pinta.

    ``fondo`` es el relleno que se da por puesto: sus polígonos no se repiten. Sin él se dibujan todos, con
    su texto.
    """

    titulo: str
    coloreado: Coloreado
    detalle: str = ""
    fondo: Relleno | None = None


@dataclass(frozen=True)
class Reparto:
    """Cómo se acomodan los mapas: ancho en pixeles del primero (0: igual a los demás) y columnas."""

    primero_px: float = 0
    columnas: int = 2


def build_figura_serie(
    poligonos: Poligonos,
    mapas: Sequence[MapaChico],
    presentacion: Presentacion,
    reparto: Reparto = Reparto(),
    destacar: str = "",
) -> Figura:
    """Figura con un mapa por elemento; el primero lleva la escala gráfica y el norte.

    La leyenda es la del primero: todos usan las mismas clases.
    """
    tema = check_sello(presentacion).tema
    primero = mapas[0].coloreado
    entradas = [build_entrada(nombre, relleno, tema) for nombre, relleno in primero.leyenda]
    leyenda = measure_leyenda(entradas, tema, primero.titulo_leyenda) + 2
    rotulos, cajas, alto = _place_mapas(poligonos, mapas, reparto, tema)
    margenes = Margenes(_ORILLA_PX, leyenda, _ORILLA_PX, _ORILLA_PX)
    ejes = [_build_ejes(poligonos, caja, alto) for caja in cajas]
    layout = build_layout(presentacion, leyenda + alto + _ORILLA_PX, margenes, *ejes[0])
    for numero, (x, y) in enumerate(ejes[1:], start=2):
        set_ejes(layout, numero, x, y)
    layout["yaxis"]["scaleanchor"] = "x"
    set_leyenda(layout, tema, primero.titulo_leyenda)
    lienzo = build_lienzo(layout)
    layout["annotations"] += [
        _build_rotulo(texto, caja, lienzo, tema) for (texto, _), caja in zip(rotulos, cajas, strict=True)
    ]
    tierra = Tierra(poligonos, lienzo)
    if reparto.primero_px:
        add_escala(layout, lienzo, lambda caja: int(tierra.measure(*caja)), tema)
    else:  # en un mapa chico no hay esquina libre: va en una franja propia, abajo
        franja = replace(lienzo, arriba=lienzo.area_papel[3] - _FRANJA_PX, abajo=lienzo.area_papel[3])
        add_escala(layout, franja, lambda caja: 0, tema)
    trazas = list(entradas)
    for numero, mapa in enumerate(mapas, start=1):
        trazas += _list_trazas(poligonos, mapa, numero, destacar, tema)
    return {"data": trazas, "layout": layout}


def _place_mapas(
    poligonos: Poligonos, mapas: Sequence[MapaChico], reparto: Reparto, tema: Tema
) -> tuple[list[tuple[str, int]], list[Pixeles], float]:
    """Rótulo y caja (x, y, ancho, alto) de cada mapa, desde la esquina de arriba, y el alto de todo."""
    x0, y0, x1, y1 = poligonos.caja
    razon, util = (y1 - y0) / (x1 - x0), ANCHO - 2 * _ORILLA_PX
    ancho = (util - _ENTRE_PX * (reparto.columnas - 1)) / reparto.columnas
    renglon = tema.tamano_eje_px * INTERLINEA
    rotulos, cajas, y = [], [], 0.0
    filas: list[list[MapaChico]] = [[mapas[0]]] if reparto.primero_px else []
    resto = list(mapas[len(filas) :])
    filas += [resto[n : n + reparto.columnas] for n in range(0, len(resto), reparto.columnas)]
    for numero, fila in enumerate(filas):
        es_primero = bool(reparto.primero_px) and numero == 0
        cabe, mide = (util, reparto.primero_px) if es_primero else (ancho, ancho)
        escritos = [write_rotulo(mapa.titulo, mapa.detalle, cabe, tema.tamano_eje_px) for mapa in fila]
        alto_rotulo = max(n for _, n in escritos) * renglon + 4
        rotulos += escritos
        # La primera caja va de orilla a orilla: su papel en blanco es para el rótulo y la escala.
        cajas += [(n * (ancho + _ENTRE_PX), y + alto_rotulo, cabe, mide * razon) for n in range(len(fila))]
        y += alto_rotulo + mide * razon + _ENTRE_PX
    return rotulos, cajas, y if reparto.primero_px else y + _FRANJA_PX


def write_rotulo(
    titulo: str, detalle: str, ancho: float, tamano: float = TEMA.tamano_eje_px
) -> tuple[str, int]:
    """El rótulo de un mapa partido en los renglones que caben, y cuántos son."""
    renglones = [r for texto in (titulo, detalle) if texto for r in split_renglones(texto, ancho - 2, tamano)]
    return "<br>".join(encode_plotly(r) for r in renglones), len(renglones)


def _build_ejes(poligonos: Poligonos, caja: Pixeles, alto_total: float) -> tuple[Eje, Eje]:
    """Ejes de un mapa: su parte del área y los kilómetros que caben, con la misma escala en los dos."""
    izquierda, abajo, derecha, arriba = poligonos.caja
    x, y, ancho, alto = caja
    util, px_por_km = ANCHO - 2 * _ORILLA_PX, alto / (arriba - abajo)
    sobra = (ancho / px_por_km - (derecha - izquierda)) / 2
    dominio_x = [round(x / util, 5), round((x + ancho) / util, 5)]
    dominio_y = [round(1 - (y + alto) / alto_total, 5), round(1 - y / alto_total, 5)]
    rango_x, rango_y = (izquierda - sobra, derecha + sobra), (abajo, arriba)
    return _build_eje_chico(dominio_x, rango_x), _build_eje_chico(dominio_y, rango_y)


def _build_eje_chico(dominio: list[float], rango: tuple[float, float]) -> Eje:
    return {"domain": dominio, "range": round_rango(rango), "visible": False, "fixedrange": True}


def _build_rotulo(texto: str, caja: Pixeles, lienzo: Lienzo, tema: Tema) -> Anotacion:
    izquierda, arriba, _, _ = lienzo.area_papel
    x, y = to_paper(lienzo, izquierda + caja[0], arriba + caja[1] - 3)
    return {
        "text": texto,
        "x": x,
        "y": y,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "align": "left",
        "showarrow": False,
        "font": {"size": tema.tamano_eje_px, "color": tema.colores["tinta"]},
    }


def _list_trazas(
    poligonos: Poligonos, mapa: MapaChico, numero: int, destacar: str, tema: Tema
) -> list[Traza]:
    """La orilla del estado y los polígonos de un mapa; el destacado, al final y con borde grueso."""
    fondo = mapa.fondo or Relleno(tema.colores["tinta_suave"])
    gris, grosor = (tema.colores["linea"], 0.4) if mapa.fondo else (tema.colores["tinta_suave"], 2.2)
    orilla = build_poligono("", *poligonos.contorno, fondo, build_borde(gris, grosor))
    trazas = [_set_mapa(orilla | {"meta": "apoyo", "hoverinfo": "skip"}, numero)]
    borde = build_borde(tema.colores["fondo"], _BORDE_PX if numero == 1 else 0.5)
    grueso = build_borde(tema.colores["tinta"], 2.6 if numero == 1 else 1.6)
    propias = [c for c in poligonos.claves if c != destacar and mapa.coloreado.rellenos[c] != mapa.fondo]
    for clave in [*propias, *([destacar] if destacar else [])]:
        n = poligonos.check_clave(clave)
        traza = build_poligono(
            poligonos.nombres[n],
            poligonos.x_estado[n],
            poligonos.y_estado[n],
            mapa.coloreado.rellenos[clave],
            grueso if clave == destacar else borde,
        )
        texto = encode_plotly(f"{poligonos.nombres[n]}: {mapa.coloreado.textos[clave]}")
        traza = _set_mapa(traza | {"text": texto}, numero)
        trazas.append(traza | {"meta": "muda"} if mapa.fondo else traza)
    return trazas


def _set_mapa(traza: Traza, numero: int) -> Traza:
    """La traza en los ejes de su mapa; los del primero van por omisión."""
    return traza if numero == 1 else traza | {"xaxis": f"x{numero}", "yaxis": f"y{numero}"}
