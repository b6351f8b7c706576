"""Registro, higiene y avance: nada ensucia la terminal y nada de la máquina llega a lo publicado."""

import io
import json
import os
import re
import sys
import tempfile
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from fais_analysis.batch.corridas.manifiesto import BUENO, FALLIDO, FichaInforme
from fais_analysis.batch.plan.pedido import Pedido
from fais_analysis.batch.plan.plan import build_tarea
from fais_analysis.batch.progreso import ProgresoRenglones, ProgresoTerminal, open_progreso
from fais_analysis.batch.workers.encargo import Encargo
from fais_analysis.batch.workers.taller import (
    build_fallida,
    capture_registro,
    get_taller,
    publish_bueno,
    publish_fallo,
)
from fais_analysis.batch.workers.tarea import keep_fallo
from fais_analysis.pages import higiene
from fais_analysis.pages.causa import Causa
from fais_analysis.pages.contexto import Contexto
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


@pytest.fixture
def lejos(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """La biblioteca en una carpeta, los datos en otra y nada bajo la de los temporales, que taparía lo demás."""
    casa = tmp_path / "josé"
    monkeypatch.setenv("FAIS_RAIZ", str(tmp_path))
    monkeypatch.setenv("HOME", str(casa))
    monkeypatch.setattr(higiene, "REPOSITORIO", casa / "mi proyecto")
    monkeypatch.setattr(tempfile, "gettempdir", lambda: "/nada/temporal")
    return casa / "mi proyecto"


def write_formas(carpeta: Path) -> dict[str, str]:
    """Cada manera en que un programa escribe la misma ruta."""
    ruta = f"{carpeta}/lib/x.py"
    pedazos = [ruta[n : n + 9] for n in range(0, len(ruta), 9)]
    antes, _, despues = ruta.partition(" ")
    return {
        "partida en su espacio": f"{antes}\n {despues}",
        "como es": f'  File "{ruta}", line 3 in run_code',
        "desde la casa": "File ~/mi proyecto/lib/x.py:3, in f()",
        "dirección": Path(ruta).as_uri(),
        "en JSON": json.dumps(ruta),
        "partida en renglones": "\n".join(pedazos),
        "partida en un recuadro": " │\n│ ".join(pedazos),
        "con colores": ruta.replace("lib", "\x1b[31mlib\x1b[0m"),
    }


@pytest.mark.lento
@pytest.mark.skipif(sys.platform == "win32", reason="rutas de Linux y macOS")
def test_the_library_is_hidden_even_away_from_the_project_and_however_it_is_written(lejos: Path):
    for forma, texto in write_formas(lejos).items():
        limpio = re.sub(r"[ \n│]", "", hide_rutas(texto))

        assert "<proyecto>/lib/x.py" in limpio, forma
        assert not re.search("jos|miproy|mi%20", limpio), forma


@pytest.mark.parametrize(
    ("texto", "limpio"),
    [
        ("no está '{otra}/salidas/.x.parcial/libro.csv'", "no está '<ruta>/libro.csv'"),
        ('File "{otra}/a b.py"', 'File "<ruta>/a b.py"'),
        ("aviso:{otra}/a.py:3: no", "aviso:<ruta>/a.py:3: no"),
        ("vea file://{otra}/ana/a.py", "vea <ruta>/a.py"),
        (r"no está D:\obras\ana\libro.csv", r"no está <ruta>\libro.csv"),
        ("drenaje y/o agua, 3 km/h, 1/2, </p>", "drenaje y/o agua, 3 km/h, 1/2, </p>"),
        ("https://www.coneval.org.mx/home/x.html", "https://www.coneval.org.mx/home/x.html"),
        ("no se pudo abrir /dev/full ni /proc/1/stat", "no se pudo abrir /dev/full ni /proc/1/stat"),
    ],
)
def test_a_folder_nobody_declared_is_hidden_too(lejos: Path, texto: str, limpio: str):
    """Otro disco, las salidas, la carpeta de otra persona; y lo que lleva diagonales sin ser ruta se queda."""
    otra = next(f"/{r.name}" for r in sorted(Path("/").iterdir()) if r.name in ("home", "mnt", "Users"))

    assert hide_rutas(texto.format(otra=otra)) == limpio


def test_the_cause_of_a_failure_loses_the_paths_wherever_it_came_from(lejos: Path, tmp_path: Path):
    """La de un proceso que murió al arrancar trae el error de Python entero."""
    encargo = Encargo(tmp_path, Pedido("10"), Contexto("10", "Durango", "0", "a", "b", True))
    causa = Causa("expediente.html", None, "TrabajadorMuerto", f'murió: File "{lejos}/lib/x.py", line 3')
    make_taller(tmp_path, expediente_html=f"<p>{lejos}/lib</p>")

    ficha = keep_fallo(TAREA, encargo, causa)

    assert ficha.causa.mensaje == 'murió: File "<proyecto>/lib/x.py", line 3'
    textos = [(tmp_path / r).read_text(encoding="utf-8") for r in list_archivos(tmp_path)]
    assert len(textos) == 2  # el registro y el rechazado
    assert not [t for t in textos if "josé" in t]


def test_executed_notebook_carries_no_times_paths_nor_random_ids(raiz: Path):
    celda = new_code_cell(
        "x", metadata={"tags": ["injected-parameters"], "papermill": {"status": "completed"}}
    )
    celda.outputs = [
        new_output("stream", name="stderr", text=f"{tempfile.gettempdir()}/ipykernel_12/34.py:1: Aviso"),
        new_output("error", ename="E", evalue=str(raiz), traceback=[f"{raiz}/x"]),
        new_output("execute_result", data={"text/plain": f"PosixPath('{raiz}/x')"}),
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
