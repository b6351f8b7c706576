"""Trazos compactos: polígonos en enteros y con desplazamientos relativos, calculados una sola vez."""

from collections.abc import Sequence
from functools import lru_cache

from fais_analysis.views.figura import Valores
from fais_analysis.views.svg.lienzo import Lienzo, write_numero

# Los polígonos se escriben en quintos de pixel, en enteros, dentro de un grupo a esa escala.
ESCALA = 5
A_ESCALA = f'transform="scale({1 / ESCALA:g})"'

Punto = tuple[float, float]
Vertices = tuple[float | None, ...]


def build_trazo_poligono(xs: Valores, ys: Valores, lienzo: Lienzo) -> str:
    """Atributo ``d`` de un polígono cuyos anillos separa ``None``; los huecos van como anillos propios."""
    kx = (lienzo.derecha - lienzo.izquierda) / (lienzo.rango_x[1] - lienzo.rango_x[0])
    ky = (lienzo.arriba - lienzo.abajo) / (lienzo.rango_y[1] - lienzo.rango_y[0])
    mx, my = lienzo.izquierda - lienzo.rango_x[0] * kx, lienzo.abajo - lienzo.rango_y[0] * ky
    return _build_trazo(tuple(xs), tuple(ys), (kx * ESCALA, ky * ESCALA, mx * ESCALA, my * ESCALA))


@lru_cache(maxsize=8192)
def _build_trazo(xs: Vertices, ys: Vertices, transforma: tuple[float, float, float, float]) -> str:
    kx, ky, mx, my = transforma
    anillos: list[list[tuple[int, int]]] = [[]]
    for x, y in zip(xs, ys, strict=True):
        if x is None or y is None:
            anillos.append([])
            continue
        punto = (round(x * kx + mx), round(y * ky + my))
        if not anillos[-1] or anillos[-1][-1] != punto:
            anillos[-1].append(punto)
    return "".join(_write_anillo(anillo) for anillo in anillos if anillo)


def _write_anillo(puntos: list[tuple[int, int]]) -> str:
    if len(puntos) > 1 and puntos[0] == puntos[-1]:
        puntos = puntos[:-1]
    (x, y), *resto = puntos
    if len(resto) < 2:  # un anillo menor que la rejilla se dibuja como un punto visible
        return f"M{x} {y}h4v4h-4z"
    pasos = []
    for px, py in resto:
        dx, dy = px - x, py - y
        pasos.append(f"{dx}{dy}" if dy < 0 else f"{dx} {dy}")
        x, y = px, py
    cuerpo = pasos[0] + "".join(p if p[0] == "-" else f" {p}" for p in pasos[1:])
    return f"M{puntos[0][0]} {puntos[0][1]}l{cuerpo}z"


def build_trazo_rayas(puntos: Sequence[tuple[int, int]], raya: str) -> str:
    """Muchas rayas iguales (``"h1"``, ``"v40"``) en un trazo, cada una escrita desde donde acabó la anterior.

    Examples
    --------
    >>> build_trazo_rayas([(10, 20), (12, 15)], "h1")
    'M10 20h1m1-5h1'
    """
    avance, partes, previo = int(raya[1:]), [], None
    for x, y in puntos:
        if previo is None:
            partes.append(f"M{x} {y}{raya}")
        else:
            dx, dy = x - previo[0], y - previo[1]
            partes.append(f"m{dx}{'' if dy < 0 else ' '}{dy}{raya}")
        previo = (x + avance, y) if raya[0] == "h" else (x, y + avance)
    return "".join(partes)


def build_trazo_vertices(puntos: Sequence[tuple[int, int]]) -> str:
    """Un vértice por punto, para que cada uno lleve su símbolo.

    Examples
    --------
    >>> build_trazo_vertices([(10, 20), (12, 15), (13, 15)])
    'M10 20l2-5 1 0'
    """
    (x, y), *resto = puntos
    partes = [f"M{x} {y}"]
    for numero, (px, py) in enumerate(resto):
        dx, dy = px - x, py - y
        separa = "l" if numero == 0 else ("" if dx < 0 else " ")
        partes.append(f"{separa}{dx}{'' if dy < 0 else ' '}{dy}")
        x, y = px, py
    return "".join(partes)


def build_trazo_linea(puntos: Sequence[Punto]) -> str:
    """Atributo ``d`` de una línea quebrada."""
    escritos = [f"{write_numero(x)} {write_numero(y)}" for x, y in puntos]
    return f"M{escritos[0]}L{' '.join(escritos[1:])}"


def render_marcador(simbolo: str, punto: Punto, diametro: float, titulo: str = "") -> str:
    """Un punto: el símbolo centrado, con el diámetro en pixeles."""
    x, y = write_numero(punto[0]), write_numero(punto[1])
    r = diametro / 2
    cierre = f"><title>{titulo}</title></" if titulo else ""
    if simbolo == "circle":
        cuerpo = f'circle cx="{x}" cy="{y}" r="{write_numero(r)}"'
        return f"<{cuerpo}{cierre}circle>" if cierre else f"<{cuerpo}/>"
    cuerpo = f'path d="M{x} {y}{_write_simbolo(simbolo, r)}"'
    return f"<{cuerpo}{cierre}path>" if cierre else f"<{cuerpo}/>"


def _write_simbolo(simbolo: str, r: float) -> str:
    n, q, d = write_numero, r * 0.9, r * 1.2
    formas = {
        "diamond": f"m0 {n(-d)}l{n(d)} {n(d)} {n(-d)} {n(d)} {n(-d)} {n(-d)}z",
        "square": f"m{n(-q)} {n(-q)}h{n(2 * q)}v{n(2 * q)}h{n(-2 * q)}z",
        "triangle-up": f"m0 {n(-r * 1.15)}l{n(r * 1.15)} {n(r * 2)}h{n(-r * 2.3)}z",
        "triangle-down": f"m0 {n(r * 1.15)}l{n(r * 1.15)} {n(-r * 2)}h{n(-r * 2.3)}z",
        "x": f"m{n(-q)} {n(-q)}l{n(2 * q)} {n(2 * q)}m0 {n(-2 * q)}l{n(-2 * q)} {n(2 * q)}",
        "cross": f"m{n(-r)} 0h{n(2 * r)}m{n(-r)} {n(-r)}v{n(2 * r)}",
        "line-ns": f"m0 {n(-r)}v{n(2 * r)}",
    }
    return formas[simbolo]


# Símbolos que son sólo línea: se pintan con el contorno.
SIMBOLOS_DE_LINEA = ("x", "cross", "line-ns")
