import pytest

from fais_analysis.errors import ParametroError
from fais_analysis.views.componentes import (
    CifraVista,
    render_aviso,
    render_cifras,
    render_frase,
    render_lista_mensajes,
)

HOSTIL = "<script>alert(1)</script>"


def test_card_has_label_value_and_detail():
    html = render_cifras([CifraVista(44732, "entero", "personas en pobreza", "2020", "pobreza[10014]")])

    assert '<data value="44732" data-procedencia="pobreza[10014]">44,732</data>' in html
    assert "<dt>personas en pobreza</dt>" in html
    assert '<dd class="fais-detalle">2020</dd>' in html


def test_long_figure_gets_a_wide_card_and_missing_one_says_so():
    html = render_cifras([CifraVista(1234567890, "mxn", "pesos"), CifraVista(None, "pct", "sin medir")])

    assert html.count("fais-cifra-ancha") == 1
    assert "sin dato" in html


def test_notice_reads_its_kind_and_escapes():
    html = render_aviso("demostracion", HOSTIL)

    assert "DATOS DE DEMOSTRACIÓN" in html
    assert HOSTIL not in html
    with pytest.raises(ParametroError, match="aviso"):
        render_aviso("urgente", "x")


def test_sentence_escapes_everything_but_its_figures():
    frase = render_frase("{n} en <{que}>", {"n": CifraVista(12.35, "pct"), "que": HOSTIL})

    assert frase == (
        '<data value="12.35">12.4\u00a0%</data> en &lt;&lt;script&gt;alert(1)&lt;/script&gt;&gt;'
    )


def test_sentence_without_its_figure_is_an_error_not_a_gap():
    with pytest.raises(ParametroError, match="frase"):
        render_frase("{falta}", {})


def test_messages_are_a_list_and_only_plain_text_is_escaped():
    html = render_lista_mensajes([HOSTIL, render_frase("a & b", {})], es_numerada=True)

    assert html.startswith('<ol class="fais-mensajes">')
    assert html.count("<li>") == 2
    assert HOSTIL not in html
    assert "a &amp; b" in html
