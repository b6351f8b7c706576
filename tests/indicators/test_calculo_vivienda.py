import numpy as np
import pandas as pd
import pytest

from fais_analysis.errors import EsquemaError
from fais_analysis.indicators.vivienda import (
    FUENTE_IMM,
    FUENTE_IRS,
    METODO_OFICIAL,
    METODO_PONDERADO,
    METODO_SIN_DATO,
    compute_vivienda_todas,
)
from fais_analysis.schemas.componentes import COMPONENTES_MARGINACION, COMPONENTES_REZAGO


def make_tabla(componentes, filas: list[tuple[str, int, float | None, float | None]]) -> pd.DataFrame:
    """(clave, año, población, valor igual para todos los componentes)."""
    tabla = pd.DataFrame(filas, columns=["clave_municipio", "anio", "poblacion_personas", "_valor"])
    valores = {f"{c.id}_pct": tabla["_valor"].astype("float64") for c in componentes}
    return tabla.drop(columns="_valor").assign(**valores)


REZAGO = make_tabla(
    COMPONENTES_REZAGO, [("32001", 2015, 100, 8), ("32001", 2020, 100, 5), ("32002", 2020, 300, 1)]
)
MARGINACION = make_tabla(COMPONENTES_MARGINACION, [("32001", 2020, 100, 6), ("32002", 2020, 300, None)])


def compute_de(rezago, marginacion, clave: str, oficial=None) -> pd.DataFrame:
    """Las filas de un municipio."""
    tabla = compute_vivienda_todas(rezago, marginacion, oficial)
    return tabla[tabla["clave_municipio"] == clave]


def get_fila(tabla, fuente, componente="piso_tierra", anio=2020):
    return tabla.query("fuente == @fuente and componente == @componente and anio == @anio").iloc[0]


def test_state_is_weighted_by_census_population_and_labelled():
    fila = get_fila(compute_de(REZAGO, MARGINACION, "32001"), FUENTE_IRS)

    assert fila["estado_pct"] == pytest.approx((5 * 100 + 1 * 300) / 400)
    assert fila["estado_metodo"] == METODO_PONDERADO
    assert fila["brecha_pp"] == pytest.approx(3)
    assert (fila["anio_previo"], fila["cambio_pp"]) == (2015, -3)


def test_missing_value_is_left_out_of_the_mean_and_counted():
    fila = get_fila(compute_de(REZAGO, MARGINACION, "32001"), FUENTE_IMM)
    otra = get_fila(compute_de(REZAGO, MARGINACION, "32002"), FUENTE_IMM)

    assert fila["estado_pct"] == 6
    assert (fila["municipios_con_dato"], fila["municipios_sin_dato"]) == (1, 1)
    assert np.isnan(otra["municipio_pct"])
    assert np.isnan(otra["brecha_pp"])


def test_official_state_figure_replaces_the_mean_only_where_it_exists():
    oficial = pd.DataFrame({"clave_entidad": ["32"], "anio": [2020]}).assign(
        **{f"{c.id}_pct": 2.5 for c in COMPONENTES_REZAGO}
    )

    tabla = compute_de(REZAGO, MARGINACION, "32001", oficial)

    fila = get_fila(tabla, FUENTE_IRS)
    assert (fila["estado_pct"], fila["estado_metodo"], fila["brecha_pp"]) == (2.5, METODO_OFICIAL, 2.5)
    assert fila["estado_ponderado_pct"] == pytest.approx(2)
    assert get_fila(tabla, FUENTE_IRS, anio=2015)["estado_metodo"] == METODO_PONDERADO
    assert get_fila(tabla, FUENTE_IMM)["estado_metodo"] == METODO_PONDERADO


def test_each_source_and_component_says_its_one_unit():
    tabla = compute_de(REZAGO, MARGINACION, "32001")

    assert get_fila(tabla, FUENTE_IRS)["unidad"] == "% de viviendas"
    assert get_fila(tabla, FUENTE_IMM)["unidad"] == "% de ocupantes"
    assert get_fila(tabla, FUENTE_IMM, "hacinamiento")["unidad"] == "% de viviendas"
    assert tabla.groupby(["fuente", "componente"])["unidad"].nunique().eq(1).all()


def test_change_never_crosses_sources_or_municipalities():
    tabla = compute_vivienda_todas(REZAGO, MARGINACION)

    primeras = tabla.groupby(["clave_municipio", "fuente", "componente"]).head(1)
    assert primeras["cambio_pp"].isna().all()
    assert primeras["anio_previo"].isna().all()


def test_broken_tables_are_refused():
    with pytest.raises(EsquemaError):
        compute_de(pd.concat([REZAGO, REZAGO]), MARGINACION, "32001")
    with pytest.raises(EsquemaError):
        compute_de(REZAGO.drop(columns="sin_agua_pct"), MARGINACION, "32001")


def test_half_known_weights_give_no_state_mean():
    sin_poblacion = MARGINACION.assign(piso_tierra_pct=[6.0, 2.0], poblacion_personas=[100.0, None])

    fila = get_fila(compute_de(REZAGO, sin_poblacion, "32001"), FUENTE_IMM)

    assert np.isnan(fila["estado_pct"])
    assert fila["estado_metodo"] == METODO_SIN_DATO
