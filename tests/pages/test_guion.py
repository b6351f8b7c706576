"""El guion propio en el informe verdadero: lo que agrega, con dedo, ratón y teclado, y lo que no quita."""

import re
import subprocess
from datetime import date
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest

from fais_analysis import produce_reportes
from fais_analysis.pages.compuerta import build_inventario
from fais_analysis.views.guiones import DESCARGA, render_guion
from fais_analysis.views.presentacion import Columna
from fais_analysis.views.tabla import Tabla, build_csv
from tests.batch.bifurcado import use_bifurcados
from tests.conftest import ESPERA_MS
from tests.pages.conftest import Corrida

pytestmark = [pytest.mark.navegador, pytest.mark.lento, pytest.mark.xdist_group("informes")]


@pytest.fixture
def pagina(navegador, corrida: Corrida):
    hoja = open_hoja(navegador, corrida.get_html("10014"), 390)
    yield hoja
    hoja.close()


@pytest.fixture(scope="module")
def sin_dato(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Un municipio sin medición de pobreza, de una entidad sin mapa y sin obras en el libro (04012)."""
    salida = tmp_path_factory.mktemp("sin-dato")
    with pytest.MonkeyPatch.context() as parche:
        use_bifurcados(parche, "04")
        produce_reportes(["04012"], salida)
    (informe,) = salida.glob("2*/04012_*/expediente.html")
    return informe


def open_hoja(navegador, archivo: Path, ancho: int, **opciones: object):
    contexto = navegador.browser.new_context(
        offline=True, locale="es-MX", viewport={"width": ancho, "height": 800}, **opciones
    )
    contexto.set_default_timeout(ESPERA_MS)
    hoja = contexto.new_page()
    hoja.quejas = []
    hoja.on("console", lambda m: hoja.quejas.append(m.text) if m.type in ("error", "warning") else None)
    hoja.on("pageerror", lambda e: hoja.quejas.append(str(e)))
    hoja.on(
        "request", lambda r: hoja.quejas.append(r.url) if not r.url.startswith(("file:", "data:")) else None
    )
    hoja.goto(archivo.as_uri())
    return hoja


def test_hover_and_touch_say_the_value_once(pagina):
    marca = pagina.locator("#vivienda .m rect").first
    marca.hover()

    assert re.search(r"[\d.]+.%", pagina.locator(".fais-globo").inner_text())
    assert marca.locator("title").count() == 0  # el navegador no dice lo mismo encima
    pagina.mouse.move(0, 0)
    pagina.locator("h1").hover()
    assert pagina.locator(".fais-globo").is_hidden()


def test_a_finger_near_a_small_mark_is_enough(navegador, corrida: Corrida):
    hoja = open_hoja(navegador, corrida.get_html("10014"), 390, has_touch=True)
    punto = hoja.locator("#evolucion-pobreza .m circle").first
    punto.scroll_into_view_if_needed()
    caja = punto.bounding_box()
    hoja.touchscreen.tap(caja["x"] + caja["width"] + 12, caja["y"] + caja["height"] + 10)

    assert "%" in hoja.locator(".fais-globo").inner_text()
    hoja.close()


def test_arrows_walk_the_marks_and_escape_closes(pagina):
    pagina.locator("#vivienda .fais-dibujo").focus()
    leidos = []
    for _ in range(3):
        pagina.keyboard.press("ArrowRight")
        leidos.append(pagina.locator(".fais-globo").inner_text())
    pagina.keyboard.press("ArrowLeft")

    assert len(set(leidos)) == 3
    assert pagina.locator(".fais-globo").inner_text() == leidos[1]
    assert pagina.locator("[role=status]").last.inner_text() == leidos[1]
    pagina.keyboard.press("Escape")
    assert pagina.locator(".fais-globo").is_hidden()


def test_every_series_can_be_turned_off_and_on(pagina):
    pagina.evaluate("document.querySelector('.anexo > details').open = true")
    for figura in pagina.locator("figure:has(.fais-series)").all():
        for boton in figura.locator(".fais-series button").all():
            boton.click()
            assert boton.get_attribute("aria-pressed") == "false"
            assert figura.locator(".fais-apagada").count() > 0, figura.get_attribute("id")
            boton.click()
            assert figura.locator(".fais-apagada").count() == 0


def test_the_csv_comes_from_the_table_and_is_the_one_python_writes(navegador, tmp_path: Path):
    """Sin dato, fechas, comillas, fórmulas ajenas, números como texto, renglón propio y total."""
    filas = pd.DataFrame(
        {
            "lugar": ['=1+1, "malo"', "Santa\nClara", "-3.5"],
            "pct": [91.0983, None, -0.5],
            "fecha": [date(2020, 3, 15), None, date(2021, 1, 1)],
            "anio": [2020, 2015, 2010],
            "es_propia": [True, False, False],
        }
    )
    columnas = [
        Columna("lugar", "Lugar, entero"),
        Columna("pct", "Porcentaje", "pct"),
        Columna("fecha", "Día", "fecha"),
        Columna("anio", "Año", "anio"),
    ]
    total = {"lugar": "Total", "pct": 90.0}
    tabla = Tabla("t1", "Prueba", columnas, filas, "INEGI", total=total, destacar="es_propia")
    hoja = navegador.new_page()
    hoja.set_content(re.sub("<a .*?</a>", "", str(tabla.to_html())) + render_guion(DESCARGA))
    enlace = hoja.locator("a[download='t1.csv']")
    escrito = unquote(enlace.get_attribute("href").removeprefix("data:text/csv;charset=utf-8,"))
    hoja.close()

    assert escrito == build_csv(tabla)


def test_tables_sort_by_value_with_missing_last(pagina):
    tabla = pagina.locator("#mapa-localidades-tabla table")
    pagina.locator("#mapa-localidades summary").click()
    boton = tabla.locator(".fais-orden").nth(1)
    for sentido, reves in (("ascending", False), ("descending", True)):
        boton.click()
        valores = [float(v) for v in tabla.locator("tbody data").evaluate_all("ds => ds.map(d => d.value)")]
        assert valores == sorted(valores, reverse=reves)
        assert tabla.locator("th").nth(1).get_attribute("aria-sort") == sentido


def test_a_figure_says_where_it_comes_from(pagina):
    cifra = pagina.locator(".fais-veredicto [data-procedencia]").first
    cifra.click()
    texto = pagina.locator(".fais-globo").inner_text()

    assert texto.startswith("Fuente: ")
    assert "Año: " in texto
    assert "Cálculo: " in texto


def test_figures_are_text_and_one_button_says_where_a_paragraph_gets_its_own(pagina):
    assert pagina.locator("[data-procedencia][role], [data-procedencia][tabindex]").count() == 0
    boton = pagina.locator(".fais-veredicto + .fais-origen")
    boton.focus()
    assert boton.bounding_box()["height"] >= 24  # al llegar a él, se ve
    pagina.keyboard.press("Enter")
    renglones = pagina.locator(".fais-globo").inner_text().splitlines()

    assert renglones[0].startswith("91.1")
    assert all("Fuente: " in r and "Cálculo: " in r for r in renglones)
    assert len(set(renglones)) == len(renglones)


def test_a_link_into_the_appendix_opens_it(navegador, corrida: Corrida):
    for destino in ("tabla-prioridad", "anexo", "ficha"):
        hoja = open_hoja(navegador, corrida.get_html("10014"), 390)
        assert hoja.locator(f".anexo #{destino}:visible, h2#{destino}").count() == (destino == "anexo")
        hoja.evaluate(f"location.hash = '{destino}'")
        hoja.wait_for_selector(".anexo > details[open]")
        assert hoja.locator(f"#{destino}").is_visible()
        hoja.close()


@pytest.mark.parametrize("clave", ["10014", "10005", "10030"])
def test_it_is_short_on_a_phone(navegador, corrida: Corrida, clave: str):
    # La capital, con cuatro veces más grupos de manzanas que nadie, lleva un mapa más.
    tope = 11 if clave == "10005" else 10
    hoja = open_hoja(navegador, corrida.get_html(clave), 390)
    alto = hoja.evaluate("document.documentElement.scrollHeight")
    hoja.close()

    assert alto / 844 <= tope


def test_keyboard_reaches_everything_in_reading_order(pagina):
    orden = """() => [...document.querySelectorAll('a[href], button, summary, [tabindex="0"]')]
        .filter(e => !e.closest('details:not([open]) > :not(summary)') && e.checkVisibility()).length"""
    esperados, alturas = pagina.evaluate(orden), []
    for _ in range(esperados):
        pagina.keyboard.press("Tab")
        alturas.append(pagina.evaluate("document.activeElement.getBoundingClientRect().top + scrollY"))

    assert pagina.evaluate("document.activeElement.closest('footer') !== null")
    saltos = [a - b for a, b in pairwise(alturas) if b < a - 700]
    assert saltos == []


@pytest.mark.parametrize("clave", ["10014", "10005", "10030"])
def test_scripts_off_shows_every_number(navegador, corrida: Corrida, clave: str):
    archivo = corrida.get_html(clave)
    con = open_hoja(navegador, archivo, 390)
    sin = open_hoja(navegador, archivo, 390, java_script_enabled=False)
    leer = "() => [...document.querySelectorAll('data')].map(d => d.value + d.textContent)"
    cifras = con.evaluate(leer)
    documento = archivo.read_text(encoding="utf-8")

    assert con.quejas == sin.quejas == []
    assert len(cifras) == build_inventario(documento).etiquetas["data"] > 100
    assert sin.locator("h1").count() == 1
    dibujos = "svg:visible:not([aria-hidden])"  # los íconos son adorno
    sin.locator(".anexo > details > summary").click()
    assert sin.locator(dibujos).count() == con.locator("figure svg").count()
    assert sin.locator("button, .fais-globo").count() == 0
    con.close()
    sin.close()


def test_first_chart_is_in_the_document_before_any_script(corrida: Corrida):
    for nombre in ("expediente.html", "interactivo.html"):
        documento = corrida.get_html("10014").with_name(nombre).read_text(encoding="utf-8")
        assert documento.index("<svg") < documento.index("<script")


@pytest.mark.parametrize("ancho", [320, 1280])
def test_a_municipality_without_data_is_whole_and_says_so(navegador, sin_dato: Path, ancho: int):
    for archivo in (sin_dato, sin_dato.with_name("interactivo.html"), sin_dato.parents[1] / "index.html"):
        hoja = open_hoja(navegador, archivo, ancho)
        hoja.wait_for_timeout(800)
        assert hoja.quejas == [], archivo.name
        assert hoja.evaluate("document.documentElement.scrollWidth") <= ancho
        assert "sin dato" in hoja.locator("main").inner_text()
        hoja.close()


def test_a_hostile_document_cannot_run_what_it_brings(navegador, corrida: Corrida, tmp_path: Path):
    """Aunque algo burlara el escapado, la política del documento no lo deja correr."""
    ataque = "<script>window.vulnerado=1</script><img src=x onerror='window.vulnerado=1'>"
    documento = corrida.get_html("10014").read_text(encoding="utf-8").replace("</main>", ataque + "</main>")
    archivo = tmp_path / "hostil.html"
    archivo.write_text(documento, encoding="utf-8")
    hoja = open_hoja(navegador, archivo, 390)

    assert hoja.evaluate("window.vulnerado") is None
    assert any("Content Security Policy" in queja for queja in hoja.quejas)
    hoja.close()


def test_index_map_links_each_municipality_and_the_list_is_searchable(navegador, corrida: Corrida):
    hoja = open_hoja(navegador, corrida.carpeta / "index.html", 390)
    enlaces = hoja.locator("figure svg a").evaluate_all("as => as.map(a => a.getAttribute('href'))")

    assert len(set(enlaces)) == 39
    assert all((corrida.carpeta / enlace).is_file() for enlace in enlaces)
    hoja.fill("#buscar", "penon")
    assert hoja.locator(".lista-municipios tbody tr:visible").count() == 1
    assert "Peñón Blanco" in hoja.locator(".lista-municipios tbody tr:visible").inner_text()
    hoja.fill("#buscar", "")
    hoja.locator(".lista-municipios .fais-orden").nth(3).click()
    valores = hoja.locator(".lista-municipios td:nth-child(4) data").evaluate_all(
        "ds => ds.map(d => +d.value)"
    )
    assert valores == sorted(valores)
    assert hoja.quejas == []
    hoja.locator("figure svg a").first.focus()
    hoja.keyboard.press("Enter")
    hoja.wait_for_url("**/expediente.html")
    hoja.close()


def test_axe_finds_no_violations_in_the_index(navegador, corrida: Corrida):
    from axe_playwright_python.sync_playwright import Axe

    hoja = open_hoja(navegador, corrida.carpeta / "index.html", 390)
    hallazgos = Axe().run(hoja)

    assert hallazgos.violations_count == 0, hallazgos.generate_report()
    hoja.close()


@pytest.mark.parametrize("clave", ["10014", "10005", "10030"])
def test_at_most_nine_pages_on_paper(navegador, corrida: Corrida, clave: str):
    hoja = open_hoja(navegador, corrida.get_html(clave), 1280)
    crudos = {papel: hoja.pdf(format=papel, prefer_css_page_size=False) for papel in ("Letter", "A4")}
    hoja.close()

    for papel, crudo in crudos.items():
        assert 1 <= len(re.findall(rb"/Type\s*/Page\b", crudo)) <= 9, papel


# Deja en la hoja sólo una tabla, a cierta altura: así se prueba cada manera de partirla.
SOLO_UNA_TABLA = """
() => {
  const tabla = document.querySelector("#tabla-prioridad"), hueco = document.createElement("div");
  const capitulo = tabla.closest(".capitulo");
  hueco.id = "hueco";
  capitulo.replaceChildren(hueco, tabla);
  document.body.replaceChildren(capitulo);
}
"""


@pytest.fixture(scope="module")
def una_tabla(navegador, corrida: Corrida):
    """La hoja con una sola tabla, bajo un hueco al que se le da la altura que se quiera."""
    hoja = open_hoja(navegador, corrida.get_html("10005"), 1280)
    hoja.evaluate(SOLO_UNA_TABLA)
    yield hoja
    hoja.close()


@pytest.mark.parametrize("alto", range(190, 241, 5))
def test_a_table_is_never_cut_at_its_title_nor_loses_its_header(una_tabla, tmp_path: Path, alto: int):
    una_tabla.evaluate("alto => { document.querySelector('#hueco').style.height = alto + 'mm'; }", alto)
    papel = tmp_path / "tabla.pdf"
    una_tabla.pdf(path=str(papel), format="Letter")
    orden = ["pdftotext", "-layout", str(papel), "-"]
    texto = subprocess.run(orden, capture_output=True, text=True, check=True).stdout
    carencias = re.compile("Seguridad|Acceso|Alimentación|Rezago|Calidad|Servicios")
    primera, segunda = [*texto.split("\f"), ""][:2]

    renglones = [len(carencias.findall(cara)) for cara in (primera, segunda)]
    assert sum(renglones) == 6
    assert 1 not in renglones
    assert ("Las seis carencias por prioridad" in primera) == (renglones[0] > 0)
    assert all("Puntaje" in cara for cara, n in zip((primera, segunda), renglones, strict=True) if n)


def test_letters_of_every_figure_are_readable_on_paper(navegador, corrida: Corrida):
    hoja = open_hoja(navegador, corrida.get_html("10005"), 725)  # el ancho útil de una hoja carta, en px
    hoja.evaluate("document.querySelector('.anexo > details').open = true")
    hoja.emulate_media(media="print")
    puntos = hoja.evaluate(
        """() => [...document.querySelectorAll("figure[data-grafica] svg text")].map(t =>
        [t.closest("figure").id, parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.getScreenCTM().a * .75])"""
    )
    hoja.close()

    assert {figura for figura, pt in puntos if pt < 5.5} == set()
