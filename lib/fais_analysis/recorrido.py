"""Recorrer HTML sin confiar en él: lo que comparten quienes abren un documento, propio o ajeno."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Generic, Self, TypeVar

Atributos = list[tuple[str, str | None]]
Marco = TypeVar("Marco")
# Etiquetas que no llevan cierre: nunca quedan abiertas.
SIN_CIERRE = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
# Una etiqueta como las propias, con cada valor entre comillas: se lee más rápido que una cualquiera.
LLANA = re.compile(r'<([a-z][a-z0-9]*)((?: [a-zA-Z_:][-a-zA-Z0-9_:.]*(?:="[^"<>]*")?)*)( ?/)?>')
ATRIBUTO = re.compile(r' ([a-zA-Z_:][-a-zA-Z0-9_:.]*)(?:="([^"<>]*)")?')
CIERRE = re.compile(r"</([a-z][a-z0-9]*)>")
# De éstas, lo de adentro no son etiquetas: las abre siempre el lector de Python.
DE_TEXTO = frozenset(
    {"iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea", "title", "xmp"}
)


class Recorrido(HTMLParser):
    """Recorre un documento de una vez; las entidades llegan ya convertidas en texto."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def updatepos(self, i: int, j: int) -> int:
        """La posición por renglón no se usa; contarla cuesta tanto como leer."""
        return j

    def parse_starttag(self, i: int) -> int:
        """Lo mismo que el lector de Python, que sigue leyendo lo que no esté llanamente escrito."""
        hallada = LLANA.match(self.rawdata, i)
        if hallada is None or hallada[1] in DE_TEXTO:
            return super().parse_starttag(i)
        self.lasttag = etiqueta = hallada[1]
        partes = ((a[1].lower(), a[2]) for a in ATRIBUTO.finditer(hallada[2]))
        atributos = [(nombre, unescape(v) if v and "&" in v else v) for nombre, v in partes]
        (self.handle_startendtag if hallada[3] else self.handle_starttag)(etiqueta, atributos)
        return hallada.end()

    def parse_endtag(self, i: int) -> int:
        """Lo mismo que el lector de Python con un cierre llano que no es de un guion ni de un estilo."""
        hallado = CIERRE.match(self.rawdata, i)
        if hallado is None or self.cdata_elem is not None:
            return super().parse_endtag(i)
        self.handle_endtag(hallado[1])
        return hallado.end()

    def read(self, documento: str) -> Self:
        """Recorre el documento completo, hasta el final aunque esté cortado."""
        self.feed(documento)
        self.close()
        return self


class RecorridoConPila(Recorrido, Generic[Marco]):
    """Además, lleva la pila de lo que está abierto: un ``Marco`` por etiqueta, hecho por quien lo usa.

    Un cierre sin apertura no cierra nada; uno que se salta aperturas las cierra a todas.
    """

    def __init__(self) -> None:
        super().__init__()
        self.abiertas: list[tuple[str, Marco]] = []

    def open_etiqueta(self, etiqueta: str, atributos: Atributos, es_sola: bool) -> Marco:
        """Lo que se recuerda de una etiqueta mientras esté abierta; si ``es_sola``, no llega a estarlo."""
        raise NotImplementedError

    def close_etiqueta(self, etiqueta: str, marco: Marco) -> None:
        """Lo que se hace con una etiqueta que ya salió de la pila."""

    def handle_starttag(self, etiqueta: str, atributos: Atributos) -> None:
        """Abre una etiqueta; si lleva cierre, entra a la pila."""
        es_sola = etiqueta in SIN_CIERRE
        marco = self.open_etiqueta(etiqueta, atributos, es_sola)
        if not es_sola:
            self.abiertas.append((etiqueta, marco))

    def handle_startendtag(self, etiqueta: str, atributos: Atributos) -> None:
        """Abre una etiqueta que se cierra sola: no entra a la pila."""
        self.open_etiqueta(etiqueta, atributos, True)

    def handle_endtag(self, etiqueta: str) -> None:
        """Saca de la pila la etiqueta y las que quedaron abiertas dentro de ella."""
        es_ultima = self.abiertas and self.abiertas[-1][0] == etiqueta  # casi siempre
        if not es_ultima and not any(abierta == etiqueta for abierta, _ in reversed(self.abiertas)):
            return
        while self.abiertas:
            abierta, marco = self.abiertas.pop()
            self.close_etiqueta(abierta, marco)
            if abierta == etiqueta:
                break
