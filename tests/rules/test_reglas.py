"""Las reglas dicen lo mismo que la tabla de referencia y su certeza manda qué pueden hacer."""

import os
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fais_analysis.errors import ReglaError
from fais_analysis.rules.documento import build_documento_reglas
from fais_analysis.rules.evaluacion import compute_parte_pct, evaluate_regla
from fais_analysis.rules.reglas import (
    MEDIDAS,
    get_regla,
    has_regla,
    list_codigos,
    list_ejercicios,
    list_versiones,
)

TODAS = [
    regla
    for codigo in list_codigos()
    for ejercicio in list_ejercicios(codigo)
    if has_regla(codigo, ejercicio)
    for regla in list_versiones(codigo, ejercicio)
]
CERTEZAS = {"VERIFICADO": "verificada", "CORROBORADO": "corroborada", "RECORDADO": "recordada"}


def read_referencia() -> pd.DataFrame:
    ruta = Path(os.environ["FAIS_FUENTES"]) / "fais" / "reglas_fais_por_anio.csv"
    return pd.read_csv(ruta, dtype="str", keep_default_na=False)


@pytest.mark.parametrize("regla", TODAS, ids=lambda r: f"{r.codigo} {r.ejercicio}")
def test_every_version_is_cited_and_complete(regla):
    assert regla.cita
    assert regla.descripcion.endswith(".")
    assert regla.mide in MEDIDAS
    assert regla.certeza in CERTEZAS.values()
    assert regla.operador in {"<=", ">=", "=", "en"}
    assert regla.mide != "fecha" or regla.vence is not None
    assert (regla.valor is None) <= (not regla.activa), "sin valor debe estar apagada"


@pytest.mark.parametrize("regla", TODAS, ids=lambda r: f"{r.codigo} {r.ejercicio}")
def test_only_verificada_may_block_and_the_rest_says_por_verificar(regla):
    if regla.certeza == "verificada":
        assert (regla.accion, regla.leyenda) == ("exigir", "")
    else:
        assert not regla.puede_bloquear
        assert regla.leyenda == "por verificar"
        assert regla.accion == {"corroborada": "señalar", "recordada": "avisar"}[regla.certeza]


@pytest.mark.parametrize("codigo", list_codigos())
def test_versions_of_a_year_cover_it_without_overlap(codigo):
    for ejercicio in list_ejercicios(codigo):
        if not has_regla(codigo, ejercicio):
            continue
        versiones = list_versiones(codigo, ejercicio)
        assert versiones[0].desde is None
        assert versiones[-1].hasta is None
        for antes, despues in pairwise(versiones):
            assert (despues.desde - antes.hasta).days == 1


@pytest.mark.fuentes
def test_reglas_match_the_reference_table():
    """179 renglones de reglas_fais_por_anio.csv; FOCALIZACION va partida (dominio §0)."""
    referencia = read_referencia()
    assert len(referencia) == 179
    for fila in referencia.itertuples():
        regla = list_versiones(fila.codigo_regla, int(fila.ejercicio))[-1]
        if fila.codigo_regla == "FOCALIZACION":
            assert (regla.certeza, fila.certeza) == (
                "verificada",
                "VERIFICADO (ley) / RECORDADO (instrumento)",
            )
            assert list_versiones("FOCALIZACION_INSTRUMENTO", int(fila.ejercicio))[-1].certeza == "recordada"
            continue
        assert ("" if regla.valor is None else str(regla.valor)) == fila.valor
        assert regla.certeza == CERTEZAS[fila.certeza]
        assert (regla.operador, regla.ambito, regla.unidad) == (fila.operador, fila.ambito, fila.unidad)
        assert (regla.cita, regla.nota) == (fila.cita, fila.nota)


@pytest.mark.fuentes
def test_no_regla_covers_a_year_absent_from_the_reference():
    referencia = read_referencia()
    for codigo, filas in referencia.groupby("codigo_regla"):
        con_regla = [e for e in list_ejercicios(codigo) if has_regla(codigo, e)]
        assert con_regla == sorted(filas["ejercicio"].astype(int))


def test_unknown_codigo_lists_the_known_ones():
    with pytest.raises(ReglaError, match="No existe la regla") as fallo:
        get_regla("DIRECTA_MINIMA", 2018)

    assert "DIRECTA_MIN" in fallo.value.esperado


def test_error_never_suggests_the_value_of_another_year():
    with pytest.raises(ReglaError) as fallo:
        get_regla("DIRECTA_MIN", 2025)

    assert "no se usa la de otro año" in fallo.value.que_hacer
    assert "2014-2024" in fallo.value.esperado


def test_a_float_is_not_accepted_as_observed():
    evaluacion = evaluate_regla(get_regla("DIRECTA_MIN", 2018), 70.0)

    assert (evaluacion.resultado, evaluacion.razon != "") == ("no se puede evaluar", True)


@given(parte=st.integers(0, 10**13), resto=st.integers(0, 10**13))
def test_directa_and_complementaria_are_two_sides_of_one_rule(parte, resto):
    """70/30: si la directa llega a su mínimo, el resto no pasa de su tope, y al revés."""
    total = parte + resto
    directa = evaluate_regla(get_regla("DIRECTA_MIN", 2018), compute_parte_pct(parte, total))
    complementaria = evaluate_regla(get_regla("COMPLEMENTARIA_MAX", 2018), compute_parte_pct(resto, total))

    assert directa.resultado == complementaria.resultado


@given(parte=st.integers(0, 10**15), total=st.integers(1, 10**15))
def test_parte_is_exact(parte, total):
    assert compute_parte_pct(parte, total) * total == Fraction(100 * parte)


def test_documento_is_up_to_date(raiz):
    """docs/reglas.md se genera de los YAML: python -m fais_analysis.rules.documento docs/reglas.md."""
    assert (raiz / "docs" / "reglas.md").read_text(encoding="utf-8") == build_documento_reglas()


def test_documento_prints_por_verificar_next_to_what_is_not_verificada():
    texto = build_documento_reglas()

    for renglon in texto.splitlines():
        if renglon.startswith("| 20") and ("| recordada" in renglon or "| corroborada" in renglon):
            assert "por verificar" in renglon
