"""``fais verificar`` lee ``resumen.json``: lo que toman otros programas no se puede cambiar en silencio."""

import json
from pathlib import Path

import pytest

from fais_analysis.errors import ParametroError
from fais_analysis.pages.hoja import build_resumen
from fais_analysis.verify.informe import verify_archivo
from fais_analysis.verify.rearmado import rebuild_informe
from tests.verify.conftest import CLAVE


@pytest.fixture(scope="module")
def documento() -> str:
    rearmado = rebuild_informe(CLAVE)
    return build_resumen(rearmado.pagina, rearmado.contexto)


def test_it_is_verified_and_each_changed_value_is_found(documento: str, tmp_path: Path):
    ruta = tmp_path / "resumen.json"
    ruta.write_text(documento, encoding="utf-8")
    assert verify_archivo(ruta).resultado == "Todo coincide."

    campos = json.loads(documento)
    campos["obras"][0]["viviendas"] += 1  # 6,633 sin drenaje (Censo 2020)
    campos["peticion"]["voz"] = "falta_poco"
    campos["comparables"].pop()
    ruta.write_text(json.dumps(campos), encoding="utf-8")
    hecho = verify_archivo(ruta)
    assert ("6634", "6633") in [(r.informe, r.datos) for r in hecho.reparos]
    assert hecho.discrepancias == 3
    assert hecho.codigo_salida == 1


def test_another_towns_summary_under_this_folder_is_refused(documento: str, tmp_path: Path):
    ajena = tmp_path / "10005_durango"
    ajena.mkdir()
    (ajena / "resumen.json").write_text(documento, encoding="utf-8")

    assert "no es de quien dice su carpeta" in str(verify_archivo(ajena / "resumen.json").reparos)


@pytest.mark.parametrize(
    "malo",
    ["{}", "[1]", "{", '{"ficha": 3}', "[" * 99_999],
    ids=["vacio", "lista", "roto", "sin_ficha", "hondo"],
)
def test_what_is_not_a_summary_is_refused(tmp_path: Path, malo: str):
    (tmp_path / "resumen.json").write_text(malo, encoding="utf-8")

    with pytest.raises(ParametroError, match=r"resumen\.json"):
        verify_archivo(tmp_path / "resumen.json")
