"""Lo que se pide verificar se encuentra como la gente lo dice; si no está, se dice qué se le parece."""

from pathlib import Path

import pytest

from fais_analysis.errors import ParametroError
from fais_analysis.procedencia.registro import LIBRO, list_tablas_de
from fais_analysis.verify.rutas import find_ruta

CORRIDA = "2026-11-22_10-00-00"


@pytest.fixture
def salidas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Una carpeta de salida con una corrida y, como en Windows, ultima.txt."""
    (tmp_path / "outputs" / CORRIDA).mkdir(parents=True)
    (tmp_path / "outputs" / CORRIDA / "manifest.json").write_text("{}", encoding="utf-8")
    (tmp_path / "outputs" / "ultima.txt").write_text(CORRIDA, encoding="utf-8")
    monkeypatch.setattr("fais_analysis.verify.rutas.get_salidas", lambda: tmp_path / "outputs")
    return tmp_path / "outputs"


def test_a_run_is_found_by_its_name_and_ultima_without_links(salidas: Path):
    assert find_ruta(salidas / CORRIDA) == salidas / CORRIDA
    assert find_ruta(Path(CORRIDA)) == salidas / CORRIDA
    assert find_ruta(Path("ultima")) == salidas / CORRIDA
    assert find_ruta(salidas / "ultima") == salidas / CORRIDA


@pytest.mark.parametrize(
    "pedida, guia",
    [
        ("outputs/2026-11-22_10-00-01", f"¿quiso decir .*{CORRIDA}"),
        ("nada/de/nada", f"pruebe con .*{CORRIDA}"),
    ],
)
def test_a_path_that_does_not_exist_is_answered_kindly(salidas: Path, pedida: str, guia: str):
    with pytest.raises(ParametroError, match="No existe lo que se pidió") as hallado:
        find_ruta(salidas.parent / pedida)

    assert hallado.match(guia)
    assert "No such file" not in str(hallado.value)


def test_a_link_to_a_deleted_run_says_so(salidas: Path):
    (salidas / "vieja").symlink_to(salidas / "borrada")

    with pytest.raises(ParametroError, match="se borró"):
        find_ruta(salidas / "vieja")


@pytest.mark.parametrize("tabla, columna", [("curva", "acumulado_carencia_pct"), ("asociacion", "bajan")])
def test_columns_whose_rows_come_from_the_ledger_depend_on_it(tabla: str, columna: str):
    """Con otro libro entran otros municipios: no es una discrepancia, no se puede comprobar."""
    assert LIBRO in list_tablas_de("panorama_focalizacion", tabla, columna)
