import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fais_analysis.errors import ClaveError, EsquemaError, ParametroError
from fais_analysis.indicators.familias import (
    compute_familia,
    compute_familias,
    compute_variables_familia,
    phrase_familia,
)
from fais_analysis.indicators.familias_comparacion import (
    compute_comparacion_familia,
    compute_comparaciones_familias,
)
from tests.indicators.tablas_de_prueba import make_pobreza, shuffle


def make_variables(valores: dict[str, tuple], nombres=("poblacion_log10", "hasta_2sm_pct")) -> pd.DataFrame:
    return pd.DataFrame([(c, *v) for c, v in valores.items()], columns=["clave_municipio", *nombres])


CUATRO = make_variables({"32001": (3, 50), "32002": (3, 50), "32003": (4, 60), "32004": (5, 90)})


def test_nearest_comes_first_and_says_why():
    familia = compute_familia(CUATRO, "32001", k=2)

    assert familia["clave_municipio"].tolist() == ["32002", "32003"]
    assert familia["lugar"].tolist() == [1, 2]
    assert familia["distancia"].iloc[0] == 0
    assert familia["parecido"].iloc[0] == "alto"
    assert "difiere más en tamaño de población (mayor" in familia["razon"].iloc[1]


def test_distance_is_the_root_mean_square_in_standard_deviations():
    dos = make_variables({"32001": (3, 50), "32002": (5, 50)})

    familia = compute_familia(dos, "32001")

    # desviación de (3, 5) = 1: difieren 2 en una variable y 0 en la otra → raíz de (4 + 0) / 2
    assert familia["distancia"].item() == pytest.approx(2**0.5)
    assert familia["parecido"].item() == "bajo"


def test_ties_break_by_key_whatever_the_row_order():
    empate = make_variables({"32009": (4, 1), "32002": (2, 1), "32001": (3, 1), "32005": (4, 1)})

    assert compute_familia(empate, "32001", k=1)["clave_municipio"].tolist() == ["32002"]
    assert compute_familia(shuffle(empate), "32001", k=2)["clave_municipio"].tolist() == ["32002", "32005"]


def test_small_state_gives_fewer_and_says_so():
    assert len(compute_familia(CUATRO, "32001", k=6)) == 3
    assert "se pedían 6: no hay más con dato" in phrase_familia(CUATRO, "32001", 6)


def test_lone_municipality_has_no_family():
    sola = CUATRO.head(1)

    assert compute_familia(sola, "32001").empty
    assert "no tiene otro municipio con dato" in phrase_familia(sola, "32001")


def test_who_weighs_more_than_the_rest_together_is_named():
    """Habitantes 10^4, 10^5 y 10^3.9: el segundo es 10^5 ÷ (10^4 + 10^5 + 10^3.9) = 84.8 % del grupo."""
    tabla = make_variables({"32001": (4, 50), "32002": (4, 51), "32003": (5, 60), "32004": (3.9, 70)})
    frase = "tiene 85 de cada 100 habitantes del grupo: lo del grupo es, sobre todo, lo suyo."

    assert phrase_familia(tabla, "32001").endswith(f". Uno solo {frase}")
    assert phrase_familia(tabla, "32001", nombres={"32003": "Guadalupe"}).endswith(f". Guadalupe {frase}")
    assert "sobre todo" not in phrase_familia(tabla, "32003")  # sin él, ninguno pasa de la mitad
    assert "sobre todo" not in phrase_familia(tabla, "32001", k=1)  # uno solo no es un grupo


def test_missing_values_leave_out_and_are_declared():
    con_nulo = make_variables({"32001": (3, 50), "32002": (None, 50), "32003": (4, 60), "32004": (5, 90)})

    assert "32002" not in set(compute_familia(con_nulo, "32001")["clave_municipio"])
    assert "1 municipio no entraron" not in phrase_familia(con_nulo, "32001", 2)
    assert "1 municipio no entró por falta de dato" in phrase_familia(con_nulo, "32001", 2)
    assert compute_familia(con_nulo, "32002").empty
    assert phrase_familia(con_nulo, "32002").startswith("Sin dato")


def test_other_states_are_never_in_the_family():
    dos_estados = pd.concat([CUATRO, make_variables({"31001": (3, 50)})])

    assert compute_familia(dos_estados, "32001")["clave_municipio"].str.startswith("32").all()


@pytest.mark.parametrize(
    "circular", ["pobreza_pct", "vivienda_pct", "servicios_basicos_personas", "tres_carencias"]
)
def test_what_is_compared_later_cannot_choose_the_family(circular):
    with pytest.raises(ParametroError, match="no sirven"):
        compute_familia(make_variables({"32001": (1, 2)}, ("poblacion_log10", circular)), "32001")


def test_no_variables_is_refused():
    with pytest.raises(ParametroError, match="no sirven"):
        compute_familia(CUATRO[["clave_municipio"]], "32001")


@pytest.mark.parametrize("k", [0, -1, 2.5, True, "6"])
def test_bad_size_is_refused(k):
    with pytest.raises(ParametroError, match="tamaño de la familia"):
        compute_familia(CUATRO, "32001", k)


def test_wrong_key_and_repeated_rows_are_refused():
    with pytest.raises(ClaveError):
        compute_familia(CUATRO, "32099")
    with pytest.raises(EsquemaError):
        compute_familia(pd.concat([CUATRO, CUATRO]), "32001")


MARGINACION = pd.DataFrame(
    {
        "clave_municipio": ["32001", "32002", "32003"],
        "anio": [2020, 2020, 2020],
        "poblacion_personas": [1000.0, 0.0, None],
        "localidades_menos_5000_pct": [100.0, 100.0, None],
        "hasta_2sm_pct": [80.0, 70.0, 60.0],
        "indice": [50.0, 40.0, 30.0],
    }
)


def test_variables_leave_out_the_index_and_keep_nulls():
    variables = compute_variables_familia(MARGINACION, 2020)

    assert list(variables.columns) == [
        "clave_municipio",
        "poblacion_log10",
        "localidades_menos_5000_pct",
        "hasta_2sm_pct",
    ]
    assert variables["poblacion_log10"].fillna(-1).tolist() == [3.0, -1.0, -1.0]


def test_variables_of_an_absent_year_are_refused():
    with pytest.raises(ParametroError, match="2015"):
        compute_variables_familia(MARGINACION, 2015)


POBREZA = make_pobreza(
    [
        ("32001", 2020, 100, 50),
        ("32002", 2020, 100, 20),
        ("32003", 2020, 300, 120),
        ("32004", 2020, None, None),
    ]
)


def test_comparison_pools_the_family_without_the_municipality():
    familia = pd.DataFrame({"clave_municipio": ["32002", "32003"]})

    fila = compute_comparacion_familia(POBREZA, "32001", familia).iloc[0]

    assert fila["familia_pct"] == 35.0  # 140 de 400 personas
    assert fila["brecha_pp"] == 15.0
    assert fila[["familia_minimo_pct", "familia_mediana_pct", "familia_maximo_pct"]].tolist() == [20, 30, 40]
    assert fila["posicion"] == "peor"


@pytest.mark.parametrize("claves, con_dato", [(["32004"], 0), ([], 0), (["32002", "32004"], 1)])
def test_missing_family_members_are_counted(claves, con_dato):
    fila = compute_comparacion_familia(POBREZA, "32001", pd.DataFrame({"clave_municipio": claves})).iloc[0]

    assert fila["municipios_con_dato"] == con_dato
    assert fila["municipios_sin_dato"] == len(claves) - con_dato
    assert (fila["posicion"] == "no comparable") == (con_dato == 0)
    assert pd.isna(fila["familia_pct"]) == (con_dato == 0)


def test_family_cannot_include_the_municipality():
    with pytest.raises(ParametroError, match="propio municipio"):
        compute_comparacion_familia(POBREZA, "32001", pd.DataFrame({"clave_municipio": ["32001"]}))


numeros = st.one_of(st.none(), st.floats(0, 100, width=16))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(numeros, numeros), min_size=1, max_size=10), st.integers(0, 50))
def test_all_families_equal_each_family_in_any_order(valores, semilla):
    tabla = make_variables({f"32{n + 1:03d}": v for n, v in enumerate(valores)})
    todas = compute_familias(tabla, k=3)
    clave = tabla["clave_municipio"].iloc[-1]

    una = compute_familia(shuffle(tabla, semilla), clave, k=3)
    suya = todas[todas["clave_base"] == clave].drop(columns="clave_base").reset_index(drop=True)

    pd.testing.assert_frame_equal(una, suya, check_exact=True)
    assert clave not in set(una["clave_municipio"])
    assert una["distancia"].is_monotonic_increasing
    assert phrase_familia(tabla, clave).endswith(".")


personas = st.one_of(st.none(), st.tuples(st.integers(0, 90), st.integers(0, 90)).map(sorted))


@pytest.mark.lento
@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(numeros, personas, personas), min_size=1, max_size=8), st.integers(0, 50))
def test_all_comparisons_equal_each_comparison_in_any_order(valores, semilla):
    claves = [f"32{n + 1:03d}" for n in range(len(valores))]
    familias = compute_familias(
        make_variables({c: (v,) for c, (v, *_) in zip(claves, valores, strict=True)}, ("x",)), k=3
    )
    renglones = [
        (c, anio, *((p[1], p[0]) if p else (None, None)))
        for c, (_, *medidas) in zip(claves, valores, strict=True)
        for anio, p in zip((2015, 2020), medidas, strict=True)
    ]
    pobreza = make_pobreza(renglones)
    todas = compute_comparaciones_familias(pobreza, shuffle(familias, semilla))

    for clave in claves:
        propia = familias[familias["clave_base"] == clave]
        una = compute_comparacion_familia(shuffle(pobreza, semilla), clave, propia)
        suya = todas[todas["clave_municipio"] == clave].reset_index(drop=True)
        pd.testing.assert_frame_equal(una, suya, check_exact=True)
        assert (una["municipios_con_dato"] + una["municipios_sin_dato"] == len(propia)).all()
