"""La orden fais: español, códigos de salida y nada a medias."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

import fais_analysis.cli.app as ordenes
from fais_analysis import __version__
from fais_analysis.cli.idioma import translate
from tests.batch.bifurcado import use_bifurcados
from tests.batch.cuadernos_prueba import write_cuadernos
from tests.orden_bifurcada import OrdenBifurcada, list_parados, wait_parado

INGLES = re.compile(
    r"\b(Usage|Error:.*\b(?:is|not|No such)\b|Options|Commands|Arguments|Missing|Invalid|Try|Show)\b"
)
AYUDAS = (
    "", "reportes", "municipios", "version", "datos", "datos construir", "datos importar", "datos listar", "datos nueva",
    "inversion", "inversion revisar", "inversion plantilla",
    "propuesta", "propuesta plantilla", "propuesta revisar", "propuesta mezcla",
    "propuesta estado", "propuesta mover", "propuesta comparar",
    "convenio", "convenio anexo", "convenio justificar", "convenio modificatorio", "avance", "avance revisar", "avance informe", "avance visita",
    "obras", "obras exportar",
)  # fmt: skip
FAIS = [sys.executable, "-c", "from fais_analysis.cli import main; main()"]


def bifurcable(prueba: Callable[..., None]) -> Callable[..., None]:
    """Corre la orden en procesos bifurcados de éste, que ya está caliente."""
    for marca in (
        pytest.mark.lento,
        pytest.mark.skipif(sys.platform != "linux", reason="bifurca procesos y mira /proc"),
        pytest.mark.usefixtures("obreros_tibios"),
    ):
        prueba = marca(prueba)
    return prueba


def invoke(*argumentos: str) -> tuple[int, str, str]:
    resultado = CliRunner().invoke(ordenes.app, list(argumentos), prog_name="fais")
    return resultado.exit_code, resultado.stdout, resultado.stderr


@pytest.fixture(autouse=True)
def _bifurcados(monkeypatch: pytest.MonkeyPatch) -> None:
    """El trabajador que la orden adelanta mientras comprueba no paga un Python nuevo para morir enseguida."""
    use_bifurcados(monkeypatch)


@pytest.fixture(scope="module")
def cuadernos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_cuadernos(tmp_path_factory.mktemp("cuadernos"))


def test_version():
    assert invoke("version") == (0, f"fais_analysis {__version__}\n", "")


def test_municipios_lists_the_39_of_durango():
    codigo, salida, _ = invoke("municipios")

    renglones = salida.splitlines()
    assert codigo == 0
    assert renglones[0] == "10 Durango: 39 municipios"  # INEGI, Marco Geoestadístico
    assert len(renglones) == 40
    assert "10014  Mezquital" in renglones


def test_municipios_of_another_state():
    assert invoke("municipios", "--entidad", "01")[1].startswith("01 Aguascalientes: ")


@pytest.mark.lento
@pytest.mark.parametrize(
    "argumentos",
    [(), *((*orden.split(), "--help") for orden in AYUDAS)],
)
def test_help_is_in_spanish(argumentos: tuple[str, ...]):
    codigo, salida, error = invoke(*argumentos)

    assert codigo == (0 if argumentos else 2)
    assert "Uso: fais" in salida + error
    assert "Muestra esta ayuda y termina." in salida + error
    assert not INGLES.search(salida + error), INGLES.search(salida + error)


@pytest.mark.parametrize(
    ("argumentos", "mensaje"),
    [
        (("reports",), "No existe la orden 'reports'. ¿Quiso decir 'reportes'?"),
        (("reportes", "--mapa"), "No existe la opción --mapa."),
        (("reportes", "--salida"), "La opción '--salida' necesita un valor."),
        (("reportes", "-t", "dos"), "debe ser un entero"),
        (("version", "sobra"), "Sobra en la orden: sobra."),
        (("inversion", "revisar"), "Falta el argumento"),
    ],
)
def test_usage_errors_are_in_spanish(argumentos: tuple[str, ...], mensaje: str):
    codigo, salida, error = invoke(*argumentos)

    assert (codigo, salida) == (2, "")
    assert mensaje in error
    assert not INGLES.search(error)


@pytest.mark.lento
@pytest.mark.parametrize(
    ("argumentos", "mensaje"),
    [
        (("reportes", "01001"), "Aguascalientes"),
        (("reportes", "1014"), "5 dígitos"),
        (("reportes", "10040"), "No existe el municipio"),
        (("reportes", "10014", "mezquital"), "clave de municipio"),
        (("reportes", "--entidad", "33"), "clave de entidad"),
        (("reportes", "10014", "-t", "0"), "trabajadores"),
        (("municipios", "--entidad", "1"), "2 dígitos"),
    ],
)
def test_bad_requests_are_explained_in_five_parts(argumentos: tuple[str, ...], mensaje: str, tmp_path: Path):
    if argumentos[0] == "reportes":
        argumentos = (*argumentos, "--salida", str(tmp_path / "salida"))
    codigo, salida, error = invoke(*argumentos)

    assert (codigo, salida) == (2, "")
    assert mensaje in error
    for parte in ("Dónde:", "Se esperaba:", "Se encontró:", "Qué hacer:"):
        assert parte in error
    assert "Traceback" not in error
    assert not (tmp_path / "salida").exists()


def test_output_that_is_a_file_stays_as_it_was(tmp_path: Path, cuadernos: Path):
    archivo = tmp_path / "salida"
    archivo.write_text("mío")
    codigo, _, error = invoke("reportes", "10014", "--cuadernos", str(cuadernos), "--salida", str(archivo))

    assert codigo == 2
    assert "carpeta de salida" in error
    assert archivo.read_text() == "mío"


def test_missing_notebooks_stop_everything(tmp_path: Path):
    codigo, _, error = invoke("reportes", "--cuadernos", str(tmp_path), "--salida", str(tmp_path / "s"))

    assert codigo == 2
    assert "Falta el cuaderno" in error
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def copia(tmp_path: Path, raiz: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copia de los datos que se puede echar a perder."""
    for nombre in ("data", "shapefiles"):
        shutil.copytree(raiz / nombre, tmp_path / "copia" / nombre)
    monkeypatch.setenv("FAIS_RAIZ", str(tmp_path / "copia"))
    return tmp_path / "copia"


def test_an_altered_digit_stops_before_any_report(copia: Path, cuadernos: Path):
    tabla = copia / "data" / "pobreza_municipal.csv"
    texto = tabla.read_text(encoding="utf-8")
    tabla.write_text(texto[:-3] + ("7" if texto[-3] != "7" else "8") + texto[-2:], encoding="utf-8")
    codigo, _, error = invoke(
        "reportes", "10014", "--cuadernos", str(cuadernos), "--salida", str(copia / "s")
    )

    assert codigo == 2
    assert "pobreza_municipal" in error
    assert not (copia / "s").exists()


@pytest.mark.lento
@pytest.mark.parametrize("falta", ["data/rezago_social.csv", "shapefiles/municipios_10.geojson"])
def test_a_missing_table_stops_before_any_report(copia: Path, cuadernos: Path, falta: str):
    for archivo in copia.glob(falta.rsplit(".", 1)[0] + ".*"):
        archivo.unlink()  # la tabla y su ficha
    codigo, _, error = invoke(
        "reportes", "10014", "--cuadernos", str(cuadernos), "--salida", str(copia / "s")
    )

    assert codigo == 2
    assert Path(falta).stem in error
    assert "Traceback" not in error
    assert not (copia / "s").exists()


@pytest.mark.lento
def test_an_unreadable_investment_book_stops_before_any_report(copia: Path, cuadernos: Path):
    (copia / "data" / "inversion" / "libro.xlsx").write_bytes(b"esto no es un libro")
    codigo, _, error = invoke(
        "reportes", "10014", "--cuadernos", str(cuadernos), "--salida", str(copia / "s")
    )

    assert codigo == 2
    assert "libro.xlsx" in error
    assert not (copia / "s").exists()


def test_the_unforeseen_leaves_a_file_and_no_traceback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    def fallar(*_: object) -> None:
        raise RuntimeError("nadie lo esperaba")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("fais_analysis.batch.plan.insumos.list_municipios", fallar)
    codigo, _, error = invoke("municipios")

    assert codigo == 70
    assert "Traceback" not in error
    assert "reporte (issue)" in error
    (archivo,) = tmp_path.glob("fais-falla-*.txt")
    assert str(archivo) in error
    assert "Traceback" in archivo.read_text(encoding="utf-8")


def test_unknown_phrases_are_left_alone():
    assert translate("cualquier cosa") == "cualquier cosa"


def test_importing_the_command_is_light():
    """Cada trabajador vuelve a leer el programa: no debe pagar pandas ni papermill por eso."""
    codigo = (
        "import sys, fais_analysis.cli; print(sorted({'pandas', 'papermill', 'typer'} & set(sys.modules)))"
    )
    salida = subprocess.run([sys.executable, "-c", codigo], capture_output=True, text=True, check=True)

    assert salida.stdout.strip() == "[]"


# Con kernels ------------------------------------------------------------------------------------------


def wait_colgado(proceso: OrdenBifurcada, carpeta: Path) -> None:
    """Espera a que salga el panorama y a que empiece el municipio que no termina solo."""
    for renglon in proceso.stdout:
        if "panorama" in renglon:
            break
    wait_parado(carpeta, "sleep 1234.5")


@pytest.mark.lento
def test_two_municipalities_and_one_that_fails(tmp_path: Path, cuadernos: Path):
    orden = [*FAIS, "reportes", "10014", "10002", "--cuadernos", str(cuadernos), "--salida", str(tmp_path)]
    proceso = subprocess.run(
        orden, capture_output=True, text=True, encoding="utf-8", timeout=240, check=False
    )
    salida, error = proceso.stdout, proceso.stderr

    assert proceso.returncode == 1
    assert len(re.findall(r"^\[\d/3\] 10", salida, re.MULTILINE)) == 3
    assert "2 de 3 informes" in salida
    assert "Falló 10002 Canelas: 10_diagnostico, celda 4: ValueError: falla a propósito" in error
    assert not any(c in salida + error for c in "\r\x1b")
    assert (tmp_path / "ultima" / "10014_mezquital" / "expediente.html").is_file()


@bifurcable
@pytest.mark.parametrize("aviso", [signal.SIGINT, signal.SIGTERM])
def test_interruption_keeps_what_was_done_and_leaves_nobody(tmp_path: Path, cuadernos: Path, aviso: int):
    proceso = OrdenBifurcada(
        ("reportes", "10014", "10004", "--cuadernos", str(cuadernos), "--salida", str(tmp_path), "-t", "1"),
        tmp_path,
    )
    wait_colgado(proceso, tmp_path)
    os.killpg(proceso.pid, aviso)  # como Ctrl-C en una terminal: a todo el grupo
    _, error = proceso.communicate(timeout=30)

    assert proceso.returncode == 130
    assert "se conservó lo hecho; faltaron 2 informes" in error
    assert "Traceback" not in error
    assert list(tmp_path.glob(".*.parcial")) == []
    (carpeta,) = [r for r in tmp_path.iterdir() if r.name != "ultima" and not r.name.startswith(".")]
    assert (carpeta / "panorama.html").is_file()
    assert '"pendiente"' in (carpeta / "manifest.json").read_text(encoding="utf-8")
    assert list_parados(tmp_path) == []


@bifurcable
def test_killing_the_command_leaves_no_orphans(tmp_path: Path, cuadernos: Path):
    proceso = OrdenBifurcada(
        ("reportes", "10004", "--cuadernos", str(cuadernos), "--salida", str(tmp_path), "-t", "1"), tmp_path
    )
    wait_colgado(proceso, tmp_path)
    assert len(list_parados(tmp_path)) >= 4  # la orden, el padre tibio, un hijo y lo que él lanzó
    proceso.kill()
    proceso.communicate()

    limite = time.monotonic() + 10
    while (vivos := list_parados(tmp_path)) and time.monotonic() < limite:
        time.sleep(0.2)
    assert vivos == []
    assert not (tmp_path / "ultima").exists()


@bifurcable
def test_interruption_before_the_first_report_leaves_nothing(tmp_path: Path, cuadernos: Path):
    proceso = OrdenBifurcada(
        ("reportes", "10014", "--cuadernos", str(cuadernos), "--salida", str(tmp_path / "s"), "-t", "1"),
        tmp_path,
    )
    while not list(tmp_path.glob("s/.*.parcial")):
        time.sleep(0.02)
    os.killpg(proceso.pid, signal.SIGINT)
    _, error = proceso.communicate(timeout=30)

    assert proceso.returncode == 130
    assert "Interrumpido" in error
    assert "Traceback" not in error
    assert [r.name for r in (tmp_path / "s").iterdir()] == [".candado"]


def test_an_address_never_reaches_the_failure_report():
    from fais_analysis.cli.idioma import CORREO

    texto = "orden: fais correo enviar --prueba=presidencia@mezquital.example 'otra@x.org'"

    assert "@" not in CORREO.sub("(correo omitido)", texto)
