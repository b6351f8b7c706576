"""Las reglas de un ejercicio contra una propuesta: casos que una abogada puede leer (casos_reglas.yml)."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from fais_analysis.obras.modelo import Comite, Lectura, Obra, RenglonCatalogo, Ubicacion
from fais_analysis.obras.reglas import list_hallazgos_reglas, measure_reglas
from fais_analysis.rules.reparto import list_reglas_reparto

CASOS = yaml.safe_load((Path(__file__).parent / "casos_reglas.yml").read_text(encoding="utf-8"))


def build_obra(n: int, caso: dict) -> Obra:
    incidencia = caso.get("incidencia")
    renglon = RenglonCatalogo("x", "x", (), incidencia or "", "", "", "", "", "", "") if incidencia else None
    modo = "exacto" if renglon else "supuesto"
    montos = {caso.get("fuente", "FISMDF"): round(caso["pesos"] * 100)}
    return Obra(
        f"o{n}", n, "obra", montos, lectura=Lectura(modo, renglon), lugar=Ubicacion(via=caso.get("via", "")),
        comite=Comite(), inicio=caso.get("inicio"),
    )  # fmt: skip


@pytest.mark.parametrize("caso", CASOS, ids=lambda c: c["caso"])
def test_case_a_lawyer_can_read(caso: dict):
    obras = [build_obra(n, o) for n, o in enumerate(caso["obras"], start=1)]
    medidas = measure_reglas(obras, list_reglas_reparto([caso["ejercicio"]]))
    hallazgos = list_hallazgos_reglas(medidas)

    assert {h.regla: h.gravedad for h in hallazgos} == caso.get("hallazgos", {})
    for codigo, resultado in caso.get("resultados", {}).items():
        assert {m.resultado for m in medidas if m.codigo == codigo} == {resultado}
    assert all(h.leyenda == "por verificar" for h in hallazgos if h.gravedad != "bloqueo")


def test_order_of_works_changes_nothing():
    obras = [build_obra(n, {"incidencia": i, "pesos": p}) for n, (i, p) in
             enumerate([("directa", 10.01), ("complementaria", 20.02), ("directa", 5)], 1)]  # fmt: skip
    reglas = list_reglas_reparto([2020])

    assert measure_reglas(obras, reglas) == measure_reglas(obras[::-1], reglas)


def test_2019_measures_each_work_with_the_rule_of_its_date():
    obras = [
        build_obra(1, {"incidencia": "complementaria", "pesos": 50, "inicio": date(2019, 3, 1)}),
        build_obra(2, {"incidencia": "directa", "pesos": 50, "inicio": date(2019, 8, 1)}),
    ]
    directa = [m for m in measure_reglas(obras, list_reglas_reparto([2019])) if m.codigo == "DIRECTA_MIN"]

    assert [(m.minimo, m.total, m.resultado) for m in directa] == [
        (0, 5000, "no cumple"),
        (5000, 5000, "cumple"),
    ]
