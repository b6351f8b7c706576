"""Los cuadernos 40 y 60, corridos de verdad con montos inventados; y que nada de ellos llega al lote."""

import ast
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

import fais_analysis.cli.app as ordenes
from fais_analysis.errors import ParametroError
from fais_analysis.propuestas.cuaderno import load_revision
from fais_analysis.reports.capitulos import CAPITULOS
from tests.architecture.codigo import MODULOS, PAQUETE, read_arbol

CABEZA = ["folio", "nombre_obra", "subclasificacion", "localidad", "viviendas", "fismdf", "via_focalizacion"]
INVENTADA = "[INVENTADA] Piso firme"  # lo inventado lo dice donde se vea
OBRAS = [["A", INVENTADA, "Piso firme", "100140042", 40, 400000.5, "rezago"]]
AVANCE = [["folio", "corte", "fisico_pct", "devengado", "pagado"], ["A", 1, 10, 90000, 80000],
          ["A", 2, 10, 95000, 80000]]  # fmt: skip


def run(*orden: object) -> tuple[int, str]:
    corrida = CliRunner().invoke(ordenes.app, list(map(str, orden)), prog_name="fais")
    return corrida.exit_code, corrida.output


@pytest.fixture(scope="module")
def hechos(escribir: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    salida = tmp_path_factory.mktemp("propuestas")
    propuesta, avance = escribir([CABEZA, *OBRAS]), escribir(AVANCE, "avance.xlsx", "Avance")
    comun = ("--municipio", "10014", "--ejercicio", "2020", "--salida", salida)
    for orden in (("propuesta", "cuaderno", propuesta), ("avance", "cuaderno", propuesta, avance)):
        codigo, dicho = run(*orden, *comun)
        assert codigo == 0, dicho
    assert sorted(p.name for p in salida.iterdir()) == [
        "10014_2020_40_propuesta.ipynb",
        "10014_2020_60_ejecucion.ipynb",
    ]
    textos = {p.stem[11:]: p.read_text(encoding="utf-8") for p in salida.iterdir()}
    return {**textos, "carpeta": str(propuesta.parent)}


def read_salidas(texto: str) -> str:
    celdas = [c for c in json.loads(texto)["cells"] if c["cell_type"] == "code"]
    return "".join(json.dumps(c["outputs"], ensure_ascii=False) for c in celdas)


def test_the_proposal_notebook_says_what_moves_and_what_is_missing(hechos: dict[str, str]):
    dicho = read_salidas(hechos["40_propuesta"])
    assert "Llega a la vivienda el 100.0 % del dinero" in dicho
    assert "400,000.50" in dicho
    assert "4,395" in dicho  # viviendas con piso de tierra en Mezquital, rezago social 2020
    assert "los estados de cuenta del fondo" in dicho
    assert "De uso interno" in dicho


def test_the_follow_up_notebook_says_who_is_late(hechos: dict[str, str]):
    dicho = read_salidas(hechos["60_ejecucion"])
    assert INVENTADA in dicho
    assert "<svg" in dicho
    assert "DETENIDA" in dicho  # el mismo avance en dos cortes
    assert "pagado al 31 de marzo" in dicho


@pytest.mark.parametrize("cual", ["40_propuesta", "60_ejecucion"])
def test_it_names_no_folder_of_the_machine(hechos: dict[str, str], cual: str):
    assert hechos["carpeta"] not in hechos[cual]
    assert "propuesta.xlsx" in hechos[cual]


def test_without_a_file_it_says_how_to_run_it():
    with pytest.raises(ParametroError, match="fais propuesta cuaderno"):
        load_revision("10014", "2020", "")


def test_nothing_of_the_batch_knows_the_proposals():
    assert not [c for c in CAPITULOS if c.cuaderno.startswith(("40", "60"))]
    del_lote = ("batch", "pages", "procedencia", "reports", "verify", "delivery")
    ajenos = [
        modulo.name
        for modulo in MODULOS
        if modulo.relative_to(PAQUETE).parts[0] in del_lote
        for nodo in ast.walk(read_arbol(modulo))
        if isinstance(nodo, ast.ImportFrom) and (nodo.module or "").startswith("fais_analysis.propuestas")
    ]
    assert ajenos == []
