"""Antes y después: cambio e inversión por persona, y su asociación."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fais_analysis.errors import ComparabilidadError, ParametroError
from fais_analysis.indicators.antes_despues import (
    ES_ASOCIACION,
    Periodo,
    TablasCambio,
    compute_antes_despues,
    compute_asociacion,
)
from fais_analysis.indicators.asociacion import compute_spearman
from fais_analysis.schemas.vocabulario import SERIE_MUNICIPAL
from tests.indicators.libros_de_prueba import CATALOGO, make_libro

PERIODO = Periodo(2015, 2020, (2018, 2019), 2020)
INPC = pd.DataFrame(
    {"anio": [2018, 2019, 2020], "inpc_promedio": [50.0, 80.0, 100.0], "certeza": "corroborado"}
)
VIVIENDAS = ["piso_tierra_pct", "sin_agua_pct", "sin_drenaje_pct", "sin_electricidad_pct"]


def make_tablas(municipios: int = 2, inpc: pd.DataFrame = INPC) -> TablasCambio:
    """El municipio n tenía 10 + n % de viviendas con piso de tierra en 2015 y 10 en 2020."""
    claves = [f"32{n:03d}" for n in range(1, municipios + 1)]
    filas, viviendas = [], []
    for anio in (2015, 2020):
        for n, clave in enumerate(claves, start=1):
            carencia = 30 if anio == 2015 else 20
            filas.append((clave, anio, 100, 40, carencia, carencia))
            viviendas.append((clave, anio, *[10.0 + (n if anio == 2015 else 0)] * 4))
    columnas = ["clave_municipio", "anio", "poblacion_personas", "pobreza_personas", "vivienda_personas"]
    pobreza = pd.DataFrame(filas, columns=[*columnas, "servicios_basicos_personas"]).assign(
        serie=SERIE_MUNICIPAL
    )
    return TablasCambio(
        pobreza, pd.DataFrame(viviendas, columns=["clave_municipio", "anio", *VIVIENDAS]), inpc
    )


def get(tabla: pd.DataFrame, par: str, clave: str = "32001") -> pd.Series:
    return tabla[(tabla["par"] == par) & (tabla["clave_municipio"] == clave)].iloc[0]


def test_change_and_constant_pesos_per_poor_person_by_hand():
    libro = make_libro(
        {"monto": 100, "ejercicio": 2018}, {"monto": 160, "ejercicio": 2019}, {"monto": 7, "ejercicio": 2020}
    )

    fila = get(compute_antes_despues(libro, CATALOGO, make_tablas(), PERIODO), "piso_tierra")

    # 100 × 100/50 + 160 × 100/80 = 400 pesos de 2020, entre 40 personas en pobreza en 2015 = 10.
    assert (fila["inversion_mxn"], fila["inversion_constante_mxn"], fila["por_persona_pobreza_mxn"]) == (
        260,
        400,
        10,
    )
    assert (fila["desde_pct"], fila["hasta_pct"], fila["cambio_pp"]) == (11, 10, -1)
    assert fila["fuera_de_periodo_mxn"] == 7  # 2020 no está entre los ejercicios: se dice, no se pierde
    assert fila["certeza_inpc"] == "corroborada"


def test_people_and_dwellings_are_different_units():
    tabla = compute_antes_despues(make_libro({"monto": 1}), CATALOGO, make_tablas(), PERIODO)

    assert get(tabla, "vivienda")[["unidad", "cambio_pp"]].tolist() == ["% de la población", -10]
    assert get(tabla, "piso_tierra")["unidad"] == "% de viviendas"


def test_no_work_in_the_line_is_zero_but_no_records_is_null():
    tabla = compute_antes_despues(make_libro({"monto": 1}), CATALOGO, make_tablas(), PERIODO)

    assert get(tabla, "sin_agua")["por_persona_pobreza_mxn"] == 0
    sin_registros = get(tabla, "sin_agua", "32002")
    assert pd.isna(sin_registros["por_persona_pobreza_mxn"])
    assert sin_registros["estado_dato"] == "sin registros de inversión"


def test_missing_inpc_is_null_not_a_partial_sum():
    libro = make_libro({"monto": 100, "ejercicio": 2018}, {"monto": 160, "ejercicio": 2019})

    fila = get(compute_antes_despues(libro, CATALOGO, make_tablas(inpc=INPC[1:]), PERIODO), "piso_tierra")

    assert pd.isna(fila["por_persona_pobreza_mxn"])
    assert fila["estado_dato"] == "sin INPC de algún ejercicio"


def test_unclassified_works_are_said():
    libro = make_libro({"monto": 3}, {"monto": 5, "subclasificacion": "Otra"})

    assert (
        get(compute_antes_despues(libro, CATALOGO, make_tablas(), PERIODO), "piso_tierra")[
            "sin_clasificar_mxn"
        ]
        == 5
    )


@pytest.mark.parametrize("ejercicios", [(), (2015, 2016), (2021,)])
def test_exercises_outside_the_period_are_refused(ejercicios):
    with pytest.raises(ParametroError):
        compute_antes_despues(
            make_libro({"monto": 1}), CATALOGO, make_tablas(), Periodo(2015, 2020, ejercicios, 2020)
        )


def test_unpublished_measurement_is_refused():
    with pytest.raises(ComparabilidadError):
        compute_antes_despues(
            make_libro({"monto": 1}), CATALOGO, make_tablas(), Periodo(2018, 2020, (2019,), 2020)
        )


def make_inclinado(es_demostracion: bool = False) -> pd.DataFrame:
    """Doce municipios: el n recibió n × 100 pesos en pisos y su piso de tierra bajó n puntos."""
    obras = [
        {"clave_municipio": f"32{n:03d}", "monto": 100 * n, "es_demostracion": es_demostracion}
        for n in range(1, 13)
    ]
    return compute_antes_despues(make_libro(*obras), CATALOGO, make_tablas(12), PERIODO)


def test_perfect_monotone_is_minus_one_and_carries_the_fixed_sentence():
    fila = compute_asociacion(make_inclinado()).set_index("par").loc["piso_tierra"]

    assert fila["rho"] == pytest.approx(-1)
    assert fila["conclusion"] == "asociación negativa"
    assert (fila["municipios"], fila["bajan"], fila["suben"]) == (12, 12, 0)
    assert fila["advertencia"] == ES_ASOCIACION
    assert "no efecto" in ES_ASOCIACION


def test_demonstration_and_no_variation_cannot_conclude():
    demo = compute_asociacion(make_inclinado(es_demostracion=True))
    assert set(demo["conclusion"]) == {"no se puede concluir"}
    assert set(demo["motivo"]) == {"el libro es de demostración"}
    fila = compute_asociacion(make_inclinado()).set_index("par").loc["vivienda"]  # todos bajan lo mismo
    assert fila["motivo"] == "la inversión o el cambio no varían entre municipios"


def test_few_municipalities_cannot_conclude():
    tabla = compute_asociacion(
        compute_antes_despues(make_libro({"monto": 1}), CATALOGO, make_tablas(), PERIODO)
    )

    assert tabla["rho"].isna().all()
    assert set(tabla["conclusion"]) == {"no se puede concluir"}


def test_spearman_with_ties_by_hand():
    # Rangos x: 1.5, 1.5, 3, 4; y: 2, 1, 3, 4. Centrados: Σxy = 4.5, Σx² = 4.5, Σy² = 5; 4.5 / √22.5 = 0.948683.
    medida = compute_spearman(pd.Series([1, 1, 2, 3]), pd.Series([20, 10, 30, 40]), minimo=4)

    assert medida.rho == pytest.approx(0.948683, abs=1e-6)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(-20, 20)), min_size=10, max_size=20), st.randoms())
@settings(max_examples=10, deadline=None)
def test_interval_is_deterministic_ignores_order_and_changes_sign(pares, azar):
    x, y = (pd.Series(c, dtype="float64") for c in zip(*pares, strict=True))
    orden = list(range(len(pares)))
    azar.shuffle(orden)

    medida, revuelta, opuesta = (
        compute_spearman(x, y),
        compute_spearman(x.iloc[orden], y.iloc[orden]),
        compute_spearman(x, -y),
    )

    assert str(medida) == str(revuelta)
    if not pd.isna(medida.rho):
        assert medida.inferior <= medida.superior
        assert opuesta.rho == pytest.approx(-medida.rho)
        assert -1 - 1e-9 <= medida.inferior <= medida.superior <= 1 + 1e-9
