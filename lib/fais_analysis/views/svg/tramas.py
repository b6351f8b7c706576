"""Tramas (rayado, puntos) para que nada dependa sólo del color, y símbolos que se repiten en un trazo."""

from fais_analysis.views.figura import Trama

_LADO = 6
_DIBUJOS: dict[str, str] = {
    "/": "M-1 1l2-2M0 6l6-6M5 7l2-2",
    "\\": "M-1 5l2 2M0 0l6 6M5-1l2 2",
    "x": "M0 6l6-6M0 0l6 6",
    "-": "M0 3h6",
    "|": "M3 0v6",
    "+": "M0 3h6M3 0v6",
}


# Forma, color de fondo, color de la línea, lado en pixeles y escala.
Clave = tuple[str, str, str, float, float]


class Tramas:
    """Tramas usadas por una figura. Cada combinación se define una vez, con id derivado del de la figura."""

    def __init__(self, ident: str) -> None:
        self._ident = ident
        self._ids: dict[Clave, str] = {}
        self._simbolos: dict[str, str] = {}

    def fill(self, color: str, trama: Trama | None, escala: float = 1) -> str:
        """Valor de ``fill``: el color, o la referencia a la trama si la hay."""
        if trama is None or not trama["shape"]:
            return color
        fondo, lado = trama.get("bgcolor", color), trama.get("size", _LADO)
        clave = (trama["shape"], fondo, trama["fgcolor"], lado, escala)
        identificador = self._ids.setdefault(clave, f"{self._ident}-trama{len(self._ids) + 1}")
        return f"url(#{identificador})"

    def add_simbolo(self, dibujo: str) -> str:
        """Id del símbolo que va en cada vértice de un trazo; el mismo dibujo se define una vez."""
        return self._simbolos.setdefault(dibujo, f"{self._ident}-punto{len(self._simbolos) + 1}")

    def render(self) -> str:
        """Definiciones para ``<defs>``; vacío si no se usó ninguna."""
        definidos = [_render_trama(ident, clave) for clave, ident in self._ids.items()]
        definidos += [_render_simbolo(ident, dibujo) for dibujo, ident in self._simbolos.items()]
        return f"<defs>{''.join(definidos)}</defs>" if definidos else ""


def _render_simbolo(ident: str, dibujo: str) -> str:
    return f'<marker id="{ident}" markerUnits="userSpaceOnUse" overflow="visible">{dibujo}</marker>'


def _render_trama(ident: str, clave: Clave) -> str:
    forma, fondo, linea, lado, escala = clave
    factor = lado / _LADO * escala
    transforma = f' patternTransform="scale({factor:g})"' if factor != 1 else ""
    if forma == ".":
        dibujo = f'<circle cx="3" cy="3" r="1.1" fill="{linea}"/>'
    else:
        dibujo = f'<path d="{_DIBUJOS[forma]}" stroke="{linea}" stroke-width="1.1"/>'
    cuadro = f'width="{_LADO}" height="{_LADO}"'
    return (
        f'<pattern id="{ident}" {cuadro} patternUnits="userSpaceOnUse"{transforma}>'
        f'<rect {cuadro} fill="{fondo}"/>{dibujo}</pattern>'
    )
