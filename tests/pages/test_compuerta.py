"""La compuerta detiene cada forma conocida de un informe que «sale bien» y está mal."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from fais_analysis.pages.causa import Conteos
from fais_analysis.pages.compuerta import (
    build_inventario,
    check_autonomia,
    check_conteos,
    check_documento,
    check_informe,
    check_resumenes,
    check_salidas,
    check_trazos,
)
from fais_analysis.pages.ensamble import Fragmento
from fais_analysis.schemas.capitulos.resumen import MIME_RESUMEN, Resumen
from fais_analysis.views.guiones import GUION, build_politica, load_guion, quote_huella, render_datos

BASE = """<!doctype html><html lang="es-MX" data-clave="10014"><head><title>x</title></head><body>
<header><h1>Mezquital</h1><p>10014</p></header><nav><a href="#a">A</a></nav>
<main><h2 id="a">A</h2>{cuerpo}</main><footer>f</footer></body></html>"""


def make_documento(cuerpo: str = "") -> str:
    return BASE.format(cuerpo=cuerpo)


def list_tipos(documento: str, clave: str = "10014") -> list[str]:
    return [causa.tipo for causa in check_documento(documento, clave, "expediente.html")]


def test_a_good_document_passes():
    fuente = '<a href="https://www.coneval.org.mx/">CONEVAL</a>'
    dibujo = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0" fill="url(#trama)"/></svg>'
    descarga = (
        '<a download="t.csv" href="data:text/csv,a">CSV</a><img alt="" src="data:image/png;base64,AA==">'
    )

    assert list_tipos(make_documento(fuente + dibujo + descarga)) == []


def test_the_report_of_another_municipality_does_not_pass():
    assert list_tipos(make_documento(), clave="10005") == ["ClaveEquivocada"]


@pytest.mark.parametrize(
    "cuerpo",
    [
        '<img alt="" src="https://x.mx/a.png">',
        '<img alt="" src="//x.mx/a.png">',
        '<img alt="" srcset="http://x.mx/a.png 2x">',
        '<svg><image href="https://x.mx/a.png"/></svg>',
        '<svg><use xlink:href="http://x.mx/a.svg#b"/></svg>',
        '<video poster="https://x.mx/a.png"></video>',
        "<style>p{background:url(https://x.mx/a.png)}</style>",
        "<style>@import 'a.css';</style>",
        "<p style=\"background:url('a.png')\">x</p>",
        '<form action="https://x.mx/"></form>',
    ],
)
def test_anything_loaded_from_outside_does_not_pass(cuerpo: str):
    assert list_tipos(make_documento(cuerpo)) == ["RecursoExterno"]


@pytest.mark.parametrize(
    "cuerpo",
    [
        "<script>1</script>",
        '<iframe srcdoc="x"></iframe>',
        '<p onclick="x()">x</p>',
        '<svg onload="x()"></svg>',
        '<meta http-equiv="refresh" content="0">',
        '<link rel="stylesheet" href="a.css">',
        '<object data="a.swf"></object>',
    ],
)
def test_scripts_and_embeds_do_not_pass(cuerpo: str):
    assert list_tipos(make_documento(cuerpo)) == ["ConGuiones"]


PROPIO = load_guion(GUION)
POLITICA = f'<meta http-equiv="Content-Security-Policy" content="{build_politica([quote_huella(GUION)])}">'


def test_only_the_script_of_the_house_passes_and_only_under_its_policy():
    con_politica = make_documento(f"<script>{PROPIO}</script>").replace("<title>", POLITICA + "<title>")

    assert list_tipos(con_politica) == []
    assert list_tipos(con_politica.replace("<script>", "<script> ")) == ["ConGuiones"]
    assert list_tipos(make_documento(f"<script>{PROPIO}</script>")) == ["SinPolitica"]
    assert list_tipos(con_politica.replace("default-src 'none'", "default-src *")) == ["SinPolitica"]


@pytest.mark.parametrize(
    "etiqueta",
    [
        "<script type=module>",
        "<script async>",
        "<script src=x.js>",
        "<script src=x.js defer>",
        "<script type=x>",
    ],
)
def test_a_script_with_attributes_does_not_pass(etiqueta: str):
    assert list_tipos(make_documento(f"{etiqueta}1</script>")) == ["ConGuiones"]


def test_inert_data_passes_and_is_not_read_as_text():
    datos = render_datos("fais-x", {"a": "</script><img src=https://x.mx/a.png>"})

    assert list_tipos(make_documento(datos)) == []
    assert "img" not in build_inventario(make_documento(datos)).texto


def test_a_fragment_may_not_bring_even_the_script_of_the_house():
    assert [c.tipo for c in check_autonomia(f"<script>{PROPIO}</script>", "mapa")] == ["ConGuiones"]


def test_a_document_over_the_limit_does_not_pass():
    assert list_tipos(make_documento("á" * 164_000)) == ["TamanioExcedido"]  # 328,000 bytes


def test_javascript_links_do_not_pass():
    assert "ConGuiones" in list_tipos(make_documento('<a href="JavaScript:x()">x</a>'))


@pytest.mark.parametrize(
    ("viejo", "nuevo", "tipo"),
    [
        ('lang="es-MX"', 'lang="en"', "SinLengua"),
        ("<h1>Mezquital</h1>", "<p>Mezquital</p>", "Encabezados"),
        ("<footer>f</footer>", "", "SinLandmark"),
        ("<main>", "<main><h1>otro</h1>", "Encabezados"),
        ("<footer>f", '<footer><i id="a">f</i>', "IdRepetido"),
        ('href="#a"', 'href="#z"', "EnlaceRoto"),
        ("<footer>f", '<footer><img src="data:,">', "SinTextoAlterno"),
    ],
)
def test_structure_is_required(viejo: str, nuevo: str, tipo: str):
    assert list_tipos(make_documento().replace(viejo, nuevo)) == [tipo]


def make_grafica(ident: str, clase: str = "", marcas: int = 2, trazos: int = 2) -> str:
    dibujo = "<rect/>" * marcas
    return (
        f'<figure class="fais-grafica {clase}" data-grafica="{ident}" data-trazos="{trazos}"><svg>'
        f'<path d="eje"/><g class="m">{dibujo}</g></svg>'
        '<details><div class="fais-tabla"><table></table></div></details></figure>'
    )


def test_counts_do_not_include_the_table_inside_a_chart():
    cuerpo = make_grafica("a") + make_grafica("b", "fais-mapa") + '<div class="fais-tabla">t</div>'

    assert build_inventario(cuerpo).conteos == Conteos(graficas=1, tablas=1, mapas=1)


def test_an_empty_chart_does_not_pass():
    assert [c.tipo for c in check_trazos(build_inventario(make_grafica("a", marcas=0)), ["10"])] == [
        "TrazosDistintos"
    ]
    assert [
        c.tipo for c in check_trazos(build_inventario(make_grafica("a", marcas=0, trazos=0)), ["10"])
    ] == ["TrazosDistintos"]
    assert check_trazos(build_inventario(make_grafica("a")), ["10"]) == []


def make_fragmento(cuaderno: str, graficas: int, tablas: int) -> Fragmento:
    resumen = Resumen("x", "10014", graficas=graficas, tablas=tablas)
    return Fragmento(cuaderno, "", (), (resumen,))


def list_capitulos(*cuerpos: str) -> list[str]:
    """Causas de un documento con un capítulo por cuerpo; se espera una gráfica y luego otra con tabla."""
    secciones = "".join(f'<section class="capitulo">{cuerpo}</section>' for cuerpo in cuerpos)
    fragmentos = [make_fragmento("10_uno", 1, 0), make_fragmento("20_dos", 1, 1)]
    causas = check_informe(make_documento(secciones), "10014", "expediente.html", fragmentos)
    return [f"{c.cuaderno}: {c.tipo}" for c in causas]


TABLA = '<div class="fais-tabla">t</div>'


def test_each_chapter_holds_what_its_notebook_said():
    assert list_capitulos(make_grafica("a"), make_grafica("b") + TABLA) == []
    assert list_capitulos(make_grafica("a") + TABLA, make_grafica("b")) == [
        "10_uno: ConteoDistinto",
        "20_dos: ConteoDistinto",
    ]
    assert list_capitulos(make_grafica("a"), make_grafica("b", marcas=1) + TABLA) == [
        "20_dos: TrazosDistintos"
    ]


def test_a_chapter_cut_short_or_missing_does_not_pass():
    assert list_capitulos(make_grafica("a") + "</section>", make_grafica("b") + TABLA)[:1] == []
    assert list_capitulos(make_grafica("a"), "</section>" + make_grafica("b") + TABLA) == [
        "20_dos: ConteoDistinto"
    ]
    assert list_capitulos(make_grafica("a")) == ["expediente.html: ConteoDistinto"]


def test_missing_chart_is_explained():
    (causa,) = check_conteos(Conteos(graficas=3), Resumen("x", "10014", graficas=4), "10_diagnostico")

    assert causa.mensaje == "graficas: se esperaban 4 y hay 3"


@pytest.mark.parametrize(
    ("datos", "pasa"),
    [
        ({"text/html": "<p>x</p>", "text/plain": "x"}, True),
        ({MIME_RESUMEN: {}, "text/plain": "x"}, True),
        ({"image/png": "AA==", "text/plain": "<Figure>"}, False),
        ({"application/vnd.plotly.v1+json": {}}, False),
        ({"application/vnd.jupyter.widget-view+json": {}, "text/plain": "w"}, False),
        ({"text/plain": "42"}, False),
    ],
)
def test_outputs_the_report_cannot_show_do_not_pass(datos: dict, pasa: bool):
    celda = new_code_cell("x", outputs=[new_output("display_data", datos)])

    assert (check_salidas(new_notebook(cells=[celda]), "10") == []) is pasa


def test_summary_must_be_one_and_of_the_requested_key():
    bueno, otro = Resumen("x", "10014"), Resumen("x", "10005")

    assert check_resumenes([bueno], "10", "10014") == []
    assert [c.tipo for c in check_resumenes([], "10", "10014")] == ["SinResumen"]
    assert [c.tipo for c in check_resumenes([bueno, bueno], "10", "10014")] == ["SinResumen"]
    assert [c.tipo for c in check_resumenes([otro], "10", "10014")] == ["ClaveEquivocada"]


def test_fragment_for_the_index_is_also_checked():
    assert check_autonomia(make_grafica("a"), "mapa_indice") == []
    assert [c.tipo for c in check_autonomia("<script></script>", "mapa_indice")] == ["ConGuiones"]
