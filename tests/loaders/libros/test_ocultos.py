"""Lo tachado y lo que una nota dice de los montos nunca pasa callado, venga como venga el libro."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from fais_analysis.loaders.inversion_revision import RevisionLibro
from fais_analysis.loaders.libros.lectura import read_hoja
from fais_analysis.schemas.propuestas import FORMATO_PROPUESTA
from tests.loaders.libros.conftest import make_fila, write_xlsx
from tests.loaders.libros.hostiles import TablaOds, build_filas_ods, build_ods

Mirar = Callable[[Path], RevisionLibro]


def strike_row(hoja: Worksheet) -> None:
    for celda in hoja[2]:
        celda.font = Font(strike=True)


def strike_part(hoja: Worksheet) -> None:
    tachado = TextBlock(InlineFont(strike=True), "dos de ")
    hoja["E2"] = CellRichText("Red de ", tachado, "agua potable")


def note_header(hoja: Worksheet) -> None:
    hoja["T1"].comment = Comment("Los de la tesorería:\ncifras en miles", "tesorería")


def add_total(hoja: Worksheet) -> None:
    hoja.append([None, None, None, None, "TOTAL (miles de pesos)", *[None] * 10, 1200.5])


RAREZAS = {
    "renglón tachado": (strike_row, "un renglón tachado: ¿se cuenta?"),
    "parte de un texto tachada": (strike_part, "algo tachado: ¿se cuenta? (celda E2)"),
    "comentario": (note_header, "«en miles» en un comentario en la celda T1"),
    "renglón de total": (add_total, "«total (miles de pesos» en la celda E3"),
    "nombre de la hoja": (lambda hoja: setattr(hoja, "title", "Obras en miles"), "el nombre de la hoja"),
    "aparte de la tabla": (lambda hoja: hoja.append(["Nota:", "en miles"]), "«en miles» en la celda B3"),
}


@pytest.mark.parametrize("rareza", RAREZAS)
def test_what_only_the_format_or_a_note_says_is_said(rareza: str, tmp_path: Path, revisar_ruta: Mirar):
    cambia, dicho = RAREZAS[rareza]
    ruta = write_xlsx(tmp_path / "libro.xlsx", [make_fila()])
    libro = openpyxl.load_workbook(ruta)
    cambia(libro.active)
    libro.save(ruta)
    assert any(dicho in p.encontrado for p in revisar_ruta(ruta).problemas)


@pytest.mark.parametrize("nombre", ["Apoyo a miles de familias", "Cisterna para 5 mil litros", "Los Miles"])
def test_a_work_that_says_thousands_of_something_else_is_not_a_note(nombre: str, revisar):
    assert not revisar([make_fila(nombre_obra=nombre)]).problemas


TACHADO = (
    '<style:style style:name="x"><style:text-properties style:text-line-through-type="single"/></style:style>'
)
NOTA = "<office:annotation><text:p>cifras en miles de pesos</text:p></office:annotation>"


@pytest.mark.parametrize(
    ("antes", "despues", "dicho"),
    [
        ("<table:table-cell", '<table:table-cell table:style-name="x"', "un renglón tachado"),
        (">Piso<", '><text:span text:style-name="x">Piso</text:span><', "algo tachado: ¿se cuenta? (celda A2)"),
        ("<text:p>Piso", f"{NOTA}<text:p>Piso", "«en miles de pesos» en un comentario en la celda A2"),
    ],
)  # fmt: skip
def test_an_ods_says_it_too(antes: str, despues: str, dicho: str, tmp_path: Path):
    cabeza, obra = (build_filas_ods([f]) for f in (["nombre_obra", "fismdf"], ["Piso", 400000]))
    contenido = build_ods([TablaOds(cabeza + obra.replace(antes, despues))], estilos=TACHADO)
    ruta = tmp_path / "a.ods"
    ruta.write_bytes(contenido)
    hoja = read_hoja(ruta, FORMATO_PROPUESTA)
    assert any(dicho in p.encontrado for p in hoja.problemas)
    assert hoja.filas == [(2, {"nombre_obra": "Piso", "fismdf": 400000})]
