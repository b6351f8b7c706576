"""Gestos seguidos con el núcleo ocupado: se atienden en el orden en que se hicieron y la página no enseña media vista."""

import csv
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from fais_analysis.explorer import datos
from fais_analysis.explorer.enlace import write_enlace
from fais_analysis.explorer.vista import Filtro, Vista
from tests.explorer.pagina import ESPERA_MS, Explorada
from tests.explorer.servidor import stop_kernel
from tests.explorer.test_explorador_navegador import check_pagina, get_punto

pytestmark = [
    pytest.mark.navegador,
    pytest.mark.lento,
    pytest.mark.xdist_group("explorador"),
    pytest.mark.skipif(sys.platform != "linux", reason="busca el núcleo en /proc"),
]
# En cada cuadro que se pinta, de quién es cada parte de la pantalla.
VIGILA = """() => {
  window.faisVistas = new Set();
  const mira = () => {
    const tarjeta = document.querySelectorAll('.fx-tarjeta h3')[1].textContent.split(':')[0];
    const de = e => document.querySelector(e)?.dataset.clave;
    window.faisVistas.add([de('.fx h2[data-clave]'), de('.fx-totales[data-clave]'), tarjeta].join('|'));
    window.faisMira = requestAnimationFrame(mira);
  };
  mira();
}"""


@contextmanager
def busy(lab: Explorada) -> Iterator[None]:
    """Lo que se haga aquí dentro le llega al núcleo junto y tarde."""
    with stop_kernel(lab.proyecto):
        yield
        lab.pagina.wait_for_timeout(400)


@pytest.fixture
def abierto(lab: Explorada) -> Explorada:
    lab.open_enlace(write_enlace(Vista("10014", 2020)))
    lab.wait_filtro("sin filtros")
    return lab


def click(lab: Explorada, clave: str) -> None:
    lab.pagina.locator(f'.fx-tabla tr[data-clave="{clave}"] th').click()


def test_the_file_saved_is_of_what_was_chosen_last(abierto, tmp_path):
    lab = abierto
    lab.choose("Guardar lo que está en pantalla", "Tabla CSV")
    with lab.pagina.expect_download(timeout=ESPERA_MS) as bajada, busy(lab):
        click(lab, "10005")
        click(lab, "10023")
        lab.pagina.get_by_label("Buscar", exact=True).fill("pue")
        lab.pagina.get_by_text("1 de 39 municipios").wait_for()
        lab.pagina.get_by_role("button", name="Guardar", exact=True).click()
    lab.wait_municipio("10023")

    texto = bajada.value.path().read_text(encoding="utf-8-sig")
    assert "(10023)" in texto
    assert "(10005)" not in texto
    renglones = list(csv.reader(io.StringIO(texto)))
    assert [r[1] for r in renglones[renglones.index([]) + 2 :]] == ["10023"]
    assert bajada.value.suggested_filename == "explorador_10023_pobreza_2020.csv"
    check_pagina(lab, Vista("10023", 2020))
    lab.pagina.get_by_label("Buscar", exact=True).fill("")


def test_clearing_the_filters_after_marking_two_leaves_none(abierto):
    lab = abierto
    with busy(lab):
        click(lab, "10005")
        lab.mark("Año de la obra", "2020")
        lab.mark("Año de la obra", "2019")
        lab.pagina.get_by_role("button", name="Quitar los filtros").click()
        click(lab, "10007")
    lab.wait_municipio("10007")

    check_pagina(lab, Vista("10007", 2020))
    assert lab.pagina.locator(".fx-casillas input:checked").count() == 0
    lab.pagina.get_by_role("button", name="Deshacer").click()
    lab.wait_municipio("10005")  # se deshace lo último que se hizo: elegir 10007
    lab.pagina.get_by_role("button", name="Deshacer").click()
    lab.wait_filtro("Año de la obra")
    check_pagina(lab, Vista("10005", 2020, filtro=Filtro(ejercicios=(2019, 2020))))


def test_map_table_and_list_keep_their_order(abierto):
    lab = abierto
    with busy(lab):
        lab.click_mapa(get_punto("10026"))
        click(lab, "10023")
        lab.choose("Municipio", "Canelas")
        lab.click_mapa(get_punto("10005"))
        lab.choose("Comparar", "Con su familia")
    lab.wait_municipio("10005")
    lab.pagina.wait_for_function(
        "document.querySelectorAll('.fx-tarjeta')[1].querySelector('svg').textContent.includes('Su familia')"
    )

    check_pagina(lab, Vista("10005", 2020, modo="familia"))
    assert lab.pagina.get_by_label("Municipio", exact=True).input_value() == "Durango"


def test_the_row_of_what_is_shown_counts_after_a_click_elsewhere(abierto):
    lab = abierto
    with busy(lab):
        lab.click_mapa(get_punto("10026"))
        click(lab, "10014")  # la pantalla todavía no dice otro
    lab.wait_municipio("10014")
    lab.pagina.get_by_role("button", name="Deshacer").click()
    lab.wait_municipio("10026")


def test_a_municipality_read_in_the_list_of_another_state_is_not_taken_for_one_of_this(abierto):
    lab = abierto
    with busy(lab):
        lab.choose("Entidad", "Oaxaca")
        lab.choose("Municipio", "Nazas")  # sigue siendo la lista de Durango
    lab.wait_municipio("20001")
    lab.pagina.wait_for_timeout(500)

    assert lab.get_clave() == "20001"
    lista = lab.pagina.get_by_label("Municipio", exact=True)
    assert lista.evaluate("l => l.selectedOptions[0].textContent") == "Abejones"
    lab.choose("Entidad", "Durango")
    lab.wait_municipio("10001")
    lab.wait_figuras(2)


def test_no_frame_shows_figures_of_one_municipality_under_another_name(abierto):
    lab = abierto
    lab.pagina.evaluate(VIGILA)
    for clave in ("10005", "10023", "10007", "10014"):
        lab.click_fila(clave)
    with busy(lab):
        for clave in ("10005", "10023", "10007"):
            click(lab, clave)
    lab.wait_municipio("10007")
    vistas = lab.pagina.evaluate(
        "() => { cancelAnimationFrame(window.faisMira); return [...window.faisVistas]; }"
    )

    assert {tuple(v.split("|")) for v in vistas} <= {(c, c, n) for c, n in datos.load_nombres().items()}
    assert lab.errores == []


def test_enter_waits_for_the_answer_to_what_the_box_says(abierto):
    lab = abierto
    caja = lab.pagina.get_by_label("Buscar un municipio", exact=True)
    caja.fill("canatlan")
    lab.pagina.locator('.fx-busca [data-clave="10001"]').wait_for(timeout=ESPERA_MS)
    with busy(lab):
        caja.fill("poanas")
        caja.press("Enter")  # la lista todavía es la de «canatlan»
    lab.wait_municipio("10022")
    assert caja.input_value() == ""


def test_the_boxes_of_the_table_say_the_filter_it_has(abierto):
    lab = abierto
    cajas = lab.pagina.locator(".fx-filtros").first
    cajas.locator("select").select_option("personas")
    cajas.get_by_placeholder("mínimo").fill("100,000")
    lab.pagina.get_by_text("de 39 municipios").wait_for(timeout=ESPERA_MS)
    lab.choose("Indicador", "Viviendas sin drenaje")  # no trae personas
    lab.wait_titulo("Viviendas sin drenaje por municipio, 2020")

    lab.pagina.get_by_text("39 municipios", exact=True).wait_for(timeout=ESPERA_MS)
    assert cajas.get_by_placeholder("mínimo").input_value() == ""
