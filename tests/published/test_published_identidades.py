"""Identidades de la medición con la tolerancia más estrecha que se cumple en Durango (datos.md §6)."""

import pytest

from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.schemas.vocabulario import INDICADORES

PARTES = ["pobreza", "vulnerable_carencias", "vulnerable_ingresos", "no_pobre"]
SUMAS = {
    "pobreza": ["pobreza_extrema", "pobreza_moderada"],
    "una_carencia": ["pobreza", "vulnerable_carencias"],
    "linea_pobreza": ["pobreza", "vulnerable_ingresos"],
}
RUIDO = 1e-9


@pytest.fixture(scope="module")
def durango():
    tabla = load_tabla("pobreza_municipal")
    return tabla[tabla["clave_municipio"].str.startswith("10")]


@pytest.fixture(scope="module")
def nacional():
    return load_tabla("pobreza_municipal").dropna(subset=["poblacion_personas"])


@pytest.fixture(scope="module")
def estatal():
    return load_tabla("pobreza_estatal")


@pytest.mark.parametrize("total", SUMAS)
def test_sums_in_durango(durango, total):
    for sufijo, tolerancia in (("_pct", 0.1), ("_personas", 1)):
        partes = durango[[f"{p}{sufijo}" for p in SUMAS[total]]].sum(axis=1)
        assert (durango[f"{total}{sufijo}"] - partes).abs().max() <= tolerancia + RUIDO


@pytest.mark.parametrize(
    ("total", "tolerancia"), [("pobreza", 0.1), ("una_carencia", 0.2), ("linea_pobreza", 0.2)]
)
def test_sums_in_the_country(nacional, total, tolerancia):
    for sufijo, holgura in (("_pct", tolerancia), ("_personas", 1)):
        partes = nacional[[f"{p}{sufijo}" for p in SUMAS[total]]].sum(axis=1)
        assert (nacional[f"{total}{sufijo}"] - partes).abs().max() <= holgura + RUIDO


def test_four_parts_are_the_whole(durango, nacional):
    for tabla, pp in ((durango, 0.1), (nacional, 0.3)):
        assert (100 - tabla[[f"{p}_pct" for p in PARTES]].sum(axis=1)).abs().max() <= pp + RUIDO
        personas = tabla[[f"{p}_personas" for p in PARTES]].sum(axis=1)
        assert (tabla["poblacion_personas"] - personas).abs().max() <= 1


@pytest.mark.parametrize("indicador", [i.id for i in INDICADORES])
def test_percentage_is_people_over_population(durango, nacional, indicador):
    for tabla, pp in (
        (durango, 0.08),
        (nacional, 0.6),
        (nacional[nacional["poblacion_personas"] > 2000], 0.08),
    ):
        exacto = 100 * tabla[f"{indicador}_personas"] / tabla["poblacion_personas"]
        assert (tabla[f"{indicador}_pct"] - exacto).abs().max() <= pp + RUIDO


def test_extreme_poverty_is_contained(durango):
    assert len(durango) == 117
    assert (durango["pobreza_extrema_personas"] <= durango["tres_carencias_personas"]).all()
    assert (durango["pobreza_extrema_personas"] <= durango["linea_pobreza_extrema_personas"]).all()


def test_state_annex_is_exact(estatal):
    assert len(estatal) == 33 * 4
    for total, partes in SUMAS.items():
        resto = estatal[f"{total}_pct"] - estatal[[f"{p}_pct" for p in partes]].sum(axis=1)
        assert resto.abs().max() <= 1e-9
    assert (100 - estatal[[f"{p}_pct" for p in PARTES]].sum(axis=1)).abs().max() <= 1e-9


def test_country_is_the_sum_of_the_states(estatal):
    """El país se publica en millones con seis decimales: la suma de estados debe dar lo mismo."""
    personas = [c for c in estatal.columns if c.endswith("_personas")]
    nacional = estatal[estatal["clave_entidad"] == "00"].set_index("anio")[personas]
    suma = estatal[estatal["clave_entidad"] != "00"].groupby("anio")[personas].sum()

    assert (nacional - suma).abs().max(axis=None) == 0
