"""«Caliente = frío»: lo que un trabajador hizo antes no cambia ni un byte de lo que hace después."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fais_analysis.batch.corridas.manifiesto import BUENO
from fais_analysis.batch.plan.insumos import list_municipios
from fais_analysis.batch.plan.pedido import Pedido
from fais_analysis.batch.plan.plan import Tarea, build_tarea
from fais_analysis.batch.workers.encargo import Encargo
from fais_analysis.batch.workers.equipo import Equipo
from fais_analysis.pages.ensamble import Contexto
from tests.batch.bifurcado import use_bifurcados
from tests.batch.cuadernos_prueba import write_cuaderno, write_cuadernos

CONTEXTO = Contexto("10", "Durango", "0", "a" * 64, "b" * 64, True)


def run(carpeta: Path, cuadernos: Path, tareas: list[Tarea], **modo: str) -> dict[str, bytes]:
    """Cada HTML, por municipio, tras correr las tareas en ese orden con un solo trabajador."""
    parcial = carpeta / "parcial"
    parcial.mkdir(parents=True)
    encargo = Encargo(parcial, Pedido("10", cuadernos=cuadernos, **modo), CONTEXTO)
    resultados = list(Equipo(encargo, 1).run(tareas))
    assert [r.ficha.estado for r in resultados] == [BUENO] * len(tareas), [r.ficha.causa for r in resultados]
    return {str(r.relative_to(parcial)): r.read_bytes() for r in sorted(parcial.rglob("*.html"))}


@pytest.mark.lento
def test_the_order_does_not_change_a_byte(tmp_path: Path, raiz: Path, monkeypatch: pytest.MonkeyPatch):
    """Con dos basta: cada uno sale bifurcado, primero y después del otro, siempre igual."""
    use_bifurcados(monkeypatch, "10")  # los tres equipos nacen con los datos leídos una vez
    nombres = list_municipios("10")
    a, b = (build_tarea(clave, nombres[clave]) for clave in ("10005", "10014"))
    cuadernos = raiz / "notebooks"
    fria = run(tmp_path / "bifurcado", cuadernos, [a, b], aislamiento="bifurcado")

    assert len(fria) == 6  # el que se envía, el interactivo y la hoja, de dos municipios
    assert run(tmp_path / "ab", cuadernos, [a, b], aislamiento="tibio") == fria
    assert run(tmp_path / "ba", cuadernos, [b, a], aislamiento="tibio") == fria


@pytest.mark.lento
@pytest.mark.usefixtures("obreros_bifurcados")
def test_a_warm_worker_forgets_what_a_notebook_changed(tmp_path: Path):
    cuadernos = write_cuadernos(tmp_path / "cuadernos")
    ensucia = """import builtins, decimal, locale, os, random, sys, warnings
import numpy as np, pandas as pd
estado = (pd.get_option("display.max_rows"), os.environ.get("FAIS_SUCIO"), os.getcwd(), decimal.getcontext().prec,
          hasattr(builtins, "sucio"), "/sucio" in sys.path, np.get_printoptions()["precision"], np.geterr()["divide"],
          any(f[2] is ResourceWarning and f[0] == "error" for f in warnings.filters), "x" in globals())
assert estado == (60, None, os.environ["PWD_LOTE"], 28, False, False, 8, "warn", False, False), estado
pd.set_option("display.max_rows", 7); os.environ["FAIS_SUCIO"] = "1"; os.chdir("/"); decimal.getcontext().prec = 3
builtins.sucio = x = 1; sys.path.append("/sucio"); np.set_printoptions(precision=2); np.seterr(divide="raise")
warnings.simplefilter("error", ResourceWarning); random.seed(1)"""
    write_cuaderno(
        cuadernos / "20_mapa_zap.ipynb", "clave_municipio",
        [ensucia, "from fais_analysis.schemas.capitulos.resumen import Resumen", 'Resumen("x", clave_municipio)'],
    )  # fmt: skip
    tareas = [build_tarea(clave, "X") for clave in ("10005", "10014", "10005")][:2]
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("PWD_LOTE", str(Path.cwd()))
        monkeypatch.setenv("FAIS_RAIZ", str(tmp_path))  # sin datos: estos cuadernos no los usan
        run(tmp_path / "s", cuadernos, tareas, aislamiento="tibio")


def test_the_engine_module_imports_nothing_heavy():
    """papermill lo carga al importarse: si arrastrara algo (o fallara), lo pagaría todo el que use papermill."""
    orden = (
        "import sys; antes = set(sys.modules); import fais_analysis.batch.kernel.motor as m; "
        "print(sorted(n for n in set(sys.modules) - antes if not n.startswith('fais_analysis')))"
    )
    traidos = subprocess.run([sys.executable, "-P", "-c", orden], capture_output=True, text=True, check=True)

    pesados = {"papermill", "IPython", "pandas", "nbformat", "jinja2", "ipykernel"}
    assert not [p for p in pesados if f"'{p}" in traidos.stdout], traidos.stdout


def test_papermill_finds_the_engine():
    orden = (
        "import sys; sys.modules['rfc3987_syntax'] = None\n"
        "from papermill.engines import papermill_engines as motores\n"
        "motor = motores.get_engine('fais'); print(motor.__module__, 'IPython' in sys.modules)"
    )
    dicho = subprocess.run([sys.executable, "-P", "-c", orden], capture_output=True, text=True, check=True)

    assert dicho.stdout.split()[0] == "fais_analysis.batch.kernel.motor"


@pytest.mark.lento
@pytest.mark.skipif(sys.platform != "linux", reason="mira /proc")
def test_the_warm_parent_has_one_thread_and_nothing_that_breaks_when_forking(raiz: Path):
    """Bifurcar con hilos puede colgar al hijo; polars se bloquea en él; plotly y matplotlib sólo pesan."""
    orden = f"""
from pathlib import Path
from fais_analysis.batch.workers.procesos import block_pesados
block_pesados()
import os, sys
from fais_analysis.batch.plan.pedido import Pedido
from fais_analysis.batch.workers.encargo import Encargo
from fais_analysis.pages.contexto import Contexto
from fais_analysis.batch.workers import precarga
precarga.try_pasos = lambda pasos: [paso() for paso in pasos]  # aquí, lo que falle sí se dice
contexto = Contexto("10", "Durango", "0", "a", "b", True)
precarga.preload_comunes()
precarga.preload(Encargo(Path("."), Pedido("10", cuadernos=Path({str(raiz / "notebooks")!r})), contexto))
assert "fais_analysis.reports.mapa_zap" in sys.modules and "nbconvert" in sys.modules
vetados = ("polars", "plotly", "matplotlib", "ipywidgets", "debugpy", "lark", "pooch")
print(len(os.listdir("/proc/self/task")), [v for v in vetados if v in sys.modules])
"""
    entorno = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    dicho = subprocess.run(
        [sys.executable, "-P", "-c", orden],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | entorno,
    )
    assert dicho.stdout.strip() == "1 []", dicho.stdout
