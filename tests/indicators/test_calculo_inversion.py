import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fais_analysis.errors import ComparabilidadError, EsquemaError, ParametroError
from fais_analysis.indicators.constantes import (
    compute_factores,
    compute_inversion_constante_por,
    deflactar,
    get_certeza_debil,
)
from fais_analysis.indicators.inversion import compute_inversion_por, is_demostracion
from fais_analysis.indicators.per_capita import (
    COMPLETO,
    SIN_POBLACION,
    SIN_REGISTROS,
    compute_inversion_per_capita,
    compute_per_capita_estado,
)
from tests.indicators.tablas_de_prueba import make_libro, make_pobreza, shuffle

# Una obra con dos fuentes (cuenta una vez), y 50 acciones de vivienda con una.
LIBRO = make_libro(
    [
        {"folio_obra": "A", "fuente_recurso": "FISE", "monto_centavos": 10, "cantidad": 1},
        {"folio_obra": "A", "fuente_recurso": "Municipal", "monto_centavos": 30, "cantidad": 1},
        {
            "folio_obra": "B",
            "grupo": "Vivienda",
            "tipo_conteo": "accion",
            "cantidad": 50,
            "monto_centavos": 60,
            "carencia": None,
            "ejercicio": 2017,
        },
    ]
)


def test_total_is_exact_and_counts_each_folio_once():
    total = compute_inversion_por(LIBRO).iloc[0]

    assert total["inversion_centavos"] == 100
    assert total["inversion_mxn"] == 1.0
    assert (total["obras"], total["proyectos"], total["acciones"]) == (2, 1, 50)
    assert total["porcentaje_pct"] == 100
    assert total["obras_compartidas"] == 0


def test_a_work_with_two_sources_is_counted_where_it_has_more_money():
    por_fuente = compute_inversion_por(LIBRO, ["fuente_recurso"]).set_index("fuente_recurso")

    assert por_fuente["inversion_centavos"].to_dict() == {"FISE": 70, "Municipal": 30}
    assert por_fuente["proyectos"].to_dict() == {"FISE": 0, "Municipal": 1}
    assert por_fuente["obras"].sum() == 2
    assert por_fuente["obras_participa"].to_dict() == {"FISE": 2, "Municipal": 1}
    assert por_fuente["obras_compartidas"].to_dict() == {"FISE": 1, "Municipal": 1}


def test_equal_money_counts_in_the_first_group_in_order():
    empate = make_libro(
        [{"folio_obra": "A", "fuente_recurso": f, "monto_centavos": 5} for f in ("Otra", "FISE")]
    )

    por_fuente = compute_inversion_por(empate, ["fuente_recurso"]).set_index("fuente_recurso")

    assert por_fuente["proyectos"].to_dict() == {"FISE": 1, "Otra": 0}


def test_empty_value_is_its_own_group():
    por_carencia = compute_inversion_por(LIBRO, ["carencia"])

    assert por_carencia["carencia"].isna().tolist() == [False, True]
    assert por_carencia["inversion_centavos"].tolist() == [40, 60]


def test_no_rows_is_an_empty_table_not_zero_pesos():
    assert compute_inversion_por(LIBRO.iloc[:0], ["grupo"]).empty
    assert compute_inversion_por(LIBRO.iloc[:0]).empty


def test_zero_total_has_no_percentages():
    ceros = compute_inversion_por(LIBRO.assign(monto_centavos=0), ["grupo"])

    assert ceros["porcentaje_pct"].isna().all()
    assert ceros["inversion_centavos"].tolist() == [0, 0]


def test_money_above_what_a_float_adds_exactly():
    grande = 2**53 + 1  # centavos: un flotante ya no distingue este entero del anterior
    libro = make_libro([{"monto_centavos": grande}, {"monto_centavos": 2}])

    assert compute_inversion_por(libro)["inversion_centavos"].item() == grande + 2


def test_folio_in_several_years_is_counted_once_and_declared():
    repartida = make_libro(
        [
            {"folio_obra": "A", "ejercicio": 2016, "monto_centavos": 1},
            {"folio_obra": "A", "ejercicio": 2017, "monto_centavos": 9},
            {"folio_obra": "B", "ejercicio": 2017},
        ]
    )

    por_ejercicio = compute_inversion_por(repartida, ["ejercicio"])

    assert por_ejercicio["obras"].tolist() == [0, 2]
    assert por_ejercicio["obras_compartidas"].tolist() == [1, 1]


@pytest.mark.parametrize(
    "cambio, mensaje",
    [
        ({"cantidad": [1, 2, 50]}, "cantidades distintas"),
        ({"tipo_conteo": ["proyecto", "accion", "accion"]}, "cantidades distintas"),
        ({"folio_obra": ["A", None, "B"]}, "folios vacíos"),
        ({"monto_centavos": [1.5, 2.0, 3.0]}, "centavos enteros"),
        ({"monto_centavos": [-1, 2, 3]}, "centavos enteros"),
        ({"es_demostracion": pd.array([True, None, False], dtype="boolean")}, "de demostración"),
    ],
)
def test_a_book_that_cannot_be_added_is_refused(cambio, mensaje):
    with pytest.raises(EsquemaError, match=mensaje):
        compute_inversion_por(LIBRO.assign(**cambio))


@pytest.mark.parametrize("columna", ["monto_centavos", "folio_obra", "inversion_mxn"])
def test_grouping_by_a_result_is_refused(columna):
    libro = LIBRO.assign(inversion_mxn=1.0)

    with pytest.raises(ParametroError, match="agrupar"):
        compute_inversion_por(libro, [columna])


def test_unknown_column_is_refused():
    with pytest.raises(EsquemaError, match="faltan columnas"):
        compute_inversion_por(LIBRO, ["color"])


def test_demonstration_travels_with_every_result():
    mezcla = LIBRO.assign(es_demostracion=[False, False, True])

    assert is_demostracion(mezcla)
    assert compute_inversion_por(mezcla, ["grupo"])["es_demostracion"].all()
    assert not compute_inversion_por(LIBRO)["es_demostracion"].any()


FUENTES = ["FISE", "FISMDF", "Municipal"]


@st.composite
def libros(draw):
    filas = []
    for numero in range(draw(st.integers(1, 8))):
        obra = {
            "folio_obra": f"F{numero}",
            "ejercicio": draw(st.sampled_from([2016, 2017])),
            "grupo": draw(st.sampled_from(["Vivienda", "Electrificación"])),
            "carencia": draw(st.sampled_from(["vivienda", None])),
            "tipo_conteo": draw(st.sampled_from(["proyecto", "accion"])),
            "cantidad": draw(st.integers(1, 10**6)),
        }
        for fuente in draw(st.lists(st.sampled_from(FUENTES), min_size=1, unique=True)):
            filas.append({**obra, "fuente_recurso": fuente, "monto_centavos": draw(st.integers(0, 10**13))})
    return make_libro(filas)


@pytest.mark.lento
@settings(max_examples=15, deadline=None)
@given(libros(), st.lists(st.sampled_from(["ejercicio", "grupo", "carencia", "fuente_recurso"]), unique=True))
def test_parts_always_add_to_the_total_in_any_order(libro, columnas):
    total = compute_inversion_por(libro).iloc[0]
    partes = compute_inversion_por(libro, columnas)

    for columna in ("inversion_centavos", "obras", "proyectos", "acciones"):
        assert partes[columna].sum() == total[columna]
    assert total["inversion_centavos"] == sum(int(c) for c in libro["monto_centavos"])
    assert (partes["obras_participa"] >= partes["obras"]).all()
    pd.testing.assert_frame_equal(compute_inversion_por(shuffle(libro), columnas), partes)


POBREZA = make_pobreza(
    [
        ("32001", 2015, 5, 1, 1),
        ("32001", 2020, 10, 4, 0),
        ("32002", 2020, 10, 5, 1),
        ("32003", 2020, None, None, None),
    ],
    ("pobreza", "pobreza_extrema"),
)


def test_per_capita_divides_only_where_both_sides_exist():
    libro = make_libro([{"monto_centavos": 4000}, {"clave_municipio": "32003", "monto_centavos": 100}])

    tabla = compute_inversion_per_capita(libro, POBREZA).set_index("clave_municipio")

    assert tabla.loc["32001", "inversion_por_persona_mxn"] == 4.0
    assert tabla.loc["32001", "inversion_por_persona_pobreza_mxn"] == 10.0
    assert pd.isna(tabla.loc["32001", "inversion_por_persona_pobreza_extrema_mxn"])  # nadie en extrema
    assert tabla["estado_dato"].to_dict() == {
        "32001": COMPLETO,
        "32002": SIN_REGISTROS,
        "32003": SIN_POBLACION,
    }
    assert tabla.loc["32002", ["inversion_centavos", "inversion_mxn", "obras"]].isna().all()
    assert pd.isna(tabla.loc["32003", "inversion_por_persona_mxn"])
    assert set(tabla["anio_poblacion"]) == {2020}


def test_state_per_capita_omits_both_sides_and_counts():
    libro = make_libro([{"monto_centavos": 4000}, {"clave_municipio": "32003", "monto_centavos": 100}])

    estado = compute_per_capita_estado(compute_inversion_per_capita(libro, POBREZA)).set_index("poblacion")

    fila = estado.loc["poblacion_personas"]
    assert (fila["inversion_mxn"], fila["personas"], fila["por_persona_mxn"]) == (40, 10, 4)
    assert (fila["municipios_con_dato"], fila["municipios_sin_dato"]) == (1, 2)
    assert pd.isna(estado.loc["pobreza_extrema_personas", "por_persona_mxn"])


def test_per_capita_uses_the_year_asked_or_refuses():
    solo = POBREZA[POBREZA["clave_municipio"] == "32001"]

    assert compute_inversion_per_capita(make_libro([{}]), solo, 2015)["poblacion_personas"].item() == 5
    with pytest.raises(ComparabilidadError):
        compute_inversion_per_capita(make_libro([{}]), solo, 2016)


def test_money_of_an_unknown_municipality_is_never_dropped():
    with pytest.raises(EsquemaError, match="no están en la tabla de población"):
        compute_inversion_per_capita(make_libro([{"clave_municipio": "32099"}]), POBREZA)


INPC = pd.DataFrame(
    {
        "anio": [2016, 2017, 2018],
        "inpc_promedio": [80.0, 100.0, 0.0],
        "certeza": ["verificada", "corroborada", "verificada"],
    }
)


def test_constant_pesos_use_the_ratio_of_yearly_means():
    constante = deflactar(LIBRO, INPC, 2017)

    assert constante["factor_inpc"].tolist() == [1.25, 1.25, 1.0]
    assert constante["monto_constante_mxn"].tolist() == [0.125, 0.375, 0.6]
    assert set(constante["base_anio"]) == {2017}
    assert constante["certeza_inpc"].tolist() == ["corroborada"] * 3
    assert constante.index.equals(LIBRO.index)


def test_constant_totals_say_base_and_certainty():
    total = compute_inversion_constante_por(LIBRO, INPC, 2016).iloc[0]

    assert total["inversion_mxn"] == 1.0
    assert total["inversion_constante_mxn"] == pytest.approx(0.4 + 0.6 * 0.8)
    assert (total["base_anio"], total["certeza_inpc"], total["ejercicios_sin_inpc"]) == (
        2016,
        "corroborada",
        "",
    )


def test_a_year_without_inpc_makes_the_group_null_not_partial():
    libro = LIBRO.assign(ejercicio=[2016, 2016, 2021])

    total = compute_inversion_constante_por(libro, INPC, 2016).iloc[0]
    por_grupo = compute_inversion_constante_por(libro, INPC, 2016, ["grupo"]).set_index("grupo")

    assert pd.isna(total["inversion_constante_mxn"])
    assert total["ejercicios_sin_inpc"] == "2021"
    assert por_grupo["inversion_constante_mxn"].notna().to_dict() == {
        "Agua y Saneamiento": True,
        "Vivienda": False,
    }
    assert por_grupo["inversion_mxn"].tolist() == [0.4, 0.6]


@pytest.mark.parametrize("base", [2018, 2030])
def test_base_year_without_inpc_is_refused(base):
    with pytest.raises(ParametroError, match=f"INPC promedio de {base}"):
        compute_factores(INPC, base)


@pytest.mark.parametrize(
    "certezas, debil",
    [
        (["verificada"], "verificada"),
        (["verificada", "CORROBORADO"], "corroborada"),
        (["VERIFICADO", "recordada"], "recordada"),
        (["quién sabe"], "recordada"),
        ([], "recordada"),
    ],
)
def test_weakest_certainty_wins(certezas, debil):
    assert get_certeza_debil(certezas) == debil
