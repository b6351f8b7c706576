"""Lo que ve un alcalde: Chromium sin red, teléfono y escritorio, con y sin JavaScript, y en papel."""

import subprocess
from pathlib import Path

import pytest

from tests.pages.conftest import Corrida

pytestmark = [pytest.mark.navegador, pytest.mark.lento, pytest.mark.xdist_group("informes")]

MUNICIPIOS = ("10014", "10005", "10030")
ANCHOS = (320, 390, 768, 1280)

# Cajas de texto de cada SVG que se salen de él, y pares de rótulos que se enciman de verdad.
MIRAR_SVG = """
() => {
  const fallas = [];
  for (const svg of document.querySelectorAll('figure svg')) {
    const caja = svg.getBoundingClientRect();
    const textos = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim());
    for (const t of textos) {
      const r = t.getBoundingClientRect();
      if (r.left < caja.left - 2 || r.right > caja.right + 2 || r.top < caja.top - 2 || r.bottom > caja.bottom + 2)
        fallas.push(`${svg.closest('figure').id}: se corta «${t.textContent}»`);
    }
    for (let i = 0; i < textos.length; i++) for (let j = i + 1; j < textos.length; j++) {
      const a = textos[i].getBoundingClientRect(), b = textos[j].getBoundingClientRect();
      const x = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (x > 2 && y > 4)
        fallas.push(`${svg.closest('figure').id}: se enciman «${textos[i].textContent}» y «${textos[j].textContent}»`);
    }
  }
  return fallas;
}
"""

# Formas con datos realmente pintadas en cada figura, contra las que la figura dice que debe haber.
CONTAR_TRAZOS = """
() => [...document.querySelectorAll('figure[data-trazos]')].map(f => [
  f.id, Number(f.dataset.trazos),
  [...f.querySelectorAll('svg g.m path, svg g.m rect, svg g.m circle, svg g.m use, svg g.m polyline')]
    .filter(e => { const r = e.getBoundingClientRect(); // la caja de un trazo no incluye sus símbolos
      return r.width > 0 || r.height > 0 || e.hasAttribute('marker-mid'); }).length
])
"""


def open_pagina(navegador, archivo: Path, ancho: int):
    pagina = navegador.new_page()
    pagina.set_viewport_size({"width": ancho, "height": 900})
    quejas: list[str] = []
    pagina.on("console", lambda m: quejas.append(m.text) if m.type in ("error", "warning") else None)
    pagina.on("pageerror", lambda e: quejas.append(str(e)))
    pagina.on("request", lambda r: quejas.append(r.url) if not r.url.startswith(("file:", "data:")) else None)
    pagina.goto(archivo.as_uri())
    pagina.evaluate("document.querySelectorAll('.anexo > details').forEach(d => (d.open = true))")
    return pagina, quejas


@pytest.mark.parametrize("clave", MUNICIPIOS)
@pytest.mark.parametrize("ancho", ANCHOS)
def test_report_fits_asks_nothing_and_draws_everything(navegador, corrida: Corrida, clave: str, ancho: int):
    pagina, quejas = open_pagina(navegador, corrida.get_html(clave), ancho)

    assert quejas == []
    assert pagina.evaluate("document.documentElement.scrollWidth") <= ancho
    assert pagina.evaluate(MIRAR_SVG) == []
    for figura, esperados, dibujados in pagina.evaluate(CONTAR_TRAZOS):
        assert esperados == dibujados > 0, figura
    pagina.close()


@pytest.mark.parametrize("archivo", ["index.html", "panorama.html"])
@pytest.mark.parametrize("ancho", ANCHOS)
def test_index_and_panorama_fit(navegador, corrida: Corrida, archivo: str, ancho: int):
    pagina, quejas = open_pagina(navegador, corrida.carpeta / archivo, ancho)

    assert quejas == []
    assert pagina.evaluate("document.documentElement.scrollWidth") <= ancho
    assert pagina.evaluate(MIRAR_SVG) == []
    pagina.close()


def test_state_map_paints_39_polygons_and_none_covers_the_rest(navegador, corrida: Corrida):
    pagina, _ = open_pagina(navegador, corrida.get_html("10014"), 1280)
    cajas = pagina.evaluate(
        """() => { const s = document.querySelector('#zap svg'); const t = s.getBoundingClientRect();
        return [...s.querySelector('g.m').children].map(p => { const r = p.getBoundingClientRect();
        return r.width * r.height / (t.width * t.height); }); }"""
    )

    assert len(cajas) == 39
    assert max(cajas) < 0.25  # un polígono al revés taparía el mapa entero
    pagina.close()


@pytest.mark.parametrize("clave", MUNICIPIOS)
def test_axe_finds_no_violations(navegador, corrida: Corrida, clave: str):
    from axe_playwright_python.sync_playwright import Axe

    pagina, _ = open_pagina(navegador, corrida.get_html(clave), 1280)
    hallazgos = Axe().run(pagina)

    assert hallazgos.violations_count == 0, hallazgos.generate_report()
    pagina.close()


def test_every_svg_has_a_name_and_a_table(navegador, corrida: Corrida):
    pagina, _ = open_pagina(navegador, corrida.get_html("10005"), 1280)
    sin_nombre = pagina.evaluate(
        """() => [...document.querySelectorAll('figure[data-grafica]')].filter(f => {
        const s = f.querySelector('svg'); const ids = (s.getAttribute('aria-labelledby') || '').split(' ');
        return s.getAttribute('role') !== 'img' || !ids.every(i => document.getElementById(i)?.textContent)
          || !f.querySelector('table'); }).map(f => f.id)"""
    )

    assert sin_nombre == []
    pagina.close()


def test_print_says_demonstration_on_every_page(navegador, corrida: Corrida, tmp_path: Path):
    pagina, _ = open_pagina(navegador, corrida.get_html("10014"), 1280)
    papel = tmp_path / "mezquital.pdf"
    pagina.pdf(path=str(papel), format="Letter", print_background=True)
    texto = subprocess.run(
        ["pdftotext", "-layout", str(papel), "-"], capture_output=True, text=True, check=True
    ).stdout
    hojas = [h for h in texto.split("\f") if h.strip()]

    assert hojas
    assert all("DATOS DE DEMOSTRACIÓN" in hoja for hoja in hojas)
    crudo = papel.read_bytes()
    assert b"/Subtype /Image" not in crudo  # las tramas se imprimen como líneas: cabe en un correo
    assert len(crudo) < 1_000_000
    pagina.close()
