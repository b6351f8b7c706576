"""Polígonos que una figura dibuja varias veces: se escriben una y se reutilizan con ``use``."""

from fais_analysis.views.figura import Figura, Trama, Traza
from fais_analysis.views.marcado import decode_plotly, escape_html
from fais_analysis.views.svg.conteo import has_vertices
from fais_analysis.views.svg.lienzo import Lienzo, build_lienzo, write_atributos
from fais_analysis.views.svg.tramas import Caja, Silueta, Tramas, is_rayada
from fais_analysis.views.svg.trazo import ESCALA, build_trazo_poligono


class Formas:
    """Los polígonos de una serie de mapas chicos (``layout.xaxis2``, ``xaxis3``…).

    Todos los mapas usan los del primero, con otra escala y en otro lugar. En una figura de un solo mapa no
    hay ninguna y cada polígono se escribe donde va.
    """

    def __init__(self, figura: Figura, ident: str) -> None:
        self._ident, self._layout = ident, figura["layout"]
        self.lienzo = build_lienzo(self._layout)
        self._ids: dict[object, str] = {}
        self._trazos: list[str] = []
        if "xaxis2" not in self._layout:
            return
        for traza in figura["data"]:
            if is_poligono(traza) and has_vertices(traza) and _get_llave(traza) not in self._ids:
                numero = f"{ident}-{len(self._ids)}"
                self._ids[_get_llave(traza)] = numero
                trazo = build_trazo_poligono(traza["x"], traza["y"], self.lienzo)
                self._trazos.append(f'<path id="{numero}" d="{trazo}"/>')

    @property
    def todo(self) -> str:
        """Id del grupo con todos los polígonos, o vacío si no se reutilizan."""
        return f"{self._ident}-todo" if self._ids else ""

    def render(self) -> str:
        """Definiciones para ``<defs>``."""
        if not self._ids:
            return ""
        return f'<defs><g id="{self.todo}" fill-rule="evenodd">{"".join(self._trazos)}</g></defs>'

    def get_lienzo(self, traza: Traza) -> Lienzo:
        """El lienzo del mapa al que pertenece una traza."""
        eje = str(traza.get("xaxis", "x"))
        return self.lienzo if eje == "x" else build_lienzo(self._layout, eje.removeprefix("x"))

    def measure_escala(self, traza: Traza) -> float:
        """Tamaño de su mapa respecto al primero."""
        lienzo = self.get_lienzo(traza)
        return (lienzo.x(1) - lienzo.x(0)) / (self.lienzo.x(1) - self.lienzo.x(0))

    def measure_trazo(self, traza: Traza) -> float:
        """Cuántas unidades de las que se escriben son un pixel de su mapa."""
        return round(ESCALA / self.measure_escala(traza), 1)

    def write_transform(self, traza: Traza) -> str:
        """De las coordenadas en que se escribieron los polígonos al lugar de su mapa."""
        lienzo, escala = self.get_lienzo(traza), self.measure_escala(traza)
        dx, dy = lienzo.x(0) - escala * self.lienzo.x(0), lienzo.y(0) - escala * self.lienzo.y(0)
        mueve = f"translate({dx:.1f} {dy:.1f}) " if lienzo != self.lienzo else ""
        return f'transform="{mueve}scale({escala / ESCALA:.4g})"'

    def render_uso(self, traza: Traza, tramas: Tramas, borde: str) -> tuple[str, str]:
        """El relleno de un polígono reutilizado y su elemento, con el hueco ``{relleno}``.

        ``borde`` es el que ya lleva el grupo: si es el mismo, no se repite.
        """
        escala = self.measure_trazo(traza)
        propio = write_borde(traza, escala)
        ident, trama = self._ids[_get_llave(traza)], traza.get("fillpattern")
        silueta = Silueta(measure_caja(traza, self.lienzo, trama), referida=ident)
        relleno = write_atributos(fill=tramas.fill(traza["fillcolor"], trama, silueta, escala))
        texto = "" if traza.get("meta") == "muda" else " ".join(decode_plotly(traza.get("text", "")))
        titulo = escape_html(texto).replace("{", "{{").replace("}", "}}")
        cierre = f"><title>{titulo}</title></use>" if texto else "/>"
        estilo = propio if propio != borde else ""
        return relleno, f'<use href="#{ident}"{{relleno}}{estilo}{cierre}'


def measure_caja(traza: Traza, lienzo: Lienzo, trama: Trama | None) -> Caja:
    """La caja de un polígono en la escala en que se escribe; sin trama nadie la mira y no se mide."""
    if not is_rayada(trama):
        return 0, 0, 0, 0
    xs = [lienzo.x(x) * ESCALA for x in traza["x"] if x is not None]
    ys = [lienzo.y(y) * ESCALA for y in traza["y"] if y is not None]
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


def is_poligono(traza: Traza) -> bool:
    """Dice si una traza es un polígono con dato (no la orilla)."""
    return traza.get("fill") == "toself" and traza.get("meta") != "apoyo"


def write_borde(traza: Traza, escala: float = ESCALA) -> str:
    """Atributos del borde de un polígono, en la escala en que se escribe."""
    linea = traza.get("line", {})
    grosor = float(linea["width"] * escala) if linea.get("width") else None
    return write_atributos(stroke=linea.get("color"), stroke_width=grosor)


def _get_llave(traza: Traza) -> object:
    return tuple(traza["x"]), tuple(traza["y"])
