"""Curva e índice de concentración: casos a mano, signo, empates y propiedades."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fais_analysis.errors import EsquemaError
from fais_analysis.indicators.concentracion import compute_concentracion, compute_curva
from fais_analysis.schemas.vocabulario import SERIE_MUNICIPAL
from tests.indicators.libros_de_prueba import make_libro


def make_pobreza(*filas: tuple) -> pd.DataFrame:
    """Filas (municipio, población, personas con la carencia)."""
    tabla = pd.DataFrame(filas, columns=["clave_municipio", "poblacion_personas", "pobreza_extrema_personas"])
    return tabla.assign(anio=2020, serie=SERIE_MUNICIPAL)


def make_inversion(**montos: int) -> pd.DataFrame:
    return make_libro(*[{"clave_municipio": c[1:], "monto": m} for c, m in montos.items()])


# A mano: A 50 de 100 personas (50 %), B 50 de 500 (10 %). Toda la inversión en A: la curva sube a (50, 100) y
# sigue plana hasta (100, 100): área 0.25 + 0.5 = 0.75, índice 2 × 0.75 − 1 = 0.5.
POBREZA = make_pobreza(("32001", 100, 50), ("32002", 500, 50))


@pytest.mark.parametrize(
    ("a", "b", "indice"),
    [(100, 0, 0.5), (0, 100, -0.5), (50, 50, 0.0), (75, 25, 0.25)],
    ids=["toda donde más", "toda donde menos", "proporcional", "inclinada"],
)
def test_hand_computed_index_and_sign(a, b, indice):
    fila = compute_concentracion(make_inversion(m32001=a, m32002=b), POBREZA, "pobreza_extrema").iloc[0]

    assert fila["indice"] == indice
    assert fila["signo"].startswith("Positivo: los municipios con mayor porcentaje")


def test_against_population_by_hand():
    # Población 100 y 500; personas 50 y 50. Carencia: Σ = 1/6·1/2 + 5/6·(1 + 1/2) = 4/3; índice 1/3.
    fila = compute_concentracion(make_inversion(m32001=75, m32002=25), POBREZA, "pobreza_extrema").iloc[0]

    assert fila["indice_carencia"] == pytest.approx(1 / 3)
    # Inversión: 1/6·3/4 + 5/6·(3/2 + 1/4) = 1/8 + 35/24 = 19/12; índice 7/12.
    assert fila["indice_inversion"] == pytest.approx(7 / 12)


def test_curve_by_hand():
    curva = compute_curva(make_inversion(m32001=75, m32002=25), POBREZA, "pobreza_extrema")

    assert curva["clave_municipio"].tolist() == ["32001", "32002"]
    assert curva["acumulado_carencia_pct"].tolist() == [50, 100]
    assert curva["acumulado_inversion_pct"].tolist() == [75, 100]
    assert curva["acumulado_poblacion_pct"].round(4).tolist() == [16.6667, 100]


def test_ties_share_one_point_and_do_not_depend_on_order():
    empatados = make_pobreza(("32001", 100, 20), ("32002", 200, 40), ("32003", 100, 1))
    libro = make_inversion(m32001=90, m32002=0, m32003=10)

    curva = compute_curva(libro, empatados, "pobreza_extrema")
    alreves = compute_curva(libro, empatados[::-1], "pobreza_extrema")

    assert curva["grupo"].tolist() == [1, 1, 2]
    assert curva["acumulado_inversion_pct"].tolist() == [90, 90, 100]
    pd.testing.assert_frame_equal(curva, alreves)


def test_municipalities_without_data_are_counted_with_their_money():
    pobreza = make_pobreza(("32001", 100, 50), ("32002", 500, 50), ("32003", None, None), ("32004", 10, 1))
    libro = make_inversion(m32001=50, m32002=50, m32003=7)

    fila = compute_concentracion(libro, pobreza, "pobreza_extrema").iloc[0]

    assert (fila["municipios_con_dato"], fila["municipios_sin_registros"], fila["municipios_sin_dato"]) == (
        2,
        1,
        1,
    )
    assert fila["inversion_omitida_mxn"] == 7
    assert fila["conclusion"] == "no se puede concluir"


def test_book_with_unknown_municipality_is_refused_and_nothing_to_share_is_null():
    with pytest.raises(EsquemaError, match="no están en la tabla"):
        compute_concentracion(make_inversion(m32009=1), POBREZA, "pobreza_extrema")
    nada = compute_concentracion(make_inversion(m32001=0, m32002=0), POBREZA, "pobreza_extrema")
    assert nada["indice"].isna().all()


MUNICIPIOS = st.lists(st.tuples(st.integers(1, 5000), st.integers(0, 5000)), min_size=2, max_size=12)


def build(municipios: list[tuple[int, int]]) -> pd.DataFrame:
    filas = [
        (f"32{n:03d}", personas + resto, personas) for n, (personas, resto) in enumerate(municipios, start=1)
    ]
    return make_pobreza(*filas)


@pytest.mark.lento
@given(MUNICIPIOS, st.integers(1, 900))
@settings(max_examples=20, deadline=None)
def test_proportional_investment_has_index_exactly_zero(municipios, pesos):
    pobreza = build(municipios)
    montos = {f"m{c}": p * pesos for c, p in zip(pobreza.iloc[:, 0], pobreza.iloc[:, 2], strict=True)}

    assert compute_concentracion(make_inversion(**montos), pobreza, "pobreza_extrema")["indice"].iloc[0] == 0


@pytest.mark.lento
@given(MUNICIPIOS, st.data())
@settings(max_examples=20, deadline=None)
def test_index_is_bounded_and_ignores_order(municipios, datos):
    pobreza = build(municipios)
    montos = {f"m{c}": datos.draw(st.integers(0, 10**6)) for c in pobreza["clave_municipio"]}
    libro = make_inversion(**montos)
    revuelta = pobreza.sample(frac=1, random_state=datos.draw(st.integers(0, 99)))

    indice = compute_concentracion(libro, pobreza, "pobreza_extrema")["indice"].iloc[0]
    otro = compute_concentracion(libro[::-1].reset_index(drop=True), revuelta, "pobreza_extrema")[
        "indice"
    ].iloc[0]

    assert (pd.isna(indice) and sum(montos.values()) == 0) or (-1 <= indice <= 1 and indice == otro)


@pytest.mark.lento
@given(MUNICIPIOS)
@settings(max_examples=12, deadline=None)
def test_moving_money_to_the_worst_never_lowers_the_index(municipios):
    pobreza = build(municipios)
    pct = pobreza["pobreza_extrema_personas"] / pobreza["poblacion_personas"]
    peor, mejor = pobreza["clave_municipio"][pct.idxmax()], pobreza["clave_municipio"][pct.idxmin()]
    parejo = {f"m{c}": 100 for c in pobreza["clave_municipio"]}
    movido = {**parejo, f"m{mejor}": 50}
    movido[f"m{peor}"] = movido[f"m{peor}"] + 50

    antes, despues = (
        compute_concentracion(make_inversion(**m), pobreza, "pobreza_extrema")["indice"].iloc[0]
        for m in (parejo, movido)
    )

    assert despues >= antes - 1e-12


def test_attainable_range_by_hand():
    # 60, 30 y 10 personas de mayor a menor porcentaje: todo al primero, 1 − 0.6; todo al último, 0.1 − 1.
    pobreza = make_pobreza(("32001", 100, 60), ("32002", 100, 30), ("32003", 100, 10))
    todo_al_primero = make_inversion(m32001=90, m32002=0, m32003=0)
    todo_al_ultimo = make_inversion(m32001=0, m32002=0, m32003=90)

    for libro, columna in ((todo_al_primero, "indice_maximo"), (todo_al_ultimo, "indice_minimo")):
        fila = compute_concentracion(libro, pobreza, "pobreza_extrema").iloc[0]
        assert fila["indice"] == fila[columna]
        assert (fila["indice_minimo"], fila["indice_maximo"]) == (-0.9, 0.4)


@pytest.mark.lento
@given(MUNICIPIOS, st.data())
@settings(max_examples=20, deadline=None)
def test_index_never_leaves_its_attainable_range(municipios, datos):
    montos = datos.draw(st.lists(st.integers(0, 10**6), min_size=len(municipios), max_size=len(municipios)))
    libro = make_inversion(**{f"m32{n:03d}": m for n, m in enumerate(montos, start=1)})
    fila = compute_concentracion(libro, build(municipios), "pobreza_extrema").iloc[0]

    if fila["indice"] == fila["indice"]:
        assert fila["indice_minimo"] <= fila["indice"] <= fila["indice_maximo"]
