"""El clúster: bloques que viajan, trabajadores que mueren o no tienen lo mismo, y mensajes claros sin dask."""

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import Result

from fais_analysis.batch.corridas.manifiesto import BUENO, FichaInforme
from fais_analysis.batch.plan.insumos import check_insumos
from fais_analysis.batch.plan.pedido import Pedido
from fais_analysis.batch.plan.plan import add_vigencias, build_plan, build_tarea
from fais_analysis.batch.workers import bloque, cumulo
from fais_analysis.batch.workers.bloque import Bloque, BloqueHecho, pack_carpeta, unpack_bloque
from fais_analysis.batch.workers.encargo import Encargo, Resultado
from fais_analysis.errors import CumuloError
from fais_analysis.pages.ensamble import Contexto
from fais_analysis.sources.rutas import get_raiz
from tests.batch.bifurcado import run_fais

if TYPE_CHECKING:
    from distributed import Client

# Con el panorama, tres informes: un bloque para cada trabajador.
MUNICIPIOS = ("10001", "10002")
ESPERA_S = 240  # la máquina puede estar muy ocupada; sólo se agota si algo falla


class Nube:
    """Un planificador y sus trabajadores, cada uno en su proceso, en 127.0.0.1."""

    def __init__(self, carpeta: Path) -> None:
        self.carpeta, self.procesos = carpeta, []
        self.archivo = carpeta / "planificador.json"
        self.start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", self.archivo)
        wait_hasta(lambda: self.archivo.is_file() and self.archivo.stat().st_size > 0)
        self.direccion = json.loads(self.archivo.read_text(encoding="utf-8"))["address"]

    def start(self, programa: str, *argumentos: object, **entorno: str) -> subprocess.Popen:
        orden = [sys.executable, "-m", f"distributed.cli.{programa}", *map(str, argumentos), "--no-dashboard"]
        with open(self.carpeta / f"{len(self.procesos)}.txt", "wb") as registro:
            proceso = subprocess.Popen(
                orden, stdout=registro, stderr=registro, cwd=self.carpeta, env={**os.environ, **entorno}
            )
        self.procesos.append(proceso)
        return proceso

    def add_trabajador(self, nombre: str, **entorno: str) -> subprocess.Popen:
        opciones = ("--name", nombre, "--nthreads", 1, "--no-nanny", "--host", "127.0.0.1")
        return self.start("dask_worker", self.direccion, *opciones, **entorno)

    def close(self) -> None:
        for proceso in reversed(self.procesos):
            proceso.kill()
            proceso.wait()


@pytest.fixture(scope="module")
def nube(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nube]:
    """Un planificador con un trabajador que tiene otros datos."""
    abierta = Nube(tmp_path_factory.mktemp("nube"))
    otra = abierta.carpeta / "otra"
    (otra / "shapefiles").mkdir(parents=True)
    for parte in ("data", "notebooks"):
        (otra / parte).symlink_to(get_raiz() / parte, target_is_directory=True)
    for ruta in (get_raiz() / "shapefiles").iterdir():
        (otra / "shapefiles" / ruta.name).symlink_to(ruta)
    (otra / "shapefiles" / "ajeno.geojson").write_text("{}", encoding="utf-8")
    abierta.add_trabajador("ajeno", FAIS_RAIZ=str(otra))
    yield abierta
    abierta.close()


def wait_hasta(condicion, limite_s: float = ESPERA_S) -> None:
    limite = time.monotonic() + limite_s
    while not condicion():
        assert time.monotonic() < limite, "no llegó a tiempo"
        time.sleep(0.1)


def run_reportes(salida: Path, *argumentos: str, entidad: str = "") -> Result:
    """Lo que se prueba es el clúster, no cuánto tarda Python en importar: la orden corre en este proceso."""
    with pytest.MonkeyPatch.context() as parche:
        parche.setenv("SOURCE_DATE_EPOCH", "1700000000")
        return run_fais("reportes", *argumentos, "--salida", str(salida), entidad=entidad)


def read_huellas(salida: Path) -> dict[str, str]:
    (corrida,) = (r for r in salida.iterdir() if r.name.startswith("20"))
    publicados = (r for r in corrida.rglob("*") if r.suffix in (".html", ".ipynb", ".js", ".txt"))
    return {r.relative_to(corrida).as_posix(): sha256(r.read_bytes()).hexdigest() for r in publicados}


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lo mismo, sin clúster; va antes que el cliente de dask, que deja hilos y aquí se bifurca."""
    salida = tmp_path_factory.mktemp("local")
    hecha = run_reportes(salida, *MUNICIPIOS, entidad="10")
    assert hecha.exit_code == 0, hecha.output
    return salida


@pytest.mark.lento
def test_a_cloud_of_workers_with_other_data_is_refused(local: Path, nube: Nube, tmp_path: Path):
    sola = run_reportes(tmp_path, "10001", "--dask", nube.direccion)

    assert sola.exit_code == 2, sola.output
    assert "Ningún trabajador del clúster tiene lo mismo" in sola.stderr
    assert "mapa" in sola.stderr
    assert "Qué hacer" in sola.stderr


@pytest.mark.lento
def test_a_killed_worker_loses_nothing_and_every_byte_is_the_same(local: Path, nube: Nube, tmp_path: Path):
    """Con el de otros datos todavía en la nube: su bloque va a otro, y el del que muere también."""
    from distributed import Client

    buenos = {n: nube.add_trabajador(n, FAIS_RAIZ=str(get_raiz())) for n in ("victima", "otro")}
    with Client(nube.direccion) as cliente, ThreadPoolExecutor(1) as aparte:
        cliente.wait_for_workers(3, timeout=ESPERA_S)
        verdugo = aparte.submit(kill_al_trabajar, cliente, buenos["victima"])
        hecha = run_reportes(tmp_path, *MUNICIPIOS, "--dask", nube.direccion)
        verdugo.result()

    assert hecha.exit_code == 0, hecha.output
    assert f"{len(MUNICIPIOS) + 1} de {len(MUNICIPIOS) + 1} informes" in hecha.stdout
    iguales = read_huellas(local)
    assert len([r for r in iguales if r.endswith("expediente.html")]) == len(MUNICIPIOS)
    assert read_huellas(tmp_path) == iguales


def kill_al_trabajar(cliente: "Client", victima: subprocess.Popen) -> None:
    """Mata a uno en cuanto se le pide algo."""
    (direccion,) = (
        d for d, f in cliente.scheduler_info(n_workers=-1)["workers"].items() if f["name"] == "victima"
    )
    wait_hasta(lambda: cliente.processing().get(direccion))
    victima.send_signal(signal.SIGKILL)


def test_without_dask_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(CumuloError, match="hace falta dask") as atrapado:
        cumulo.check_cumulo("tcp://127.0.0.1:8786")

    assert ".[dask]" in str(atrapado.value)


def test_address_without_protocol_is_explained():
    with pytest.raises(CumuloError, match="no se entiende"):
        cumulo.check_cumulo("127.0.0.1:8786")


@pytest.mark.lento
def test_nobody_answers_is_explained(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cumulo, "ESPERA_CONEXION_S", 1)

    with pytest.raises(CumuloError, match="No se pudo conectar"):
        cumulo.check_cumulo("tcp://127.0.0.1:9")


@pytest.fixture(scope="module")
def pedido(tmp_path_factory: pytest.TempPathFactory) -> Bloque:
    """Un bloque de dos municipios de verdad, sin correr."""
    carpeta = tmp_path_factory.mktemp("bloque")
    plan = add_vigencias(build_plan(Pedido("10", ("10001", "10002"), salida=carpeta), check_insumos("10")))
    contexto = Contexto("10", "Durango", "0", "a", "b", False)
    encargo = Encargo(carpeta, plan.pedido, contexto)
    return bloque.build_bloques(plan.tareas, encargo, 60)[0]


def test_blocks_split_the_tasks_and_carry_the_notebooks(pedido: Bloque):
    bloques = bloque.build_bloques(pedido.tareas, pedido.encargo, 2)

    assert [len(b.tareas) for b in bloques] == [2, 1]
    assert set(bloques[0].cuadernos) == {
        f"{n}.ipynb"
        for n in ("00_panorama_estatal", "05_hoja", "10_diagnostico", "20_mapa_zap", "30_inversion")
    }


def test_same_machine_does_not_differ(pedido: Bloque):
    assert bloque.describe_diferencia(pedido, pedido.encargo.pedido.cuadernos) == ""


def test_difference_names_the_part_that_is_not_the_same(pedido: Bloque):
    tarea = pedido.tareas[0]
    ajena = replace(tarea.vigencia, partes={**tarea.vigencia.partes, "biblioteca": "otra"})
    otro = replace(pedido, tareas=(replace(tarea, vigencia=ajena),))

    assert bloque.describe_diferencia(otro, pedido.encargo.pedido.cuadernos) == "difiere en: biblioteca"


def test_a_block_arrives_whole_and_in_its_place(tmp_path: Path):
    tarea, entrega = build_entrega(tmp_path / "lejos", "<p>hola</p>")
    parcial = tmp_path / "parcial"
    parcial.mkdir()

    unpack_bloque(entrega, [tarea], parcial)

    assert (parcial / tarea.carpeta / tarea.informe).read_text(encoding="utf-8") == "<p>hola</p>"
    assert (parcial / "registros" / f"{tarea.carpeta}.txt").read_text(encoding="utf-8") == "aviso"
    assert [r.name for r in parcial.iterdir() if r.name.startswith(".")] == []


def test_a_report_altered_on_the_way_is_not_accepted(tmp_path: Path):
    tarea, entrega = build_entrega(tmp_path / "lejos", "<p>hola</p>")
    alterada = replace(entrega, resultados=build_entrega(tmp_path / "otra", "<p>adiós</p>")[1].resultados)
    (tmp_path / "parcial").mkdir()

    with pytest.raises(ValueError, match="llegó distinto"):
        unpack_bloque(alterada, [tarea], tmp_path / "parcial")

    assert list((tmp_path / "parcial").iterdir()) == []


def test_a_block_never_writes_outside_its_run(tmp_path: Path):
    tarea, entrega = build_entrega(tmp_path / "lejos", "x")
    paquete = io.BytesIO()
    with zipfile.ZipFile(paquete, "w") as salida:
        salida.writestr("../fuera.html", "x")
    (tmp_path / "parcial").mkdir()

    with pytest.raises(FileNotFoundError):
        unpack_bloque(replace(entrega, archivos=paquete.getvalue()), [tarea], tmp_path / "parcial")

    assert not (tmp_path / "fuera.html").exists()


def build_entrega(carpeta: Path, html: str) -> tuple:
    tarea = build_tarea("10014", "Mezquital")
    (carpeta / tarea.carpeta).mkdir(parents=True)
    (carpeta / "registros").mkdir()
    (carpeta / tarea.carpeta / tarea.informe).write_text(html, encoding="utf-8")
    (carpeta / "registros" / f"{tarea.carpeta}.txt").write_text("aviso", encoding="utf-8")
    ruta = f"{tarea.carpeta}/{tarea.informe}"
    ficha = FichaInforme(
        tarea.clave, tarea.nombre, tarea.carpeta, BUENO, ruta, sha256(html.encode()).hexdigest()
    )
    return tarea, BloqueHecho("lejos", (Resultado(ficha),), pack_carpeta(carpeta))
