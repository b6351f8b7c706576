"""Lo que el panorama cita del padrón y de las evaluaciones: sólo si hay resumen, y sólo cuentas."""

import json
from pathlib import Path

import pytest

from fais_analysis.batch.plan import huellas
from fais_analysis.errors import EsquemaError
from fais_analysis.loaders import seguimiento


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
