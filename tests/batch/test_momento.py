"""Una corrida es de un solo momento: lo que se guarda mientras corre la detiene y no envenena la siguiente."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fais_analysis.batch import lote
from fais_analysis.batch.plan.insumos import Insumos
from fais_analysis.batch.plan.momento import check_momento, list_cambios, take_momento
from fais_analysis.batch.plan.pedido import Pedido
from fais_analysis.batch.plan.plan import Plan, build_plan
from fais_analysis.batch.progreso import ProgresoCallado
from fais_analysis.errors import FuenteAlteradaError
from tests.batch.cuadernos_prueba import BUENO, write_cuadernos

OTRO, CUADERNO = "10005", "10_diagnostico.ipynb"


class Guarda(ProgresoCallado):
    """Al terminar el primer informe hace algo; anota los que se produjeron."""

    def __init__(self, hacer: Callable[[], None] = lambda: None) -> None:
        self.hacer, self.producidos = hacer, []

    def add_terminado(self, ficha, segundos: float) -> None:
        self.producidos.append(ficha.clave)
        if len(self.producidos) == 1:
            self.hacer()


@pytest.fixture
def raiz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Una raíz con una tabla con ficha, un libro y los cuadernos de prueba."""
    raiz = tmp_path / "raiz"
    for nombre in ("data/inversion", "shapefiles"):
        (raiz / nombre).mkdir(parents=True)
    for nombre in ("inpc.csv", "inpc.ficha.yml", "inversion/libro.xlsx"):
        (raiz / "data" / nombre).write_text("antes", encoding="utf-8")
    write_cuadernos(raiz / "notebooks")
    monkeypatch.setenv("FAIS_RAIZ", str(raiz))
    return raiz


@pytest.fixture
def plan(raiz: Path, tmp_path: Path, insumos: Insumos) -> Plan:
    pedido = Pedido(
        "10", (BUENO, OTRO), cuadernos=raiz / "notebooks", salida=tmp_path / "salida", trabajadores=1
    )
    pedido.salida.mkdir()
    return build_plan(pedido, insumos)


def save(ruta: Path, agregado: str = " ") -> None:
    """Guarda el archivo como un editor: con otro contenido y otra fecha."""
    ruta.write_text(ruta.read_text(encoding="utf-8") + agregado, encoding="utf-8")
    os.utime(ruta, ns=(ruta.stat().st_atime_ns, ruta.stat().st_mtime_ns + 1))


def save_and_undo(ruta: Path) -> None:
    """Lo cambia y lo devuelve a como estaba, como quien se arrepiente."""
    antes = ruta.read_bytes()
    save(ruta)
    ruta.write_bytes(antes)
    os.utime(ruta, ns=(ruta.stat().st_atime_ns, ruta.stat().st_mtime_ns + 1))


@pytest.mark.lento
@pytest.mark.parametrize("hacer", [save, save_and_undo])
def test_a_notebook_saved_during_the_run_stops_it_and_poisons_nothing(
    hacer, plan: Plan, raiz: Path, obreros_bifurcados
) -> None:
    ruta = raiz / "notebooks" / CUADERNO
    original, salida = ruta.read_bytes(), plan.pedido.salida
    guarda = Guarda(lambda: hacer(ruta))
    with pytest.raises(FuenteAlteradaError, match=f"notebooks/{CUADERNO}"):
        lote.run_lote(replace(plan, momento=take_momento(plan.pedido.cuadernos)), guarda)
    assert [r for r in salida.iterdir() if not r.name.startswith(".")] == []  # nada publicado
    assert len(guarda.producidos) == 1  # y lo que venía después del cambio no se dio por bueno
    ruta.write_bytes(original)
    repite = Guarda()
    manifiesto = lote.run_lote(replace(plan, momento=take_momento(plan.pedido.cuadernos)), repite)
    assert sorted([*guarda.producidos, *repite.producidos]) == ["10", OTRO, BUENO]
    assert not manifiesto.codigo_salida


@pytest.mark.parametrize(
    "relativa", ["data/inpc.csv", "data/inpc.ficha.yml", "data/inversion/libro.xlsx", f"notebooks/{CUADERNO}"]
)
def test_every_kind_of_input_is_watched_and_named(relativa: str, raiz: Path) -> None:
    momento = take_momento(raiz / "notebooks")
    check_momento(momento, es_completo=True)
    save(raiz / relativa)
    with pytest.raises(FuenteAlteradaError, match=relativa):
        check_momento(momento)
    (raiz / relativa).unlink()
    assert list_cambios(momento) == [raiz / relativa]


def test_a_new_book_is_seen_and_private_files_and_notebooks_that_do_not_run_are_not(raiz: Path) -> None:
    momento = take_momento(raiz / "notebooks")
    (raiz / "data" / "padron").mkdir()
    (raiz / "data" / "padron" / "personas.csv").write_text("x", encoding="utf-8")
    del_explorador = raiz / "notebooks" / "90_explorador.ipynb"
    del_explorador.write_text("{}", encoding="utf-8")  # JupyterLab lo guarda solo
    assert list_cambios(momento, es_completo=True) == []
    nuevo = raiz / "data" / "inversion" / "otro.xlsx"
    nuevo.write_text("x", encoding="utf-8")
    assert list_cambios(momento, es_completo=True) == [nuevo]


def test_the_library_is_watched_too(raiz: Path) -> None:
    firmados = {ruta.name for ruta in take_momento(raiz / "notebooks").firmas}
    assert {"catalogo.py", "estilo.css", "documento.html.j2"} & firmados
    assert "app.py" not in firmados  # las órdenes no cambian un informe
