"""Los casos de cada regla, escritos para que los lea un abogado (tests/rules/casos/*.yml)."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from fais_analysis.errors import ReglaError
from fais_analysis.rules.evaluacion import compute_parte_pct, evaluate_regla
from fais_analysis.rules.reglas import get_regla, list_codigos

CARPETA = Path(__file__).parent / "casos"
CASOS = [
    pytest.param(ruta.stem.upper(), caso, id=f"{ruta.stem}: {caso['caso']}")
    for ruta in sorted(CARPETA.glob("*.yml"))
    for caso in yaml.safe_load(ruta.read_text(encoding="utf-8"))
]


def observe(caso: dict) -> object:
    """Lo observado en el caso: un porcentaje exacto desde pesos, o el dato tal cual."""
    if "total_mxn" not in caso:
        return caso["observado"]
    parte, total = (int(Decimal(str(caso[k])) * 100) for k in ("parte_mxn", "total_mxn"))
    return compute_parte_pct(parte, total)


@pytest.mark.parametrize("codigo, caso", CASOS)
def test_caso(codigo: str, caso: dict):
    if "error" in caso:
        with pytest.raises(ReglaError, match=caso["error"]) as fallo:
            get_regla(codigo, caso["ejercicio"], caso.get("fecha"))
        assert fallo.value.que_hacer
        return

    evaluacion = evaluate_regla(get_regla(codigo, caso["ejercicio"], caso.get("fecha")), observe(caso))

    obtenido = {
        "resultado": evaluacion.resultado,
        "accion": evaluacion.accion,
        "leyenda": evaluacion.leyenda,
        "bloquea": evaluacion.puede_bloquear,
    }
    assert {k: obtenido[k] for k in caso["espera"]} == caso["espera"]
    assert bool(evaluacion.razon) == (evaluacion.resultado == "no se puede evaluar")


@pytest.mark.parametrize("codigo", list_codigos())
def test_every_regla_has_casos_at_the_edge_and_beyond(codigo: str):
    casos = [p.values[1] for p in CASOS if p.values[0] == codigo]

    assert any("error" in c for c in casos), "falta un ejercicio fuera de lo revisado"
    resultados = {c["espera"]["resultado"] for c in casos if "espera" in c}
    assert resultados == {"no se puede evaluar"} or {"cumple", "no cumple"} <= resultados


def test_casos_name_only_existing_reglas():
    assert {p.values[0] for p in CASOS} == set(list_codigos())


def test_dates_in_yaml_are_dates():
    assert get_regla("PAGO_COMPROMETIDO", 2018).vence == date(2019, 3, 31)
