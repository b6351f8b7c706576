"""La hoja de las 39: se verifica, no pide nada de fuera y cabe en una página carta y A4."""

import re
from html import unescape

import pytest

from fais_analysis.pages.hoja import TOPE_BYTES
from fais_analysis.verify.informe import verify_archivo
from tests.pages.conftest import Corrida

CLAVES = [f"10{n:03d}" for n in range(1, 40)]
PUNTOS_MINIMO = 10
# 1 pt = 4/3 px.
LETRAS = """() => [...document.querySelectorAll('body *')].filter(
  n => [...n.childNodes].some(t => t.nodeType === 3 && t.textContent.trim()) && n.offsetWidth + (n.ownerSVGElement ? 1 : 0)
    && !n.closest('script, style, .fais-oculto, .salto, svg, nav'))
  .map(n => parseFloat(getComputedStyle(n).fontSize) * 0.75)"""


@pytest.mark.lento
def test_sheets_are_light_whole_and_need_no_script(corrida: Corrida):
    for clave in CLAVES:
        documento = (corrida.get_html(clave).parent / "hoja.html").read_bytes()
        assert len(documento) <= TOPE_BYTES, clave
        texto = unescape(documento.decode("utf-8"))
        assert "script-src 'none'" in texto
        assert not re.search(r"<script(?! type=\"application/json\")", texto)
        assert "DEMO-" not in texto


@pytest.mark.lento
@pytest.mark.parametrize("clave", ["10014", "10030"])
def test_sheet_is_verified(corrida: Corrida, clave: str):
    hecho = verify_archivo(corrida.get_html(clave).parent / "hoja.html")

    assert hecho.cifras.coinciden > 20
    assert hecho.resultado == "Todo coincide."


@pytest.mark.lento
@pytest.mark.navegador
def test_39_sheets_fit_one_page_and_the_button_fits_the_phone(corrida: Corrida, launch_chromium):
    contexto = launch_chromium().new_context(viewport={"width": 360, "height": 740}, offline=True)
    pagina = contexto.new_page()
    carpetas = {clave: corrida.get_html(clave).parent for clave in CLAVES}
    # Arriba del botón sólo cambian el nombre y las cifras: los nombres más largos, la capital y el de más pobreza.
    largos = sorted(CLAVES, key=lambda clave: len(carpetas[clave].name))[-4:]
    for clave in {*largos, "10005", "10014"}:
        pagina.goto((carpetas[clave] / "expediente.html").as_uri())
        assert pagina.evaluate("document.querySelector('.ir').getBoundingClientRect().bottom") <= 740, clave
    for clave, carpeta in carpetas.items():
        pagina.goto((carpeta / "hoja.html").as_uri())
        assert pagina.evaluate("document.documentElement.scrollWidth") <= 360, clave
        pagina.emulate_media(media="print")
        for formato in ("Letter", "A4"):
            pdf = pagina.pdf(format=formato)
            assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1, (clave, formato)
        pagina.set_viewport_size({"width": 800, "height": 1000})
        assert min(pagina.evaluate(LETRAS)) >= PUNTOS_MINIMO - 0.01, clave
        pagina.set_viewport_size({"width": 360, "height": 740})
        pagina.emulate_media(media="screen")
