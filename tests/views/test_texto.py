import pytest
from hypothesis import given
from hypothesis import strategies as st

from fais_analysis.views.texto import measure_bloque, measure_texto, split_renglones

# Anchos de referencia, en pixeles a 100 px de letra, medidos en Chromium con DejaVu Sans.
MEDIDOS = {
    "Mezquital": 483.2,
    "San Juan de Guadalupe": 1169.1,
    "91.1 %": 349.5,
    "$1,234,567,890": 795.2,
    "Acceso a los servicios básicos en la vivienda": 2224.5,
}


@pytest.mark.parametrize("texto", MEDIDOS)
def test_estimate_is_never_shorter_than_the_widest_letter(texto):
    estimado = measure_texto(texto, 100)

    assert MEDIDOS[texto] <= estimado <= MEDIDOS[texto] * 1.05


@pytest.mark.lento
@given(
    st.text(st.characters(codec="latin-1", categories=("L", "N", "P")), min_size=1, max_size=80),
    st.floats(40, 400),
)
def test_every_line_fits(palabra, ancho):
    texto = f"{palabra} en la vivienda {palabra}"

    renglones = split_renglones(texto, ancho, 14)

    assert all(measure_texto(r, 14) <= ancho or len(r) == 1 for r in renglones)


@given(st.lists(st.text("abcdeñ", min_size=1, max_size=9), min_size=1, max_size=12))
def test_no_word_is_lost_or_cut_when_each_fits(palabras):
    assert " ".join(split_renglones(" ".join(palabras), 130, 14)) == " ".join(palabras)


def test_hard_space_is_not_broken():
    assert split_renglones("pobreza 91.1\u00a0%", 60, 14) == ("pobreza", "91.1\u00a0%")


def test_block_is_as_wide_as_its_longest_line():
    ancho, alto = measure_bloque(("a", "aaa"), 10)

    assert ancho == measure_texto("aaa", 10)
    assert alto == 25
