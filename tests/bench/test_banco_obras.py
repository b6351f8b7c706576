"""El banco de las obras arranca: nada se mide, la velocidad no es una prueba."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import obras


def test_it_reviews_and_mixes_a_few_works(capsys: pytest.CaptureFixture):
    obras.main(12)

    assert "12 obras: revisar" in capsys.readouterr().out
