"""Cuántas marcas debe haber: se cuenta en la figura, sin dibujarla, para comparar con lo dibujado."""

from fais_analysis.views.figura import Figura, Traza
from fais_analysis.views.formato import is_sin_dato


def count_trazos(figura: Figura) -> int:
    """Barras, tramos de línea, puntos y polígonos con dato que la figura manda dibujar."""
    return sum(_count_traza(traza) for traza in figura["data"])


def _count_traza(traza: Traza) -> int:
    if traza.get("meta") == "apoyo":
        return 0
    if traza["type"] == "bar":
        valores = traza["x"] if traza.get("orientation") == "h" else traza["y"]
        return sum(not is_sin_dato(valor) for valor in valores)
    if traza.get("fill") == "toself":
        return int(has_vertices(traza))
    presentes = list_presentes(traza)
    if traza.get("meta") == "fundir":
        return int(any(presentes))
    total = 0
    if "lines" in traza["mode"]:
        total += sum(1 for inicio, fin in list_tramos(presentes) if fin - inicio >= 2)
    if "markers" in traza["mode"]:
        total += sum(presentes)
    return total


def has_vertices(traza: Traza) -> bool:
    """Dice si un polígono tiene algún vértice (las entradas de la leyenda no tienen)."""
    return any(x is not None for x in traza["x"])


def list_presentes(traza: Traza) -> list[bool]:
    """Por vértice o punto, si tiene las dos coordenadas."""
    return [not (is_sin_dato(x) or is_sin_dato(y)) for x, y in zip(traza["x"], traza["y"], strict=True)]


def list_tramos(presentes: list[bool]) -> list[tuple[int, int]]:
    """Tramos seguidos con dato, como intervalos [inicio, fin): una línea nunca cruza un hueco.

    Examples
    --------
    >>> list_tramos([True, True, False, True])
    [(0, 2), (3, 4)]
    """
    tramos, inicio = [], None
    for indice, hay in enumerate([*presentes, False]):
        if hay and inicio is None:
            inicio = indice
        elif not hay and inicio is not None:
            tramos.append((inicio, indice))
            inicio = None
    return tramos
