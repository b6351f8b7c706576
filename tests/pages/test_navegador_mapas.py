"""Los mapas en un navegador, sin red: rótulos que no se enciman a 320 px y el año que cambia el conjunto."""

import re

import pytest

from fais_analysis.views.guiones import build_css_documento
from tests.pages.conftest import Corrida, draw_figuras

pytestmark = [pytest.mark.navegador, pytest.mark.lento, pytest.mark.xdist_group("informes")]

MAPA = re.compile(r'<figure class="[^"]*\bfais-mapa\b.*?</figure>', re.S)
# Cajas de texto que se cruzan (dos pixeles de interlínea no son letra) o que se salen del dibujo.
MIRAR = """() => [...document.querySelectorAll('.fais-mapa svg')].flatMap(svg => {
  const [, , ancho, alto] = svg.getAttribute('viewBox').split(' ').map(Number);
  const cajas = [...svg.querySelectorAll('text')].map(t => [t.getBBox(), t.textContent]);
  const id = svg.closest('figure').id;
  return cajas.flatMap(([a, uno], n) => [
    ...(a.x < -1 || a.y < -1 || a.x + a.width > ancho + 1 || a.y + a.height > alto + 1 ? [`${id}: ${uno} se sale`] : []),
    ...cajas.slice(n + 1).filter(([b]) => a.x < b.x + b.width - 1 && b.x < a.x + a.width - 1 &&
        a.y + 2 < b.y + b.height - 2 && b.y + 2 < a.y + a.height - 2).map(([, otro]) => `${id}: ${uno} sobre ${otro}`)]);
})"""


def test_no_two_labels_touch_in_the_39_and_the_state_at_320_px(navegador, corrida: Corrida, tmp_path):
    hoja = navegador.new_page()
    hoja.set_viewport_size({"width": 320, "height": 800})
    problemas = {}
    for ficha in [*corrida.manifiesto["municipios"], corrida.manifiesto["panorama"]]:
        mapas = MAPA.findall((corrida.carpeta / ficha["informe"]).read_text(encoding="utf-8"))
        assert len(mapas) == ficha["conteos"]["mapas"] > 0, ficha["clave"]
        ruta = tmp_path / "mapas.html"
        ruta.write_text(
            f'<meta charset="utf-8"><style>{build_css_documento()}</style><main class="fais-hoja">{"".join(mapas)}</main>',
            encoding="utf-8",
        )
        hoja.goto(ruta.as_uri())
        hallados = hoja.evaluate(MIRAR)
        if hoja.evaluate("document.documentElement.scrollWidth") > 320:
            hallados.append("se desplaza de lado")
        if hallados:
            problemas[ficha["clave"]] = hallados
    hoja.close()

    assert len(corrida.manifiesto["municipios"]) == 39
    assert problemas == {}


def test_a_button_of_the_interactive_form_changes_the_set(navegador, corrida: Corrida):
    hoja, fallas = navegador.new_page(), []
    hoja.set_viewport_size({"width": 1100, "height": 900})
    hoja.on("pageerror", lambda falla: fallas.append(str(falla)))
    # Guanaceví: en zona de 2016 a 2021, fuera después
    hoja.goto(corrida.get_html("10009").with_name("interactivo.html").as_uri())
    draw_figuras(hoja, "zap")
    trama = """() => { const d = document.querySelector('#zap .js-plotly-plot');
      const t = d.data.find(t => t.name === 'Guanaceví' && !t.xaxis);
      return [t.fillpattern?.shape || '', d.layout.annotations[0].text]; }"""
    antes = hoja.evaluate(trama)
    otros = []
    for anios in ("2017-2018", "2023-2026"):
        hoja.locator("#zap .fais-series button", has_text=anios).click()
        hoja.wait_for_function(f"({trama})()[1].includes({anios!r})", timeout=20_000)
        otros.append(hoja.evaluate(trama))
    despues, vuelta = otros
    hoja.close()

    assert fallas == []
    assert antes[0] == ""
    assert antes[1].startswith("ZAP rural 2023-2026: sólo criterios derivados")
    assert despues[0] == "/"
    assert despues[1].startswith("ZAP rural 2017-2018: sólo criterios derivados")
    assert vuelta == antes
