"""Fallas inyectadas: cada una tumba su municipio, con causa, celda y cuaderno, y a nadie más."""

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from fais_analysis.batch.corridas.manifiesto import BUENO, Manifiesto
from fais_analysis.batch.lote import run_lote
from fais_analysis.batch.plan.insumos import Insumos
from fais_analysis.batch.plan.limites import Limites
from fais_analysis.batch.plan.pedido import Pedido
from fais_analysis.batch.plan.plan import Plan, build_contexto, build_plan
from fais_analysis.batch.workers.encargo import Encargo
from fais_analysis.batch.workers.equipo import Equipo
from tests.batch.cuadernos_prueba import MUNICIPIOS, list_procesos, write_cuaderno, write_cuadernos

pytestmark = [
    pytest.mark.lento,
    pytest.mark.usefixtures("sin_datos"),
    pytest.mark.skipif(sys.platform != "linux", reason="inyecta fallas de Linux"),
]
CANARIO = f"fallas-{os.getpid()}"
LIMITE_S = 6

# Lo que hace la celda 4 del mapa en cada municipio, y qué causa debe quedar (tipo y parte del mensaje).
FALLAS = {
    "10001": ("print('antes de morir', flush=True); os._exit(3)", "ProcesoMuerto", "código 3"),
    "10002": ("while True: pass", "LimiteDeTiempo", f"{LIMITE_S} s"),
    "10003": ("import re; re.match('(a+)+$', 'a' * 60 + 'b')", "LimiteDeTiempo", f"{LIMITE_S} s"),
    "10004": ("todo = []\nwhile True: todo.append(bytearray(2**22))", "MemoryError", ""),
    "10005": ("import ctypes; ctypes.string_at(0)", "ProcesoMuerto", "SIGSEGV"),
    "10006": ("print('a medias', flush=True); os.kill(os.getpid(), 9)", "ProcesoMuerto", "SIGKILL"),
    "10021": ("os.symlink('/dev/full', TALLER / '20_mapa_zap.ipynb')", "OSError", "no queda espacio"),
}
NIETOS = """import subprocess
for aparte in (False, True):
    subprocess.Popen(["sleep", "1234.5"], start_new_session=aparte)
subprocess.run(["sh", "-c", "setsid sleep 1234.5 >/dev/null 2>&1 &"], check=True)"""

# Sin parar: siempre hay uno naciendo cuando se cierra el equipo.
SIN_PARAR = """import subprocess, time
while True:
    subprocess.run(["sh", "-c", "setsid sleep 1234.5 >/dev/null 2>&1 &"], check=True)
    time.sleep(0.02)"""


def write_libros(carpeta: Path, celdas: dict[str, str]) -> Path:
    """Los cuadernos de prueba con un mapa que, según la clave, hace lo que se diga en su celda 4."""
    write_cuadernos(carpeta)
    muestra = (
        "import os\nfrom pathlib import Path\nfrom fais_analysis.schemas.capitulos.resumen import Resumen"
    )
    taller = "TALLER = next(Path(os.environ['FAIS_SALIDA']).glob(f'.*.parcial/.taller-{clave_municipio}'))"
    elegir = f"exec({celdas!r}.get(clave_municipio, ''))"
    ultima = 'Resumen("x", clave_municipio)'
    write_cuaderno(carpeta / "10_diagnostico.ipynb", "clave_municipio", [muestra, "1 + 1; None", ultima])
    write_cuaderno(carpeta / "20_mapa_zap.ipynb", "clave_municipio", [f"{muestra}\n{taller}", elegir, ultima])
    return carpeta


def build(salida: Path, celdas: dict[str, str], *claves: str) -> Plan:
    salida.mkdir(parents=True, exist_ok=True)
    insumos = Insumos(MUNICIPIOS, {}, {}, False)
    cuadernos = write_libros(salida.parent / "cuadernos", celdas)
    limites = Limites(cuaderno_s=LIMITE_S)
    pedido = Pedido("10", claves, cuadernos=cuadernos, salida=salida, trabajadores=2, limites=limites)
    return build_plan(pedido, insumos)


def run(monkeypatch: pytest.MonkeyPatch, plan: Plan) -> tuple[Manifiesto, Path]:
    monkeypatch.setenv("FAIS_CANARIO", CANARIO)
    monkeypatch.setenv("FAIS_SALIDA", str(plan.pedido.salida))
    manifiesto = run_lote(plan)
    return manifiesto, plan.pedido.salida / manifiesto.corrida


@pytest.fixture(scope="module")
def corrida(sin_datos: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Manifiesto, Path]:
    """Una corrida en que un municipio sale bien, dejando nietos, y los demás fallan cada uno a su modo."""
    celdas = {clave: celda for clave, (celda, *_) in FALLAS.items()} | {"10014": NIETOS}
    with pytest.MonkeyPatch.context() as monkeypatch:
        plan = build(tmp_path_factory.mktemp("fallas") / "s", celdas)
        return run(monkeypatch, plan)


@pytest.mark.parametrize("clave", FALLAS)
def test_each_failure_keeps_cause_cell_and_notebook(corrida: tuple[Manifiesto, Path], clave: str):
    manifiesto, carpeta = corrida
    _, tipo, mensaje = FALLAS[clave]
    (ficha,) = [f for f in manifiesto.municipios if f.clave == clave]

    assert (ficha.causa.tipo, mensaje in ficha.causa.mensaje) == (tipo, True), ficha.causa
    assert ficha.informe is None
    fallo = carpeta / "fallos" / ficha.carpeta
    assert f"Causa: {ficha.causa}" in (fallo / "registro.txt").read_text(encoding="utf-8")
    if tipo != "OSError":  # ahí lo que falló fue escribir ese cuaderno
        assert (ficha.causa.cuaderno, ficha.causa.celda) == ("20_mapa_zap", 4)
        celdas = json.loads((fallo / "20_mapa_zap.ipynb").read_text(encoding="utf-8"))["cells"]
        assert celdas[2]["metadata"]["fais"]["estado"] == "completed"
        assert celdas[3]["metadata"]["fais"]["estado"] != "completed"
        assert celdas[4]["metadata"]["fais"]["estado"] == "pending"
    assert (fallo / "10_diagnostico.ipynb").is_file()


def test_the_others_finish_and_the_run_says_one_failed(corrida: tuple[Manifiesto, Path]):
    manifiesto, carpeta = corrida

    assert [f.clave for f in manifiesto.list_estado(BUENO)] == ["10", "10014"]
    assert manifiesto.codigo_salida == 1
    assert (carpeta / "10014_mezquital" / "expediente.html").is_file()
    assert not [r for r in carpeta.rglob("*") if r.name.endswith((".rastro", "pila.txt"))]


def test_what_the_dying_cell_had_shown_is_kept(corrida: tuple[Manifiesto, Path]):
    for carpeta, texto in (
        ("10001_canatlan", "antes de morir\n"),
        ("10006_general-simon-bolivar", "a medias\n"),
    ):
        ruta = corrida[1] / "fallos" / carpeta / "20_mapa_zap.ipynb"
        celda = json.loads(ruta.read_text(encoding="utf-8"))["cells"][3]
        assert [s["text"] for s in celda["outputs"]] == [texto]


def test_a_stuck_cell_leaves_its_stack(corrida: tuple[Manifiesto, Path]):
    for carpeta in ("10002_canelas", "10003_coneto-de-comonfort", "10005_durango"):
        registro = (corrida[1] / "fallos" / carpeta / "registro.txt").read_text(encoding="utf-8")
        assert "Current thread" in registro or "Thread 0x" in registro
        assert "run_code" in registro


def test_no_process_survives(corrida: tuple[Manifiesto, Path]):
    assert list_procesos(f"FAIS_CANARIO={CANARIO}") == []


def test_without_permission_or_space_only_that_one_fails(tmp_path: Path, monkeypatch):
    sin_permiso = "os.seteuid(65534)" if os.geteuid() == 0 else "os.chmod(TALLER, 0o500)"
    lleno = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))"
    plan = build(tmp_path / "s", {"10001": sin_permiso, "10002": lleno}, "10001", "10002", "10014")
    manifiesto, carpeta = run(monkeypatch, plan)

    assert [f.estado for f in manifiesto.informes] == ["bueno", "fallido", "fallido", "bueno"]
    uno, dos = (f.causa for f in manifiesto.list_estado("fallido"))
    assert "Permission" in uno.mensaje
    assert dos.tipo == "ProcesoMuerto"
    registro = carpeta / "fallos" / "10002_canelas" / "registro.txt"
    assert "File too large" in registro.read_text(encoding="utf-8")
    for nombre in ("10001_canatlan", "10002_canelas"):
        assert (carpeta / "fallos" / nombre / "10_diagnostico.ipynb").is_file()


@pytest.mark.parametrize("aislamiento", ["bifurcado", "tibio"])
def test_closing_the_team_halfway_kills_everything(tmp_path: Path, monkeypatch, aislamiento: str):
    monkeypatch.setenv("FAIS_CANARIO", CANARIO)
    monkeypatch.setenv("FAIS_SALIDA", str(tmp_path))
    plan = build(tmp_path / "s", {"10014": f"{NIETOS}\n{SIN_PARAR}"}, "10014", "10021")
    parcial = tmp_path / ".x.parcial"
    parcial.mkdir()
    limites = Limites(cuaderno_s=300)
    pedido = replace(plan.pedido, limites=limites, aislamiento=aislamiento)
    encargo = Encargo(parcial, pedido, build_contexto(plan))
    resultados = Equipo(encargo, 2).run(plan.tareas[1:])

    assert next(resultados).ficha.clave == "10021"
    assert len(list_procesos(f"FAIS_CANARIO={CANARIO}")) >= 2
    resultados.close()
    limite = time.monotonic() + 5
    while (vivos := list_procesos(f"FAIS_CANARIO={CANARIO}")) and time.monotonic() < limite:
        time.sleep(0.1)
    assert vivos == []


def list_hijos() -> set[str]:
    """Los procesos que éste ha engendrado y siguen ahí: un bifurcado no lleva marca en su entorno."""
    tareas = Path("/proc/self/task").iterdir()
    return {hijo for tarea in tareas for hijo in (tarea / "children").read_text().split()}


@pytest.mark.usefixtures("obreros_bifurcados")
def test_warm_workers_fail_alone_too(tmp_path: Path, monkeypatch):
    antes = list_hijos()
    celdas = {clave: celda for clave, (celda, *_) in FALLAS.items() if clave in ("10001", "10003", "10006")}
    plan = build(tmp_path / "s", celdas, "10001", "10003", "10005", "10006", "10014")
    manifiesto, carpeta = run(monkeypatch, replace(plan, pedido=replace(plan.pedido, aislamiento="tibio")))

    assert [f.estado for f in manifiesto.informes] == [
        "bueno",
        "fallido",
        "fallido",
        "bueno",
        "fallido",
        "bueno",
    ]
    for ficha in manifiesto.list_estado("fallido"):
        _, tipo, mensaje = FALLAS[ficha.clave]
        assert (ficha.causa.tipo, ficha.causa.celda) == (tipo, 4)
        assert mensaje in ficha.causa.mensaje
        assert (carpeta / "fallos" / ficha.carpeta / "20_mapa_zap.ipynb").is_file()
    assert list_procesos(f"FAIS_CANARIO={CANARIO}") == []
    assert list_hijos() <= antes
