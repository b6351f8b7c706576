"""La orden principal, de punta a punta: 39 expedientes verdaderos sin nada que falte."""

import re

import pytest

from fais_analysis.pages.compuerta import check_documento
from tests.pages.conftest import Corrida
from tests.reports.conftest import get_texto

pytestmark = [pytest.mark.lento, pytest.mark.xdist_group("informes")]


def test_all_39_are_good(corrida: Corrida):
    assert corrida.codigo == 0, corrida.salida
    carpetas = sorted(r.name for r in corrida.carpeta.iterdir() if r.is_dir() and r.name != "recursos")
    assert len(carpetas) == 39
    assert carpetas[0].startswith("10001_canatlan")
    assert carpetas[-1].startswith("10039_nuevo-ideal")
    for carpeta in carpetas:
        assert {r.name for r in (corrida.carpeta / carpeta).iterdir()} == {
            "expediente.html",
            "hoja.html",
            "interactivo.html",
            "resumen.json",
            "05_hoja.ipynb",
            "10_diagnostico.ipynb",
            "20_mapa_zap.ipynb",
            "30_inversion.ipynb",
        }
    assert (corrida.carpeta / "panorama.html").is_file()
    assert (corrida.carpeta.parent / "ultima" / "index.html").is_file()


def test_manifest_says_it_is_a_demonstration(corrida: Corrida):
    assert corrida.manifiesto["es_demostracion"] is True


@pytest.mark.parametrize("clave", [f"10{n:03d}" for n in range(1, 40)])
def test_report_is_complete_and_self_contained(corrida: Corrida, clave: str):
    html = corrida.get_html(clave).read_text(encoding="utf-8")

    assert f'data-clave="{clave}"' in html
    assert "DATOS DE DEMOSTRACIÓN" in html
    (informe,) = (i for i in corrida.manifiesto["municipios"] if i["clave"] == clave)
    conteos = informe["conteos"]
    assert len(re.findall(r'data-grafica="', html)) == conteos["graficas"] + conteos["mapas"] >= 9
    assert not re.search(r'(?:src|xlink:href)="https?:', html)
    assert re.findall(r"<script[^>]*>", html) in (
        ["<script>", "<script>"],
        ['<script type="application/json" id="fais-procedencias">', "<script>", "<script>"],
    )
    assert "vnd.plotly" not in html
    assert "sin dato sin dato" not in html
    assert not re.search(r">\s*(?:nan|NaN|None|<NA>|inf)\s*<", html)
    sin_programas = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.S)
    assert "nan" not in get_texto(sin_programas).lower().split()
    assert len(html.encode()) <= 256_000


def test_mezquital_says_the_published_figures(corrida: Corrida):
    # CONEVAL 2020: 91.1 % en pobreza; 65.5 % (32,159 personas) en pobreza extrema.
    html = corrida.get_html("10014").read_text(encoding="utf-8").replace("\u00a0", " ")

    assert "91.1 %" in html
    assert "65.5 %" in html
    assert "32,159 personas" in html


def test_panorama_says_the_published_totals(corrida: Corrida):
    html = (corrida.carpeta / "panorama.html").read_text(encoding="utf-8").replace("\u00a0", " ")

    for cifra in ("$5,320,692,627.02", "100,845", "71 %", "57,789", "80,981", "2.8 %", "2.7 %"):
        assert cifra in html, cifra


def test_no_code_nor_machine_paths_in_the_reports(corrida: Corrida):
    for archivo in [*corrida.carpeta.rglob("*.html"), corrida.carpeta / "manifest.json"]:
        texto = archivo.read_text(encoding="utf-8")
        assert "build_diagnostico(" not in texto
        assert str(corrida.carpeta.parent) not in texto


def test_index_links_every_report(corrida: Corrida):
    html = (corrida.carpeta / "index.html").read_text(encoding="utf-8")

    enlaces = set(re.findall(r'href="([^"#]+/expediente\.html)"', html))
    assert len(enlaces) == 39
    assert all((corrida.carpeta / enlace).is_file() for enlace in enlaces)
    assert 'href="panorama.html"' in html
    assert '<a href="calidad.html">' in html


def test_quality_page_is_beside_the_run_and_is_part_of_it(corrida: Corrida):
    pagina = (corrida.carpeta / "calidad.html").read_text(encoding="utf-8")

    assert check_documento(pagina, "10", "calidad.html") == []
    assert "calidad.html" in corrida.manifiesto["recursos"]
