import csv
import io
import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest

from fais_analysis.errors import ParametroError
from fais_analysis.views.dato import fill_procedencia
from fais_analysis.views.marcado import Html
from fais_analysis.views.presentacion import Columna
from fais_analysis.views.registros import MIME_FAIS
from fais_analysis.views.tabla import Tabla, build_csv, render_tabla

HOSTIL = '<img src=x onerror="alert(1)">'


class Lector(HTMLParser):
    """Etiquetas y atributos en orden, y que abran y cierren parejo."""

    def __init__(self):
        super().__init__()
        self.etiquetas, self.pila = [], []

    def handle_starttag(self, tag, attrs):
        self.etiquetas.append((tag, dict(attrs)))
        self.pila.append(tag)

    def handle_endtag(self, tag):
        assert self.pila.pop() == tag

    def list(self, tag):
        return [attrs for nombre, attrs in self.etiquetas if nombre == tag]


def read(html):
    lector = Lector()
    lector.feed(html)
    assert lector.pila == []
    return lector


def make_tabla(**cambios):
    filas = pd.DataFrame(
        {
            "clave": ["10014", "10005"],
            "municipio": ["Mezquital", HOSTIL],
            "personas": [44732, None],
            "pct": [91.09830356597357, np.nan],
            "propio": [True, False],
        }
    )
    columnas = [
        Columna("municipio", "Municipio"),
        Columna(
            "personas", "Personas", "entero", procedencia="pobreza_municipal[{clave},2020].pobreza_personas"
        ),
        Columna("pct", "Porcentaje", "pct"),
    ]
    base = {"id": "t1", "titulo": "Pobreza", "columnas": columnas, "filas": filas, "fuente": "CONEVAL"}
    return Tabla(**(base | cambios))


def test_each_figure_keeps_its_exact_value_and_provenance():
    datos = read(render_tabla(make_tabla())).list("data")

    assert datos == [
        {"value": "44732.0", "data-procedencia": "pobreza_municipal[10014,2020].pobreza_personas"},
        {"value": "91.09830356597357"},
    ]


def test_missing_figures_say_so_and_carry_no_value():
    html = render_tabla(make_tabla())

    assert html.count('<span class="fais-nulo">sin dato</span>') == 2
    assert ">0<" not in html


def test_headings_caption_and_focusable_region():
    lector = read(render_tabla(make_tabla()))

    assert [th["scope"] for th in lector.list("th")] == ["col", "col", "col", "row", "row"]
    region = next(a for a in lector.list("div") if a.get("role") == "region")
    assert region["tabindex"] == "0"
    assert lector.list("caption")[0]["id"] == region["aria-labelledby"]


def test_hostile_text_is_inert_everywhere():
    tabla = make_tabla(
        titulo=HOSTIL,
        fuente=HOSTIL,
        nota=HOSTIL,
        columnas=[
            Columna("municipio", HOSTIL),
            Columna("personas", HOSTIL, "entero", procedencia=HOSTIL + "{clave}"),
        ],
    )

    lector = read(render_tabla(tabla))

    assert lector.list("img") == []
    assert not any("onerror" in atributos for _, atributos in lector.etiquetas)


def test_wide_table_names_its_columns_without_letting_css_escape():
    hostil = '"}</style><script>alert(1)</script>; --c9:url(http://x)'
    columnas = [
        Columna("municipio", "Municipio"),
        Columna("personas", hostil, "mxn2"),
        Columna("pct", "P" * 30, "pct3"),
    ]

    html = render_tabla(make_tabla(columnas=columnas))

    estilo = read(html).list("table")[0]["style"]
    assert "fais-ancha" in html
    assert read(html).list("script") == []
    # Fuera de las comillas sólo quedan los nombres de las variables.
    assert re.sub(r"'[^']*'", "", estilo) == "--c2:;--c3:"
    assert not re.search(r"[<>{}()]", estilo)


@pytest.mark.parametrize(
    ("columnas", "ancha"),
    [
        ([Columna("municipio", "Municipio"), Columna("pct", "Porcentaje", "pct")], False),
        (
            [
                Columna("clave", "Clave"),
                Columna("personas", "Personas", "entero"),
                Columna("pct", "%", "pct"),
            ],
            False,
        ),
        (
            [
                Columna(c, r * 3, "texto")
                for c, r in (("municipio", "Nombre"), ("clave", "Clave"), ("pct", "Parte"))
            ],
            True,
        ),
    ],
)
def test_only_tables_that_do_not_fit_a_phone_become_cards(columnas, ancha):
    filas = make_tabla().filas.assign(municipio="San Juan de Guadalupe")

    assert ("fais-ancha" in render_tabla(make_tabla(columnas=columnas, filas=filas))) is ancha


def test_highlight_is_not_only_colour_and_total_goes_in_the_footer():
    html = render_tabla(make_tabla(destacar="propio", total={"municipio": "Total", "personas": 44732}))

    assert html.count('class="fais-destacada"') == 1
    assert "▸" in html
    assert html.index("<tfoot>") > html.index("</tbody>")


def test_dates_booleans_decimals_and_ready_html():
    filas = pd.DataFrame(
        {
            "que": [Html("<em>a</em>")],
            "fecha": [date(2026, 11, 22)],
            "mxn": [Decimal("1234567.50")],
            "si": [True],
        },
        dtype=object,
    )
    columnas = [Columna("que", "Qué"), Columna("fecha", "Fecha", "fecha"), Columna("mxn", "Monto", "mxn2")]
    columnas.append(Columna("si", "Sí", lambda v: "sí" if v else "no"))

    html = render_tabla(make_tabla(columnas=columnas, filas=filas))

    assert "<em>a</em>" in html
    assert '<time datetime="2026-11-22">22 de noviembre de 2026</time>' in html
    assert '<data value="1234567.50">$1,234,567.50</data>' in html
    assert ">sí<" in html


def test_csv_is_raw_protected_and_travels_inside_the_page():
    filas = make_tabla().filas.assign(municipio=["=HYPERLINK(1)", "Peñón, «Blanco»"], pct=[-1.25, np.nan])

    html = render_tabla(make_tabla(filas=filas))
    destino = read(html).list("a")[0]
    texto = unquote(destino["href"].split(",", 1)[1])

    assert destino["download"] == "t1.csv"
    assert list(csv.reader(io.StringIO(texto.removeprefix("\ufeff")))) == [
        ["Municipio", "Personas", "Porcentaje"],
        ["'=HYPERLINK(1)", "44732.0", "-1.25"],
        ["Peñón, «Blanco»", "", ""],
    ]
    assert texto.startswith("\ufeff")
    assert texto.endswith("\r\n")


def test_csv_carries_the_total():
    assert build_csv(make_tabla(total={"municipio": "Total", "personas": 7})).splitlines()[-1] == "Total,7,"


def test_empty_table_is_said_not_hidden():
    assert '<td colspan="3"><span class="fais-nulo">sin dato</span></td>' in render_tabla(
        make_tabla(filas=make_tabla().filas.head(0))
    )


def test_column_that_does_not_exist_is_refused():
    with pytest.raises(ParametroError, match="pide columnas"):
        make_tabla(columnas=[Columna("otra", "Otra")])


def test_unknown_format_is_refused_when_declared():
    with pytest.raises(ParametroError, match="formato"):
        Columna("a", "A", "porciento")


def test_provenance_template_leaves_unknown_fields_visible():
    assert fill_procedencia("t[{clave}].{nada}", {"clave": "10014"}) == "t[10014].{nada}"


def test_bundle_is_json_and_says_what_it_is():
    import json

    paquete = make_tabla()._repr_mimebundle_()
    datos = json.loads(json.dumps(paquete[MIME_FAIS], allow_nan=False))

    assert datos["tipo"] == "tabla"
    assert datos["filas"][1]["personas"] is None
    assert paquete["text/plain"] == "<Tabla t1: Pobreza (2 renglones)>"
