"""La hoja de la reunión: pide tres cosas, dice qué se gana y deja el hueco del acuerdo."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from fais_analysis.cli.hoja_privada import save_hoja
from fais_analysis.propuestas.acuerdos import fill_hoja
from fais_analysis.propuestas.mezcla import PedidoMezcla, suggest_mezcla
from fais_analysis.propuestas.registros import Acuerdo
from fais_analysis.propuestas.reunion import build_llenado, build_reunion_html
from fais_analysis.propuestas.revision import PedidoRevision, Revision, review_propuesta
from fais_analysis.views.capitulos.hoja_llenado import OTRAS, render_huecos

CABEZA = ["folio", "nombre_obra", "subclasificacion", "localidad", "viviendas", "fismdf", "via_focalizacion"]
PLAZA = "Plaza, parque, domo o espacio público recreativo"
COMUN = {"registrado_en": "2020-05-01", "clave_municipio": "10014", "ejercicio": 2020, "version": "v1",
         "nota": "", "area": "SPS", "acta": "", "acta_sha256": "", "anterior": ""}  # fmt: skip
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


def test_the_municipal_sheet_carries_both_sides_and_then_the_agreement(revision: Revision):
    llenado = build_llenado(revision, suggest_mezcla(revision, PedidoMezcla()))
    piso, otras = llenado.renglones["piso"], llenado.renglones[OTRAS]

    assert (piso.propuesto, piso.sugerido) == ("40 viv. $400,000", "100 viv. $1,000,000")
    assert (otras.propuesto, otras.sugerido, otras.folios) == ("1 obra $600,000", "quitarla", ["B"])
    assert "piso de tierra, de 40 a 100 viviendas" in llenado.gana
    assert len(llenado.pedidos) == 3
    assert max(map(len, llenado.pedidos)) <= 181
    celdas = "".join(render_huecos(llenado, fila) for fila in ("piso", "agua", OTRAS))
    assert "no la trae" in celdas
    acuerdos = [Acuerdo(**COMUN, que="A", decision="se queda", monto_centavos=400_000_00, ambito="obra"),
                Acuerdo(**COMUN, que="B", decision="se quita", monto_centavos=None, ambito="obra"),
                Acuerdo(**COMUN, que="<b>", decision="se agrega", monto_centavos=None, ambito="obra")]  # fmt: skip
    llena = fill_hoja(celdas, acuerdos)
    assert 'data-folios="A">se queda, $400,000<' in llena
    assert 'data-folios="B">1 se quita; 1 se agrega<' in llena
    assert fill_hoja(llena, acuerdos) == llena


def test_what_goes_down_is_not_called_a_gain(revision: Revision):
    todo = build_llenado(revision, suggest_mezcla(revision, PedidoMezcla(presupuesto=["FISMDF=100000"])))

    assert todo.gana == "A cambio baja: piso de tierra, de 40 a 10 viviendas"  # diez mil pesos por vivienda


@pytest.mark.navegador
@pytest.mark.parametrize("clave", ["10014", "10026"])
def test_the_filled_sheet_fits_one_printed_page(
    escribir: Callable[..., Path], tmp_path: Path, navegador, clave: str
):
    filas = [[f"A{n}", f"{r} de la colonia", r, "", 999, 19_999_999, "rezago"]
             for n, r in enumerate(("Piso firme", "Sanitario con biodigestor", "Calentador solar", PLAZA,
                                    "Cuarto dormitorio (cuarto adicional)", "Estufa ecológica (con chimenea)"))]  # fmt: skip
    hecha = review_propuesta(PedidoRevision(escribir([CABEZA, *filas]), clave, 2020))
    hoja = save_hoja(hecha, suggest_mezcla(hecha, PedidoMezcla()), tmp_path)
    pagina = navegador.new_page()
    pagina.goto(hoja.as_uri())
    pagina.emulate_media(media="print")
    for formato in ("Letter", "A4"):
        assert len(re.findall(rb"/Type\s*/Page\b", pagina.pdf(format=formato))) == 1, (clave, formato)
    pagina.close()
