"""El único que recorre HTML: la pila que comparten quienes leen un documento sin confiar en él."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fais_analysis.pages.inventario import build_inventario
from fais_analysis.recorrido import Atributos, Recorrido, RecorridoConPila

PAQUETE = Path(__file__).resolve().parents[1] / "lib" / "fais_analysis"


class Anotador(RecorridoConPila[int]):
    """Anota qué se abre, qué se cierra y qué tan adentro va el texto."""

    def __init__(self) -> None:
        super().__init__()
        self.pasos: list[str] = []

    def open_etiqueta(self, etiqueta: str, atributos: Atributos, es_sola: bool) -> int:
        """El número de paso en que se abrió."""
        self.pasos.append(f"abre {etiqueta}{' sola' if es_sola else ''}")
        return len(self.pasos)

    def close_etiqueta(self, etiqueta: str, marco: int) -> None:
        self.pasos.append(f"cierra {etiqueta} del {marco}")

    def handle_data(self, texto: str) -> None:
        self.pasos.append(f"{'/'.join(e for e, _ in self.abiertas)}: {texto}")


def recorrer(html: str) -> list[str]:
    return Anotador().read(html).pasos


def test_void_and_self_closed_tags_never_stay_open():
    assert recorrer("<p>a<br>b<path/>c</p>") == [
        "abre p", "p: a", "abre br sola", "p: b", "abre path sola", "p: c", "cierra p del 1",
    ]  # fmt: skip


def test_a_close_takes_with_it_what_was_left_open_inside():
    assert recorrer("<div><p>a</div>b") == [
        "abre div", "abre p", "div/p: a", "cierra p del 2", "cierra div del 1", ": b",
    ]  # fmt: skip


def test_a_close_without_an_opening_closes_nothing():
    assert recorrer("<div></p>a</div>") == ["abre div", "div: a", "cierra div del 1"]


def test_entities_arrive_as_text_and_a_cut_document_is_read_to_its_end():
    assert recorrer("<p>Pe&ntilde;&oacute;n &amp")[-1] == "p: Peñón &"


def test_a_stray_close_does_not_hide_marks_from_the_inventory():
    """Un cierre suelto vaciaba la pila y las marcas dejaban de contarse como de su gráfica."""
    html = '<svg data-grafica="g" data-trazos="1"><g class="m"></b><path d=""/></g></svg>'
    assert build_inventario(html).trazos == {"g": [1, 1]}


PIEZAS = (
    "<", ">", "/", "=", '"', "'", " ", "\n", "a", "é", "&amp;", "&", "</", "<!--", "-->", "<?x", "<![CDATA[", "]]>",
    "<p ", "<b>", "</b>", "</B>", "<br/>", "<br />", "<A B='c'>", 'x="1"', ' y=""', " z", "<script>", "</script>",
    "<title>", "</title>", "<textarea>", '<img src="a&lt;b" ALT="c">', '<svg:g xlink:href="#a"/>',
)  # fmt: skip


def anotar(lector: type[HTMLParser], html: str) -> list[tuple]:
    """Todo lo que un lector avisa, en orden."""
    pasos: list[tuple] = []
    avisos = ("starttag", "startendtag", "endtag", "data", "comment", "decl", "pi")
    anotados = {f"handle_{a}": lambda _, *dicho, a=a: pasos.append((a, *dicho)) for a in avisos}
    anotados["unknown_decl"] = lambda _, dicho: pasos.append(("otra", dicho))
    leyendo = type("Lector", (lector,), anotados)()
    leyendo.feed(html)
    leyendo.close()
    return pasos


@pytest.mark.lento
@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIEZAS), max_size=14).map("".join))
def test_it_reads_what_the_reader_of_python_reads(html: str):
    assert anotar(Recorrido, html) == anotar(HTMLParser, html)


@pytest.mark.lento
def test_nobody_else_walks_html_on_their_own():
    propios = {
        archivo.relative_to(PAQUETE).as_posix()
        for archivo in PAQUETE.rglob("*.py")
        if re.search(r"\bHTMLParser\b|SIN_CIERRE = frozenset", archivo.read_text(encoding="utf-8"))
    }
    assert propios == {"recorrido.py"}
