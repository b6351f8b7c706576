"""Qué se reintenta, qué no, y cómo se explica cada falla (con papermill de mentiras)."""

from pathlib import Path

import pytest
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import ERROR_MARKER_TAG

from fais_analysis.batch.kernel.cuaderno import Ejecucion, run_cuaderno
from fais_analysis.batch.plan.limites import Limites
from fais_analysis.batch.workers.precarga import list_importaciones
from fais_analysis.batch.workers.procesos import build_entorno
from tests.batch.cuadernos_prueba import write_cuaderno


def make_celda(estado: str = "completed", fuente: str = "x", cuenta: int | None = 1) -> NotebookNode:
    return new_code_cell(
        fuente, execution_count=cuenta, metadata={"papermill": {"status": estado, "start_time": "t"}}
    )


@pytest.fixture
def papermill_falso(monkeypatch: pytest.MonkeyPatch):
    """Sustituye al motor: lanza o devuelve lo que se diga y deja ese cuaderno a medias."""
    llamadas: list[tuple] = []

    def instalar(resultado: object, libro: NotebookNode | None = None) -> list[tuple]:
        def ejecutar(motor: str, pedido: NotebookNode, *_: object, **opciones: object) -> object:
            llamadas.append((motor, pedido))
            opciones["rastro"].libro = libro or resultado
            if isinstance(resultado, Exception):
                raise resultado
            return resultado

        monkeypatch.setattr(papermill_engines, "execute_notebook_with_engine", ejecutar)
        return llamadas

    return instalar


@pytest.fixture
def run(tmp_path: Path):
    def correr(**parametros: str) -> Ejecucion:
        ruta = write_cuaderno(tmp_path / "10_x.ipynb", "clave_municipio", ["1"])
        return run_cuaderno(ruta, parametros, Limites(), tmp_path)

    return correr


def test_keys_travel_as_text(papermill_falso, run):
    llamadas = papermill_falso(new_notebook(cells=[make_celda()]))

    assert run(clave_municipio="01001").causa is None
    ((motor, libro),) = llamadas
    assert motor == "fais"
    assert 'clave_municipio = "01001"' in libro.cells[1].source


def test_a_cell_error_is_not_retried_and_names_the_cell(papermill_falso, run):
    rota = make_celda("failed")
    rota.outputs = [new_output("error", ename="ValueError", evalue="ups", traceback=[])]
    marca = new_markdown_cell("An Exception was encountered", metadata={"tags": [ERROR_MARKER_TAG]})
    libro = new_notebook(cells=[marca, make_celda(), rota])
    error = PapermillExecutionError(2, 2, "x", "ValueError", "\x1b[31mups\x1b[0m", [])
    llamadas = papermill_falso(error, libro)

    ejecucion = run()
    assert len(llamadas) == 1
    assert (ejecucion.causa.celda, ejecucion.causa.tipo, ejecucion.causa.mensaje) == (2, "ValueError", "ups")
    assert len(ejecucion.libro.cells) == 2  # sin los avisos en inglés de papermill


def test_a_notebook_that_quits_keeps_the_notebook_and_names_the_running_cell(papermill_falso, run):
    libro = new_notebook(cells=[make_celda(), make_celda("running", cuenta=None)])
    papermill_falso(DeadKernelError("Kernel died"), libro)

    ejecucion = run()
    assert (ejecucion.causa.tipo, ejecucion.causa.celda) == ("ProcesoMuerto", 2)
    assert ejecucion.libro is libro


@pytest.mark.parametrize("celda", [make_celda("pending"), make_celda("failed"), make_celda(cuenta=None)])
def test_a_cell_that_never_finished_fails_even_without_an_error(papermill_falso, run, celda: NotebookNode):
    papermill_falso(new_notebook(cells=[make_celda(), celda]))

    causa = run().causa
    assert (causa.tipo, causa.celda) == ("CeldaIncompleta", 2)


def test_empty_cells_do_not_count_as_unfinished(papermill_falso, run):
    papermill_falso(new_notebook(cells=[make_celda(fuente="  ", cuenta=None)]))

    assert run().causa is None


def test_kernel_environment_is_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    entorno = build_entorno(tmp_path)

    assert "PYTHONDONTWRITEBYTECODE" not in entorno
    assert entorno["PYTHONHASHSEED"] == "0"
    assert entorno["OPENBLAS_NUM_THREADS"] == "1"
    assert entorno["IPYTHONDIR"].startswith(str(tmp_path))  # sin arranques personales de IPython


def test_preload_finds_what_the_notebooks_import(cuadernos: Path):
    sentencias = list_importaciones(sorted(cuadernos.glob("*.ipynb")))

    assert "from fais_analysis.views.marcado import Html" in sentencias
    assert len(sentencias) == len(set(sentencias))
    assert not any("clave" in s for s in sentencias)
