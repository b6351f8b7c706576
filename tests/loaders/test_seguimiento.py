"""Lo que el panorama cita del padrón y de las evaluaciones: sólo si hay resumen, y sólo cuentas."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from fais_analysis.batch.plan import huellas
from fais_analysis.batch.plan.entradas import compute_entradas_padron
from fais_analysis.errors import EsquemaError
from fais_analysis.loaders import seguimiento
from fais_analysis.views.capitulos.padron import show_padron


@pytest.fixture
def datos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(seguimiento, "get_datos", lambda: tmp_path)
    monkeypatch.setattr(huellas, "get_datos", lambda: tmp_path)
    (tmp_path / "seguimiento").mkdir()
    return tmp_path / "seguimiento"


def test_without_summaries_nothing_is_said(datos: Path):
    assert seguimiento.load_notas_seguimiento() == ()
    assert huellas.list_seguimiento() == []


def test_counts_are_said_and_change_the_run(datos: Path):
    padron = {"al": "01/02/2026", "acciones": 1300, "registradas": 1234, "apoyos": 1400, "repetidos": 14}
    (datos / "padron.json").write_text(json.dumps(padron), encoding="utf-8")
    estados = {"vencido": 2, "cerrado": 0, "en plazo": 1}
    evaluaciones = {"al": "01/02/2026", "evaluaciones": 3, "estados": estados}
    (datos / "evaluaciones.json").write_text(json.dumps(evaluaciones), encoding="utf-8")

    uno, dos = seguimiento.load_notas_seguimiento()

    assert "acciones con beneficiario registrado, 1,234 de 1,300" in uno
    assert "14 de 1,400 (1.0 %)" in uno
    assert seguimiento.load_padron_municipio("10005").empty  # ni municipios
    assert seguimiento.load_evaluaciones().empty  # los resúmenes de antes no traían programas
    assert dos.endswith("al 01/02/2026: vencido, 2, en plazo, 1.")
    assert [r.name for r in huellas.list_seguimiento()] == ["evaluaciones.json", "padron.json"]


@pytest.mark.parametrize(
    "malo", ["{}", "[", '{"al": 1, "acciones": 3, "registradas": 9, "apoyos": 1, "repetidos": 0}']
)
def test_bad_summary_is_explained(datos: Path, malo: str):
    (datos / "padron.json").write_text(malo, encoding="utf-8")
    with pytest.raises(EsquemaError, match="no se entiende"):
        seguimiento.load_notas_seguimiento()


MUNICIPIOS = {
    "10005": {"acciones": 40, "registradas": 35, "apoyos": 40, "repetidos": 5},
    "10007": {"acciones": 12, "registradas": 0, "apoyos": 5, "repetidos": 0},
    "10004": {"acciones": 3, "registradas": None, "apoyos": None, "repetidos": None},
}


def test_the_dossier_says_only_rounded_counts_of_its_municipality(datos: Path):
    padron = {"al": "01/02/2026", "acciones": 55, "registradas": 40, "apoyos": 45, "repetidos": 5}
    (datos / "padron.json").write_text(json.dumps(padron | {"municipios": MUNICIPIOS}), encoding="utf-8")
    dichas = {}
    for clave in (*MUNICIPIOS, "10001"):
        falso = SimpleNamespace(
            capitulo="inversion", llaves={"padron": ()}, lugar=SimpleNamespace(clave=clave),
            padron=seguimiento.load_padron_municipio(clave),
        )  # fmt: skip
        dichas[clave] = str(show_padron(falso))

    assert re.sub("<[^>]*>", "", dichas["10005"]) == (
        "Padrón de beneficiarios, al 01/02/2026: acciones con beneficiario registrado, 35 de 40 pagadas. "
        "Apoyos que se repiten dentro de su ventana, 5 de 40 (12.5\xa0%). Cuentas redondeadas a base 5; ninguna "
        "persona sale del padrón."
    )
    assert 'data-procedencia="inversion(10005).padron[].registradas"' in dichas["10005"]
    assert "registrado, menos de 5 de <data" in dichas["10007"]
    assert "menos de 5 de <data" in dichas["10007"].rpartition("ventana")[2]
    assert "no se dice cuántas" in dichas["10004"]
    assert "No se dice cuántos apoyos se repiten" in dichas["10004"]
    assert dichas["10001"] == ""


def test_each_dossier_depends_only_on_its_own_counts(datos: Path):
    assert compute_entradas_padron() == {}
    (datos / "padron.json").write_text(json.dumps({"al": "x", "municipios": MUNICIPIOS}), encoding="utf-8")
    antes = compute_entradas_padron()
    otros = {**MUNICIPIOS, "10007": MUNICIPIOS["10005"]}
    (datos / "padron.json").write_text(json.dumps({"al": "x", "municipios": otros}), encoding="utf-8")
    despues = compute_entradas_padron()

    assert antes.keys() == MUNICIPIOS.keys()
    assert {c for c, huella in despues.items() if huella != antes[c]} == {"10007"}
