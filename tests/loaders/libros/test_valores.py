"""Cada celda se entiende sin duda o se rechaza: montos al centavo, claves con su cero, listas cerradas."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fais_analysis.loaders.libros.valores import (
    ValorError,
    build_parse_opcion,
    parse_centavos,
    parse_clave,
    parse_entero,
    parse_numero,
    parse_texto,
)


@pytest.mark.parametrize(
    "valor, centavos",
    [
        (0, 0),
        (1200, 120_000),
        (1200.5, 120_050),
        (0.1 + 0.2, 30),  # ruido binario de una celda calculada
        (1_843_953_387.71, 184_395_338_771),  # total de agua del concentrado publicado
        ("1200.50", 120_050),
        ("$1,200.50", 120_050),
        (" $ 1,200 ", 120_000),
        ("1,234,567.8", 123_456_780),
        (Decimal("760739214.80"), 76_073_921_480),
    ],
)
def test_monto_is_exact(valor, centavos):
    assert parse_centavos(valor) == centavos


@pytest.mark.parametrize(
    "valor",
    [
        "1.200,50",  # puede ser mil doscientos con coma decimal
        "1200,50",
        "1.200",
        "1,20",
        "12,00.50",
        "1200.505",
        1200.505,
        "-1",
        -0.01,
        "(1,200.50)",
        "1200 pesos",
        "mil",
        "1e6",
        "nan",
        float("nan"),
        float("inf"),
        True,
        datetime(2018, 1, 1),
        "$",
        "1 200.50",
        "１２００",
        10**14,
    ],
)
def test_ambiguous_or_impossible_monto_is_rejected(valor):
    with pytest.raises(ValorError):
        parse_centavos(valor)


@given(st.integers(0, 10**13))
def test_monto_survives_every_way_of_writing_it(centavos):
    pesos, resto = divmod(centavos, 100)

    assert parse_centavos(f"{pesos}.{resto:02d}") == centavos
    assert parse_centavos(f"${pesos:,}.{resto:02d}") == centavos
    assert parse_centavos(centavos / 100) == centavos


@pytest.mark.parametrize(
    "valor, clave", [("01001", "01001"), ("10005", "10005"), (10005, "10005"), (10005.0, "10005")]
)
def test_clave_is_text_with_its_zero(valor, clave):
    assert parse_clave(valor, 5) == clave


@pytest.mark.parametrize("valor", [1001, 1001.0, "1001"])
def test_clave_that_lost_its_zero_says_so(valor):
    with pytest.raises(ValorError) as fallo:
        parse_clave(valor, 5)

    assert "«01001»" in fallo.value.que_hacer


@pytest.mark.parametrize(
    "valor", ["100", "1000500", "10 05", "1000á", "10-05", True, date(2018, 1, 1), 10005.5]
)
def test_other_claves_are_rejected(valor):
    with pytest.raises(ValorError):
        parse_clave(valor, 5)


def test_ageb_with_letter_is_kept_and_uppercased():
    assert parse_clave("100010001012a", 13) == "100010001012A"


@pytest.mark.parametrize("valor, entero", [("1,200", 1200), (12.0, 12), ("7", 7), ("0\x1f", 0)])
def test_entero(valor, entero):
    assert parse_entero(valor) == entero


@pytest.mark.parametrize(
    "valor", ["12.5", 12.5, "-1", -1, "doce", "1,20", float("nan"), True, "", "1e3", 10**12]
)
def test_entero_rejects(valor):
    with pytest.raises(ValorError):
        parse_entero(valor)


def test_cantidad_cannot_be_zero():
    with pytest.raises(ValorError, match="1 o más"):
        parse_entero(0, 1)


@pytest.mark.parametrize("valor", ["1.200,5", "-1", "inf", "nan", "dos", True, date(2018, 1, 1)])
def test_meta_rejects(valor):
    with pytest.raises(ValorError):
        parse_numero(valor)


@pytest.mark.parametrize("valor, numero", [("1,200.5", 1200.5), (3, 3.0), ("0.25", 0.25)])
def test_meta(valor, numero):
    assert parse_numero(valor) == numero


@pytest.mark.parametrize("valor", ["#N/A", "#REF!", True, date(2018, 1, 1), 1.5])
def test_texto_rejects_what_excel_broke(valor):
    with pytest.raises(ValorError):
        parse_texto(valor)


def test_texto_keeps_whole_numbers_as_written():
    assert parse_texto(123.0) == "123"


def test_opcion_accepts_other_case_and_accents_and_returns_the_official_form():
    parse = build_parse_opcion(("en ejecución", "concluida"))

    assert parse(" EN EJECUCION ") == "en ejecución"
    with pytest.raises(ValorError, match="en ejecución, concluida"):
        parse("lista")
