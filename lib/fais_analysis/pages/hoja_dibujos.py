"""Los dibujos de la hoja en PNG, para un documento de Word: los cien puntos, las barras y el mapa."""

import re
from collections.abc import Callable

from fais_analysis.pages.hoja_arbol import Nodo
from fais_analysis.views.papel import Papel, Punto
from fais_analysis.views.tema import TEMA

ORILLA_PUNTO = "#86847c"
_PASOS = re.compile(r"([MLHVhvlz])([^MLHVhvlz]*)")
_NUMERO = re.compile(r"-?\d*\.?\d+")


def draw_png(dibujo: Nodo, puntos: float) -> bytes:
    """El PNG de un SVG de la hoja, con ``puntos`` de pantalla por unidad del dibujo."""
    ancho, alto = (float(n) for n in dibujo.atributos["viewbox"].split()[2:])
    lienzo = Papel(ancho, alto, puntos)
    draw = _get_pincel(dibujo)
    for pieza in dibujo.hijos:
        draw(lienzo, pieza, dibujo.atributos.get("class", ""))
    return lienzo.render_png()


def read_trazos(d: str) -> list[list[Punto]]:
    """Los trazos de un ``d`` de los nuestros: cada uno, sus puntos.

    Examples
    --------
    >>> read_trazos("M1 2h3v4zM0 0L5 5")
    [[(1.0, 2.0), (4.0, 2.0), (4.0, 6.0), (1.0, 2.0)], [(0.0, 0.0), (5.0, 5.0)]]
    """
    trazos: list[list[Punto]] = []
    for orden, crudos in _PASOS.findall(d):
        numeros = [float(n) for n in _NUMERO.findall(crudos)]
        if orden == "M":
            trazos.append([])
        elif orden == "z":
            trazos[-1].append(trazos[-1][0])
        paso = 2 if orden in "MLl" else 1
        for n in range(0, len(numeros), paso):
            x, y = trazos[-1][-1] if trazos[-1] else (0.0, 0.0)
            trazos[-1].append(_move(orden, (x, y), numeros[n : n + paso]))
    return trazos


def _move(orden: str, desde: Punto, numeros: list[float]) -> Punto:
    x, y = desde
    if orden in "HV":
        return (numeros[0], y) if orden == "H" else (x, numeros[0])
    if orden in "hv":
        return (x + numeros[0], y) if orden == "h" else (x, y + numeros[0])
    return (x + numeros[0], y + numeros[1]) if orden == "l" else (numeros[0], numeros[1])


def _get_pincel(dibujo: Nodo) -> Callable[[Papel, Nodo, str], None]:
    clases = dibujo.atributos.get("class", "").split()
    return _draw_cien if "fais-cien" in clases else _draw_mapa if "mapa" in clases else _draw_barra


def _draw_cien(lienzo: Papel, pieza: Nodo, clases: str) -> None:
    """Los puntos van de ocho en ocho desde el principio de cada raya, como los puntea la hoja de estilo."""
    color = TEMA.series[0 if "cien-aqui" in clases else 1].color
    clase = pieza.atributos.get("class", "")
    tonos = {"lleno": (3.0, color), "orilla": (3.0, ORILLA_PUNTO), "hueco": (2.1, TEMA.colores["fondo"])}
    radio, tono = tonos[clase]
    for (x, y), (_, fin) in (t for t in read_trazos(pieza.atributos["d"]) if len(t) == 2):
        for n in range(int((fin - y) // 8) + 1):
            lienzo.paint_disco((x, y + 8 * n), radio, tono)


def _draw_barra(lienzo: Papel, pieza: Nodo, _: str) -> None:
    c = TEMA.colores
    if pieza.etiqueta == "rect":
        y, alto, ancho = (float(pieza.atributos[n]) for n in ("y", "height", "width"))
        lienzo.paint_poligono([(0, y), (ancho, y), (ancho, y + alto), (0, y + alto)], TEMA.series[0].color)
        return
    es_eje = pieza.atributos.get("class") == "eje"
    for trazo in read_trazos(pieza.atributos["d"]):
        if not es_eje:
            lienzo.paint_poligono(trazo, c["fondo"])
        lienzo.paint_raya(trazo, 2 if es_eje else 2.5, c["linea"] if es_eje else c["tinta"])


def _draw_mapa(lienzo: Papel, pieza: Nodo, _: str) -> None:
    c, a = TEMA.colores, pieza.atributos
    clase = a.get("class", "")
    if pieza.etiqueta == "circle":
        lienzo.paint_disco((float(a["cx"]), float(a["cy"])), float(a["r"]), TEMA.series[0].color)
    elif pieza.etiqueta == "rect":
        _draw_ficha(lienzo, *(float(a[n]) for n in ("x", "y", "width", "height")))
    elif pieza.etiqueta == "text":
        texto, es_km = pieza.write_texto(), clase == "km"
        ancho = len(texto) * 2.1
        x = float(a["x"]) - (0 if es_km else ancho / 2 - 0.3)
        lienzo.write_numero(texto, (x, float(a["y"]) - 2.4), 2.3, c["tinta"])
    else:
        for trazo in read_trazos(a["d"]):
            if clase == "contorno":
                lienzo.paint_poligono(trazo, c["fondo_suave"])
            grosor, tono = {"otros": (0.7, c["linea"]), "contorno": (0.35, c["tinta"])}.get(
                clase, (0.3, c["tinta"])
            )
            lienzo.paint_raya(trazo, grosor, tono)


def _draw_ficha(lienzo: Papel, x: float, y: float, ancho: float, alto: float) -> None:
    """La ficha redonda en que va un número: la orilla y, encima, el blanco."""
    medio = [(x + alto / 2, y + alto / 2), (x + ancho - alto / 2, y + alto / 2)]
    lienzo.paint_raya(medio, alto, TEMA.colores["tinta"])
    lienzo.paint_raya(medio, alto - 0.6, TEMA.colores["fondo"])
