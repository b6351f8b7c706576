"""Recorrer HTML sin confiar en él: lo que comparten quienes abren un documento, propio o ajeno."""

from html.parser import HTMLParser
from typing import Generic, Self, TypeVar

Atributos = list[tuple[str, str | None]]
Marco = TypeVar("Marco")
# Etiquetas que no llevan cierre: nunca quedan abiertas.
SIN_CIERRE = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


class Recorrido(HTMLParser):
    """Recorre un documento de una vez; las entidades llegan ya convertidas en texto."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def updatepos(self, i: int, j: int) -> int:
        """La posición por renglón no se usa; contarla cuesta tanto como leer."""
        return j

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
        if not any(abierta == etiqueta for abierta, _ in reversed(self.abiertas)):
            return
        while self.abiertas:
            abierta, marco = self.abiertas.pop()
            self.close_etiqueta(abierta, marco)
            if abierta == etiqueta:
                break
