import pandas as pd
import pytest

from fais_analysis.errors import EsquemaError
from fais_analysis.indicators.poblacion import compute_poblaciones
from fais_analysis.indicators.tendencias import compute_cambios
from fais_analysis.loaders.ordenadas import load_tabla
from tests.indicators.tablas_de_prueba import make_pobreza


def select(tabla: pd.DataFrame, clave: str) -> pd.DataFrame:
    return tabla[tabla["clave_municipio"] == clave].reset_index(drop=True)


POBREZA = make_pobreza([("32001", 2015, 79, 10), ("32001", 2020, 120, 20), ("32002", 2020, None, None)])
CENSO = pd.DataFrame(
    {"clave_municipio": ["32001", "32001"], "anio": [2015, 2020], "poblacion_personas": [100.0, 100.0]}
)


def test_difference_above_the_threshold_is_warned_and_the_limit_is_not():
    tabla = select(compute_poblaciones(POBREZA, CENSO), "32001")

    assert tabla["diferencia_pct"].round(6).tolist() == [-21.0, 20.0]
    assert tabla["tiene_aviso"].tolist() == [True, False]
    assert "21.0\u00a0% menos que las 100 del censo" in tabla["aviso"].iloc[0]
    assert tabla["aviso"].iloc[1] == ""


def test_without_either_population_there_is_no_verdict():
    fila = select(compute_poblaciones(POBREZA, CENSO), "32002").iloc[0]

    assert pd.isna(fila["diferencia_pct"])
    assert not fila["tiene_aviso"]
    assert pd.isna(select(compute_poblaciones(POBREZA, CENSO.iloc[:0]), "32001")["diferencia_pct"]).all()


def test_repeated_census_is_refused():
    with pytest.raises(EsquemaError):
        compute_poblaciones(POBREZA, pd.concat([CENSO, CENSO]))


def test_each_municipality_is_the_same_alone():
    todas = compute_poblaciones(POBREZA, CENSO)

    for clave in ("32001", "32002"):
        una = compute_poblaciones(select(POBREZA, clave), CENSO)
        pd.testing.assert_frame_equal(una, select(todas, clave), check_exact=True)


def test_a_large_change_of_population_warns_about_people():
    cambio = compute_cambios(POBREZA, "32001").iloc[0]

    assert round(cambio["cambio_poblacion_pct"], 1) == 51.9
    assert "aumentó 51.9\u00a0%" in cambio["aviso"]
    assert "léalo junto con el porcentaje" in cambio["aviso"]


def test_tamazula_2015_was_measured_with_two_fifths_of_its_people(durango):
    # CONEVAL 2015: 10,752; Encuesta Intercensal 2015 (en el IRS): 26,709. En 2020: 19,572 y 26,300.
    tabla = select(compute_poblaciones(durango, load_tabla("rezago_social")), "10034").set_index("anio")

    assert tabla.loc[2015, ["medicion_personas", "censal_personas"]].tolist() == [10752, 26709]
    assert tabla["diferencia_pct"].round(1).tolist() == [25.9, -59.7, -25.6]
    assert tabla["tiene_aviso"].all()


def test_a_steady_population_has_no_warning(durango):
    tabla = select(compute_poblaciones(durango, load_tabla("rezago_social")), "10014")

    assert not tabla["tiene_aviso"].any()
    assert (compute_cambios(durango, "10014").query("periodo == '2010-2015'")["aviso"] == "").all()
