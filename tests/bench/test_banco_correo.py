"""El banco del correo mide mensajes que de veras saldrían."""

from pathlib import Path

import pytest

from bench import correo
from tests.delivery.armado import TRES, write_corrida


@pytest.mark.lento
def test_every_message_it_measures_would_go_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("FAIS_CORREO_TESTIGO", "")  # el banco pone el suyo; al salir, vuelve el de antes
    correo.main(write_corrida(tmp_path / "c", TRES, es_demostracion=True), 6)

    dicho = capsys.readouterr().out
    assert [r.partition(":")[0] for r in dicho.splitlines()[:-1]] == [
        "preparar",
        "revisión",
        "aprobar",
        "guarda",
    ]
    assert dicho.endswith("6 renglones; saldrían 6\n")
