"""Partes de la inversión: casos calculados a mano y propiedades."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fais_analysis.errors import EsquemaError
from fais_analysis.indicators.focalizacion import (
    compute_partes_efecto,
    compute_partes_incidencia,
    compute_partes_rezago,
    compute_partes_zap,
)
from fais_analysis.indicators.partes import (
    ES_INDICIO,
    SE_PUEDE_LEER,
    compute_localizacion,
    compute_partes,
)
from fais_analysis.indicators.zonas import DERIVADO
from fais_analysis.rules.cortes_zap import CorteEjercicio
from tests.indicators.libros_de_prueba import CATALOGO, ZONAS, make_libro, make_zonas

NO_SE_PUEDE = "no se puede concluir"


def get(tabla: pd.DataFrame, columna: str = "parte_pct", **filtros: object) -> dict[str, float]:
    for nombre, valor in filtros.items():
        tabla = tabla[tabla[nombre] == valor]
    return dict(zip(tabla["parte"], tabla[columna], strict=True))


# A mano, 2019: 1,000 pesos. 32001 es ZAP rural (600), 32002 no (300), 32003 sin dato (100).
# Urbana: 200 en AGEB de zona; 100 en AGEB fuera; 300 de 32001-0001 sin AGEB (la localidad tiene una en zona) =
# sin localizar; 300 en 32002-0001 (ninguna AGEB en zona) = fuera; 100 en 32003-0009 (sin AGEB urbanas) = fuera.
LIBRO = make_libro(
    {"monto": 200, "clave_ageb": "3200100010017"},
    {"monto": 100, "clave_ageb": "3200100010021", "incidencia": "complementaria", "subclasificacion": "Banquetas",
     "rubro": "Urbanización", "carencia": None},
    {"monto": 300, "subclasificacion": "Red de agua", "rubro": "Agua y saneamiento"},
    {"monto": 300, "clave_municipio": "32002", "clave_localidad": "320020001", "subclasificacion": "Cuarto para baño"},
    {"monto": 100, "clave_municipio": "32003", "clave_localidad": "320030009", "subclasificacion": "No está",
     "incidencia": "especial"},
)  # fmt: skip


def test_rural_share_is_the_known_one():
    tabla = compute_partes_zap(LIBRO, ZONAS)

    rural = get(tabla, ambito="rural")
    assert rural == {"dentro": 60, "fuera": 30, "sin localizar": 0, "sin dato": 10}
    assert set(tabla.loc[tabla["ambito"] == "rural", "status"]) == {"declaratoria cargada"}
    assert set(tabla.loc[tabla["ambito"] == "rural", "conclusion"]) == {SE_PUEDE_LEER}


def test_urban_share_is_the_known_one():
    urbana = get(compute_partes_zap(LIBRO, ZONAS), ambito="urbana")

    assert urbana == {"dentro": 20, "fuera": 50, "sin localizar": 30, "sin dato": 0}


def test_either_zone_is_the_union():
    alguna = get(compute_partes_zap(LIBRO, ZONAS), ambito="alguna")

    assert alguna == {"dentro": 60, "fuera": 30, "sin localizar": 0, "sin dato": 10}


def test_works_are_counted_once_per_folio():
    libro = make_libro(
        {"folio_obra": "A", "monto": 50}, {"folio_obra": "A", "monto": 50, "fuente_recurso": "Municipal"}
    )

    assert get(compute_partes_zap(libro, ZONAS), "obras", ambito="rural")["dentro"] == 1


def test_each_year_uses_its_own_set():
    libro = make_libro({"monto": 1}, {"monto": 1, "ejercicio": 2020}, {"monto": 1, "ejercicio": 2021})
    tabla = compute_partes_zap(libro, ZONAS)

    rural = tabla[tabla["ambito"] == "rural"]
    assert get(rural, ejercicio=2019)["dentro"] == 100
    assert get(rural, ejercicio=2020)["fuera"] == 100
    assert get(rural, ejercicio=2021)["sin dato"] == 100  # no hay conjunto de ese año: no se usa el de otro
    assert set(rural.loc[rural["ejercicio"] == 2020, "conclusion"]) == {ES_INDICIO}
    assert set(rural.loc[rural["ejercicio"] == 2021, "conclusion"]) == {NO_SE_PUEDE}


def test_total_of_several_years_has_the_weakest_status():
    libro = make_libro({"monto": 1}, {"monto": 1, "ejercicio": 2020})

    tabla = compute_partes_zap(libro, ZONAS, [])

    assert set(tabla.loc[tabla["ambito"] == "rural", "status"]) == {DERIVADO}
    assert get(tabla, ambito="rural")["dentro"] == 50


def test_annex_by_locality_needs_the_locality():
    zonas = make_zonas((2019, "rural", "320010001", True), (2019, "urbana", "3200100010017", False))
    libro = make_libro(
        {"monto": 10}, {"monto": 20, "clave_localidad": "320010002"}, {"monto": 70, "clave_localidad": None}
    )

    rural = get(compute_partes_zap(libro, zonas), ambito="rural")

    assert rural == {"dentro": 10, "fuera": 20, "sin localizar": 70, "sin dato": 0}


def test_unknown_ageb_is_without_data_not_outside():
    libro = make_libro({"monto": 1, "clave_ageb": "3200100019999"})

    assert get(compute_partes_zap(libro, ZONAS), ambito="urbana")["sin dato"] == 100


def test_half_unlocated_says_so_in_the_headline():
    libro = make_libro({"monto": 500}, {"monto": 500, "clave_localidad": None})

    tabla = compute_localizacion(libro)

    assert get(tabla) == {"con AGEB": 0, "con localidad": 50, "sin localizar": 50}
    assert tabla["titular"].iloc[0] == (
        "La mitad de las obras no dice dónde está: 1 de 2 (50.0\u00a0% de la inversión) va como «sin localizar»."
    )
    assert set(tabla["conclusion"]) == {SE_PUEDE_LEER}  # exactamente la mitad aún se lee


@pytest.mark.parametrize("montos", [(499, 501), (900, 100)], ids=["pesos", "obras"])
def test_more_than_half_unlocated_cannot_conclude(montos):
    lugares = [{"monto": montos[0]}, {"monto": montos[1], "clave_localidad": None}]
    if montos[1] < montos[0]:  # más de la mitad de las obras, aunque no de los pesos
        lugares.append({"monto": 0, "clave_localidad": None})

    tabla = compute_localizacion(make_libro(*lugares))

    assert set(tabla["conclusion"]) == {NO_SE_PUEDE}
    assert tabla["titular"].iloc[0].startswith("Más de la mitad de la")
    assert tabla["titular"].iloc[0].endswith("Por lugar, no se puede concluir.")
    assert "sin localizar" in tabla["motivo"].iloc[0]


def test_all_located_and_demonstration():
    libro = make_libro({"monto": 1, "es_demostracion": True})

    tabla = compute_localizacion(libro, ["clave_municipio"])

    assert set(tabla["titular"]) == {"Todas las obras dicen en qué localidad están."}
    assert set(tabla["motivo"]) == {"el libro es de demostración"}


def test_incidence_and_effect_shares_are_the_known_ones():
    assert get(compute_partes_incidencia(LIBRO)) == {"directa": 80, "complementaria": 10, "especial": 10}
    assert get(compute_partes_efecto(LIBRO, CATALOGO)) == {
        "final": 20,
        "final condicionada": 30,
        "intermedia": 30,
        "indirecta": 0,
        "sin efecto": 10,
        "sin clasificar": 10,
    }


def test_effect_follows_the_catalogue_of_the_year():
    catalogo = CATALOGO[:1].assign(desde=2016, hasta=2018)

    partes = get(compute_partes_efecto(make_libro({"monto": 1}), catalogo))

    assert partes["sin clasificar"] == 100


def test_two_highest_grades_in_both_readings():
    # Grados de la entidad: Medio, Bajo y Muy bajo. Ninguno es alto; los dos mayores son Medio y Bajo.
    rezago = pd.DataFrame(
        {"clave_municipio": ["32001", "32002", "32003"], "anio": 2015, "grado": ["Medio", "Bajo", "Muy bajo"]}
    )
    cortes = {2019: CorteEjercicio(2019, "marginacion_original", 2015, 2015, 2015, 2010, "recordada")}

    tabla = compute_partes_rezago(LIBRO, rezago, cortes)

    assert get(tabla, definicion="alto o muy alto") == {
        "en los grados más altos": 0,
        "en otros grados": 100,
        "sin dato": 0,
    }
    assert get(tabla, definicion="dos mayores grados de la entidad")["en los grados más altos"] == 90
    sin_corte = compute_partes_rezago(LIBRO, rezago, {})
    assert get(sin_corte, definicion="alto o muy alto")["sin dato"] == 100


def test_rows_without_a_part_and_folios_in_two_parts_are_refused():
    libro = make_libro({"monto": 1, "folio_obra": "A"}, {"monto": 1, "folio_obra": "A"})
    with pytest.raises(EsquemaError, match="sin parte"):
        compute_partes(libro, pd.Series(["a", None]), ["a"])
    with pytest.raises(EsquemaError, match="dos partes"):
        compute_partes(libro, pd.Series(["a", "b"]), ["a", "b"])


def test_zero_money_gives_no_share_and_empty_book_no_rows():
    libro = make_libro({"monto": 0})

    tabla = compute_partes_zap(libro, ZONAS)

    assert tabla["parte_pct"].isna().all()
    assert set(tabla["motivo"]) == {"no hay inversión registrada"}
    assert compute_partes_zap(libro[:0], ZONAS).empty


LUGARES = st.sampled_from(
    [
        ("32001", "320010001", "3200100010017"),
        ("32001", "320010001", None),
        ("32001", None, None),
        ("32002", "320020001", None),
        ("32003", "320030009", None),
        ("32003", None, "3200300010000"),
    ]
)
OBRAS = st.lists(
    st.tuples(LUGARES, st.integers(0, 10**9), st.sampled_from([2019, 2020, 2021])), min_size=1, max_size=25
)


def build(obras: list[tuple]) -> pd.DataFrame:
    return make_libro(
        *[
            {"clave_municipio": m, "clave_localidad": loc, "clave_ageb": a, "monto": monto, "ejercicio": anio}
            for (m, loc, a), monto, anio in obras
        ]
    )


@pytest.mark.lento
@given(OBRAS)
@settings(max_examples=20, deadline=None)
def test_parts_always_add_up_to_the_total(obras):
    libro = build(obras)

    for tabla, llave in (
        (compute_partes_zap(libro, ZONAS), ["ejercicio", "ambito"]),
        (compute_localizacion(libro, ["ejercicio"]), ["ejercicio"]),
    ):
        sumas = tabla.groupby(llave)[["inversion_centavos", "obras", "parte_pct"]].sum(min_count=1)
        totales = tabla.groupby(llave)[["total_centavos", "total_obras"]].first()
        assert (sumas["inversion_centavos"] == totales["total_centavos"]).all()
        assert (sumas["obras"] == totales["total_obras"]).all()
        assert sumas["parte_pct"].dropna().between(100 - 1e-9, 100 + 1e-9).all()
    assert compute_localizacion(libro)["inversion_centavos"].sum() == libro["monto_centavos"].sum()


@pytest.mark.lento
@given(OBRAS, st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_order_of_rows_changes_nothing(obras, azar):
    libro = build(obras)
    orden = list(libro.index)
    azar.shuffle(orden)

    revuelto = compute_partes_zap(libro.loc[orden].reset_index(drop=True), ZONAS)

    pd.testing.assert_frame_equal(revuelto, compute_partes_zap(libro, ZONAS))
