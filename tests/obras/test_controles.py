"""Los controles de auditoría: con datos se comprueban; sin ellos, se dice qué dato falta."""

from fais_analysis.obras.controles import CONTROLES, NO_COMPROBADO, review_controles
from fais_analysis.obras.modelo import Hallazgo, Obra

OBRAS = [Obra("A", 2, "Piso firme", folio_mids="M1"), Obra("B", 3, "Plaza")]


def test_there_are_sixteen_in_order_and_each_has_its_data_or_says_which_is_missing():
    assert [c.numero for c in CONTROLES] == list(range(1, 17))
    for hecho in review_controles(OBRAS, [], []):
        assert hecho.resultado != NO_COMPROBADO or hecho.falta, hecho.control.nombre
    sin_dato = [h.control.numero for h in review_controles(OBRAS, [], []) if h.resultado == NO_COMPROBADO]
    assert sin_dato == [1, 2, 3, 6, 7, 8, 10, 11, 13, 14]


def test_findings_are_counted_in_their_control():
    hallazgos = [Hallazgo("FOCALIZACION", "bloqueo", "", "")] * 2
    por_numero = {h.control.numero: h for h in review_controles(OBRAS, hallazgos, [])}
    assert por_numero[5].resultado == "comprobado en parte: 2 hallazgos"
    assert por_numero[4].resultado == "comprobado: nada que señalar"
    assert por_numero[9].resultado == "comprobado en parte: 1 hallazgo"  # B no trae folio de la MIDS


def test_with_a_progress_workbook_its_controls_are_reviewed():
    hechos = {h.control.numero: h.resultado for h in review_controles(OBRAS, [], [], con_avance=True)}
    assert hechos[11] == "comprobado en parte: nada que señalar"
    assert hechos[1] == NO_COMPROBADO
