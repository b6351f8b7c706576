"""Lo acordado en la reunión: se registra encadenado, se corrige con otro y la hoja y el estado lo llevan."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import fais_analysis.cli.app as ordenes
from fais_analysis.errors import PropuestaError
from fais_analysis.propuestas.registros import ACUERDOS, list_acuerdos

CABEZA = ["folio", "nombre_obra", "subclasificacion", "localidad", "viviendas", "fismdf", "via_focalizacion"]
PLAZA = "Plaza, parque, domo o espacio público recreativo"
OBRAS = [["A", "Piso firme", "Piso firme", "100140042", 40, 400000, "rezago"],
         ["<b>B</b>", "Plaza", PLAZA, "100140001", None, 600000, "rezago"]]  # fmt: skip
Fais = Callable[..., tuple[int, str]]


@pytest.fixture
def fais(escribir: Callable[..., Path], tmp_path: Path) -> Fais:
    libro = escribir([CABEZA, *OBRAS])

    def run(orden: str, *resto: object) -> tuple[int, str]:
        comun = ["--municipio", "10014", "--ejercicio", "2020", "--salida", str(tmp_path)]
        corrida = CliRunner().invoke(ordenes.app, ["propuesta", orden, str(libro), *map(str, resto), *comun])
        return corrida.exit_code, corrida.output

    return run


@pytest.mark.lento
def test_the_agreement_goes_to_the_registry_the_sheet_and_the_state(fais: Fais, tmp_path: Path):
    assert fais("mezcla")[0] == 0
    hoja = tmp_path / "10014_2020_reunion.html"
    codigo, dicho = fais("acordar", "--area", "SPS", "--folio", "A", "--acuerdo", "se cambia",
                         "--monto", "$900,000.50", "--nota", "se amplía a <Troncón>")  # fmt: skip
    assert codigo == 0, dicho
    assert "obra A: se cambia; 900,000.50 pesos" in dicho
    assert "sin acuerdo propio: 1" in dicho
    assert 'data-obra="A">se cambia; 900,000.50 pesos; se amplía a &lt;Troncón&gt;</td>' in hoja.read_text()

    fais("acordar", "--area", "SPS", "--folio", "A", "--acuerdo", "se queda")
    fais("acordar", "--area", "SPS", "--folio", "A", "--acuerdo", "se queda")  # repetirlo no agrega otro
    fais("acordar", "--area", "SPS", "--folio", "<b>B</b>", "--acuerdo", "se quita")
    fais("acordar", "--area", "SPS", "--rubro", "Vivienda", "--acuerdo", "se cambia", "--monto", "1")
    vigentes = {a.que: a.decision for a in list_acuerdos(tmp_path, "10014", 2020)}
    assert vigentes == {"A": "se queda", "<b>B</b>": "se quita", "Vivienda": "se cambia"}
    assert len((tmp_path / ACUERDOS).read_text().splitlines()) == 4
    puesta = hoja.read_text()
    assert 'data-obra="A">se queda</td>' in puesta
    assert 'data-obra="&lt;b&gt;B&lt;/b&gt;">se quita</td>' in puesta
    assert "<li>Vivienda: se cambia; 1.00 pesos</li>" in puesta
    assert fais("mezcla")[0] == 0
    assert hoja.read_text() == puesta  # rehacer la mezcla no borra lo acordado

    fais("revisar", "--area", "Obras públicas")
    corrida = CliRunner().invoke(
        ordenes.app, ["propuesta", "estado", "--ejercicio", "2020", "--salida", str(tmp_path)]
    )
    assert "; 3 acuerdos →" in corrida.output


@pytest.mark.parametrize(
    ("opciones", "esperado"),
    [
        (["--folio", "Z", "--acuerdo", "se queda"], "el folio de una obra de la propuesta"),
        (["--folio", "A", "--acuerdo", "quizá"], "uno de: se queda"),
        (["--folio", "A", "--acuerdo", "se agrega"], "una obra que la propuesta no trae"),
        (["--folio", "A", "--acuerdo", "se quita", "--monto", "5"], "ningún peso para lo que se quita"),
        (["--folio", "A", "--acuerdo", "se queda", "--monto", "mucho"], "opción --monto"),
        (["--folio", "A", "--acuerdo", "se queda", "--monto=-5"], "opción --monto"),
        (["--rubro", "Agua", "--acuerdo", "se queda"], "un rubro de sus obras"),
        (["--folio", "A", "--acuerdo", "se queda", "--acta", "no_esta.pdf"], "el archivo del acta"),
        ([], "al menos un acuerdo"),
    ],
)
def test_what_cannot_be_agreed_is_refused_and_nothing_stays(
    fais: Fais, tmp_path: Path, opciones: list[str], esperado: str
):
    codigo, dicho = fais("acordar", "--area", "SPS", *opciones)
    assert codigo == 2
    assert esperado in dicho
    assert not (tmp_path / ACUERDOS).exists()


def test_the_filled_workbook_is_read_whole_or_not_at_all(fais: Fais, tmp_path: Path):
    fais("mezcla")
    ruta = tmp_path / "10014_2020_mezcla.xlsx"
    libro = openpyxl.load_workbook(ruta)
    pagina = libro["Mezcla"]
    rotulos = {c.value: c.column for c in pagina[1]}
    pagina.cell(2, rotulos["acuerdo"], "se cambia")
    pagina.cell(2, rotulos["pesos acordados"], 1000.1)
    pagina.cell(3, rotulos["acuerdo"], "quién sabe")
    libro.save(ruta)
    codigo, dicho = fais("acordar", "--area", "SPS", "--libro", ruta)
    assert codigo == 2
    assert "renglón 3, columna acuerdo" in dicho
    assert not (tmp_path / ACUERDOS).exists()

    pagina.cell(3, rotulos["acuerdo"], "SE QUITA")
    libro.save(ruta)
    codigo, dicho = fais("acordar", "--area", "SPS", "--libro", ruta)
    assert codigo == 0, dicho
    hechos = {a.que: (a.decision, a.monto_centavos) for a in list_acuerdos(tmp_path, "10014", 2020)}
    assert hechos == {"A": ("se cambia", 100010), "<b>B</b>": ("se quita", None)}


def test_a_changed_registry_is_found(fais: Fais, tmp_path: Path):
    for que in ("A", "<b>B</b>"):
        fais("acordar", "--area", "SPS", "--folio", que, "--acuerdo", "se queda")
    registro = tmp_path / ACUERDOS
    registro.write_text(registro.read_text().replace("SPS", "DPPS", 1))
    with pytest.raises(PropuestaError):
        list_acuerdos(tmp_path, "10014", 2020)
