"""El mensaje y la revisión en Chromium: imágenes apagadas, 320 px, sin guiones y sin red; y el PDF de verdad."""

from pathlib import Path

import pytest

from fais_analysis.delivery.adjunto import read_titulo_pdf
from fais_analysis.delivery.carpeta import BITACORA
from fais_analysis.delivery.corrida import read_corrida
from fais_analysis.delivery.revision import _open

from .armado import AHORA, CAMPANIA, TRES, Municipio, Oficina, build_fila, build_revision, write_corrida
from .conftest import ready, send
from .test_guarda import check

pytestmark = pytest.mark.navegador

# Lo que Chromium dibuja fuera de la hoja o recorta, y textos de menos de 14 px.
DESBORDES = """() => {
  const ancho = document.documentElement.clientWidth;
  return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > ancho + 0.5).map(e => e.tagName);
}"""
CHICOS = """() => [...document.querySelectorAll('p,td,span,a,h1,h2,th')]
  .filter(e => e.innerText.trim() && parseFloat(getComputedStyle(e).fontSize) < 14).map(e => e.innerText)"""
CONTRASTES = """() => {
  const lum = c => { const [r, g, b] = c.match(/\\d+/g).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b; };
  const fondo = e => { while (e) { const c = getComputedStyle(e).backgroundColor; if (c !== 'rgba(0, 0, 0, 0)') return c; e = e.parentElement; } return 'rgb(255,255,255)'; };
  return [...document.querySelectorAll('p,span,a,h1,h2,td')].filter(e => e.innerText.trim() && e.children.length === 0).map(e => {
    const [a, b] = [lum(getComputedStyle(e).color), lum(fondo(e))].sort((x, y) => y - x);
    return [(a + .05) / (b + .05), e.innerText];
  }).filter(([c]) => c < 4.5);
}"""


def open_mensaje(navegador, html: str, ancho: int):
    """Página con el mensaje; anota lo que pida a la red."""
    pagina = navegador.new_page()
    pagina.set_viewport_size({"width": ancho, "height": 800})
    pedidos: list[str] = []
    pagina.on("request", lambda p: pedidos.append(p.url))
    pagina.set_content(html)
    return pagina, pedidos


@pytest.fixture
def corregida(oficina: Oficina, servir):
    """La vista de una versión corregida: el mensaje más largo."""
    ready(oficina, servir())
    send(oficina)
    larga = "Inversión › Inversión, proyectos y acciones por grupo › Agua y Saneamiento › <data>$187,810,466.24</data>"
    otros = {c: Municipio(pobreza=77.7, texto=larga) for c in TRES}
    corrida = write_corrida(oficina.raiz / "c2", otros)
    return oficina.prepare(corrida)[1].vista


@pytest.mark.parametrize("ancho", [320, 600, 1200])
def test_message_fits_and_reads_at_every_width(navegador, corregida, ancho: int):
    pagina, pedidos = open_mensaje(navegador, _open(corregida)["html"], ancho)

    assert pagina.evaluate(DESBORDES) == []
    assert pagina.evaluate(CHICOS) == []
    assert pagina.evaluate(CONTRASTES) == []
    assert pagina.evaluate("document.images[0].naturalWidth") == 720
    assert (
        pagina.evaluate(
            "Math.max(...[...document.querySelectorAll('table')].map(t => t.offsetWidth).filter(w => w < innerWidth), 0)"
        )
        <= 600
    )
    assert not [p for p in pedidos if not p.startswith(("data:", "about:"))]
    pagina.close()


@pytest.mark.parametrize("ancho", [320, 600])
def test_message_says_everything_with_images_off(navegador, corregida, ancho: int):
    html = _open(corregida)["html"].replace(
        "data:image/png;base64,", "data:image/png;base64,AAAA"
    )  # imagen que no abre
    pagina, _ = open_mensaje(navegador, html, ancho)
    texto = pagina.evaluate("document.body.innerText")

    assert pagina.evaluate("document.images[0].naturalWidth") == 0
    assert "Peñón Blanco: 77.7" in pagina.evaluate("document.images[0].alt")
    assert (
        pagina.evaluate("document.images[0].getBoundingClientRect().height") >= 16
    )  # el texto alterno se dibuja
    assert pagina.evaluate(DESBORDES) == []
    for dato in ("Versión corregida", "77.7", "decía", "618 000 0000", "Huella del expediente", "CONEVAL"):
        assert dato in texto
    pagina.close()


def test_plain_text_says_the_same_as_the_html(navegador, corregida):
    pagina, _ = open_mensaje(navegador, _open(corregida)["html"], 600)
    cifras = set(pagina.evaluate("document.body.innerText").replace("\u00a0", " ").split())
    plano = set(corregida.cuerpo.texto.replace("\u00a0", " ").split())
    numeros = {p.strip("(),.;:") for p in cifras if any(c.isdigit() for c in p)}
    leyenda = {"35", "45", "55", "65"}

    assert numeros - leyenda <= {p.strip("(),.;:") for p in plano}
    pagina.close()


def test_review_page_previews_each_message_without_scripts_nor_network(navegador, oficina: Oficina):
    renglones = oficina.prepare()
    ruta = oficina.carpeta / CAMPANIA / "revision.html"
    ruta.write_text(
        build_revision(CAMPANIA, read_corrida(oficina.corrida), renglones, AHORA), encoding="utf-8"
    )
    pagina = navegador.new_page()
    pedidos: list[str] = []
    pagina.on("request", lambda p: pedidos.append(p.url))
    pagina.goto(ruta.as_uri())

    assert pagina.locator("tbody tr").count() == 3
    pagina.locator("summary").nth(1).click()
    marco = pagina.frame_locator("iframe").nth(1)
    assert "Peñón Blanco" in marco.locator("h1").inner_text()
    assert marco.locator('img:not([alt=""])').evaluate("i => i.naturalWidth") == 720
    assert pagina.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [p for p in pedidos if p.startswith("http")] == []
    pagina.close()


def test_hostile_names_are_inert_in_the_review(navegador, tmp_path: Path):
    malo = "\" onmouseover=alert(1) autofocus & 'x' {{ 7 * 7 }} &lt;img&gt;"
    oficina = Oficina(
        tmp_path,
        filas=[
            build_fila("10014", nombre=malo, cargo='Presidenta "&" {% raw %}'),
            build_fila("10021"),
            build_fila("10033"),
        ],
    )
    renglones = oficina.prepare()
    pagina = navegador.new_page()
    avisos: list[str] = []
    pagina.on("dialog", lambda d: (avisos.append(d.message), d.dismiss()))
    pagina.set_content(build_revision(CAMPANIA, read_corrida(oficina.corrida), renglones, AHORA))
    pagina.locator("summary").nth(0).click()

    assert f"{malo}\n" in pagina.frame_locator("iframe").nth(0).locator("body").inner_text()
    assert avisos == []
    pagina.close()


def test_real_pdf_carries_its_municipality_and_passes_the_guard(oficina: Oficina):
    """Chromium imprime el expediente: el título, con acentos, se lee; y no se imprime dos veces."""
    oficina.filas = [build_fila(c, formato="pdf") for c in TRES]
    oficina.save()
    assert {r.estado for r in oficina.prepare()} == {"listo"}
    oficina.approve()
    antes = oficina.read_eml("10021")
    oficina.prepare()

    assert oficina.read_eml("10021") == antes
    assert check(oficina, "10021") == antes
    titulos = sorted(read_titulo_pdf(r.read_bytes()) for r in (oficina.carpeta / "pdf").glob("*.pdf"))
    assert titulos == [
        f"{n} ({c}): {que}"
        for c, n in (("10014", "Mezquital"), ("10021", "Peñón Blanco"), ("10033", "Súchil"))
        for que in ("expediente municipal", "hoja")
    ]
    assert (oficina.carpeta / BITACORA).is_file()
