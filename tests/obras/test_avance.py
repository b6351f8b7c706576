"""El avance: la curva del ejemplo de la referencia, lo que no cuadra y los plazos de ley."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from fais_analysis.obras.avance import AvanceObra, build_curva, estimate_costo, list_plazos
from fais_analysis.obras.avance_hallazgos import list_hallazgos_avance
from fais_analysis.obras.modelo import Obra

UNA = Obra("A", 1, "una", {"FISE": 2_000_000_00}, inicio=date(2020, 1, 1), termino=date(2020, 12, 31))
DOS = Obra("B", 2, "dos", {"FISE": 1_500_000_00}, inicio=date(2020, 1, 1), termino=date(2020, 12, 31))


def build(folio: str = "A", corte: int = 4, fisico: str | None = "50", **pesos: int) -> AvanceObra:
    momentos = {m: c * 100 for m, c in pesos.items() if m not in ("fotos", "con_acta")}
    otros = {k: v for k, v in pesos.items() if k in ("fotos", "con_acta")}
    return AvanceObra(folio, corte, 1, None if fisico is None else Decimal(fisico), momentos, **otros)


def find(*avances: AvanceObra) -> set[tuple[str, str]]:
    return {(h.regla, h.gravedad) for h in list_hallazgos_avance([UNA], avances, 2020)}


def test_curve_of_the_reference_example():
    """T4: programado 3,500,000, ganado 2,150,000, real 3,140,000 → SPI 0.61, CPI 0.68 (obras.md §8; inventado)."""
    avances = [build("A", 4, "70", devengado=1_900_000), build("B", 4, "50", devengado=1_240_000)]
    (punto,) = build_curva([UNA, DOS], avances, 2020)

    assert (punto.programado, punto.ganado, punto.real) == (3_500_000_00, 2_150_000_00, 3_140_000_00)
    assert (round(float(punto.spi), 2), round(float(punto.cpi), 2)) == (0.61, 0.68)


def test_a_work_that_says_nothing_is_not_counted_as_zero():
    """Sólo A informa: 70 % de 2,000,000 contra su programa; B ni retrasa ni se paga. Lo imposible, tampoco."""
    for otra in ((), (build("B", 4, None),), (build("B", 4, "3600000"),)):
        avances = [build("A", 4, "70", devengado=1_000_000), *otra]
        (punto,) = build_curva([UNA, DOS], avances, 2020)

        assert (punto.spi, punto.cpi, punto.sin_dato) == (Fraction(7, 10), Fraction(7, 5), 1)
        assert (punto.programado, punto.ganado) == (3_500_000_00, 1_400_000_00)


def test_the_programme_is_a_straight_line_not_cut_to_whole_percents():
    # del 1 de enero al 31 de marzo van 90 de 365 días del programa: 24.66 %, no 24
    (punto,) = build_curva([UNA], [build("A", 1, "10")], 2020)

    assert punto.programado == round(Fraction(90 * 2_000_000_00, 365))


def test_no_programme_or_no_spending_is_no_data_not_infinity():
    (punto,) = build_curva([Obra("A", 1, "x", {"FISE": 0})], [build("A", 1, None)], 2020)

    assert (punto.spi, punto.cpi, punto.sin_dato, punto.es_supuesto) == (None, None, 1, True)


@pytest.mark.parametrize(
    ("avance", "esperado"),
    [
        (build(fisico="3600000"), ("IMPOSIBLE", "bloqueo")),
        (build(fisico="-1"), ("IMPOSIBLE", "bloqueo")),
        (build(devengado=10, pagado=11), ("IMPOSIBLE", "bloqueo")),
        (build(fisico="100", pagado=2_000_001), ("SOBREPAGADA", "bloqueo")),
        (build(fisico="50", pagado=1_400_000), ("SOBREPAGADA", "corregir")),
        (build(fisico="0", pagado=700_000), ("PAGADA_SIN_AVANCE", "corregir")),
        (build(fisico="100", pagado=2_000_000, fotos=0, con_acta=True), ("SIN_EVIDENCIA", "corregir")),
        (build(fisico="50"), ("ATRASADA", "corregir")),
        (build("Z"), ("FUERA_DEL_ANEXO", "bloqueo")),
    ],
)
def test_each_trap_is_a_finding(avance: AvanceObra, esperado: tuple[str, str]):
    assert esperado in find(avance)


def test_what_is_fine_has_no_findings():
    bueno = build(fisico="100", comprometido=2_000_000, devengado=2_000_000, ejercido=2_000_000,
                  pagado=2_000_000, fotos=3, con_acta=True)  # fmt: skip
    assert find(bueno) == set()
    assert find(build(fisico="50", pagado=1_300_000, corte=2)) == set()  # 15 puntos exactos: cabe


def test_from_one_cut_to_the_next():
    assert ("DETENIDA", "corregir") in find(build(corte=1, fisico="30"), build(corte=2, fisico="30"))
    assert ("IMPOSIBLE", "bloqueo") in find(build(corte=1, fisico="30"), build(corte=2, fisico="20"))
    assert ("CORTE_REPETIDO", "bloqueo") in find(build(corte=1), build(corte=1))


def test_legal_deadlines_in_order():
    vencen = [p.vence.isoformat() for p in list_plazos(2020)]

    assert vencen == [
        "2020-04-20",
        "2020-07-20",
        "2020-10-20",
        "2020-12-31",
        "2021-01-15",
        "2021-01-20",
        "2021-03-31",
    ]


def test_estimated_cost_needs_a_fifth_of_the_work():
    assert estimate_costo(UNA, build(fisico="19", devengado=1_000_000)) is None
    assert estimate_costo(UNA, build(fisico="50", devengado=1_500_000)) == 3_000_000_00
