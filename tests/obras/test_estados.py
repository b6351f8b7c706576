"""La máquina de estados de una propuesta, con casos que se leen, y que nunca deja un callejón."""

from pathlib import Path

import pytest
import yaml

from fais_analysis.obras.estados import CONCLUIDAS, ESTADOS, PASOS, find_paso, list_faltas, list_siguientes

CASOS = yaml.safe_load(Path(__file__).with_name("casos_estados.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("caso", CASOS, ids=[c["caso"] for c in CASOS])
def test_each_move(caso: dict):
    paso = find_paso(caso["de"], caso["a"], caso.get("previo", ""))

    assert (paso is None) == caso.get("prohibido", False)
    if paso is not None:
        assert len(list_faltas(paso, caso["consta"])) == caso["falta"]


def test_every_move_asks_for_something_and_has_who_moves_it():
    assert all(p.exige and p.areas for p in PASOS)
    assert {p.de for p in PASOS} | {p.a for p in PASOS} <= set(ESTADOS)


def test_every_open_state_leads_on_and_the_closed_ones_do_not():
    for clave in ESTADOS:
        assert bool(list_siguientes(clave)) == (clave not in CONCLUIDAS)
    assert list_siguientes("cancelada", previo="analizada") == ["analizada"]
