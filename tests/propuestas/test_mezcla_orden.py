"""La orden de la mezcla: lo que se pide se comprueba, y el libro cuadra al centavo."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import fais_analysis.cli.app as ordenes

CABEZA = ["folio", "nombre_obra", "subclasificacion", "localidad", "meta", "unidad_medida", "viviendas", "fise",
          "fismdf", "via_focalizacion"]  # fmt: skip
PLAZA = "Plaza, parque, domo o espacio público recreativo"
OBRAS = [
    ["A", "Plaza de armas", PLAZA, "100140001", 1, "obra", None, 1500000.55, 1500000, "rezago"],
    ["B", "Piso firme", "Piso firme", "100140015", 50, "vivienda", 50, 250000, 250000.5, "rezago"],
    ["C", "Techos sin vía", "Techo firme (no material de desecho ni lámina de cartón)", "100140015", 9, "vivienda",
     9, None, 90000, None],
]  # fmt: skip


@pytest.fixture(scope="module")
def libro(escribir: Callable[..., Path]) -> Path:
    return escribir([CABEZA, *OBRAS])


def run(libro: Path, salida: Path, *mas: str):
    orden = [
        "propuesta",
        "mezcla",
        str(libro),
        "--municipio",
        "10014",
        "--ejercicio",
        "2020",
        "--salida",
        str(salida),
    ]
    return CliRunner().invoke(ordenes.app, [*orden, *mas], prog_name="fais")


def test_mix_moves_money_and_its_book_adds_up(libro: Path, tmp_path: Path):
    corrida = run(libro, tmp_path)

    assert corrida.exit_code == 0, corrida.stderr
    assert "con la propuesta, 59" in corrida.stdout
    assert "1 obras fuera: no dicen su vía" in corrida.stdout
    hoja = openpyxl.load_workbook(tmp_path / "10014_2020_mezcla.xlsx")["Mezcla"]
    filas = [[c.value for c in fila] for fila in hoja.iter_rows(min_row=2)]
    total = filas[-1]
    assert total[0] == "TOTAL"
    for columna in (4, 5, 6, 7):
        assert round(sum(f[columna] or 0 for f in filas[:-1]), 2) == total[columna]
    assert total[5] <= 3590001.05


@pytest.mark.parametrize(
    ("opciones", "dice"),
    [
        (("--presupuesto", "FISE=mucho"), "--presupuesto"),
        (("--presupuesto", "FISE=1.005"), "--presupuesto"),
        (("--obligar", "NO_EXISTE"), "--obligar"),
        (("--fijar", "Z"), "--fijar"),
    ],
)
def test_what_does_not_exist_is_refused(libro: Path, tmp_path: Path, opciones: tuple[str, str], dice: str):
    corrida = run(libro, tmp_path, *opciones)

    assert corrida.exit_code == 2
    assert dice in corrida.stderr


def test_nothing_fits_says_what_to_give(libro: Path, tmp_path: Path):
    corrida = run(libro, tmp_path, "--fijar", "A", "--presupuesto", "FISE=1000000")

    assert corrida.exit_code == 2
    assert "ceder PRESUPUESTO FISE: 2,000,00" in corrida.stdout
