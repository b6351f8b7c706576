import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fais_analysis.errors import ComparabilidadError, ParametroError
from fais_analysis.indicators.tendencias import (
    SENTIDOS,
    compute_cambios,
    compute_cambios_todos,
    compute_conteo_cambios,
    list_periodos,
)
from tests.indicators.tablas_de_prueba import make_pobreza, shuffle


def make_tres(a, b, c):
    """Un municipio con (población, personas) en 2010, 2015 y 2020."""
    return make_pobreza([("32001", 2010, *a), ("32001", 2015, *b), ("32001", 2020, *c)])


def test_periods_are_each_pair_and_the_whole():
    cambios = compute_cambios(make_tres((100, 50), (100, 40), (100, 45)), "32001")

    assert cambios["periodo"].tolist() == ["2010-2015", "2015-2020", "2010-2020"]
    assert cambios["cambio_pp"].tolist() == [-10.0, 5.0, -5.0]
    assert cambios["sentido"].tolist() == ["baja", "sube", "baja"]
    assert cambios["posicion"].tolist() == ["mejor", "peor", "mejor"]


def test_two_years_make_one_period_and_one_year_none():
    dos = make_tres((100, 50), (100, 40), (100, 45)).query("anio > 2010")

    assert compute_cambios(dos, "32001")["periodo"].tolist() == ["2015-2020"]
    assert compute_cambios(dos.query("anio == 2020"), "32001").empty
    assert list_periodos([]) == []


def test_people_may_rise_while_the_percentage_falls_and_it_is_said():
    cambio = compute_cambios(make_tres((1, 0), (100, 50), (200, 90)), "32001").iloc[1]

    assert (cambio["sentido"], cambio["sentido_personas"]) == ("baja", "sube")
    assert cambio["cambio_personas"] == 40
    assert cambio["cambio_relativo_pct"] == 80.0
    assert "aunque el número de personas sube" in cambio["cambio_texto"]


@pytest.mark.parametrize("faltante", [(None, None), (100, None), (0, 0)])
def test_a_missing_measurement_gives_no_change(faltante):
    cambios = compute_cambios(make_tres((100, 50), faltante, (100, 45)), "32001").set_index("periodo")

    assert cambios.loc[["2010-2015", "2015-2020"], "sentido"].tolist() == ["sin dato", "sin dato"]
    assert cambios.loc["2010-2015", ["cambio_pp", "cambio_personas", "cambio_relativo_pct"]].isna().all()
    assert cambios.loc["2010-2020", "cambio_pp"] == -5.0
    assert "Sin dato" in cambios.loc["2010-2015", "cambio_texto"]


def test_a_municipality_created_later_is_missing_not_new_poverty():
    tabla = make_pobreza([("32001", 2015, 100, 40), ("32001", 2020, 100, 40), ("32002", 2020, 100, 90)])

    cambios = compute_cambios_todos(tabla).set_index("clave_municipio")
    conteo = compute_conteo_cambios(tabla, "32", "pobreza", 2015, 2020).set_index("medida")

    assert cambios["sentido"].to_dict() == {"32001": "sin cambio", "32002": "sin dato"}
    assert conteo.loc["pct", ["suben", "bajan", "sin_cambio", "sin_dato"]].tolist() == [0, 0, 1, 1]


def test_small_change_is_described_but_not_affirmed():
    cambio = compute_cambios(make_tres((1, 0), (1000, 400), (1000, 405)), "32001").iloc[1]

    assert cambio["sentido"] == "sube"
    assert cambio["posicion"] == "similar"
    assert "no se afirma un cambio" in cambio["cambio_texto"]


def test_relative_change_from_zero_is_null():
    cambio = compute_cambios(make_tres((1, 0), (100, 0), (100, 5)), "32001").iloc[1]

    assert np.isnan(cambio["cambio_relativo_pct"])
    assert cambio["cambio_pp"] == 5.0


def test_counts_in_percentage_and_in_people_differ_and_name_the_keys():
    tabla = make_pobreza(
        [
            ("32001", 2015, 100, 50),
            ("32001", 2020, 200, 90),
            ("32002", 2015, 100, 50),
            ("32002", 2020, 100, 60),
        ]
    )

    conteo = compute_conteo_cambios(tabla, "32", "pobreza", 2015, 2020).set_index("medida")

    assert conteo.loc["pct", ["suben", "bajan"]].tolist() == [1, 1]
    assert conteo.loc["personas", ["suben", "bajan"]].tolist() == [2, 0]
    assert conteo.loc["pct", "claves_bajan"] == ("32001",)


@pytest.mark.parametrize("desde, hasta", [(2015, 2018), (2016, 2020)])
def test_unpublished_years_are_refused(desde, hasta):
    with pytest.raises(ComparabilidadError):
        compute_conteo_cambios(make_tres((1, 1), (1, 1), (1, 1)), "32", "pobreza", desde, hasta)


def test_unknown_indicator_is_refused():
    with pytest.raises(ParametroError):
        compute_conteo_cambios(make_tres((1, 1), (1, 1), (1, 1)), "32", "pobreza_pct", 2015, 2020)


parejas = st.integers(1, 500_000).flatmap(lambda p: st.tuples(st.just(p), st.integers(0, p)))


@settings(max_examples=12, deadline=None)
@given(parejas, parejas, parejas)
def test_changes_add_up_over_consecutive_periods(a, b, c):
    cambios = compute_cambios(make_tres(a, b, c), "32001").set_index("periodo")

    partes = cambios.loc[["2010-2015", "2015-2020"], ["cambio_pp", "cambio_personas"]].sum()
    assert partes["cambio_personas"] == cambios.loc["2010-2020", "cambio_personas"]
    assert partes["cambio_pp"] == pytest.approx(cambios.loc["2010-2020", "cambio_pp"], abs=1e-9)
    # el sentido es el de las fracciones exactas, no el de los flotantes
    exacto = np.sign(c[1] * a[0] - a[1] * c[0])
    assert cambios.loc["2010-2020", "sentido"] == {-1: "baja", 0: "sin cambio", 1: "sube"}[exacto]


@pytest.mark.lento
@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.tuples(st.one_of(st.none(), parejas), st.one_of(st.none(), parejas)), min_size=1, max_size=8)
)
def test_counts_always_add_to_the_number_of_municipalities(lista):
    filas = []
    for numero, (antes, despues) in enumerate(lista):
        filas.append((f"32{numero + 1:03d}", 2015, *(antes or (None, None))))
        filas.append((f"32{numero + 1:03d}", 2020, *(despues or (None, None))))
    tabla = make_pobreza(filas)

    conteo = compute_conteo_cambios(tabla, "32", "pobreza", 2015, 2020)

    assert (conteo[["suben", "bajan", "sin_cambio", "sin_dato"]].sum(axis=1) == len(lista)).all()
    assert set(compute_cambios_todos(tabla)["sentido"]) <= set(SENTIDOS)
    pd.testing.assert_frame_equal(compute_cambios_todos(shuffle(tabla)), compute_cambios_todos(tabla))
