"""Viviendas que carecen: reconstruidas del porcentaje, exactas en los 39 municipios."""

from dataclasses import replace

import pytest

from fais_analysis.indicators.viviendas import find_bases
from fais_analysis.obras.necesidad import Necesidad, compute_salen_solo
from fais_analysis.propuestas.contexto import load_municipios, load_necesidad

# INEGI, Censo 2020 (Banco de indicadores): viviendas base y sin cada servicio; obras.md §2.1.
MEZQUITAL = {"isb_dren": 6633, "isb_agua": 4564, "isb_luz": 3848, "icv_pisos": 4395, "icv_hac": 5175}
SAN_PEDRO = {"isb_dren": 17, "isb_agua": 7, "isb_luz": 8, "icv_pisos": 7, "icv_hac": 61}


def test_mezquital_and_san_pedro_lack_what_the_census_says(mezquital: Necesidad, san_pedro: Necesidad):
    assert (mezquital.viviendas, dict(mezquital.carecen)) == (9295, MEZQUITAL)
    assert (san_pedro.viviendas, dict(san_pedro.carecen)) == (489, SAN_PEDRO)


@pytest.mark.lento
def test_every_municipality_of_durango_has_its_base():
    claves = [c for c in load_municipios() if c.startswith("10")]

    assert len(claves) == 39
    assert all(load_necesidad(c).viviendas for c in claves)


@pytest.mark.parametrize(
    ("subcarencia", "esperado"), [("isb_dren", (0, 2585)), ("isb_agua", (0, 516)), ("isb_luz", (0, 516))]
)
def test_leaving_by_one_service_alone_is_not_lacking_it(mezquital: Necesidad, subcarencia: str, esperado):
    """Carecen 6,633 de drenaje; a lo más 2,585 dejarían la carencia sólo con él."""
    assert compute_salen_solo(mezquital, subcarencia) == esperado


def test_frechet_bounds_of_a_small_municipality(san_pedro: Necesidad):
    assert compute_salen_solo(san_pedro, "isb_dren") == (10, 17)
    assert compute_salen_solo(san_pedro, "isb_luz") == (1, 8)


def test_unknown_union_has_no_answer(mezquital: Necesidad):
    assert compute_salen_solo(replace(mezquital, sin_alguno=None), "isb_dren") is None


@pytest.mark.parametrize(("clave", "sin_alguno"), [("10014", 7149), ("10030", 25), ("20570", None)])
def test_who_lacks_at_least_one_comes_from_inegi(clave: str, sin_alguno: int | None):
    """INEGI, indicador 6200240395 de 2020: 23.08768 % y 94.88753 % tienen los tres; de Oaxaca no se tiene."""
    assert load_necesidad(clave).sin_alguno == sin_alguno


def test_percentages_that_no_base_explains_give_none():
    assert find_bases(1633, [1.43, 3.48, 1.44, 3.5, 1.6, 14.2, 6.9]) == []
    assert find_bases(1633, [float("nan")] * 7) == []
