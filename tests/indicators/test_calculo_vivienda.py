import numpy as np
import pandas as pd
import pytest

from fais_analysis.errors import ClaveError, ComparabilidadError, EsquemaError
from fais_analysis.indicators.comparabilidad import check_misma_unidad
from fais_analysis.indicators.vivienda import (
    COMPONENTES_MARGINACION,
    COMPONENTES_REZAGO,
    COMPONENTES_SABANA,
    FUENTE_IMM,
    FUENTE_IRS,
    FUENTE_SABANA,
    METODO_OFICIAL,
    METODO_PONDERADO,
    METODO_SIN_DATO,
    compute_vivienda,
    compute_vivienda_todas,
)


def make_tabla(componentes, filas: list[tuple[str, int, float | None, float | None]]) -> pd.DataFrame:
    """(clave, año, población, valor igual para todos los componentes)."""
    tabla = pd.DataFrame(filas, columns=["clave_municipio", "anio", "poblacion_personas", "_valor"])
    valores = {f"{c.id}_pct": tabla["_valor"].astype("float64") for c in componentes}
    return tabla.drop(columns="_valor").assign(**valores)


REZAGO = make_tabla(
    COMPONENTES_REZAGO, [("32001", 2015, 100, 8), ("32001", 2020, 100, 5), ("32002", 2020, 300, 1)]
)
MARGINACION = make_tabla(COMPONENTES_MARGINACION, [("32001", 2020, 100, 6), ("32002", 2020, 300, None)])


def get_fila(tabla, fuente, componente="piso_tierra", anio=2020):
    return tabla.query("fuente == @fuente and componente == @componente and anio == @anio").iloc[0]


def test_state_is_weighted_by_census_population_and_labelled():
    fila = get_fila(compute_vivienda(REZAGO, MARGINACION, "32001"), FUENTE_IRS)

    assert fila["estado_pct"] == pytest.approx((5 * 100 + 1 * 300) / 400)
    assert fila["estado_metodo"] == METODO_PONDERADO
    assert fila["brecha_pp"] == pytest.approx(3)
    assert (fila["anio_previo"], fila["cambio_pp"]) == (2015, -3)


def test_missing_value_is_left_out_of_the_mean_and_counted():
    fila = get_fila(compute_vivienda(REZAGO, MARGINACION, "32001"), FUENTE_IMM)
    otra = get_fila(compute_vivienda(REZAGO, MARGINACION, "32002"), FUENTE_IMM)

    assert fila["estado_pct"] == 6
    assert (fila["municipios_con_dato"], fila["municipios_sin_dato"]) == (1, 1)
    assert np.isnan(otra["municipio_pct"])
    assert np.isnan(otra["brecha_pp"])


def test_official_state_figure_replaces_the_mean_only_where_it_exists():
    oficial = pd.DataFrame({"clave_entidad": ["32"], "anio": [2020]}).assign(
        **{f"{c.id}_pct": 2.5 for c in COMPONENTES_REZAGO}
    )

    tabla = compute_vivienda(REZAGO, MARGINACION, "32001", oficial)

    fila = get_fila(tabla, FUENTE_IRS)
    assert (fila["estado_pct"], fila["estado_metodo"], fila["brecha_pp"]) == (2.5, METODO_OFICIAL, 2.5)
    assert fila["estado_ponderado_pct"] == pytest.approx(2)
    assert get_fila(tabla, FUENTE_IRS, anio=2015)["estado_metodo"] == METODO_PONDERADO
    assert get_fila(tabla, FUENTE_IMM)["estado_metodo"] == METODO_PONDERADO


def test_subcarencias_take_the_census_weight_or_stay_without_a_state():
    sabana = make_tabla(COMPONENTES_SABANA, [("32001", 2010, 0, 40), ("32001", 2015, 0, 30)])
    sabana = sabana.drop(columns="poblacion_personas")

    tabla = compute_vivienda(REZAGO, MARGINACION, "32001", subcarencias=sabana)

    sin_peso = get_fila(tabla, FUENTE_SABANA, "techos", 2010)
    assert np.isnan(sin_peso["estado_pct"])
    assert sin_peso["estado_metodo"] == METODO_SIN_DATO
    assert get_fila(tabla, FUENTE_SABANA, "techos", 2015)["estado_pct"] == 30


def test_each_source_says_its_unit_and_they_do_not_mix():
    tabla = compute_vivienda(REZAGO, MARGINACION, "32001")

    assert get_fila(tabla, FUENTE_IRS)["unidad"] == "% de viviendas"
    assert get_fila(tabla, FUENTE_IMM)["unidad"] == "% de ocupantes"
    assert get_fila(tabla, FUENTE_IMM, "hacinamiento")["unidad"] == "% de viviendas"
    with pytest.raises(ComparabilidadError):
        check_misma_unidad(tabla[tabla["componente"] == "piso_tierra"])


def test_change_never_crosses_sources_or_municipalities():
    tabla = compute_vivienda_todas(REZAGO, MARGINACION)

    primeras = tabla.groupby(["clave_municipio", "fuente", "componente"]).head(1)
    assert primeras["cambio_pp"].isna().all()
    assert primeras["anio_previo"].isna().all()


def test_one_municipality_is_a_filter_of_all():
    todas = compute_vivienda_todas(REZAGO, MARGINACION)
    una = todas[todas["clave_municipio"] == "32001"].reset_index(drop=True)

    pd.testing.assert_frame_equal(compute_vivienda(REZAGO, MARGINACION, "32001"), una)


def test_wrong_key_and_broken_tables_are_refused():
    with pytest.raises(ClaveError):
        compute_vivienda(REZAGO, MARGINACION, "32009")
    with pytest.raises(EsquemaError):
        compute_vivienda(pd.concat([REZAGO, REZAGO]), MARGINACION, "32001")
    with pytest.raises(EsquemaError):
        compute_vivienda(REZAGO.drop(columns="sin_agua_pct"), MARGINACION, "32001")


def test_half_known_weights_give_no_state_mean():
    sin_poblacion = MARGINACION.assign(piso_tierra_pct=[6.0, 2.0], poblacion_personas=[100.0, None])

    fila = get_fila(compute_vivienda(REZAGO, sin_poblacion, "32001"), FUENTE_IMM)

    assert np.isnan(fila["estado_pct"])
    assert fila["estado_metodo"] == METODO_SIN_DATO
