"""Cobertura de localidades y AGEB, y revisión de reglas por ejercicio."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from fais_analysis.indicators.cobertura import compute_cobertura_agebs, compute_cobertura_localidades
from fais_analysis.indicators.focalizacion_municipal import (
    InsumosFocalizacion,
    compute_focalizacion_municipal,
)
from fais_analysis.indicators.revision_reglas import (
    SIN_DECLARATORIA,
    SIN_REVISAR,
    evaluate_sumas_reglas,
)
from fais_analysis.indicators.sumas_reglas import compute_sumas_reglas
from fais_analysis.indicators.ubicacion_zonas import classify_zonas
from fais_analysis.rules.reglas import Regla
from fais_analysis.rules.reparto import list_reglas_reparto
from fais_analysis.schemas.vocabulario import SERIE_MUNICIPAL
from tests.indicators.libros_de_prueba import CATALOGO, ZONAS, make_libro, make_zonas

LOCALIDADES = pd.DataFrame(
    {
        "clave_localidad": ["320010001", "320010002", "320010003", "320020001"],
        "clave_municipio": ["32001"] * 3 + ["32002"],
        "localidad": ["A", "B", "C", "D"],
        "poblacion_personas": [3000.0, 60.0, 40.0, 80.0],
    }
)
GRADOS = pd.DataFrame(
    {"clave_localidad": ["320010001", "320010002", "320010003"], "grado": ["Bajo", "Alto", "Muy alto"]}
)


def test_without_grade_by_locality_it_says_so_and_counts_by_size():
    libro = make_libro(
        {"monto": 1}, {"monto": 1, "clave_localidad": "320010002"}, {"monto": 1, "clave_localidad": None}
    )

    tabla = compute_cobertura_localidades(libro, LOCALIDADES).set_index(["clave_municipio", "clase"])

    fila = tabla.loc[("32001", "menos de 100 habitantes")]
    assert fila[["lugares", "con_obra", "sin_obra", "cobertura_pct"]].tolist() == [2, 1, 1, 50]
    assert fila["poblacion_cubierta_pct"] == 60
    assert fila["obras_sin_localizar"] == 1
    assert tabla["es_mayor"].isna().all()
    assert tabla["status"].str.startswith("sin dato").all()
    sin_registros = tabla.loc[("32002", "menos de 100 habitantes")]
    assert pd.isna(sin_registros["con_obra"])  # sin registros en el libro no es «ninguna con obra»
    assert sin_registros["motivo"] == "sin registros de inversión"


def test_with_grade_the_most_needy_are_told_apart():
    tabla = compute_cobertura_localidades(
        make_libro({"monto": 1, "clave_localidad": "320010003"}), LOCALIDADES, GRADOS, ()
    )

    mayores = tabla[tabla["es_mayor"].fillna(False)].set_index("clase")
    assert mayores["cobertura_pct"].to_dict() == {"Alto": 0, "Muy alto": 100}
    assert tabla.set_index("clase").loc["sin dato", "lugares"] == 1


def test_ageb_coverage_is_a_floor_and_says_what_is_lost():
    agebs = pd.DataFrame(
        {
            "clave_ageb": ["3200100010017", "3200100010021"],
            "anio": 2020,
            "clave_municipio": "32001",
            "grado": ["Alto", "Alto"],
            "poblacion_personas": [100.0, 300.0],
        }
    )
    libro = make_libro(
        {"monto": 1, "clave_ageb": "3200100010017"},
        {"monto": 1},  # localidad urbana sin AGEB: perdida
        {"monto": 1, "clave_localidad": "320010009"},  # localidad rural: no le toca AGEB
        {"monto": 1, "clave_localidad": None},
    )

    fila = compute_cobertura_agebs(libro, agebs).iloc[0]

    assert fila[["lugares", "con_obra", "cobertura_pct", "poblacion_cubierta_pct"]].tolist() == [2, 1, 50, 25]
    assert (fila["obras_sin_localizar"], fila["obras"]) == (2, 4)
    assert fila["conclusion"] == "se puede leer"


def make_reglas(**cambios: object) -> list[Regla]:
    base = {
        "codigo": "DIRECTA_MIN", "ejercicio": 2019, "descripcion": "ejemplo", "valor": 70, "unidad": "% del fondo",
        "operador": ">=", "ambito": "", "mide": "parte", "cita": "ejemplo sintético", "certeza": "recordada",
    }  # fmt: skip
    return [Regla(**{**base, **cambios})]


def review_todas(libro: pd.DataFrame, reglas: list[Regla], zonas: pd.DataFrame = ZONAS) -> pd.DataFrame:
    return evaluate_sumas_reglas(compute_sumas_reglas(libro, zonas, classify_zonas(libro, zonas)), reglas)


def review(libro: pd.DataFrame, reglas: list[Regla], zonas: pd.DataFrame = ZONAS) -> pd.DataFrame:
    tabla = review_todas(libro, reglas, zonas)
    return tabla[tabla["regla"] == reglas[0].codigo].set_index("fondo")


MITAD = make_libro({"monto": 69}, {"monto": 31, "incidencia": "complementaria"})


@pytest.mark.parametrize(
    ("certeza", "accion", "bloquea", "leyenda"),
    [("verificada", "exigir", True, ""), ("corroborada", "señalar", False, "por verificar"),
     ("recordada", "avisar", False, "por verificar")],
)  # fmt: skip
def test_only_verified_rules_can_stop_anything(certeza, accion, bloquea, leyenda):
    fila = review(MITAD, make_reglas(certeza=certeza)).loc["FISE"]

    assert (fila["resultado"], fila["accion"], fila["puede_bloquear"]) == ("no cumple", accion, bloquea)
    assert fila["leyenda"] == leyenda
    assert fila["observado_pct"] == 69


def test_exact_threshold_complies():
    libro = make_libro({"monto": 70}, {"monto": 30, "incidencia": "complementaria"})

    assert review(libro, make_reglas()).loc["FISE", "resultado"] == "cumple"


def test_fund_without_money_and_unreviewed_year_are_rows_not_errors():
    tabla = review(MITAD, make_reglas())
    assert tabla.loc["FISMDF", "resultado"] == "no se puede evaluar"
    sin_regla = review_todas(MITAD.assign(ejercicio=2090), list_reglas_reparto([2090]), ZONAS)
    assert set(sin_regla["razon"]) == {SIN_REVISAR}


def test_both_versions_of_2019_are_compared_and_said():
    tabla = review_todas(MITAD, list_reglas_reparto([2019]), ZONAS)

    directa = tabla[(tabla["regla"] == "DIRECTA_MIN") & (tabla["fondo"] == "FISE")]
    assert directa["version"].tolist() == ["hasta 2019-07-11", "desde 2019-07-12"]
    assert directa["resultado"].tolist() == ["no cumple", "cumple"]  # 69 % contra 70 % y 40 %
    assert directa["texto"].str.contains("el libro no trae fecha").all()
    assert not tabla["puede_bloquear"].any()


def test_zap_share_needs_the_declaration_of_the_year():
    reglas = make_reglas(codigo="FISE_ZAP_MIN", valor=50)
    con = review(make_libro({"monto": 1}), reglas).loc["FISE"]
    derivadas = ZONAS.assign(status="sólo criterios derivados")
    sin = review(make_libro({"monto": 1}), reglas, derivadas).loc["FISE"]

    assert con["resultado"] == "cumple"
    assert (sin["resultado"], sin["razon"]) == ("no se puede evaluar", SIN_DECLARATORIA)
    assert sin["observado_pct"] == 100  # queda como indicio


@pytest.mark.parametrize(
    ("dentro", "perdido", "fuera", "resultado"),
    [(60, 20, 20, "cumple"), (10, 20, 70, "no cumple"), (40, 20, 40, "no se puede evaluar")],
)
def test_unlocated_money_only_decides_when_it_cannot_matter(dentro, perdido, fuera, resultado):
    zonas = make_zonas((2019, "rural", "320010001", True), (2019, "urbana", "3200100010017", False))
    libro = make_libro(
        {"monto": dentro},
        {"monto": perdido, "clave_localidad": None},
        {"monto": fuera, "clave_localidad": "320010002"},
    )

    fila = review(libro, make_reglas(codigo="FISE_ZAP_MIN", valor=50), zonas).loc["FISE"]

    assert fila["resultado"] == resultado


def test_works_without_a_declared_way_are_counted():
    reglas = make_reglas(
        codigo="FOCALIZACION", mide="lista", operador="en", valor=("zap_rural",), certeza="verificada"
    )

    todas = review(make_libro({"monto": 1}), reglas).iloc[0]
    falta = review(make_libro({"monto": 1}, {"monto": 1, "via_focalizacion": None}), reglas).iloc[0]
    ajena = review(make_libro({"monto": 1, "via_focalizacion": "rezago"}), reglas).iloc[0]

    assert todas["resultado"] == "cumple"
    assert "sin evidencia" in todas["texto"]
    assert (falta["resultado"], falta["razon"]) == ("no se puede evaluar", "1 de 2 obras no declaran su vía")
    assert ajena["resultado"] == "no cumple"


def test_switched_off_rule_is_not_compared():
    fila = review(MITAD, make_reglas(activa=False, desde=date(2019, 7, 12))).loc["FISE"]

    assert (fila["resultado"], fila["accion"]) == ("no se puede evaluar", "nada")


OBRAS = st.fixed_dictionaries(
    {
        "monto": st.sampled_from([0, 1, 7]) | st.integers(0, 10**9),
        "folio_obra": st.sampled_from(["A", "B", "C"]),  # el mismo folio, en varios municipios y años
        "clave_municipio": st.sampled_from(["32001", "32002"]),
        "ejercicio": st.sampled_from([2019, 2020, 2090]),
        "fuente_recurso": st.sampled_from(["FISE", "FISMDF", "Municipal"]),
        "incidencia": st.sampled_from(["directa", "complementaria", "fuera del vocabulario"]),
        "via_focalizacion": st.sampled_from(["zap_rural", "rezago", None]),
        "clave_ageb": st.sampled_from(["3200100010017", "3200100010021", None]),
        "es_demostracion": st.booleans(),
    }
)


@pytest.mark.lento
@settings(max_examples=25, deadline=None)
@given(st.lists(OBRAS, min_size=1, max_size=12))
def test_rules_of_all_municipalities_are_those_of_each_alone(obras):
    libro = make_libro(*obras)
    reglas = list_reglas_reparto([2019, 2020, 2090])
    sumas = compute_sumas_reglas(libro, ZONAS, classify_zonas(libro, ZONAS), ["clave_municipio"])

    assert set(sumas["clave_municipio"]) == set(libro["clave_municipio"])
    for clave, propias in sumas.groupby("clave_municipio"):
        propio = libro[libro["clave_municipio"] == clave].reset_index(drop=True)
        juntas = evaluate_sumas_reglas(propias.drop(columns="clave_municipio"), reglas)
        assert_frame_equal(juntas, review_todas(propio, reglas, ZONAS), check_exact=True)
        directas = propio[(propio["fuente_recurso"] == "FISE") & (propio["incidencia"] == "directa")]
        fila = propias[(propias["regla"] == "DIRECTA_MIN") & (propias["fondo"] == "FISE")]
        assert fila["minimo_centavos"].sum() == sum(int(c) for c in directas["monto_centavos"])


def test_no_rows_no_findings():
    assert review_todas(MITAD.iloc[:0], make_reglas(), ZONAS).empty


def test_municipal_summary_has_every_municipality_and_keeps_unknown_null():
    pobreza = pd.DataFrame(
        {"clave_municipio": ["32001", "32002", "32003"], "anio": 2020, "serie": SERIE_MUNICIPAL}
    )
    pobreza = pobreza.assign(poblacion_personas=100, pobreza_personas=50, pobreza_extrema_personas=[10, 0, 5])
    libro = make_libro(
        {"monto": 600},
        {
            "monto": 400,
            "subclasificacion": "Red de agua",
            "rubro": "Agua y saneamiento",
            "clave_localidad": None,
        },
        {"monto": 5, "clave_municipio": "32003", "clave_localidad": "320030009"},
    )

    tabla = compute_focalizacion_municipal(libro, InsumosFocalizacion(pobreza, ZONAS, CATALOGO))

    a, b, c = (tabla.set_index("clave_municipio").loc[k] for k in ("32001", "32002", "32003"))
    assert a["inversion_por_persona_pobreza_extrema_mxn"] == 100
    assert (a["final_pct"], a["intermedia_pct"], a["sin_localizar_pct"]) == (60, 40, 40)
    assert (a["zap_rural_pct"], a["zap_urbana_sin_localizar_pct"]) == (100, 100)
    assert pd.isna(b["inversion_mxn"])
    assert (b["conclusion"], b["motivo"]) == ("no se puede concluir", "sin registros de inversión")
    assert pd.isna(c["zap_rural_pct"])  # sin dato no es 0 %
