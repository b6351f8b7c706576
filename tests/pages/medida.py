"""Cuánto pide leer un informe antes de abrir nada, contado en su HTML: palabras y paradas del tabulador."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

PALABRA = re.compile(r"\w")
NO_SE_VE = frozenset({"style", "script", "title", "desc", "defs", "head"})
SIN_CIERRE = frozenset({"meta", "br", "hr", "img", "input", "link", "wbr", "col"})
SERIES_CON_BOTON = 3
BLOQUES = ("ul", "ol", "dl", "p")


@dataclass
class Medida:
    """Lo que se ve de un documento con todo cerrado y lo que recorre el tabulador, con el guion puesto."""

    palabras: int = 0
    paradas: int = 0
    plegados: int = 0
    bloques: set[int] = field(default_factory=set)


class _Medidor(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.medida = Medida()
        self.pila: list[tuple[str, dict[str, str], int]] = []
        self.numero = self.series = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        datos = {n: v or "" for n, v in attrs}
        self.numero += 1
        if tag not in SIN_CIERRE:
            self.pila.append((tag, datos, self.numero))
        if self._se_ve():
            self._count(tag, datos)

    def handle_endtag(self, tag: str) -> None:
        while self.pila and self.pila.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._se_ve():
            self.medida.palabras += sum(bool(PALABRA.search(p)) for p in data.split())

    def _se_ve(self) -> bool:
        """Fuera de un ``details`` cerrado (salvo su ``summary``) y de lo que nunca se pinta."""
        for n, (tag, datos, _) in enumerate(self.pila):
            if (
                tag in NO_SE_VE
                or "fais-oculto" in datos.get("class", "")
                or "salto" in datos.get("class", "")
            ):
                return False
            if tag == "details" and "open" not in datos:
                dentro = self.pila[n + 1 :]
                if dentro and dentro[0][0] != "summary":
                    return False
            if "solo-papel" in datos.get("class", "") or "marca-demostracion" in datos.get("class", ""):
                return False
        return True

    def _count(self, tag: str, datos: dict[str, str]) -> None:
        medida = self.medida
        medida.plegados += tag == "details" and "open" not in datos
        medida.paradas += (tag == "a" and "href" in datos) or tag == "summary" or datos.get("tabindex") == "0"
        medida.paradas += datos.get("class") == "fais-dibujo"  # con flechas se recorren sus valores
        medida.paradas += tag == "th" and datos.get("scope") == "col"  # a lo más, un botón para ordenar
        if datos.get("class") == "l":
            self.series = 0
        elif tag == "g" and any(d.get("class") == "l" for _, d, _ in self.pila[-2:-1]):
            self.series += 1
            # El guion pone un botón por serie, pero sólo donde hay tres o más.
            medida.paradas += {1: 0, 2: 0, SERIES_CON_BOTON: SERIES_CON_BOTON}.get(self.series, 1)
        dentro = {t for t, _, _ in self.pila}
        if "data-procedencia" in datos and not dentro & {"table", "summary"}:
            duenos = [n for t, d, n in self.pila if t in BLOQUES or d.get("class") == "peticion"]
            medida.bloques.add(duenos[-1] if duenos else -1)


def measure_documento(documento: str) -> Medida:
    """La medida de un documento; cada párrafo o lista con cifras suma su botón de origen."""
    medidor = _Medidor()
    medidor.feed(documento)
    medidor.medida.paradas += len(medidor.medida.bloques)
    return medidor.medida
