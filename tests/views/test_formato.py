from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fais_analysis.errors import ParametroError
from fais_analysis.views import formato
from fais_analysis.views.formato import FORMATOS, get_formato, is_sin_dato

DURO = "\u00a0"
NULOS = (None, float("nan"), np.nan, pd.NA, pd.NaT, Decimal("NaN"))


@pytest.mark.parametrize("nulo", NULOS, ids=repr)
@pytest.mark.parametrize("nombre", FORMATOS)
def test_null_is_always_sin_dato(nombre, nulo):
    assert FORMATOS[nombre](nulo) == "sin dato"


@pytest.mark.parametrize(
    ("funcion", "valor", "esperado"),
    [
        (formato.format_entero, 1852264, "1,852,264"),
        (formato.format_entero, np.int64(1234567890), "1,234,567,890"),
        (formato.format_entero, -1234, "−1,234"),
        (formato.format_decimal, 1234.5, "1,234.5"),
        (formato.format_pct, 12.3, f"12.3{DURO}%"),
        (formato.format_pct, 0, f"0.0{DURO}%"),
        (formato.format_pct, -0.3, f"−0.3{DURO}%"),
        (formato.format_pp, 4.1, f"+4.1{DURO}pp"),
        (formato.format_pp, -29.7, f"−29.7{DURO}pp"),
        (formato.format_pp, 0.0, f"0.0{DURO}pp"),
        (formato.format_cambio, 1234, "+1,234"),
        (lambda v: formato.format_decimal(v, 8), 2e-7, "0.00000020"),
        (formato.format_entero, 1e22, "10,000,000,000,000,000,000,000"),
        (formato.format_mxn, 1234567, "$1,234,567"),
        (formato.format_mxn, Decimal("-56.5"), "−$57"),
        (formato.format_mdp, 1234567890, f"$1,234.6{DURO}mdp"),
        (formato.format_personas, 1, f"1{DURO}persona"),
        (formato.format_personas, 44732, f"44,732{DURO}personas"),
        (formato.format_habitantes, 1.0, "1 habitante"),
        (formato.format_habitantes, 44732, "44,732 habitantes"),
        (formato.format_anio, 2020.0, "2020"),
        (formato.format_fecha, date(2026, 11, 22), "22 de noviembre de 2026"),
        (formato.format_texto, "", "sin dato"),
    ],
)
def test_writes_as_in_mexico(funcion, valor, esperado):
    assert funcion(valor) == esperado


@pytest.mark.parametrize(
    ("valor", "decimales", "esperado"),
    # Casos en que el redondeo binario o el bancario fallan: se esperan los de hacerlo a mano.
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (0.25, 1, "0.3"),
        (-2.5, 0, "−3"),
    ],
)
def test_half_rounds_up_on_the_written_number(valor, decimales, esperado):
    assert formato.format_decimal(valor, decimales) == esperado


@pytest.mark.parametrize("valor", [-0.0, -0.04, -0.4999, Decimal("-0.0")])
def test_never_writes_minus_zero(valor):
    assert formato.format_entero(valor) == "0"
    assert formato.format_pp(valor, 0) == f"0{DURO}pp"


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4), st.integers(0, 3))
def test_agrees_with_exact_decimal_arithmetic(valor, decimales):
    esperado = valor.quantize(Decimal(1).scaleb(-decimales), ROUND_HALF_UP)

    escrito = formato.format_decimal(valor, decimales)

    assert Decimal(escrito.replace(",", "").replace("−", "-")) == esperado
    assert "-" not in escrito


@pytest.mark.parametrize("malo", [float("inf"), float("-inf"), "12", True, object()])
def test_what_is_not_a_figure_is_refused(malo):
    with pytest.raises(ParametroError, match="no es una cifra"):
        formato.format_decimal(malo)


def test_unknown_format_name_is_refused_and_functions_pass():
    with pytest.raises(ParametroError, match="porciento"):
        get_formato("porciento")
    assert get_formato(str.upper)("a") == "A"


def test_zero_and_text_are_data():
    assert not is_sin_dato(0)
    assert not is_sin_dato("")
