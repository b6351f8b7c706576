"""Lo dibujado de verdad: Chromium sin red abre la galería y se miden cajas, marcas y peticiones."""

import pytest

from fais_analysis.views.plotly_config import CONFIGURACION_PLOTLY
from tests.views.galeria import TERRITORIO, build_galeria, build_pagina, read_poligonos

pytestmark = pytest.mark.navegador

ANCHOS = (320, 390, 900)
# La tipografía más ancha de las comunes: si con ella nada se encima, con las demás tampoco.
LETRA_ANCHA = 'svg, svg text { font-family: "DejaVu Sans" !important }'

MEDIR_TEXTOS = """() => [...document.querySelectorAll('figure.fais-grafica')].map(f => {
  const svg = f.querySelector('svg'), m = svg.getBoundingClientRect();
  const textos = [...svg.querySelectorAll('text')].map(t => {
    const b = t.getBoundingClientRect();
    return {t: t.textContent, x0: b.left - m.left, y0: b.top - m.top, x1: b.right - m.left, y1: b.bottom - m.top,
            px: parseFloat(getComputedStyle(t).fontSize) * m.width / svg.viewBox.baseVal.width};
  });
  return {id: f.id, ancho: m.width, alto: m.height, textos};
})"""

MEDIR_MARCAS = """() => [...document.querySelectorAll('figure.fais-grafica')].map(f => {
  const svg = f.querySelector('svg'), m = svg.getBoundingClientRect();
  const marcas = [...svg.querySelectorAll('.m > *')].map(e => {
    const caja = e.getBoundingClientRect();  // la de un trazo no incluye los símbolos de sus vértices
    return e.hasAttribute('marker-mid') ? {width: Math.max(caja.width, 1), height: caja.height} : caja;
  });
  return {id: f.id, pedidas: +f.dataset.trazos, dibujadas: marcas.length,
          invisibles: marcas.filter(b => b.width + b.height === 0).length,
          enormes: marcas.filter(b => b.width > m.width * 1.01 || b.height > m.height * 1.01).length,
          mapa: f.classList.contains('fais-mapa')};
})"""


@pytest.fixture(scope="module")
def poligonos():
    return read_poligonos()


@pytest.fixture(scope="module", params=list(TERRITORIO))
def galeria(request, poligonos, tmp_path_factory):
    clave = request.param
    destino = tmp_path_factory.mktemp("galeria") / f"{clave}.html"
    destino.write_text(build_pagina(clave, build_galeria(clave, poligonos)), encoding="utf-8")
    return destino


@pytest.fixture(scope="module")
def pagina(navegador, galeria):
    hoja = navegador.new_page()
    hoja.peticiones = []
    hoja.dialogos = []
    hoja.on("request", lambda peticion: hoja.peticiones.append(peticion.url))
    hoja.on("dialog", lambda dialogo: (hoja.dialogos.append(dialogo.message), dialogo.dismiss()))
    hoja.goto(galeria.as_uri())
    yield hoja
    hoja.close()


def test_marks_drawn_equal_marks_expected(pagina):
    for figura in pagina.evaluate(MEDIR_MARCAS):
        assert figura["dibujadas"] == figura["pedidas"] > 0, figura
        assert figura["invisibles"] == 0, figura
        # Un polígono mal orientado taparía el mapa entero: ninguna marca excede su dibujo.
        assert figura["enormes"] == 0 or figura["id"].startswith("agebs"), figura


def test_only_request_is_the_page_itself_and_nothing_hostile_runs(pagina, galeria):
    assert pagina.peticiones == [galeria.as_uri()]
    assert pagina.dialogos == []
    assert pagina.locator("script, iframe, object, link, img").count() == 0


@pytest.mark.parametrize("ancho", ANCHOS)
def test_no_text_is_cut_or_overlaps(pagina, ancho):
    pagina.set_viewport_size({"width": ancho, "height": 800})
    propia = pagina.evaluate(MEDIR_TEXTOS)
    letra = pagina.add_style_tag(content=LETRA_ANCHA)
    ancha = pagina.evaluate(MEDIR_TEXTOS)
    letra.evaluate("nodo => nodo.remove()")

    assert [p for figura in [*propia, *ancha] for p in find_problemas(figura)] == []


def find_problemas(figura):
    """Textos que se salen del SVG, que se enciman o que se leen de menos de 10.5 px."""
    textos, problemas = figura["textos"], []
    for n, a in enumerate(textos):
        if (
            a["x0"] < -0.6
            or a["x1"] > figura["ancho"] + 0.6
            or a["y0"] < -1.5
            or a["y1"] > figura["alto"] + 1.5
        ):
            problemas.append((figura["id"], "se sale", a))
        if a["px"] < 10.5:
            problemas.append((figura["id"], "muy chico", a))
        for b in textos[n + 1 :]:
            ancho = min(a["x1"], b["x1"]) - max(a["x0"], b["x0"])
            alto = min(a["y1"], b["y1"]) - max(a["y0"], b["y0"])
            if ancho > 1 and alto > 0.2 * a["px"]:
                problemas.append((figura["id"], "se enciman", a["t"], b["t"]))
    return problemas


@pytest.mark.parametrize("ancho", [280, 320, 390, 900])
def test_page_never_scrolls_sideways(pagina, ancho):
    pagina.set_viewport_size({"width": ancho, "height": 800})
    assert pagina.evaluate("document.documentElement.scrollWidth") <= ancho


def test_every_drawing_has_an_accessible_name_and_a_table(pagina):
    svgs = pagina.evaluate("""() => [...document.querySelectorAll('figure.fais-grafica')].map(f => {
      const s = f.querySelector('svg');
      const nombra = s.getAttribute('aria-labelledby').split(' ').map(i => document.getElementById(i)?.textContent);
      return {rol: s.getAttribute('role'), nombra, tablas: [...f.querySelectorAll('table')].filter(t => document.getElementById(t.getAttribute('aria-labelledby'))?.textContent).length};
    })""")
    for svg in svgs:
        assert svg["rol"] == "img"
        assert len(svg["nombra"]) == 2
        assert all(svg["nombra"])
        assert svg["tablas"] == 1


@pytest.mark.parametrize("galeria", ["10014"], indirect=True)
def test_axe_finds_no_wcag_violation(pagina):
    from axe_playwright_python.sync_playwright import Axe

    pagina.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    # El nivel de cada título lo pone quien arma la página (pages.titulos): lo cuida tests/pages.
    reglas = {
        "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
        "rules": {"heading-order": {"enabled": False}},
    }
    # Dentro del SVG, axe no sabe qué hay detrás de cada letra y tarda: eso lo cuida test_tema.
    resultado = Axe().run(pagina, context={"exclude": [["svg"]]}, options=reglas)
    fallas = [(v["id"], v["help"], v["nodes"][0]["html"]) for v in resultado.response["violations"]]
    assert fallas == []


def test_printed_map_shows_its_table_and_other_details_stay_out(pagina):
    pagina.set_viewport_size({"width": 700, "height": 900})
    pagina.evaluate("document.querySelectorAll('details').forEach(d => d.open = false)")
    pagina.emulate_media(media="print")
    try:
        medidas = pagina.evaluate("""() => ({
          mapas: [...document.querySelectorAll('.fais-imprime table')].map(t => t.getBoundingClientRect().height),
          otras: [...document.querySelectorAll('.fais-datos:not(.fais-imprime)')].map(d => d.offsetHeight),
          ancho: document.documentElement.scrollWidth,
          fichas: [...document.querySelectorAll('.fais-ancha td')].filter(t => getComputedStyle(t).display != 'table-cell')
                    .length})""")
    finally:
        pagina.emulate_media(media="screen")

    assert len(medidas["mapas"]) == 4
    assert min(medidas["mapas"]) > 20
    assert set(medidas["otras"]) == {0}
    assert medidas["ancho"] <= 700
    assert medidas["fichas"] == 0


def test_plotly_draws_the_same_description_without_the_network(navegador, poligonos, tmp_path):
    import plotly.graph_objects as go
    from plotly.offline import get_plotlyjs

    graficas = build_galeria("10014", poligonos)
    cuerpo = "".join(
        go.Figure(g.figura).to_html(
            full_html=False, include_plotlyjs=False, config=CONFIGURACION_PLOTLY, div_id=g.id
        )
        for g in graficas
    )
    destino = tmp_path / "interactivo.html"
    destino.write_text(f"<meta charset=utf-8><script>{get_plotlyjs()}</script>{cuerpo}", encoding="utf-8")
    hoja, peticiones, fallas = navegador.new_page(), [], []
    hoja.on("request", lambda peticion: peticiones.append(peticion.url))
    hoja.on("pageerror", lambda falla: fallas.append(str(falla)))
    hoja.goto(destino.as_uri())
    hoja.wait_for_function(
        "n => document.querySelectorAll('.main-svg .legend, .main-svg .bglayer').length >= n", arg=10
    )
    barras = {g.id: sum(t["type"] == "bar" for t in g.figura["data"]) * g.trazos for g in graficas}
    dibujadas = {i: hoja.locator(f"#{i} .bars .point path").count() for i in barras}
    poligonos_vistos = hoja.locator("#mapa-10014 .fills path.js-fill").count()
    nube = hoja.get_by_text("cloud").count()
    hoja.close()

    assert fallas == []
    assert [u for u in peticiones if u.startswith("http")] == []
    assert all(dibujadas[i] > 0 for i, hay in barras.items() if hay)
    assert poligonos_vistos >= 39
    assert nube == 0
