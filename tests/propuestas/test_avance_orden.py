"""``fais avance revisar`` de punta a punta, con libros inventados."""

from collections.abc import Callable
from pathlib import Path

from typer.testing import CliRunner

import fais_analysis.cli.app as ordenes

PROPUESTA = [
    ["folio", "nombre_obra", "subclasificacion", "localidad", "viviendas", "fismdf", "via_focalizacion"],
    ["A1", "Piso firme", "Piso firme", "100140015", 40, 400000, "rezago"],
]
AVANCE = [
    ["folio", "nombre_obra", "trimestre", "avance_fisico", "devengado", "pagado", "fotos", "acta"],
    ["A1", None, 1, 25, 100000, 100000, 2, "no"],
    [None, "PISO FIRME", 2, "50 %", "$200,000.00", 200000, 2, "no"],
]


def run(propuesta: Path, avance: Path, salida: Path):
    orden = ["avance", "revisar", str(propuesta), str(avance), "--municipio", "10014", "--ejercicio", "2020"]
    return CliRunner().invoke(ordenes.app, [*orden, "--salida", str(salida)], prog_name="fais")


def test_a_good_progress_book(escribir: Callable[..., Path], tmp_path: Path):
    corrida = run(escribir(PROPUESTA), escribir(AVANCE, "avance.xlsx", "Avance"), tmp_path)

    assert corrida.exit_code == 0, corrida.stdout + corrida.stderr
    assert "200,000.00" in corrida.stdout
    assert "programa supuesto" in corrida.stdout
    assert "no es el índice de calidad" in corrida.stdout
    assert (tmp_path / "10014_2020_avance.xlsx").is_file()


def test_a_folio_in_other_letters_is_the_same_work(escribir: Callable[..., Path], tmp_path: Path):
    otro = [AVANCE[0], ["a1 ", None, *AVANCE[1][2:]]]
    corrida = run(escribir(PROPUESTA), escribir(otro, "otro.xlsx", "Avance"), tmp_path)

    assert corrida.exit_code == 0, corrida.stdout + corrida.stderr


def test_impossible_values_block(escribir: Callable[..., Path], tmp_path: Path):
    malo = [
        AVANCE[0],
        ["A1", None, 1, 3600000, 100, 200, 0, "no"],
        ["A1", None, "nueve", 10, None, None, None, None],
    ]
    corrida = run(escribir(PROPUESTA), escribir(malo, "malo.xlsx", "Avance"), tmp_path)

    assert corrida.exit_code == 2
    assert "entre 0 y 100" in corrida.stdout
    assert "nueve" in corrida.stdout


def test_a_book_that_is_not_progress_is_refused(escribir: Callable[..., Path], tmp_path: Path):
    corrida = run(escribir(PROPUESTA), escribir([["a"], ["b"]], "x.xlsx"), tmp_path)

    assert corrida.exit_code == 2
    assert "Qué hacer:" in corrida.stderr


def test_decimals_are_read_and_a_fraction_is_doubted(escribir: Callable[..., Path], tmp_path: Path):
    bueno = [AVANCE[0], ["A1", None, 1, 62.5, 100000, 100000, 2, "no"]]
    fraccion = [AVANCE[0], ["A1", None, 1, 0.625, 100000, 100000, 2, "no"]]

    assert "LECTURA" not in run(escribir(PROPUESTA), escribir(bueno, "b.xlsx", "Avance"), tmp_path).stdout
    dicho = run(escribir(PROPUESTA), escribir(fraccion, "f.xlsx", "Avance"), tmp_path).stdout
    assert "No se entiende «0.625»" in dicho


def test_a_comma_a_shared_name_and_another_sheet_are_said(escribir: Callable[..., Path], tmp_path: Path):
    gemela = ["A2", "Piso firme", "Piso firme", "100140042", 9, 90000, "rezago"]
    avance = [AVANCE[0], ["A1", None, 1, "5,5", 100000, None, 2, "no"],
              [None, "Piso firme", 1, 50, 200000, None, 2, "no"]]  # fmt: skip
    corrida = run(escribir([*PROPUESTA, gemela]), escribir(avance, "a.xlsx", "Enero"), tmp_path)

    assert "No se entiende «5,5»" in corrida.stdout  # no es 55
    assert "escriba el folio de la obra" in corrida.stdout
    assert "se leyó «Enero»" in corrida.stdout
