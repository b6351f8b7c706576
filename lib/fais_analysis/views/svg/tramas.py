"""Tramas (rayado, puntos) para que nada dependa sólo del color, y símbolos que se repiten en un trazo.

Una trama es una sola línea gruesa y discontinua, recortada a la silueta de lo que cubre: cada guion es una
raya. Con ``<pattern>`` el navegador no imprime líneas sino una imagen por figura, y el PDF pesa quince veces
más.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from math import sqrt

from fais_analysis.views.figura import Trama
from fais_analysis.views.svg.lienzo import write_atributos, write_numero

_LADO = 6
_GRUESO = 1.1
_PUNTO = 2.0
# Más siluetas que éstas en un recorte y el navegador deja de recortar con líneas: recorta con una imagen.
_SILUETAS = 30
_INCLINADAS, _RECTAS = {"/": "/", "\\": "\\", "x": "/\\"}, {"-": "-", "|": "|", "+": "-|"}

# Izquierda, arriba, ancho y alto.
Caja = tuple[float, float, float, float]


@dataclass(frozen=True)
class Clave:
    """Una trama distinta; ``pixel`` es cuánto mide uno en lo que se escribe."""

    forma: str
    fondo: str
    linea: str
    pixel: float


@dataclass(frozen=True)
class Silueta:
    """La forma de lo que lleva trama: un trazo o, ya dibujada, la referencia a su elemento; y su caja."""

    caja: Caja
    trazo: str = ""
    referida: str = ""


@dataclass
class Tramas:
    """Tramas y símbolos de una figura, con ids derivados del suyo."""

    ident: str
    _numeros: Iterator[int] = field(default_factory=lambda: count(1))
    _pendientes: dict[Clave, list[Silueta]] = field(default_factory=dict)
    _simbolos: dict[str, str] = field(default_factory=dict)

    def fill(self, color: str, trama: Trama | None, silueta: Silueta, escala: float = 1) -> str:
        """Valor de ``fill``: el color o, si hay trama, su fondo; la trama queda pendiente de dibujarse."""
        if trama is None or not is_rayada(trama):
            return color
        fondo = get_fondo(color, trama)
        clave = Clave(trama["shape"], fondo, trama["fgcolor"], trama.get("size", _LADO) / _LADO * escala)
        self._pendientes.setdefault(clave, []).append(silueta)
        return fondo

    def render_encima(self) -> str:
        """Las tramas pendientes, para ponerlas sobre lo que cubren; vacío si no hay.

        ``color`` guarda el fondo de lo que cubre cada una: por él reconoce el guion su serie.
        """
        trazos = [
            self._render_trama(clave, siluetas[n : n + _SILUETAS])
            for clave, siluetas in self._pendientes.items()
            for n in range(0, len(siluetas), _SILUETAS)
        ]
        self._pendientes.clear()
        return f'<g class="t" fill="none" pointer-events="none">{"".join(trazos)}</g>' if trazos else ""

    def _render_trama(self, clave: Clave, siluetas: list[Silueta]) -> str:
        recorte = f"{self.ident}-t{next(self._numeros)}"
        trazo = "".join(s.trazo for s in siluetas)
        usos = "".join(f'<use href="#{s.referida}"/>' for s in siluetas if s.referida)
        dibujo = (f'<path d="{trazo}"/>' if trazo else "") + usos
        rayas = _build_rayas(clave.forma, _join_cajas([s.caja for s in siluetas]), clave.pixel)
        return (
            f'<clipPath id="{recorte}">{dibujo}</clipPath>'
            f'<path clip-path="url(#{recorte})" color="{clave.fondo}" stroke="{clave.linea}"{rayas}/>'
        )

    def name_silueta(self) -> str:
        """Un id para la figura que va a llevar trama y todavía no tiene el suyo."""
        return f"{self.ident}-s{next(self._numeros)}"

    def add_simbolo(self, dibujo: str) -> str:
        """Id del símbolo que va en cada vértice de un trazo; el mismo dibujo se define una vez."""
        return self._simbolos.setdefault(dibujo, f"{self.ident}-punto{len(self._simbolos) + 1}")

    def render(self) -> str:
        """Definiciones para ``<defs>``; vacío si no se usó ninguna."""
        definidos = [_render_simbolo(ident, dibujo) for dibujo, ident in self._simbolos.items()]
        return f"<defs>{''.join(definidos)}</defs>" if definidos else ""


def is_rayada(trama: Trama | None) -> bool:
    """Dice si un relleno lleva trama."""
    return trama is not None and bool(trama["shape"])


def get_fondo(color: str, trama: Trama | None) -> str:
    """El color de un relleno: el de fondo de su trama, si la lleva."""
    return trama.get("bgcolor", color) if trama is not None and is_rayada(trama) else color


def _render_simbolo(ident: str, dibujo: str) -> str:
    return f'<marker id="{ident}" markerUnits="userSpaceOnUse" overflow="visible">{dibujo}</marker>'


def _join_cajas(cajas: list[Caja]) -> Caja:
    izquierda, arriba = min(c[0] for c in cajas), min(c[1] for c in cajas)
    derecha, abajo = max(c[0] + c[2] for c in cajas), max(c[1] + c[3] for c in cajas)
    return izquierda, arriba, derecha - izquierda, abajo - arriba


def _build_rayas(forma: str, caja: Caja, pixel: float) -> str:
    """Atributos de la línea cuyos guiones son las rayas que llenan una caja."""
    x, y, ancho, alto = caja
    n, largo = write_numero, max(ancho, alto)
    if forma == ".":
        paso, punto = _LADO * pixel, _PUNTO * pixel
        filas = max(round(alto / paso), 1)
        otras = f"m{n(-ancho)} {n(paso)}h{n(ancho)}" * (filas - 1)
        trazo, grosor = f"M{n(x + punto)} {n(y + paso / 2)}h{n(ancho)}{otras}", punto
        guion, hueco = punto, paso - punto
    elif forma in _INCLINADAS:
        medio = (ancho + alto) / 2
        lineas = {
            "/": f"M{n(x)} {n(y)}l{n(medio)} {n(medio)}",
            "\\": f"M{n(x)} {n(y + alto)}l{n(medio)} {n(-medio)}",
        }
        trazo, grosor = "".join(lineas[cual] for cual in _INCLINADAS[forma]), largo * sqrt(2)
        guion, hueco = _GRUESO * pixel, (_LADO / sqrt(2) - _GRUESO) * pixel
    else:
        lineas = {"-": f"M{n(x + ancho / 2)} {n(y)}v{n(alto)}", "|": f"M{n(x)} {n(y + alto / 2)}h{n(ancho)}"}
        trazo, grosor = "".join(lineas[cual] for cual in _RECTAS[forma]), largo
        guion, hueco = _GRUESO * pixel, (_LADO - _GRUESO) * pixel
    return f' d="{trazo}"' + write_atributos(
        stroke_width=n(grosor), stroke_dasharray=f"{guion:.3g} {hueco:.3g}"
    )
