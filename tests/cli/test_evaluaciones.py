"""El registro de evaluaciones: la plantilla vuelve, lo vencido se ve y lo que no cuadra se dice por renglón."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from fais_analysis.cli.app import app
from fais_analysis.indicators.evaluaciones import classify_aspecto, count_evaluaciones
from fais_analysis.loaders import seguimiento
from fais_analysis.loaders.evaluaciones import build_plantilla_evaluaciones, read_evaluaciones
from fais_analysis.schemas.evaluaciones import Aspecto

HUELLA = "a" * 64
FILAS = [
    ("Calentadores solares", "Universidad", 2023, "procesos", "Publicar el padrón", "Dirección de Programas", "2024-03-01", 40, None, None),
    ("Calentadores solares", "Universidad", 2023, "procesos", "Fijar la ventana", "Dirección de Programas", "2024-07-10", 0, None, None),
    ("Calentadores solares", "Universidad", 2023, "diseño", "Medir demanda", "Planeación", "2023-12-01", 100, "2023-11-30", HUELLA),
    ("Techos de lámina", "Consultora", 2022, "Diseño", "Definir cobertura", None, None, None, None, None),
    ("Uniformes", "Consultora", 2021, None, None, None, None, None, None, None),
]  # fmt: skip


def write_libro(ruta: Path, filas: list[tuple]) -> Path:
    ruta.write_bytes(build_plantilla_evaluaciones())
    libro = openpyxl.load_workbook(ruta)
    for i, fila in enumerate(filas, start=2):
        for j, valor in enumerate(fila, start=1):
            libro["Evaluaciones"].cell(i, j).value = valor
    libro.save(ruta)
    return ruta


def run(*partes: object) -> tuple[int, str]:
    resultado = CliRunner().invoke(app, ["evaluaciones", *map(str, partes)])
    return resultado.exit_code, resultado.output


def test_state_lists_due_overdue_and_closed(tmp_path: Path):
    codigo, dicho = run("estado", write_libro(tmp_path / "e.xlsx", FILAS), "--al", "2024-06-20")

    assert codigo == 0
    assert "Evaluaciones: 4." in dicho
    assert "Calentadores solares: 1 vencido, 1 por vencer, 1 cerrado." in dicho
    assert "vencido · 01/03/2024 · avance 40 % · Dirección de Programas" in dicho
    assert "Techos de lámina: 1 sin fecha." in dicho
    assert "sin fecha · sin fecha · avance sin dato · sin área · Techos de lámina 2022" in dicho
    assert "Uniformes: 1 sin aspectos." in dicho
    assert "renglón 5: falta el área responsable" in dicho


def test_the_panorama_gets_a_row_by_programme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(seguimiento, "get_datos", lambda: tmp_path)
    libro = write_libro(tmp_path / "e.xlsx", [f for f in FILAS if f[5] or not f[4]])
    assert run("estado", libro, "--al", "2024-06-20", "--panorama")[0] == 0

    tabla = seguimiento.load_evaluaciones()

    assert tabla.to_numpy().tolist() == [
        ["Calentadores solares", "2", "1 vencido, 1 por vencer", "1"],
        ["Uniformes", "1", "ninguno", "0"],
    ]


@pytest.mark.parametrize(
    ("cambio", "esperado"),
    [
        ({7: 130}, "un número entero de 0 a 100"), ({6: "pronto"}, "AAAA-MM-DD"),
        ({9: "abc"}, "64 cifras hexadecimales"), ({0: None}, "Programa evaluado"), ({3: "milagro"}, "uno de: diseño"),
    ],
)  # fmt: skip
def test_bad_cell_is_said_by_row(tmp_path: Path, cambio: dict[int, object], esperado: str):
    fila = tuple(cambio.get(i, v) for i, v in enumerate(FILAS[0]))
    codigo, dicho = run("estado", write_libro(tmp_path / "e.xlsx", [fila]))

    assert codigo == 2
    assert "renglón 2" in dicho
    assert esperado in dicho


def test_closing_needs_progress_and_evidence():
    hoy = date(2024, 6, 1)
    sin_evidencia = Aspecto(2, "p", "e", 2023, "", "algo", fecha_cierre=date(2024, 1, 1), avance_pct=100)

    assert classify_aspecto(sin_evidencia, hoy) == "sin fecha"
    assert count_evaluaciones([sin_evidencia, sin_evidencia]) == 1


def test_template_is_read_back_and_never_overwritten(tmp_path: Path):
    ruta = tmp_path / "nueva.xlsx"
    assert run("plantilla", ruta)[0] == 0
    assert run("plantilla", ruta)[0] == 2
    codigo, dicho = run("plantilla", ruta / "dentro.xlsx")
    assert (codigo, "No se pudo escribir la plantilla" in dicho) == (2, True)
    assert read_evaluaciones(ruta).aspectos == []
    assert "panorama" not in run("estado", ruta, "--panorama")[1]  # un libro vacío no es «cero evaluaciones»
    assert run("estado", tmp_path / "no_hay.xlsx")[0] == 2


def test_unreadable_book_has_no_count(tmp_path: Path):
    (tmp_path / "roto.xlsx").write_bytes(b"PK nada")
    codigo, dicho = run("estado", tmp_path / "roto.xlsx")

    assert codigo == 2
    assert "Evaluaciones: sin dato." in dicho


def test_a_personal_datum_in_the_book_is_a_problem_and_is_not_repeated(tmp_path: Path):
    fila = (*FILAS[0][:5], "Lic. XAXX850615MDGXXX05", *FILAS[0][6:])
    codigo, dicho = run("estado", write_libro(tmp_path / "e.xlsx", [fila]), "--al", "2024-06-20")

    assert codigo == 2
    assert "renglón 2, columna area" in dicho
    assert "XAXX850615" not in dicho
