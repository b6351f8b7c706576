from pathlib import Path

import pandas as pd
import pytest

import fais_analysis
from fais_analysis.errors import ComparabilidadError, EsquemaError
from fais_analysis.indicators.brechas import compute_brechas
from fais_analysis.indicators.comparabilidad import (
    check_anio_publicado,
    check_misma_serie,
)
from fais_analysis.schemas.pobreza import POBREZA_ESTATAL, POBREZA_MUNICIPAL
from fais_analysis.schemas.vocabulario import (
    SERIE_ESTATAL,
    SERIE_MUNICIPAL,
)
from tests.indicators.tablas_de_prueba import make_pobreza

UNA = make_pobreza([("32001", 2015, 100, 40), ("32001", 2020, 100, 50)])


@pytest.mark.parametrize(
    "otra", [SERIE_ESTATAL, "estatal 2008-2018", "municipal 2010, primera estimación", None]
)
def test_different_series_are_never_compared(otra):
    with pytest.raises(ComparabilidadError) as error:
        check_misma_serie(UNA, UNA.assign(serie=otra))

    assert SERIE_MUNICIPAL in error.value.encontrado
    assert "nunca se encadenan" in error.value.que_hacer


def test_tables_of_the_same_series_say_which():
    assert check_misma_serie(UNA.iloc[1:], UNA.iloc[:1]) == SERIE_MUNICIPAL


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


def test_rows_that_do_not_name_their_series_are_not_comparable_even_alone():
    with pytest.raises(ComparabilidadError, match="series distintas"):
        check_misma_serie(UNA.assign(serie=None))


def test_the_level_of_an_index_is_read_by_nobody():
    """El nivel no se compara entre años (CONEVAL, CONAPO). La otra columna ``indice`` es de la curva."""
    leen = {
        modulo.name
        for cuarto in ("indicators", "entidad", "reports", "explorer", "views")
        for modulo in (Path(fais_analysis.__file__).parent / cuarto).rglob("*.py")
        if '"indice"' in modulo.read_text(encoding="utf-8")
        or "'indice'" in modulo.read_text(encoding="utf-8")
    }

    assert leen == {"concentracion.py", "concentracion_frases.py", "panorama_focalizacion_tablas.py"}


@pytest.mark.parametrize("esquema", [POBREZA_MUNICIPAL, POBREZA_ESTATAL], ids=lambda e: e.name)
def test_an_ordered_table_admits_one_series_only(esquema):
    admitidas = [c.statistics["allowed_values"] for c in esquema.columns["serie"].checks if c.name == "isin"]

    assert [len(valores) for valores in admitidas] == [1]
