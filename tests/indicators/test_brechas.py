import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fais_analysis.errors import ClaveError, EsquemaError, ParametroError
from fais_analysis.indicators.brechas import (
    POSICIONES,
    compute_brecha_estatal,
    compute_brechas,
    compute_brechas_todas,
)
from fais_analysis.indicators.exactos import compute_exactos
from fais_analysis.indicators.suma_entidad import compute_entidad_municipal, compute_entidades_municipal
from tests.indicators.tablas_de_prueba import make_pobreza, shuffle

# 80 de 100 y 120 de 300 = 200 de 400 personas: el estado es 50 %, no el promedio simple (60 %).
DOS = make_pobreza([("32001", 2020, 100, 80), ("32002", 2020, 300, 120)])


@st.composite
def municipios(draw, minimo: int = 1, maximo: int = 25):
    """Un estado: (población, personas o sin dato) por municipio."""
    filas = []
    for numero in range(draw(st.integers(minimo, maximo))):
        poblacion = draw(st.one_of(st.none(), st.integers(1, 2_000_000)))
        personas = None if poblacion is None else draw(st.one_of(st.none(), st.integers(0, poblacion)))
        filas.append((f"32{numero + 1:03d}", 2020, poblacion, personas))
    return make_pobreza(filas)


def test_state_weights_by_population():
    brechas = compute_brechas(DOS, "32001")

    assert brechas["estado_pct"].tolist() == [50.0]
    assert brechas["brecha_pp"].tolist() == [30.0]
    assert brechas["posicion"].tolist() == ["peor"]
    assert compute_brechas(DOS, "32002")["posicion"].tolist() == ["mejor"]


def test_percentages_come_from_people_not_from_the_published_decimal():
    tabla = make_pobreza([("10014", 2020, 49103, 44732)])

    assert compute_exactos(tabla)["pct"].item() == 100 * 44732 / 49103
    assert compute_exactos(tabla)["pct"].item() != tabla["pobreza_pct"].item()


def test_missing_municipality_is_null_omitted_and_counted():
    tabla = pd.concat([DOS, make_pobreza([("32003", 2020, None, None)])])

    suyas = compute_brechas(tabla, "32003").iloc[0]
    otras = compute_brechas(tabla, "32001").iloc[0]

    assert suyas[["municipio_pct", "municipio_personas", "brecha_pp", "quintil"]].isna().all()
    assert suyas["posicion"] == "no comparable"
    assert suyas["posicion_texto"] == "Sin dato publicado para el municipio en 2020."
    assert otras["estado_pct"] == 50.0
    assert (otras["municipios_con_dato"], otras["municipios_sin_dato"]) == (2, 1)


def test_zero_is_a_value_and_missing_is_not():
    tabla = make_pobreza([("32001", 2020, 100, 0), ("32002", 2020, 100, None), ("32003", 2020, 0, 0)])

    exactos = compute_exactos(tabla)

    assert exactos["pct"].fillna(-1).tolist() == [0.0, -1.0, -1.0]
    assert exactos["personas"].fillna(-1).tolist() == [0.0, -1.0, -1.0]


def test_state_without_any_data_is_null_not_zero():
    tabla = make_pobreza([("32001", 2015, None, None), ("32002", 2015, None, None)])

    estado = compute_entidad_municipal(tabla, "32").iloc[0]

    assert estado[["personas", "poblacion_personas", "pct"]].isna().all()
    assert (estado["municipios_con_dato"], estado["municipios_sin_dato"]) == (0, 2)


def test_threshold_is_inclusive_and_reported():
    # 51 de 100 y 49 de 100: el estado es 50 %, las brechas son exactamente ±1 pp.
    tabla = make_pobreza([("32001", 2020, 100, 51), ("32002", 2020, 100, 49)])

    assert compute_brechas_todas(tabla)["posicion"].tolist() == ["similar", "similar"]
    estrictas = compute_brechas_todas(tabla, 0.5)
    assert estrictas["posicion"].tolist() == ["peor", "mejor"]
    assert estrictas["umbral_similar_pp"].tolist() == [0.5, 0.5]
    assert "±1.0 punto porcentual" in compute_brechas_todas(tabla)["posicion_texto"].iloc[0]


def test_favorable_indicator_reverses_the_verdict():
    tabla = make_pobreza([("32001", 2020, 100, 80), ("32002", 2020, 100, 20)], ("no_pobre",))

    assert compute_brechas_todas(tabla)["posicion"].tolist() == ["mejor", "peor"]


@pytest.mark.parametrize("parte", ["pobreza_moderada", "vulnerable_carencias", "vulnerable_ingresos"])
def test_parts_of_a_whole_get_no_verdict(parte):
    filas = [(f"32{n:03d}", 2020, 100, n) for n in range(1, 21)]

    brechas = compute_brechas_todas(make_pobreza(filas, (parte,)))

    assert set(brechas["posicion"]) == {"no comparable"}
    assert brechas["quintil"].isna().all()
    assert brechas["brecha_pp"].notna().all()
    assert "No se califica" in brechas["posicion_texto"].iloc[0]


def test_quintiles_need_ten_municipalities_and_one_is_best():
    filas = [(f"32{n:03d}", 2020, 1000, 10 * n) for n in range(1, 11)]

    diez = compute_brechas_todas(make_pobreza(filas))
    nueve = compute_brechas_todas(make_pobreza(filas[:9]))

    assert diez["quintil"].tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert nueve["quintil"].isna().all()


def test_quintile_of_a_state_where_all_are_equal_is_the_middle():
    filas = [(f"32{n:03d}", 2020, 100, 30) for n in range(1, 12)]

    assert set(compute_brechas_todas(make_pobreza(filas))["quintil"]) == {3}


def test_missing_municipalities_do_not_count_towards_ten():
    filas = [(f"32{n:03d}", 2020, 1000, 10 * n) for n in range(1, 10)] + [("32010", 2020, None, None)]

    assert compute_brechas_todas(make_pobreza(filas))["quintil"].isna().all()


def test_each_state_is_compared_with_itself():
    otro = make_pobreza([("31001", 2020, 100, 10), ("31002", 2020, 100, 30)])

    brechas = compute_brechas_todas(pd.concat([DOS, otro]))

    assert brechas.set_index("clave_municipio")["estado_pct"].to_dict() == {
        "31001": 20.0,
        "31002": 20.0,
        "32001": 50.0,
        "32002": 50.0,
    }


@pytest.mark.parametrize("clave", [32001, "1001", "32999", "32", None])
def test_wrong_key_is_refused(clave):
    with pytest.raises(ClaveError):
        compute_brechas(DOS, clave)


def test_state_without_rows_is_refused():
    with pytest.raises(ClaveError, match="no trae municipios"):
        compute_entidad_municipal(DOS, "31")


@pytest.mark.parametrize(
    "tabla, mensaje",
    [
        (pd.concat([DOS, DOS]), "repite llaves"),
        (DOS.drop(columns="poblacion_personas"), "faltan columnas"),
        (DOS.drop(columns="pobreza_personas"), "faltan columnas"),
        (DOS.assign(pobreza_personas=[102.0, 1.0]), "más personas"),
        (DOS.assign(pobreza_personas=[-1.0, 1.0]), "negativas"),
    ],
)
def test_impossible_tables_are_refused(tabla, mensaje):
    with pytest.raises(EsquemaError, match=mensaje) as error:
        compute_brechas_todas(tabla)

    assert error.value.que_hacer


def test_error_names_up_to_five_keys():
    filas = [(f"32{n:03d}", 2020, 10, 50) for n in range(1, 9)]

    with pytest.raises(EsquemaError) as error:
        compute_exactos(make_pobreza(filas))

    assert "32005 y 3 más" in error.value.encontrado


@pytest.mark.parametrize("umbral", [-1, float("nan"), "1", True])
def test_threshold_must_be_a_number(umbral):
    with pytest.raises(ParametroError):
        compute_brechas_todas(DOS, umbral)


def test_unknown_indicator_is_refused():
    with pytest.raises(ParametroError, match="no es un indicador"):
        compute_brecha_estatal(DOS, "hambre")


def test_series_keeps_the_index_and_the_order_of_the_table():
    tabla = DOS.set_axis([9, 4])

    serie = compute_brecha_estatal(tabla, "pobreza")

    assert serie.name == "pobreza_brecha_pp"
    assert serie.to_dict() == {9: 30.0, 4: -10.0}


@settings(max_examples=20, deadline=None)
@given(municipios())
def test_weighted_mean_of_the_gap_is_zero(tabla):
    brecha = compute_brecha_estatal(tabla, "pobreza")
    peso = tabla["poblacion_personas"].where(brecha.notna())

    if brecha.notna().any():
        assert (brecha * peso).sum() / peso.sum() == pytest.approx(0, abs=1e-9)


@pytest.mark.lento
@settings(max_examples=20, deadline=None)
@given(municipios(), st.integers(0, 99))
def test_row_order_does_not_matter_and_one_is_a_filter_of_all(tabla, semilla):
    todas = compute_brechas_todas(tabla)
    clave = tabla["clave_municipio"].iloc[0]
    una = todas[todas["clave_municipio"] == clave].reset_index(drop=True)

    pd.testing.assert_frame_equal(compute_brechas_todas(shuffle(tabla, semilla)), todas)
    pd.testing.assert_frame_equal(compute_brechas(tabla, clave), una)


@pytest.mark.lento
@settings(max_examples=20, deadline=None)
@given(municipios(minimo=10))
def test_quintile_never_improves_when_the_percentage_grows(tabla):
    brechas = compute_brechas_todas(tabla).dropna(subset=["quintil"]).sort_values("municipio_pct")

    assert brechas["quintil"].is_monotonic_increasing
    assert brechas.groupby("municipio_pct")["quintil"].nunique().le(1).all()
    assert set(brechas["posicion"]) <= set(POSICIONES)


@settings(max_examples=20, deadline=None)
@given(municipios())
def test_the_state_is_the_exact_sum_of_its_municipalities(tabla):
    estado = compute_entidades_municipal(tabla).iloc[0]
    con_dato = tabla[tabla["pobreza_personas"].notna() & (tabla["poblacion_personas"] > 0)]

    assert estado["municipios_con_dato"] + estado["municipios_sin_dato"] == len(tabla)
    if len(con_dato):
        assert estado["personas"] == con_dato["pobreza_personas"].sum()
        assert estado["poblacion_personas"] == con_dato["poblacion_personas"].sum()
