"""La forma interactiva en Chromium sin red: dibuja lo mismo que el SVG y no pide nada."""

import re
from pathlib import Path

import pytest

from tests.pages.conftest import Corrida, draw_figuras

pytestmark = [pytest.mark.navegador, pytest.mark.lento, pytest.mark.xdist_group("informes")]

# La capital, uno de menos de 2,000 personas y la otra zona metropolitana; el de la sierra está siempre abierto.
MUNICIPIOS = ("10005", "10030", "10007")

# Por figura: barras, puntos, tramos de línea y polígonos que pinta cada dibujante, y los textos que escribe.
COMPARAR = """
() => Object.fromEntries([...document.querySelectorAll('figure[data-grafica]')].map((f) => {
  const limpio = (t) => t.textContent.replace(/\\s+/g, '');
  const textos = (...nodos) => [...new Set(nodos.flat().map(limpio).filter(Boolean))].sort();
  const todos = (s) => [...f.querySelectorAll(s)];
  const con = (lista) => lista.filter((e) => e.getAttribute('d') !== 'M0,0Z' || e.closest('.bars'));
  const fundidos = todos('svg .m[transform] > path').filter((e) => !e.closest('[fill-rule]'))
    .map((e) => e.hasAttribute('marker-mid') ? e.getAttribute('d').match(/-?\\d+/g).length / 2
      : (e.getAttribute('d').match(/m/gi) || []).length).reduce((a, b) => a + b, 0);
  const esLinea = (g) => g.getAttribute('fill') === 'none' && g.getAttribute('stroke-linejoin');
  const sueltos = todos('svg .m').filter((g) => !g.getAttribute('transform') && !g.getAttribute('fill-rule'));
  const contar = (grupos, s) => grupos.reduce((n, g) => n + g.querySelectorAll(s).length, 0);
  const svg = {
    barras: contar(sueltos, 'rect'),
    lineas: contar(sueltos.filter(esLinea), 'path'),
    puntos: contar(sueltos.filter((g) => !esLinea(g)), 'circle, path') + fundidos,
    poligonos: todos('svg .m[fill-rule] path, svg .m[fill-rule] use').length,
    textos: textos(todos('.fais-dibujo > svg text')),
  };
  const gd = f.querySelector('.js-plotly-plot');
  const apoyo = new Set(gd.calcdata.filter((c) => c[0].trace.meta === 'apoyo').map((c) => 'trace' + c[0].trace.uid));
  const propias = (s) => con(todos(s)).filter((e) => ![...apoyo].some((a) => e.closest('.' + a)));
  const plotly = {
    barras: propias('.bars .point > path').length,
    lineas: propias('.scatterlayer .lines > path.js-line').filter((e) => !e.closest('.trace').querySelector('.js-fill')).length,
    puntos: propias('.scatterlayer .points > path').length,
    poligonos: propias('.scatterlayer .fills path.js-fill').length,
    textos: textos(todos('.xtick text, .ytick text, .annotation-text, .bartext, .textpoint text, .legendtext, .legendtitletext')),
  };
  return [f.id, {svg, plotly}];
}))
"""


def open_interactivo(navegador, archivo: Path, ancho: int = 1280):
    pagina, quejas = navegador.new_page(), []
    pagina.set_viewport_size({"width": ancho, "height": 900})
    pagina.on("console", lambda m: quejas.append(m.text))
    pagina.on("pageerror", lambda e: quejas.append(str(e)))
    pagina.on(
        "request",
        lambda r: quejas.append(r.url) if not r.url.startswith(("file:", "data:", "blob:")) else None,
    )
    pagina.goto(archivo.as_uri())
    pagina.wait_for_selector(".plotly-listo", state="attached", timeout=60_000)
    draw_figuras(pagina)
    return pagina, quejas


def get_interactivo(corrida: Corrida, clave: str) -> Path:
    return corrida.get_html(clave).with_name("interactivo.html")


@pytest.fixture(scope="module")
def mezquital(navegador, corrida: Corrida):
    """El de Mezquital, abierto una vez: dibujar sus figuras es lo que tarda. Cada prueba lo deja como estaba."""
    pagina, quejas = open_interactivo(navegador, get_interactivo(corrida, "10014"))
    pagina.quejas = quejas
    yield pagina
    pagina.close()


def check_iguales(figuras: dict[str, dict], esperadas: int) -> None:
    """Los dos dibujantes pintan lo mismo en cada figura, y no falta ninguna."""
    assert len(figuras) == esperadas
    for ident, formas in figuras.items():
        juntos = formas["plotly"]["puntos"] - formas["svg"]["puntos"]
        assert 0 <= juntos <= 3, ident  # en el SVG, dos localidades en el mismo quinto de pixel son una marca
        formas["svg"]["puntos"] += juntos
        assert formas["svg"] == formas["plotly"], ident
        assert formas["svg"]["textos"], ident


def test_plotly_and_svg_draw_the_same_in_the_sierra(mezquital, corrida: Corrida):
    check_iguales(mezquital.evaluate(COMPARAR), corrida_graficas(corrida, "10014"))
    assert mezquital.quejas == []


@pytest.mark.parametrize("clave", MUNICIPIOS)
def test_plotly_and_svg_draw_the_same(navegador, corrida: Corrida, clave: str):
    pagina, quejas = open_interactivo(navegador, get_interactivo(corrida, clave))
    figuras = pagina.evaluate(COMPARAR)
    pagina.close()

    assert quejas == []
    check_iguales(figuras, corrida_graficas(corrida, clave))


def corrida_graficas(corrida: Corrida, clave: str) -> int:
    fichas = [corrida.manifiesto["panorama"], *corrida.manifiesto["municipios"]]
    (conteos,) = (f["conteos"] for f in fichas if f["clave"] == clave)
    return conteos["graficas"] + conteos["mapas"]


def test_state_page_is_also_the_same(navegador, corrida: Corrida):
    pagina, quejas = open_interactivo(navegador, corrida.carpeta / "panorama_interactivo.html")
    figuras = pagina.evaluate(COMPARAR)
    pagina.close()

    assert quejas == []
    assert len(figuras) == corrida_graficas(corrida, "10")
    assert all(formas["svg"] == formas["plotly"] for formas in figuras.values())


def check_cabe(pagina) -> None:
    """Nada se desborda y cada figura ocupa el ancho del dibujo que tapa."""
    anchos = pagina.evaluate(
        """() => [...document.querySelectorAll('.fais-plotly')].map(m =>
        m.querySelector('.main-svg').getBoundingClientRect().width / m.getBoundingClientRect().width)"""
    )

    assert pagina.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert all(0.98 < razon < 1.02 for razon in anchos)


@pytest.mark.parametrize("ancho", [320, 390])
def test_plot_fits_where_the_drawing_was(navegador, corrida: Corrida, ancho: int):
    pagina, _ = open_interactivo(navegador, get_interactivo(corrida, "10014"), ancho)
    check_cabe(pagina)
    pagina.close()


def test_plot_fits_where_the_drawing_was_on_a_desk(mezquital):
    check_cabe(mezquital)


def test_bar_of_buttons_is_in_spanish_and_offers_no_cloud(mezquital):
    botones = mezquital.evaluate(
        "() => [...new Set([...document.querySelectorAll('.modebar-btn')].map(b => b.dataset.title || b.title))]"
    )
    globo = mezquital.evaluate(
        """async () => { const gd = document.querySelector('#inversion-publicada .js-plotly-plot');
        Plotly.Fx.hover(gd, [{curveNumber: 0, pointNumber: 0}]); await new Promise(r => setTimeout(r, 300));
        const dicho = [...gd.querySelectorAll('.hoverlayer text')].map(t => t.textContent).join(' ');
        Plotly.Fx.unhover(gd); return dicho; }"""
    )

    assert set(botones) == {
        "Guardar como imagen", "Acercar un recuadro", "Mover", "Acercar", "Alejar", "Volver al inicio",
    }  # fmt: skip
    assert not re.search(r"\d[kMµ]\b|\d \d{3}", globo)
    assert re.search(r"\d", globo)


def test_zoom_hides_the_scale_bar_and_going_back_shows_it(mezquital):
    contar = """() => [...document.querySelectorAll('#zap .annotation-text')]
        .filter(t => /km/.test(t.textContent)).length"""
    mover = """r => Plotly.relayout(document.querySelector('#zap .js-plotly-plot'), r)"""
    assert mezquital.evaluate(contar) == 1
    rango = mezquital.evaluate("document.querySelector('#zap .js-plotly-plot').layout.xaxis.range.slice()")
    for donde, cuantas in (([100, 200], 0), (rango, 1)):
        mezquital.evaluate(mover, {"xaxis.range": donde})
        mezquital.wait_for_function(f"({contar})() === {cuantas}", timeout=10_000)


def test_series_buttons_rule_both_drawings(mezquital):
    figura = mezquital.locator("#familia")
    visibles = """() => document.querySelector('#familia .js-plotly-plot').data
        .map(t => t.visible === undefined || t.visible === true)"""
    segunda = figura.locator(".fais-series button").nth(1)
    for apagada in (True, False):
        segunda.click()
        mezquital.wait_for_function(f"({visibles})()[1] === {str(not apagada).lower()}", timeout=10_000)
        assert mezquital.evaluate(visibles)[0] is True
        assert (figura.locator("svg .fais-apagada").count() > 0) is apagada


def test_what_if_counts_people_and_never_more_homes_than_lack_it(mezquital):
    """Censo 2020: 48,583 habitantes en 9,295 viviendas; a 6,633 les falta drenaje."""
    cuenta = mezquital.locator("section.fais-herramienta")
    dicho = cuenta.locator("p")
    cuenta.locator("input").fill("500")
    assert "unas 2,600 personas" in dicho.inner_text()
    assert "Quedarían 6,133 por atender (sin drenaje)" in dicho.inner_text()
    assert "Costo: sin dato." in dicho.inner_text()
    for escrito, respuesta in (("6634", "Son más de las que hay: 6,633"), ("0", "Escriba"), ("", "Escriba")):
        cuenta.locator("input").fill(escrito)
        assert dicho.inner_text().startswith(respuesta)


def test_one_carencia_at_a_time_and_all_again(mezquital):
    lista = mezquital.locator("div.fais-herramienta select")
    lista.select_option("Servicios básicos en la vivienda")
    assert not mezquital.locator("#evolucion-vivienda").is_visible()
    assert mezquital.locator("#evolucion-servicios-basicos").is_visible()
    assert mezquital.locator("#evolucion-pobreza").is_visible()
    lista.select_option("")
    assert mezquital.locator(".fais-ajena").count() == 0


def test_a_locality_is_found_without_accents_and_shown_on_the_map(mezquital):
    caja = mezquital.locator("#mapa-localidades .fais-herramienta")
    notas = "document.querySelector('#mapa-localidades .js-plotly-plot').layout.annotations.filter(n => n.name).length"
    caja.locator("input").fill("santa maria de oc")
    caja.locator("button").click()
    mezquital.wait_for_function(f"{notas} === 1", timeout=10_000)
    assert "Santa María de Ocotán: 795 habitantes" in caja.locator("p").inner_text()
    caja.locator("input").fill("")
    mezquital.wait_for_function(f"{notas} === 0", timeout=10_000)


def test_each_drawing_says_how_to_repeat_it_in_python(mezquital):
    assert mezquital.locator(".fais-codigo").count() == mezquital.locator(".js-plotly-plot").count()
    codigo = mezquital.locator("#evolucion-vivienda .fais-codigo pre").text_content()
    assert codigo.startswith('clave_municipio = "10014"')
    assert codigo.endswith('carencias.plot_tendencia(datos, "vivienda")')


def test_without_plotly_the_drawings_stay(navegador, corrida: Corrida, tmp_path: Path):
    suelto = tmp_path / "10014_mezquital" / "interactivo.html"
    suelto.parent.mkdir()
    suelto.write_bytes(get_interactivo(corrida, "10014").read_bytes())
    pagina = navegador.new_page()
    pagina.goto(suelto.as_uri())
    pagina.wait_for_timeout(1500)
    dibujos = pagina.evaluate("document.querySelectorAll('.fais-dibujo > svg').length")
    enlaces = pagina.evaluate(
        "[...document.querySelectorAll('a[download]')].every(a => a.href.startsWith('data:text/csv'))"
    )
    pagina.close()

    assert dibujos == corrida_graficas(corrida, "10014")
    assert enlaces


def test_axe_finds_no_violations(mezquital):
    from axe_playwright_python.sync_playwright import Axe

    hallazgos = Axe().run(mezquital)

    assert hallazgos.violations_count == 0, hallazgos.generate_report()


def test_sizes_are_the_agreed_ones(corrida: Corrida):
    for ficha in corrida.manifiesto["municipios"]:
        assert ficha["tamanio_bytes"] <= 256_000, ficha["clave"]
        assert ficha["interactivo_bytes"] <= 256_000, ficha["clave"]
