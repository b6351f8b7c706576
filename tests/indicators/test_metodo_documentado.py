"""docs/metodo.md dice lo que el código calcula: el ejemplo trabajado y los parámetros."""

from pathlib import Path

import pytest

from fais_analysis.indicators import parametros
from fais_analysis.indicators.poblacion import compute_poblaciones
from fais_analysis.indicators.priorizacion import compute_prioridad, compute_prioridades
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.rules.carencias import load_carencias
from tests.indicators.tablas_de_prueba import CAPACIDAD


@pytest.fixture(scope="module")
def metodo(raiz: Path) -> str:
    return (raiz / "docs" / "metodo.md").read_text(encoding="utf-8")


def test_mezquital_example_is_what_the_code_gives(metodo, durango):
    tabla = compute_prioridad(durango, "10014", CAPACIDAD)

    for f in tabla.itertuples():
        renglon = (
            f"| {f.carencia} | {f.personas:,.0f} | {f.pct:.1f} | {f.brecha_pp:+.1f} | {f.cambio_pp:+.1f} "
            f"| {f.puntaje_personas:.1f} | {f.puntaje_prevalencia:.1f} | {f.puntaje_brecha:.1f} "
            f"| {f.puntaje_tendencia:.1f} | **{f.puntaje:.1f}** | {f.lugar} "
            f"| {f.lugar_minimo} a {f.lugar_maximo} | {f.capacidad_fais} |"
        )
        assert renglon in metodo


def test_stability_count_is_what_the_document_says(metodo, durango):
    tabla = compute_prioridades(durango, "10", CAPACIDAD)
    iguales = compute_prioridades(durango, "10", CAPACIDAD, dict.fromkeys(parametros.PESOS_PRIORIDAD, 1))

    inestables = [
        int((~t.loc[t["lugar_fais"] == 1, "es_lugar_fais_estable"]).sum()) for t in (tabla, iguales)
    ]

    assert inestables == [9, 23]
    assert "en 23 de los 39 municipios; con éstos, en 9" in metodo


def test_parameters_in_the_document_are_the_defaults(metodo):
    for nombre, peso in parametros.PESOS_PRIORIDAD.items():
        assert any(f"| {nombre} |" in r and f"| {peso:g} |" in r for r in metodo.splitlines()), nombre
    assert f"±{parametros.UMBRAL_SIMILAR_PP:g} pp" in metodo
    assert f"más de {parametros.UMBRAL_POBLACION_PCT:g} %" in metodo
    assert f"menos de {parametros.MINIMO_PERSONAS_CONCLUIR} |" in metodo
    assert f"menos de {parametros.MINIMO_OBRAS_CONCLUIR} |" in metodo
    assert f"±{parametros.UMBRAL_PESO_PP:g} pp" in metodo


def test_the_example_uses_the_capacity_of_the_rules():
    assert {c: v.capacidad_fais for c, v in load_carencias().items()} == CAPACIDAD


def test_only_tamazula_differs_from_the_census_in_2020(metodo, durango):
    censal = load_tabla("rezago_social")
    poblaciones = compute_poblaciones(durango, censal)
    avisos = poblaciones.query("tiene_aviso and anio == 2020")

    assert avisos["clave_municipio"].tolist() == ["10034"]
    assert poblaciones.query("clave_municipio == '10034'")["diferencia_pct"].round(1).tolist()[1:] == [
        -59.7,
        -25.6,
    ]
    assert "−59.7 %" in metodo
    assert "−25.6 %" in metodo
