"""El CSV para personas: una sola forma de escribirlo, que ninguna hoja de cálculo ejecuta."""

import csv
import io
from pathlib import Path

import pytest

from fais_analysis.cli.corridas import write_csv
from fais_analysis.verify.corridas import CifraCambiada, InformeComparado
from fais_analysis.views.hoja_csv import build_hoja_csv

PAQUETE = Path(__file__).resolve().parents[2] / "lib" / "fais_analysis"
# El que escribe las tablas de «data/» es para programas: LF, sin marca, valor por valor.
ESCRITORES = {"views/hoja_csv.py", "sources/tablas.py"}


@pytest.mark.parametrize("malo", ["=1+1", "@SUM(A1)", "+52 618", "-x", " =1", "\tx", "\rx", "-1+cmd|'/c'!A0"])
def test_no_cell_can_be_a_formula(malo: str):
    (fila,) = csv.reader(io.StringIO(build_hoja_csv([["bueno", malo]])[1:], newline=""))
    assert fila == ["bueno", f"'{malo}"]


@pytest.mark.parametrize("numero", ["-3.5", "+0.10", "12", "-0"])
def test_a_number_written_as_text_is_still_a_number(numero: str):
    assert build_hoja_csv([[numero]]) == f"\ufeff{numero}\r\n"


def test_comparing_two_runs_does_not_write_formulas(tmp_path: Path):
    """El municipio, el lugar y los textos vienen de las corridas, que pudo editar cualquiera."""
    cifra = CifraCambiada("=proc", "@lugar", "-1.5", "2", "−1.5 %", "+2 pp")
    comparado = InformeComparado("10014", "=HYPERLINK(0)", False, {}, (cifra,))
    archivo = tmp_path / "x.csv"

    write_csv(archivo, [comparado])

    crudo = archivo.read_bytes()
    assert crudo.startswith(b"\xef\xbb\xbf")
    assert crudo.count(b"\n") == crudo.count(b"\r\n") == 2
    _, fila = csv.reader(io.StringIO(crudo.decode("utf-8-sig"), newline=""))
    assert fila == [
        "10014",
        "'=HYPERLINK(0)",
        "cambió",
        "",
        "'=proc",
        "'@lugar",
        "-1.5",
        "2",
        "−1.5 %",
        "'+2 pp",
    ]


def test_nobody_else_writes_csv_on_their_own():
    propios = {
        archivo.relative_to(PAQUETE).as_posix()
        for archivo in PAQUETE.rglob("*.py")
        if "csv.writer(" in archivo.read_text(encoding="utf-8")
    }
    assert propios == ESCRITORES
