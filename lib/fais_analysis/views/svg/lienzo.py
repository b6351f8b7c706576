"""El lienzo: de coordenadas de los datos a coordenadas del dibujo, y cómo se escriben los números."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from fais_analysis.views.figura import Diseno, get_eje

Atributo = TypeVar("Atributo", str, float)


@dataclass(frozen=True)
class Lienzo:
    """Área de dibujo de una figura. Longitudes en pixeles lógicos del SVG.

    ``papel`` es el área completa (izquierda, arriba, derecha, abajo) cuando la figura tiene varios mapas: a
    ella se refieren las posiciones «paper» de plotly. Vacío, es la misma área.
    """

    ancho: float
    alto: float
    izquierda: float
    arriba: float
    derecha: float
    abajo: float
    rango_x: tuple[float, float]
    rango_y: tuple[float, float]
    papel: tuple[float, float, float, float] | None = None

    @property
    def area_papel(self) -> tuple[float, float, float, float]:
        """El área a la que se refieren las fracciones «paper»."""
        return self.papel or (self.izquierda, self.arriba, self.derecha, self.abajo)

    def x(self, valor: float) -> float:
        """Abscisa del dibujo."""
        desde, hasta = self.rango_x
        return self.izquierda + (valor - desde) / (hasta - desde) * (self.derecha - self.izquierda)

    def y(self, valor: float) -> float:
        """Ordenada del dibujo (crece hacia abajo)."""
        desde, hasta = self.rango_y
        return self.abajo - (valor - desde) / (hasta - desde) * (self.abajo - self.arriba)

    def place_x(self, valor: float, referencia: str) -> float:
        """Abscisa de una marca cuya referencia es ``"paper"`` (fracción del área) o un eje."""
        if referencia == "paper":
            izquierda, _, derecha, _ = self.area_papel
            return izquierda + valor * (derecha - izquierda)
        return self.x(valor)

    def place_y(self, valor: float, referencia: str) -> float:
        """Ordenada de una marca cuya referencia es ``"paper"`` o un eje."""
        if referencia == "paper":
            _, arriba, _, abajo = self.area_papel
            return abajo - valor * (abajo - arriba)
        return self.y(valor)


def build_lienzo(layout: Diseno, eje: str = "") -> Lienzo:
    """Arma el lienzo con ``width``, ``height``, ``margin``, los rangos de los ejes y su ``domain``.

    ``eje`` es el número de un mapa chico («2» por ``xaxis2`` y ``yaxis2``); vacío, el primero.
    """
    margen = layout["margin"]
    ancho, alto = layout["width"], layout["height"]
    x, y = get_eje(layout, "x", eje), get_eje(layout, "y", eje)
    (desde_x, hasta_x), (desde_y, hasta_y) = x["range"], y["range"]
    (x0, x1), (y0, y1) = x.get("domain", (0, 1)), y.get("domain", (0, 1))
    util_x, util_y = ancho - margen["l"] - margen["r"], alto - margen["t"] - margen["b"]
    return Lienzo(
        ancho=ancho,
        alto=alto,
        izquierda=margen["l"] + x0 * util_x,
        arriba=margen["t"] + (1 - y1) * util_y,
        derecha=margen["l"] + x1 * util_x,
        abajo=margen["t"] + (1 - y0) * util_y,
        rango_x=(desde_x, hasta_x),
        rango_y=(desde_y, hasta_y),
        papel=(margen["l"], margen["t"], ancho - margen["r"], alto - margen["b"]),
    )


def write_numero(valor: float) -> str:
    """Coordenada con un decimal a lo más y sin ceros sobrantes.

    Examples
    --------
    >>> write_numero(12.04), write_numero(-0.01), write_numero(7.25)
    ('12', '0', '7.2')
    """
    escrito = f"{valor:.1f}"
    if escrito.endswith(".0"):
        escrito = escrito[:-2]
    return "0" if escrito == "-0" else escrito


def write_atributos(**atributos: object) -> str:
    """Atributos de SVG; ``stroke_width`` sale como ``stroke-width`` y lo vacío se omite."""
    partes = []
    for nombre, valor in atributos.items():
        if valor is None or valor == "":
            continue
        escrito = write_numero(valor) if isinstance(valor, float) else str(valor)
        partes.append(f' {nombre.rstrip("_").replace("_", "-")}="{escrito}"')
    return "".join(partes)


def get_nesimo(valor: Atributo | Sequence[Atributo], indice: int) -> Atributo:
    """Atributo que puede ser uno para todas las marcas o una lista, una por marca."""
    if isinstance(valor, Sequence) and not isinstance(valor, str):
        return valor[indice]
    return valor
