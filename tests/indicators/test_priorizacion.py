import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fais_analysis.errors import ClaveError, EsquemaError, ParametroError
from fais_analysis.indicators.priorizacion import (
    check_capacidad,
    compute_prioridad,
    compute_prioridades,
    normalize_pesos,
)
from fais_analysis.schemas.vocabulario import CARENCIAS
from tests.indicators.tablas_de_prueba import CAPACIDAD, make_carencias, shuffle

DOS = make_carencias(
    {
        ("32001", 2015): {"vivienda": 300, "servicios_basicos": 500},
        ("32001", 2020): {"vivienda": 400, "servicios_basicos": 500, "seguridad_social": 900},
        ("32002", 2015): {},
        ("32002", 2020): {"salud": 100},
    }
)


def get_fila(tabla: pd.DataFrame, carencia: str) -> pd.Series:
    return tabla.set_index("carencia").loc[carencia]


def test_each_score_uses_its_documented_fixed_scale():
    fila = get_fila(compute_prioridad(DOS, "32001", CAPACIDAD), "vivienda")

    # 400 personas es el máximo del estado; 40 % de prevalencia; el estado es 410 de 2000 = 20.5 %,
    # brecha 19.5 pp; entre 2015 y 2020 pasó de 30 a 40 %.
    assert fila["puntaje_personas"] == 100
    assert fila["puntaje_prevalencia"] == pytest.approx(40)
    assert fila["puntaje_brecha"] == pytest.approx(50 + 19.5)
    assert fila["puntaje_tendencia"] == pytest.approx(50 + 10)
    assert fila["puntaje"] == pytest.approx(0.3 * (100 + 40 + 69.5) + 0.1 * 60)
    assert (fila["anio"], fila["anio_previo"]) == (2020, 2015)


def test_order_goes_by_score_and_says_what_fais_can_move():
    tabla = compute_prioridad(DOS, "32001", CAPACIDAD)

    assert tabla["carencia"].tolist()[:3] == ["seguridad_social", "servicios_basicos", "vivienda"]
    assert tabla["lugar"].tolist()[:3] == [1, 2, 3]
    assert get_fila(tabla, "servicios_basicos")["lugar_fais"] == 1
    assert get_fila(tabla, "vivienda")["lugar_fais"] == 2
    assert pd.isna(get_fila(tabla, "seguridad_social")["lugar_fais"])
    assert not get_fila(tabla, "seguridad_social")["es_prioridad_fais"]


def test_priority_is_direct_and_first_or_worse_than_the_state():
    tabla = compute_prioridad(DOS, "32001", CAPACIDAD).set_index("carencia")["es_prioridad_fais"]
    mejor = compute_prioridad(DOS, "32002", CAPACIDAD).set_index("carencia")

    assert tabla[tabla].index.tolist() == ["servicios_basicos", "vivienda"]
    # 32002 está mejor que su estado en las dos directas: sólo la primera es prioridad (empatan: las dos)
    assert mejor.loc[["servicios_basicos", "vivienda"], "posicion"].tolist() == ["mejor", "mejor"]
    assert mejor["es_prioridad_fais"].sum() >= 1
    assert not mejor.loc["salud", "es_prioridad_fais"]


def test_no_people_no_priority():
    sin_nadie = make_carencias({("32001", 2020): {"vivienda": 0, "servicios_basicos": 0}})

    tabla = compute_prioridad(sin_nadie, "32001", CAPACIDAD)

    assert not tabla["es_prioridad_fais"].any()
    assert get_fila(tabla, "vivienda")["puntaje_personas"] == 0


@pytest.mark.parametrize(
    "carencia, frase",
    [
        ("vivienda", "El FAIS la atiende directamente"),
        ("salud", "por sí sola no cambia este indicador"),
        ("seguridad_social", "El FAIS no la mueve"),
    ],
)
def test_reason_is_one_spanish_sentence_with_its_reach(carencia, frase):
    razon = get_fila(compute_prioridad(DOS, "32001", CAPACIDAD), carencia)["razon"]

    assert frase in razon
    assert razon.startswith("En 2020, ")
    assert razon.endswith(".")
    assert "nan" not in razon


def test_reason_reads_well():
    razon = get_fila(compute_prioridad(DOS, "32001", CAPACIDAD), "vivienda")["razon"]

    assert razon == (
        "En 2020, 400 personas (40.0\u00a0%), 19.5 puntos porcentuales por encima del estado; la cifra "
        "publicada subió 10.0 puntos porcentuales desde 2015. El FAIS la atiende directamente con obra en la "
        "vivienda o que llega a ella."
    )


def test_small_change_is_not_affirmed_in_the_reason():
    assert (
        "sin un cambio que se pueda afirmar desde 2015"
        in get_fila(compute_prioridad(DOS, "32001", CAPACIDAD), "servicios_basicos")["razon"]
    )


def test_missing_municipality_gets_no_score_no_place_and_it_is_said():
    tabla = make_carencias(
        {("32001", 2020): {}, ("32002", 2015): {}, ("32002", 2020): None, ("32001", 2015): {}}
    )

    suyas = compute_prioridad(tabla, "32002", CAPACIDAD)

    assert suyas[["puntaje", "lugar", "lugar_minimo", "lugar_maximo", "lugar_fais"]].isna().all(axis=None)
    assert not suyas["es_prioridad_fais"].any()
    assert set(suyas["componentes_sin_dato"]) == {"personas, prevalencia, brecha, tendencia"}
    assert suyas["razon"].str.startswith("Sin dato en 2020: no recibe puntaje ni lugar.").all()


@pytest.mark.parametrize("previo", [{("32001", 2015): None}, {}])
def test_without_a_previous_measurement_trend_is_left_out_and_named(previo):
    tabla = make_carencias({**previo, ("32001", 2020): {"vivienda": 400}})

    fila = get_fila(compute_prioridad(tabla, "32001", CAPACIDAD), "vivienda")

    assert fila["componentes_sin_dato"] == "tendencia"
    assert fila["puntaje"] == pytest.approx((100 + 40 + 50) / 3)
    assert "sin medición anterior comparable" in fila["razon"]


def test_sensitivity_says_when_the_order_depends_on_the_weights():
    tabla = make_carencias(
        {
            ("32001", 2015): {"vivienda": 100, "servicios_basicos": 300},
            ("32001", 2020): {"vivienda": 290, "servicios_basicos": 300, "salud": 0},
        }
    )

    suyas = compute_prioridad(tabla, "32001", CAPACIDAD)

    # vivienda va primero sólo por su subida de 19 pp: sin la tendencia, gana servicios básicos
    assert get_fila(suyas, "vivienda")[["lugar", "lugar_minimo", "lugar_maximo"]].tolist() == [1, 1, 2]
    assert not get_fila(suyas, "vivienda")["es_lugar_fais_estable"]
    assert get_fila(compute_prioridad(DOS, "32002", CAPACIDAD), "vivienda")["es_lugar_fais_estable"]
    assert pd.isna(get_fila(suyas, "salud")["es_lugar_fais_estable"])
    assert get_fila(suyas, "salud")[["lugar_minimo", "lugar_maximo"]].nunique() == 1


def test_one_single_weight_is_the_order_of_that_score():
    solo = {"personas": 0, "prevalencia": 2, "brecha": 0, "tendencia": 0}

    tabla = compute_prioridad(DOS, "32001", CAPACIDAD, solo)

    assert tabla["puntaje"].tolist() == pytest.approx(tabla["pct"].tolist())


@pytest.mark.parametrize(
    "pesos",
    [
        {},
        {"personas": 1},
        {"personas": 0, "prevalencia": 0, "brecha": 0, "tendencia": 0},
        {"personas": -1, "prevalencia": 1, "brecha": 1, "tendencia": 1},
        {"personas": "1", "prevalencia": 1, "brecha": 1, "tendencia": 1},
        {"personas": float("nan"), "prevalencia": 1, "brecha": 1, "tendencia": 1},
        {"personas": float("inf"), "prevalencia": 1, "brecha": 1, "tendencia": 1},
        {"personas": 1, "prevalencia": 1, "brecha": 1, "tendencia": 1, "moda": 1},
    ],
)
def test_bad_weights_are_refused(pesos):
    with pytest.raises(ParametroError, match="pesos"):
        normalize_pesos(pesos)


def test_weights_are_normalized():
    pesos = normalize_pesos({"personas": 3, "prevalencia": 1, "brecha": 1, "tendencia": 0})

    assert pesos == {"personas": 0.6, "prevalencia": 0.2, "brecha": 0.2, "tendencia": 0}


@pytest.mark.parametrize("cambio", [{"salud": "mucha"}, {"salud": None}])
def test_every_need_must_say_what_fais_can_do(cambio):
    with pytest.raises(ParametroError, match="capacidad"):
        check_capacidad({**CAPACIDAD, **cambio})


def test_wrong_key_and_missing_columns_are_refused():
    with pytest.raises(ClaveError):
        compute_prioridad(DOS, "32099", CAPACIDAD)
    with pytest.raises(EsquemaError):
        compute_prioridades(DOS.drop(columns="salud_personas"), "32", CAPACIDAD)


@st.composite
def estados(draw):
    """Tres municipios con dos mediciones; algunos sin dato."""
    valores = {}
    for clave in ("32001", "32002", "32003"):
        for anio in (2015, 2020):
            hay = clave == "32001" or draw(st.booleans())
            personas = {c: draw(st.integers(0, 900)) for c in CARENCIAS} if hay else None
            valores[(clave, anio)] = personas
    return valores


@pytest.mark.lento
@settings(max_examples=6, deadline=None)
@given(estados(), st.sampled_from(CARENCIAS), st.integers(1, 100))
def test_more_people_never_lowers_the_score(valores, carencia, extra):
    antes = compute_prioridad(make_carencias(valores), "32001", CAPACIDAD)
    valores[("32001", 2020)] = {
        **valores[("32001", 2020)],
        carencia: valores[("32001", 2020)][carencia] + extra,
    }

    despues = compute_prioridad(make_carencias(valores), "32001", CAPACIDAD)

    columnas = [c for c in antes.columns if c.startswith("puntaje")]
    assert (get_fila(despues, carencia)[columnas] >= get_fila(antes, carencia)[columnas] - 1e-9).all()
    assert get_fila(despues, carencia)["lugar"] <= get_fila(antes, carencia)["lugar"]


@pytest.mark.lento
@settings(max_examples=6, deadline=None)
@given(estados())
def test_order_of_rows_does_not_matter_and_scores_stay_in_scale(valores):
    tabla = make_carencias(valores)
    todas = compute_prioridades(tabla, "32", CAPACIDAD)
    una = todas[todas["clave_municipio"] == "32002"].reset_index(drop=True)

    pd.testing.assert_frame_equal(compute_prioridades(shuffle(tabla), "32", CAPACIDAD), todas)
    pd.testing.assert_frame_equal(compute_prioridad(tabla, "32002", CAPACIDAD), una)
    puntajes = todas[[c for c in todas.columns if c.startswith("puntaje")]].stack().dropna()
    assert puntajes.between(0, 100).all()
    assert (todas["lugar_minimo"].fillna(0) <= todas["lugar"].fillna(0)).all()
    assert (todas["lugar"].fillna(0) <= todas["lugar_maximo"].fillna(0)).all()


def test_ties_share_the_place_and_the_next_one_is_skipped():
    empatadas = make_carencias({("32001", 2020): {"seguridad_social": 500}})

    tabla = compute_prioridad(empatadas, "32001", CAPACIDAD)

    assert tabla["lugar"].tolist() == [1, 2, 2, 2, 2, 2]
    assert tabla["lugar_fais"].dropna().tolist() == [1, 1]


def test_second_direct_need_similar_to_the_state_is_not_a_priority():
    tabla = make_carencias(
        {
            ("32001", 2020): {"servicios_basicos": 500, "vivienda": 105},
            ("32002", 2020): {"servicios_basicos": 100, "vivienda": 100},
        }
    )

    fila = get_fila(compute_prioridad(tabla, "32001", CAPACIDAD), "vivienda")

    assert (fila["posicion"], fila["lugar_fais"], fila["es_prioridad_fais"]) == ("similar", 2, False)
