"""La mezcla pactada, los costos fuera de lo común y lo que ya se hizo otro año."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from fais_analysis.costos import measure_costos
from fais_analysis.obras.historial import ObraAnterior, check_costos, check_mezcla, check_repetidas
from fais_analysis.obras.modelo import Metas, Obra

CASOS = yaml.safe_load(Path(__file__).with_name("casos_mezcla_convenio.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("caso", CASOS, ids=[c["caso"] for c in CASOS])
def test_agreed_mix(caso: dict):
    montos = {f: int(Decimal(str(pesos)) * 100) for f, pesos in caso["montos"].items()}
    hallazgos = check_mezcla([Obra("A", 1, "x", montos)], caso.get("fise_pct"))

    assert [h.regla for h in hallazgos] == (["MEZCLA"] if caso["hallazgo"] else [])
    assert all(h.gravedad == "corregir" for h in hallazgos)


def make_pisos(hacer: Callable[..., Obra], *pesos: int) -> list[Obra]:
    return [
        replace(hacer("Piso firme", "100140015", {"FISMDF": p * 100 * 10}, viviendas=10), folio=f"p{n}")
        for n, p in enumerate(pesos)
    ]


def test_an_odd_cost_is_said_against_the_proposal_or_the_ledger(hacer: Callable[..., Obra]):
    obras = make_pisos(hacer, 1000, 1000, 1000, 1000, 2000, 2001, 499)
    libro = [ObraAnterior(2019, "x", "", "Piso firme", 3000_00, 1)] * 5

    assert [h.folio for h in check_costos(obras, [])] == ["p5", "p6"]  # el doble exacto todavía cabe
    assert {h.folio for h in check_costos(obras, libro)} == {"p0", "p1", "p2", "p3", "p6"}
    assert check_costos(obras[:4], []) == []  # cuatro obras no hacen mediana
    assert check_costos(obras[::-1], []) != []


@pytest.mark.parametrize("pesos, se_dice", [(1_000, False), (3_000, False), (10_000, True), (100, True)])
def test_a_spare_zero_is_said_against_the_works_of_the_whole_ledger(
    hacer: Callable[..., Obra], pesos: int, se_dice: bool
):
    """Diez metros de red: no se mide en viviendas, y la mediana por vivienda no lo vería."""
    metas = Metas(unidad="Metros", meta=Decimal(10))
    obra = replace(hacer("Red de drenaje", "100140015", {"FISMDF": pesos * 10 * 100}), metas=metas)
    usual = measure_costos([c * 100 for c in (900, 950, 1_000, 1_050, 1_100, 1_200)])
    usuales = {(obra.catalogo.subclasificacion, "metro"): usual}

    hallazgos = check_costos([obra], [], usuales)

    assert [(h.regla, h.gravedad) for h in hallazgos] == [("COSTO_DE_OTRO_ORDEN", "aviso")] * se_dice
    assert all("6 obras iguales" in h.esperado for h in hallazgos)
    assert check_costos([obra], []) == []


def test_a_work_of_another_year_is_said_once_and_not_that_of_this_year(hacer: Callable[..., Obra]):
    obra = replace(hacer("Piso firme", "100140015"), nombre="Piso firme, barrio Alto")
    hecha = ObraAnterior(2019, "PISO FIRME BARRIO ALTO", "100140015", "Piso firme", 1, None)

    (hallazgo,) = check_repetidas([obra], [hecha], 2020)
    assert (hallazgo.gravedad, "2019" in hallazgo.que_pasa) == ("aviso", True)
    assert check_repetidas([obra], [hecha], 2019) == []
    assert check_repetidas([obra], [replace(hecha, localidad="100140001")], 2020) == []
