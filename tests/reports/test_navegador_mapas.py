"""Los mapas en un navegador, sin red: rótulos que no se enciman a 320 px y el año que cambia el conjunto."""

import pytest

from fais_analysis.pages.interactivo import locate_plotly
from fais_analysis.reports import mapa_zap, panorama_mapas
from fais_analysis.views.capitulos import mapa_zap as ver
from fais_analysis.views.capitulos import panorama_mapas as ver_panorama
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.guiones import build_css_documento

pytestmark = [pytest.mark.navegador, pytest.mark.lento]

CLAVES = [f"10{n:03d}" for n in range(1, 40)]
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


@pytest.fixture(scope="module")
def navegador(launch_chromium):
    return launch_chromium()


def list_mapas(clave: str) -> list[Grafica]:
    if clave == "10":
        datos = panorama_mapas.build_panorama_mapas(clave)
        vistas = [
            f(datos)
            for f in (ver_panorama.plot_mapa_zap, ver_panorama.plot_mapa_pobreza, ver_panorama.plot_carencias)
        ]
    else:
        datos = mapa_zap.build_mapa_zap(clave)
        vistas = [f(datos) for f in (ver.plot_mapa_zap, ver.plot_localidades, ver.plot_agebs)]
    return [v for v in vistas if isinstance(v, Grafica)]


def test_no_two_labels_touch_in_the_39_and_the_state_at_320_px(navegador, tmp_path):
    hoja = navegador.new_page(viewport={"width": 320, "height": 800})
    problemas = {}
    for clave in [*CLAVES, "10"]:
        cuerpo = "".join(str(mapa.to_html()) for mapa in list_mapas(clave))
        ruta = tmp_path / f"{clave}.html"
        ruta.write_text(
            f'<meta charset="utf-8"><style>{build_css_documento()}</style><main class="fais-hoja">{cuerpo}</main>',
            encoding="utf-8",
        )
        hoja.goto(ruta.as_uri())
        hallados = hoja.evaluate(MIRAR)
        if hoja.evaluate("document.documentElement.scrollWidth") > 320:
            hallados.append("se desplaza de lado")
        if hallados:
            problemas[clave] = hallados
    hoja.close()

    assert problemas == {}


def test_a_button_of_the_interactive_form_changes_the_set(navegador, tmp_path):
    from fais_analysis.pages.interactivo import build_interactivo
    from fais_analysis.verify.rearmado import rebuild_informe

    rearmado = rebuild_informe("10009")  # Guanaceví: en zona de 2016 a 2021, fuera después
    carpeta = tmp_path / "10009"
    carpeta.mkdir()
    (tmp_path / "recursos").mkdir()
    (tmp_path / "recursos" / "plotly.min.js").write_bytes(locate_plotly().read_bytes())
    ruta = carpeta / "interactivo.html"
    ruta.write_text(build_interactivo(rearmado.pagina, rearmado.contexto), encoding="utf-8")
    hoja, fallas = navegador.new_page(viewport={"width": 1100, "height": 900}), []
    hoja.on("pageerror", lambda falla: fallas.append(str(falla)))
    hoja.goto(ruta.as_uri())
    hoja.wait_for_function("document.documentElement.classList.contains('plotly-listo')", timeout=60_000)
    trama = """() => { const d = document.querySelector('#zap .js-plotly-plot');
      const t = d.data.find(t => t.name === 'Guanaceví' && !t.xaxis);
      return [t.fillpattern?.shape || '', d.layout.annotations[0].text]; }"""
    antes = hoja.evaluate(trama)
    hoja.locator("#zap .fais-series button", has_text="2017-2018").click()
    hoja.wait_for_timeout(400)
    despues = hoja.evaluate(trama)
    hoja.locator("#zap .fais-series button", has_text="2023-2026").click()
    hoja.wait_for_timeout(400)
    vuelta = hoja.evaluate(trama)
    hoja.close()

    assert fallas == []
    assert antes[0] == ""
    assert antes[1].startswith("ZAP rural 2023-2026: sólo criterios derivados")
    assert despues[0] == "/"
    assert despues[1].startswith("ZAP rural 2017-2018: sólo criterios derivados")
    assert vuelta == antes
