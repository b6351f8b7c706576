import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fais_analysis.errors import ParametroError
from fais_analysis.views.marcado import (
    Html,
    check_id,
    decode_plotly,
    encode_plotly,
    escape_html,
    protect_formula,
)


@given(st.text())
def test_escaped_text_has_no_markup(texto):
    escrito = escape_html(texto)

    assert not set(escrito) & set("<>\"'")
    assert all(parte.split(";")[0] in ("amp", "lt", "gt", "quot", "#x27") for parte in escrito.split("&")[1:])


@given(st.text(alphabet=st.characters(blacklist_categories=("Cc", "Cf", "Cs"))))
def test_plotly_text_survives_the_round_trip(texto):
    assert decode_plotly(encode_plotly(texto)) == [texto]


def test_invisible_and_direction_marks_are_removed():
    assert escape_html("Du\u202erango\x00\u200f") == "Durango"


def test_html_is_not_escaped_twice_and_shows_itself():
    trozo = Html("<b>x</b>")

    assert escape_html(trozo) == trozo.__html__() == trozo._repr_html_() == "<b>x</b>"


@pytest.mark.parametrize("texto", ["=1+1", "+52 618", "-2", "@SUM(A1)", "\tx", "\rx", "  =1"])
def test_formula_like_text_is_disarmed(texto):
    assert protect_formula(texto) == f"'{texto}"


def test_plain_text_is_left_alone():
    assert protect_formula("Peñón Blanco") == "Peñón Blanco"


@pytest.mark.parametrize("malo", ["", "1a", "con espacio", "ñ", 'a"onload=', None, "a#b"])
def test_id_that_cannot_be_an_attribute_is_refused(malo):
    with pytest.raises(ParametroError, match="id"):
        check_id(malo)


def test_entities_decode_to_the_original():
    assert html.unescape(encode_plotly("<script>&")) == "<script>&"
