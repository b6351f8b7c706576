"""Lo acordado en la reunión, frente a la versión que llega después."""

import pytest

from fais_analysis.obras.modelo import Obra
from fais_analysis.propuestas.cumplimiento import check_acuerdos, list_incumplidos
from fais_analysis.propuestas.registros import OBRA, RUBRO, Acuerdo

OBRAS = (Obra("A", 1, "Piso firme", {"FISMDF": 400_000_00}), Obra("C", 2, "Techo firme", {"FISE": 100_00}))


def agree(que: str, decision: str, centavos: int | None = None, ambito: str = OBRA) -> Acuerdo:
    return Acuerdo(
        registrado_en="2020-05-01T10:00:00-06:00", clave_municipio="10014", ejercicio=2020, version="v1",
        ambito=ambito, que=que, decision=decision, monto_centavos=centavos, nota="", area="SPS", acta="",
        acta_sha256="", anterior="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("acuerdo", "resultado"),
    [
        (agree("B", "se quita"), "cumplido"),
        (agree("A", "se quita"), "no cumplido"),
        (agree("A", "se queda"), "cumplido"),
        (agree("A", "se queda", 400_000_00), "cumplido"),
        (agree("A", "se cambia", 400_000_01), "no cumplido"),  # un centavo
        (agree("A", "se cambia"), "por ver"),
        (agree("B", "se queda"), "no cumplido"),
        (agree("TECHO FIRME", "se agrega"), "cumplido"),  # quien la agrega todavía no le da folio
        (agree("Estufas", "se agrega"), "no cumplido"),
        (agree("t-12345678", "se quita"), "por ver"),  # sin folio propio: pudo cambiar de nombre
        (agree("A", "pendiente"), "por ver"),
        (agree("Vivienda", "se quita", ambito=RUBRO), "cumplido"),  # ninguna con renglón seguro
    ],
)
def test_each_agreement_has_its_result(acuerdo: Acuerdo, resultado: str):
    (hecho,) = check_acuerdos([acuerdo], OBRAS)

    assert hecho.resultado == resultado
    assert len(list_incumplidos([hecho])) == (resultado == "no cumplido")


def test_a_work_that_split_or_was_renamed_keeps_its_agreement():
    (hecho,) = check_acuerdos([agree("Z", "se queda", 400_100_00)], OBRAS, {"Z": ["A", "C"]})

    assert hecho.resultado == "cumplido"
