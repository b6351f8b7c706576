"""El reporte de cambios entre la tabla que se tiene y la nueva, y lo que hace falta para que entre."""

from pathlib import Path

import pandas as pd
import pytest

from fais_analysis.errors import FuenteAlteradaError
from fais_analysis.loaders.cambios import ACEPTADOS, check_cambios, compute_cambios

ANTES = pd.DataFrame(
    {
        "clave_municipio": ["10001", "10002", "10014"],
        "anio": [2020, 2020, 2020],
        "pobreza_pct": [41.5, float("nan"), 88.25],
        "grado": ["Bajo", "Medio", None],
    }
)
LLAVE = ["clave_municipio", "anio"]


def compare(despues: pd.DataFrame):
    return compute_cambios("pobreza_municipal", ANTES, despues, LLAVE)


def test_same_figures_in_another_order_are_no_change(tmp_path: Path):
    cambios = compare(ANTES.iloc[::-1].reset_index(drop=True))

    check_cambios(cambios, tmp_path)
    assert not cambios.detienen
    assert cambios.describe() == []


def test_more_rows_and_columns_are_told_but_do_not_stop(tmp_path: Path):
    nueva = pd.concat([ANTES, ANTES.assign(anio=2025)], ignore_index=True).assign(nueva_pct=1.0)
    cambios = compare(nueva)

    check_cambios(cambios, tmp_path)
    assert cambios.describe() == [
        "3 renglones de más: 10001 · 2025; 10002 · 2025; 10014 · 2025",
        "1 columnas de más: nueva_pct",
    ]


def test_every_other_figure_is_named_before_and_after(tmp_path: Path):
    nueva = ANTES.assign(pobreza_pct=[41.5, 30.0, float("nan")], grado=["Bajo", "Alto", None])

    with pytest.raises(FuenteAlteradaError) as error:
        check_cambios(compare(nueva), tmp_path)

    assert "10014 · 2020, pobreza_pct: 88.25 → sin dato" in error.value.encontrado
    assert "10002 · 2020, pobreza_pct: sin dato → 30" in error.value.encontrado
    assert "10002 · 2020, grado: Medio → Alto" in error.value.encontrado
    assert "--motivo" in error.value.que_hacer


@pytest.mark.parametrize("nueva", [ANTES.iloc[:2], ANTES.drop(columns="grado")], ids=["renglón", "columna"])
def test_a_fall_stops_until_accepted_and_the_reason_is_kept(tmp_path: Path, nueva: pd.DataFrame):
    cambios = compare(nueva)
    for vacio in ("", "   "):
        with pytest.raises(FuenteAlteradaError):
            check_cambios(cambios, tmp_path, vacio)

    check_cambios(cambios, tmp_path, "CONEVAL retiró el municipio")

    check_cambios(cambios, tmp_path)  # ya no lo pregunta
    assert "CONEVAL retiró el municipio" in (tmp_path / ACEPTADOS).read_text(encoding="utf-8")
    with pytest.raises(FuenteAlteradaError):  # y vale para ese cambio, no para otro
        check_cambios(compare(ANTES.iloc[:1]), tmp_path)
