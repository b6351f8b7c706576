"""La orden de la mezcla: lo que se pide se comprueba, y el libro cuadra al centavo."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import fais_analysis.cli.app as ordenes
from fais_analysis.propuestas.mezcla import PedidoMezcla, suggest_mezcla
from fais_analysis.propuestas.revision import PedidoRevision, review_propuesta

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
    assert "1 obra fuera, sin vía de focalización" in corrida.stdout
    hoja = openpyxl.load_workbook(tmp_path / "10014_2020_mezcla.xlsx")["Mezcla"]
    filas = [[c.value for c in fila] for fila in hoja.iter_rows(min_row=2)]
    total = filas[-1]
    assert total[0] == "TOTAL"
    for columna in (4, 5, 6, 7):
        assert round(sum(f[columna] or 0 for f in filas[:-1]), 2) == total[columna]
    assert total[5] <= 3590001.05


def test_a_work_not_yet_understood_keeps_its_money(escribir: Callable[..., Path]):
    """Quitar unos baños sólo porque su renglón está por confirmar sería sugerir sobre lo que no se entendió."""
    dudosa = [
        "D",
        "Baños con biodigestor",
        "Baños",
        "100140016",
        40,
        "vivienda",
        40,
        600000,
        556000,
        "rezago",
    ]
    sin_monto = ["E", "Otra cosa", "Otra cosa", "100140016", 1, "obra", None, None, None, "rezago"]
    revision = review_propuesta(PedidoRevision(escribir([CABEZA, *OBRAS, dudosa, sin_monto]), "10014", 2020))

    partes = {p.obra.folio: p for p in suggest_mezcla(revision, PedidoMezcla()).mezcla.partes}
    sin_ella = {p.obra.folio for p in suggest_mezcla(revision, PedidoMezcla(prohibir=("D",))).mezcla.partes}

    assert partes["D"].total == 1_156_000_00
    fija = suggest_mezcla(revision, PedidoMezcla(fijar=(" a ",), minimos=("d=1",))).mezcla.partes
    assert "A" in {p.obra.folio for p in fija}  # un folio escrito de otro modo es el mismo
    assert "A" not in partes  # la plaza sí está en el Catálogo: se entendió y no incide
    assert "D" not in sin_ella


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


def test_it_does_not_connect_houses_to_a_network_that_is_not_there(escribir: Callable[..., Path]):
    cabeza = [*CABEZA, "viviendas_conectadas"]
    red, descarga = "Red de drenaje sanitario / red de alcantarillado", "Descarga doméstica / conexión a red de drenaje o fosa séptica"  # fmt: skip
    filas = [["R", "Red", red, "100140015", 900, "metro", None, 900000, None, "rezago", 60],
             ["D", "Descargas", descarga, "100140015", 60, "descarga", 60, 60000, None, "rezago", None],
             ["A", "Plaza de armas", PLAZA, "100140001", 1, "obra", None, 1500000, None, "rezago", None]]  # fmt: skip
    revision = review_propuesta(PedidoRevision(escribir([cabeza, *filas]), "10014", 2020))

    sola = suggest_mezcla(revision, PedidoMezcla()).encargo.por_conectar
    assert sola["100140015"] == 0  # las 60 que conecta son las de su red
    partes = {p.obra.folio: p for p in suggest_mezcla(revision, PedidoMezcla(prohibir=["R"])).mezcla.partes}
    assert "D" not in partes
    dicho = PedidoMezcla(prohibir=["R"], por_conectar=["100140015=75"], minimos=["D=70"])
    con_dato = {p.obra.folio: p.unidades for p in suggest_mezcla(revision, dicho).mezcla.partes}
    assert con_dato["D"] == 75


@pytest.mark.parametrize("mas", [("--minimo", "B=x"), ("--minimo", "Z=3"), ("--por-conectar", "=3")])
def test_a_wrong_lot_or_network_is_refused(libro: Path, tmp_path: Path, mas: tuple[str, str]):
    corrida = run(libro, tmp_path, *mas)

    assert corrida.exit_code == 2
    assert mas[0] in corrida.output
