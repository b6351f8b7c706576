"""Registro, higiene y avance: nada ensucia la terminal y nada de la máquina llega a lo publicado."""

import io
import os
import sys
import tempfile
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from fais_analysis.batch.corridas.manifiesto import BUENO, FALLIDO, FichaInforme
from fais_analysis.batch.plan.plan import build_tarea
from fais_analysis.batch.progreso import ProgresoRenglones, ProgresoTerminal, open_progreso
from fais_analysis.batch.workers.taller import (
    build_fallida,
    capture_registro,
    get_taller,
    publish_bueno,
    publish_fallo,
)
from fais_analysis.pages.causa import Causa
from fais_analysis.pages.higiene import clean_cuaderno, hide_rutas

TAREA = build_tarea("10014", "Mezquital")
CAUSA = Causa("10_diagnostico", 4, "ValueError", "ups")
FICHAS = [
    FichaInforme("10014", "Mezquital", "10014_mezquital", BUENO),
    FichaInforme("10002", "Canelas", "10002_canelas", FALLIDO, causa=CAUSA),
    FichaInforme("10", "Durango", "", BUENO),
]


def make_taller(parcial: Path, **archivos: str) -> Path:
    taller = get_taller(TAREA, parcial)
    taller.mkdir()
    for nombre, texto in {"registro_txt": "", **archivos}.items():
        (taller / nombre.replace("_", ".")).write_text(texto)
    return taller


def list_archivos(carpeta: Path) -> list[str]:
    return sorted(r.relative_to(carpeta).as_posix() for r in carpeta.rglob("*") if r.is_file())


def test_good_report_is_published_in_one_rename(tmp_path: Path):
    publish_bueno(TAREA, tmp_path, make_taller(tmp_path, expediente_html="x"))

    assert list_archivos(tmp_path) == ["10014_mezquital/expediente.html"]


def test_what_was_written_to_the_terminal_is_kept_apart(tmp_path: Path):
    publish_bueno(TAREA, tmp_path, make_taller(tmp_path, expediente_html="x", registro_txt="aviso"))

    assert list_archivos(tmp_path) == ["10014_mezquital/expediente.html", "registros/10014_mezquital.txt"]


def test_failed_report_is_kept_but_never_as_an_expediente(tmp_path: Path):
    make_taller(tmp_path, cuaderno_ipynb="{}", expediente_html="malo")
    publish_fallo(TAREA, tmp_path, build_fallida(TAREA, CAUSA))

    assert list_archivos(tmp_path) == [
        "fallos/10014_mezquital/cuaderno.ipynb",
        "fallos/10014_mezquital/rechazado.html",
        "fallos/10014_mezquital/registro.txt",
    ]
    registro = (tmp_path / "fallos/10014_mezquital/registro.txt").read_text(encoding="utf-8")
    assert "celda 4: ValueError: ups" in registro


def test_process_that_died_before_writing_still_leaves_its_cause(tmp_path: Path):
    publish_fallo(TAREA, tmp_path, build_fallida(TAREA, CAUSA))

    assert list_archivos(tmp_path) == ["fallos/10014_mezquital/registro.txt"]


def test_terminal_output_goes_to_the_log(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    with capture_registro(tmp_path / "registro.txt"):
        os.write(1, b"directo\n")
        os.system("echo hijo >&2")
    sys.stdout.flush()

    assert capfd.readouterr() == ("", "")
    assert (tmp_path / "registro.txt").read_text().split() == ["directo", "hijo"]


def test_machine_paths_are_hidden(raiz: Path):
    texto = f"\x1b[31mFile {raiz}/lib/x.py\x1b[0m {sys.prefix}/lib {Path.home()}/y {tempfile.gettempdir()}/z"

    limpio = hide_rutas(texto)
    assert limpio == "File <proyecto>/lib/x.py <python>/lib <usuario>/y <temporal>/z"


def test_executed_notebook_carries_no_times_paths_nor_random_ids(raiz: Path):
    celda = new_code_cell(
        "x", metadata={"tags": ["injected-parameters"], "papermill": {"status": "completed"}}
    )
    celda.outputs = [
        new_output("stream", name="stderr", text=f"{tempfile.gettempdir()}/ipykernel_12/34.py:1: Aviso"),
        new_output("error", ename="E", evalue=str(raiz), traceback=[f"{raiz}/x"]),
    ]
    libro = new_notebook(cells=[celda], metadata={"papermill": {"output_path": str(raiz)}})
    clean_cuaderno(libro, "10_diagnostico")

    assert str(raiz) not in str(libro)
    assert "papermill" not in str(libro)
    assert celda.id == "parametros-de-la-corrida"
    assert celda.metadata.fais.estado == "completed"
    assert celda.outputs[0].text == "<celda>:1: Aviso"


def test_progress_lines_have_no_control_codes():
    flujo = io.StringIO()
    with open_progreso(3, flujo) as progreso:
        for ficha in FICHAS:
            progreso.add_terminado(ficha, 3.14)

    assert isinstance(progreso, ProgresoRenglones)
    assert flujo.getvalue().splitlines() == [
        "[1/3] 10014 Mezquital listo (3.1 s)",
        "[2/3] 10002 Canelas FALLÓ: 10_diagnostico, celda 4: ValueError: ups (3.1 s)",
        "[3/3] 10 Durango (panorama) listo (3.1 s)",
    ]
    assert not any(c in flujo.getvalue() for c in "\r\x1b")


def test_progress_in_a_terminal_counts_done_failed_and_left():
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    flujo = Terminal()
    with open_progreso(3, flujo) as progreso:
        for ficha in FICHAS[:2]:
            progreso.add_terminado(ficha, 3.14)
        conteo = progreso.describe_conteo()

    assert isinstance(progreso, ProgresoTerminal)
    assert conteo == "1 listos · 1 fallidos · 1 restantes"
    assert "Canelas FALLÓ" in flujo.getvalue()
