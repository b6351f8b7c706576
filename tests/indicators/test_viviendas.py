"""Las viviendas y sus fallas: el conteo del Censo, recuperado de los porcentajes."""

import pandas as pd
import pytest

from fais_analysis.indicators.viviendas import FALLAS_CONTADAS, compute_viviendas
from fais_analysis.loaders.ordenadas import load_tabla

COLUMNAS = [f"{f}_pct" for f in (*FALLAS_CONTADAS, "sin_lavadora", "sin_refrigerador")]


def make_rezago(conteos: list[int], viviendas: int, personas: int, clave: str = "10014") -> pd.DataFrame:
    """Los porcentajes que publicaría el índice con esos conteos, a nueve decimales."""
    pcts = {c: round(100 * n / viviendas, 9) for c, n in zip(COLUMNAS, conteos, strict=True)}
    return pd.DataFrame([{"clave_municipio": clave, "anio": 2020, "poblacion_personas": personas, **pcts}])


def test_counts_come_back_from_the_percentages():
    # A mano: 489 viviendas, 17 sin drenaje, 7 sin agua, 8 sin luz, 7 con piso de tierra, 17 sin excusado.
    tabla = compute_viviendas(make_rezago([17, 7, 8, 7, 17, 120, 60], 489, 1633), 2020)

    assert tabla.iloc[0].tolist() == ["10014", 1633, 489, 17, 7, 8, 7, 17]


def test_two_possible_bases_are_sin_dato_unless_checked():
    # 300 y 600 viviendas dan los mismos porcentajes; 1,300 personas caben en las dos (4.3 y 2.2 por vivienda).
    rezago = make_rezago([10, 7, 8, 7, 11, 120, 61], 300, 1300)

    assert compute_viviendas(rezago, 2020)["viviendas"].isna().all()
    assert compute_viviendas(rezago, 2020, {"10"})["viviendas"].tolist() == [300]


@pytest.mark.parametrize(
    "cambio", [{"sin_agua_pct": None}, {"poblacion_personas": None}, {"sin_agua_pct": 1.23457}]
)
def test_what_is_not_an_exact_count_is_sin_dato(cambio: dict):
    rezago = make_rezago([17, 7, 8, 7, 17, 120, 60], 489, 1633).assign(**cambio)
    tabla = compute_viviendas(rezago, 2020, {"10"})

    assert tabla.drop(columns=["clave_municipio", "poblacion_personas"]).isna().all(axis=None)


def test_years_without_enough_decimals_are_sin_dato():
    rezago = make_rezago([17, 7, 8, 7, 17, 120, 60], 489, 1633).assign(anio=2010)

    assert compute_viviendas(rezago, 2010, {"10"})["viviendas"].isna().all()


def test_control_values_of_durango():
    """Controles del Censo 2020: viviendas particulares habitadas y sin drenaje (INEGI, indicadores del Censo)."""
    rezago = load_tabla("rezago_social")
    tabla = compute_viviendas(rezago[rezago["clave_municipio"].str[:2] == "10"], 2020, {"10"})
    por_clave = tabla.set_index("clave_municipio")

    assert por_clave.loc["10014", ["viviendas", "sin_drenaje_viviendas"]].tolist() == [9295, 6633]
    assert por_clave.loc["10030", ["viviendas", "sin_drenaje_viviendas"]].tolist() == [489, 17]
    assert por_clave.loc["10005", "viviendas"] == 186650
    assert por_clave.notna().all(axis=None)
