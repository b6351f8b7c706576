import pandas as pd
import pytest

from fais_analysis.errors import EsquemaError, ParametroError
from fais_analysis.indicators.localidades import compute_localidades, compute_resumen_localidades
from fais_analysis.indicators.zap import (
    LEYENDA_DERIVADO,
    SIN_LISTA,
    CorteZap,
    compute_criterios_zap,
    compute_zap_rural,
)
from fais_analysis.loaders.ordenadas import load_tabla
from tests.indicators.tablas_de_prueba import make_pobreza, shuffle


def make_grado(valores: dict[str, str | None], anio: int = 2020) -> pd.DataFrame:
    return pd.DataFrame({"clave_municipio": list(valores), "anio": anio, "grado": list(valores.values())})


POBREZA = make_pobreza(
    [("32001", 2020, 100, 50, 49), ("32002", 2020, 100, 49, 10), ("32003", 2020, None, None, None)],
    ("tres_carencias", "pobreza_extrema"),
)
MARGINACION = make_grado({"32001": "Medio", "32002": "Alto", "32003": None})
REZAGO = make_grado({"32001": "Bajo", "32002": "Muy alto", "32003": "Bajo"})


def test_any_criterion_is_enough_and_the_reason_names_them():
    tabla = compute_criterios_zap(MARGINACION, REZAGO, POBREZA, 2020).set_index("clave_municipio")

    assert tabla.loc["32001", "cumple_tres_carencias"]  # 50 % exacto cuenta como mayoría
    assert not tabla.loc["32001", "cumple_pobreza_extrema"]
    assert tabla.loc["32001", "motivo"] == "mayoría de la población con tres o más carencias"
    assert tabla.loc["32002", "motivo"].startswith("grado de marginación alto o muy alto y grado de rezago")


def test_unknown_stays_unknown():
    fila = compute_criterios_zap(MARGINACION, REZAGO, POBREZA, 2020).set_index("clave_municipio").loc["32003"]

    assert pd.isna(fila["cumple"])
    assert not fila["cumple_rezago"]
    assert fila["motivo"].startswith("sin dato de grado de marginación")


def test_one_true_is_true_even_if_another_is_unknown():
    rezago = make_grado({"32003": "Muy alto"})

    fila = compute_criterios_zap(MARGINACION, rezago, POBREZA, 2020).set_index("clave_municipio").loc["32003"]

    assert fila["cumple"]
    assert "sin dato" in fila["motivo"]


def test_none_met_says_so():
    medio = make_grado({"32002": "Medio"})

    fila = compute_criterios_zap(medio, medio, POBREZA, 2020).set_index("clave_municipio").loc["32002"]

    assert not fila["cumple"]
    assert fila["motivo"] == "no cumple ninguno de los criterios aplicados"


def test_always_says_it_is_not_the_declaration():
    assert set(compute_criterios_zap(MARGINACION, REZAGO, POBREZA, 2020)["status"]) == {LEYENDA_DERIVADO}
    assert "no es la declaratoria ZAP" in LEYENDA_DERIVADO


def test_each_input_has_its_own_year_and_unused_criteria_do_not_count():
    corte = CorteZap(2010, 2020, 2020, criterios=("marginacion",))

    tabla = compute_criterios_zap(make_grado({"32001": "Muy alto"}, 2010), REZAGO, POBREZA, corte)

    assert tabla["cumple_rezago"].isna().all()
    assert tabla["cumple"].tolist() == [True, pd.NA, pd.NA]


def test_row_only_in_one_input_is_kept():
    tabla = compute_criterios_zap(make_grado({"32009": "Alto"}), REZAGO, POBREZA, 2020)

    assert tabla["clave_municipio"].tolist() == ["32001", "32002", "32003", "32009"]


@pytest.mark.parametrize("anio", [2018, CorteZap(2020, 2015, 2020), CorteZap(2020, 2020, 2010)])
def test_absent_year_is_refused(anio):
    with pytest.raises(ParametroError, match="No hay datos"):
        compute_criterios_zap(MARGINACION, REZAGO, POBREZA, anio)


@pytest.mark.parametrize(
    "corte",
    [CorteZap(2020, 2020, 2020, criterios=("delitos",)), CorteZap(2020, 2020, 2020, criterios=())],
)
def test_unknown_criteria_are_refused(corte):
    with pytest.raises(ParametroError, match="criterios válidos"):
        compute_criterios_zap(MARGINACION, REZAGO, POBREZA, corte)


def test_list_of_one_year_is_not_used_in_another():
    lista = pd.DataFrame({"anio": [2026], "clave_municipio": ["32001"], "estado": ["por cotejar con el DOF"]})

    de_2026 = compute_zap_rural(lista, ["32001", "32002"], 2026)
    de_2020 = compute_zap_rural(lista, ["32001"], 2020)

    assert de_2026["en_lista"].tolist() == [True, False]
    assert set(de_2026["status"]) == {"por cotejar con el DOF"}
    assert de_2020["en_lista"].isna().all()
    assert de_2020["status"].tolist() == [SIN_LISTA]


LOCALIDADES = pd.DataFrame(
    {
        "clave_localidad": ["320010002", "320010001", "320010003", "320010004", "320020001"],
        "clave_municipio": ["32001"] * 4 + ["32002"],
        "localidad": ["Dos", "Uno", "Tres", "Cuatro", "Otra"],
        "poblacion_personas": [2500.0, 2499.0, None, 1.0, 0.0],
    }
)


def select(tabla: pd.DataFrame, clave: str) -> pd.DataFrame:
    return tabla[tabla["clave_municipio"] == clave].reset_index(drop=True)


def test_localities_from_largest_with_their_share():
    tabla = select(compute_localidades(LOCALIDADES), "32001")

    assert tabla["localidad"].tolist() == ["Dos", "Uno", "Cuatro", "Tres"]
    assert tabla["es_rural"].tolist() == [False, True, True, pd.NA]
    assert tabla["tamano"].tolist()[:3] == [
        "2,500 a 14,999 habitantes",
        "500 a 2,499 habitantes",
        "menos de 100 habitantes",
    ]
    assert tabla["porcentaje_pct"].iloc[0] == 50
    assert tabla["acumulado_pct"].iloc[2] == pytest.approx(100)
    assert tabla[["porcentaje_pct", "tamano"]].iloc[3].isna().all()


def test_summary_by_municipality():
    resumen = compute_resumen_localidades(LOCALIDADES).set_index("clave_municipio")

    fila = resumen.loc["32001"]
    assert fila["localidades"] == 4
    assert fila["localidades_sin_dato"] == 1
    assert fila["localidades_rurales"] == 2
    assert fila["rural_personas"] == 2500
    assert fila["rural_pct"] == 50
    assert fila["mayor_localidad"] == "Dos"
    assert pd.isna(resumen.loc["32002", "rural_pct"])


def test_population_zero_gives_no_percentage():
    assert select(compute_localidades(LOCALIDADES), "32002")["porcentaje_pct"].isna().all()


def test_repeated_localities_are_refused():
    with pytest.raises(EsquemaError):
        compute_localidades(pd.concat([LOCALIDADES, LOCALIDADES]))


@pytest.mark.parametrize("calcular", [compute_localidades, compute_resumen_localidades])
def test_each_municipality_is_the_same_alone_and_in_any_order(calcular):
    durango = load_tabla("localidades")
    todas = calcular(shuffle(durango))

    for clave in ("10004", "10005", "10015"):
        una = calcular(select(durango, clave))
        pd.testing.assert_frame_equal(una, select(todas, clave), check_exact=True)
