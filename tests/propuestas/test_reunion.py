"""La hoja de la reunión: pide tres cosas, dice qué se gana y deja el hueco del acuerdo."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from fais_analysis.propuestas.mezcla import PedidoMezcla, suggest_mezcla
from fais_analysis.propuestas.reunion import build_reunion_html
from fais_analysis.propuestas.revision import PedidoRevision, Revision, review_propuesta

CABEZA = ["folio", "nombre_obra", "subclasificacion", "localidad", "viviendas", "fismdf", "via_focalizacion"]
PLAZA = "Plaza, parque, domo o espacio público recreativo"
HOSTIL = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def revision(escribir: Callable[..., Path]) -> Revision:
    filas = [["A", "Piso firme", "Piso firme", "100140042", 40, 400000, "rezago"],
             ["B", f"Plaza {HOSTIL}", PLAZA, "100140001", None, 600000, "rezago"]]  # fmt: skip
    return review_propuesta(PedidoRevision(escribir([CABEZA, *filas]), "10014", 2020))


def test_it_asks_three_things_and_says_what_is_gained(revision: Revision):
    pagina = build_reunion_html(revision, suggest_mezcla(revision, PedidoMezcla()))

    pedidas = re.findall(r"<li>(.*?)</li>", pagina)
    assert len(pedidas) == 3
    assert "carecen 6,633 viviendas" in pedidas[0]  # rezago social 2020: 6,633 de 9,295
    assert "600,000.00 pesos" in pedidas[1]
    assert "40.0 % del dinero" in pagina
    assert "con la mezcla sugerida, el 100.0 %" in pagina
    assert re.search(
        r"piso de tierra</td>.*?>40</td>.*?>100</td>.*?>\+60</td>", pagina
    )  # 10,000 por vivienda
    assert re.search(
        r"600,000.00</td><td class=\"n\">se quita</td><td class=\"acuerdo\" data-obra=\"B\"></td>", pagina
    )
    assert HOSTIL not in pagina
    assert "default-src 'none'" in pagina


def test_when_nothing_is_feasible_it_says_so(revision: Revision):
    pedido = PedidoMezcla(presupuesto=["FISMDF=1"], fijar=["B"])
    pagina = build_reunion_html(revision, suggest_mezcla(revision, pedido))

    assert "Ninguna mezcla cumple todo" in pagina
    assert "con la mezcla sugerida" not in pagina
    assert build_reunion_html(revision, suggest_mezcla(revision, pedido)) == pagina


def test_an_indivisible_work_keeps_its_dwellings_in_the_sheet(escribir: Callable[..., Path]):
    filas = [["D", "Red de drenaje en el centro", "Drenaje", "100140001", 60, 500000, "rezago"]]
    revision = review_propuesta(PedidoRevision(escribir([CABEZA, *filas]), "10014", 2020))
    pagina = build_reunion_html(revision, suggest_mezcla(revision, PedidoMezcla()))

    assert pagina.count("500,000.00 · 60 viv.") == 2  # la propuesta y la mezcla: es una obra, no una vivienda
    assert "1 obra todavía no cuenta" in pagina
