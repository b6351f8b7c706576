import pandas as pd
import pytest
from tablas_de_prueba import make_pobreza

from fais_analysis.errors import ComparabilidadError, EsquemaError, ParametroError
from fais_analysis.indicators.brechas import compute_brechas
from fais_analysis.indicators.comparabilidad import (
    check_anio_publicado,
    check_indice_de_un_anio,
    check_misma_serie,
    check_misma_unidad,
    join_series,
)
from fais_analysis.indicators.indices import compute_grados, compute_severidad
from fais_analysis.schemas.vocabulario import (
    SERIE_ESTATAL,
    SERIE_ESTATAL_ANTERIOR,
    SERIE_MUNICIPAL,
    SERIE_SABANA,
)

UNA = make_pobreza([("32001", 2015, 100, 40), ("32001", 2020, 100, 50)])


@pytest.mark.parametrize("otra", [SERIE_ESTATAL, SERIE_ESTATAL_ANTERIOR, SERIE_SABANA, None])
def test_different_series_never_join(otra):
    ajena = UNA.assign(serie=otra)

    with pytest.raises(ComparabilidadError) as error:
        join_series(UNA, ajena)

    assert SERIE_MUNICIPAL in error.value.encontrado
    assert "nunca se encadenan" in error.value.que_hacer


def test_same_series_joins_ordered_and_keeps_every_row():
    junta = join_series(UNA.iloc[1:], UNA.iloc[:1])

    assert junta["anio"].tolist() == [2015, 2020]
    assert check_misma_serie(UNA, junta) == SERIE_MUNICIPAL


def test_join_refuses_a_repeated_key():
    with pytest.raises(EsquemaError, match="repite llaves"):
        join_series(UNA, UNA)


def test_indicator_on_mixed_series_raises_instead_of_a_number():
    mezcla = pd.concat([UNA, UNA.assign(serie=SERIE_ESTATAL, anio=2016)])

    with pytest.raises(ComparabilidadError):
        compute_brechas(mezcla, "32001")


@pytest.mark.parametrize("tablas", [(), (UNA.iloc[:0],)])
def test_nothing_to_compare_is_an_error(tablas):
    with pytest.raises(EsquemaError, match="No hay filas"):
        check_misma_serie(*tablas)


def test_a_table_without_serie_cannot_be_compared():
    with pytest.raises(EsquemaError) as error:
        check_misma_serie(UNA.drop(columns="serie"))

    assert "serie" in error.value.encontrado


@pytest.mark.parametrize("anio", [2016, 2018, True])
def test_unpublished_year_is_never_interpolated(anio):
    with pytest.raises(ComparabilidadError) as error:
        check_anio_publicado(UNA, anio)

    assert "2015, 2020" in error.value.esperado
    assert "no se interpola" in error.value.que_hacer


def test_published_year_comes_back():
    assert check_anio_publicado(UNA, 2020) == 2020


INDICE = pd.DataFrame(
    {
        "clave_municipio": ["32001", "32001", "32002"],
        "anio": [2015, 2020, 2020],
        "indice": [0.211468, 0.392051, -1.25],
        "grado": ["Medio", "Alto", "Muy bajo"],
        "lugar_nacional": [850.0, 669.0, None],
    }
)


def test_index_level_is_not_compared_between_years():
    with pytest.raises(ComparabilidadError) as error:
        compute_severidad(INDICE, "rezago_social")

    assert "grado" in error.value.que_hacer
    assert "2015, 2020" in error.value.encontrado


def test_index_of_no_rows_is_an_error():
    with pytest.raises(EsquemaError):
        check_indice_de_un_anio(INDICE.iloc[:0])


@pytest.mark.parametrize(
    "metodo, esperado",
    [("rezago_social", [1, 2]), ("marginacion_original", [1, 2]), ("marginacion_dp2", [2, 1])],
)
def test_sign_of_each_index(metodo, esperado):
    # DP2: mayor índice = menos marginación (CONAPO); los otros dos, al revés.
    uno = INDICE[INDICE["anio"] == 2020]

    assert compute_severidad(uno, metodo).tolist() == esperado


def test_unknown_index_must_be_named():
    with pytest.raises(ParametroError, match="no es un índice conocido"):
        compute_severidad(INDICE, "marginacion")


def test_grades_are_compared_between_years_without_the_level():
    grados = compute_grados(INDICE, "32001", "rezago_social")

    assert "indice" not in grados.columns
    assert grados["cambio_grado"].tolist() == ["sin dato", "mayor"]
    assert grados["lugar_nacional"].tolist() == [850, 669]


def test_grade_that_falls_or_stays():
    bajan = INDICE.assign(clave_municipio="32001", anio=[2010, 2015, 2020], grado=["Alto", "Alto", "Bajo"])

    grados = compute_grados(bajan.drop(columns="lugar_nacional"), "32001", "marginacion_dp2")

    assert grados["cambio_grado"].tolist() == ["sin dato", "igual", "menor"]
    assert grados["lugar_nacional"].isna().all()


def test_units_and_sources_are_not_mixed():
    mezcla = pd.DataFrame({"unidad": ["% de viviendas", "% de ocupantes"], "fuente": ["IRS", "IMM"]})

    with pytest.raises(ComparabilidadError, match="unidades o fuentes"):
        check_misma_unidad(mezcla)

    assert check_misma_unidad(mezcla.head(1)) == "% de viviendas"
    with pytest.raises(EsquemaError):
        check_misma_unidad(mezcla.head(0))


def test_rows_that_do_not_name_their_series_are_not_comparable_even_alone():
    with pytest.raises(ComparabilidadError, match="series distintas"):
        check_misma_serie(UNA.assign(serie=None))
