"""Un dígito cambiado en data/, con o sin «corregir» su ficha, se detecta y se nombra; con la orden de verdad."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fais_analysis.errors import FuenteFaltanteError
from fais_analysis.verify.informe import verify_archivo
from fais_analysis.verify.rearmado import clear_memoria
from fais_analysis.verify.resultado import Verificacion
from tests.batch.bifurcado import run_fais

RAIZ = Path(__file__).resolve().parents[2]


def run_verificar(*archivos: Path) -> subprocess.CompletedProcess[str]:
    """Corre ``fais verificar`` en otro proceso, como en la terminal."""
    orden = [sys.executable, "-m", "fais_analysis", "verificar", *map(str, archivos)]
    ambiente = {**os.environ, "PYTHONPATH": str(RAIZ / "lib"), "PYTHONUTF8": "1"}
    return subprocess.run(
        orden, cwd=RAIZ, env=ambiente, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def raiz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Copia del proyecto en la que se puede cambiar ``data/``; la biblioteca lee de ahí."""
    copia = tmp_path / "proyecto"
    copia.mkdir()
    shutil.copytree(RAIZ / "data", copia / "data")
    for carpeta in ("shapefiles", "notebooks"):
        (copia / carpeta).symlink_to(RAIZ / carpeta, target_is_directory=True)
    clear_memoria()
    monkeypatch.setenv("FAIS_RAIZ", str(copia))
    yield copia
    monkeypatch.undo()
    clear_memoria()


def write_resultado(verificacion: Verificacion) -> str:
    """Lo que se imprimiría."""
    return "\n".join(verificacion.list_renglones())


@pytest.fixture
def informe(tmp_path: Path, expediente: str) -> Path:
    """El expediente, en un archivo."""
    archivo = tmp_path / "expediente.html"
    archivo.write_text(expediente, encoding="utf-8", newline="\n")
    return archivo


def change_tabla(raiz: Path, tabla: str, viejo: str, nuevo: str) -> None:
    """Cambia un texto en una tabla; exige que esté una sola vez."""
    ruta = raiz / "data" / f"{tabla}.csv"
    contenido = ruta.read_text(encoding="utf-8")
    assert contenido.count(viejo) == 1, f"{viejo!r} está {contenido.count(viejo)} veces"
    ruta.write_text(contenido.replace(viejo, nuevo), encoding="utf-8", newline="\n")


def fix_ficha(raiz: Path, tabla: str) -> None:
    """Pone en la ficha la huella de la tabla cambiada, como haría quien quiere que no se note."""
    ficha = raiz / "data" / f"{tabla}.ficha.yml"
    huella = hashlib.sha256((raiz / "data" / f"{tabla}.csv").read_bytes()).hexdigest()
    texto = ficha.read_text(encoding="utf-8")
    ficha.write_text(re.sub(r"(?m)^sha256: \w+$", f"sha256: {huella}", texto), encoding="utf-8", newline="\n")


def find_renglon(raiz: Path, tabla: str, inicio: str) -> str:
    """El renglón de una tabla que empieza así."""
    texto = (raiz / "data" / f"{tabla}.csv").read_text(encoding="utf-8")
    return next(r for r in texto.splitlines() if r.startswith(inicio))


@pytest.mark.lento
def test_one_digit_in_data_names_the_table(raiz: Path, informe: Path):
    renglon = find_renglon(raiz, "pobreza_municipal", "10014,2020,")
    change_tabla(raiz, "pobreza_municipal", renglon, renglon.replace(",44732,", ",44733,"))

    verificacion = verify_archivo(informe)

    assert verificacion.codigo_salida == 1
    assert "data/pobreza_municipal.csv" in write_resultado(verificacion)
    assert "cambió desde que se construyó" in write_resultado(verificacion)
    assert verificacion.cifras.coinciden == 0


@pytest.mark.lento
def test_one_digit_in_data_with_the_card_fixed_shows_in_the_figures(raiz: Path, informe: Path):
    assert verify_archivo(informe).codigo_salida == 0  # la copia, antes de tocarla
    renglon = find_renglon(raiz, "localidades", "100140001,")
    change_tabla(raiz, "localidades", renglon, renglon.replace(",2106", ",2107"))
    fix_ficha(raiz, "localidades")
    clear_memoria()

    verificacion = verify_archivo(informe)

    texto = write_resultado(verificacion)
    assert verificacion.codigo_salida == 1
    assert "San Francisco del Mezquital" in texto
    assert "2107" in texto or "2,107" in texto
    assert "Huella de los datos" in texto or "data/localidades.csv" in texto


def test_missing_table_is_an_error_that_says_what_to_do(raiz: Path, informe: Path):
    (raiz / "data" / "localidades.csv").unlink()

    with pytest.raises(FuenteFaltanteError) as hallado:
        verify_archivo(informe)

    assert "data/localidades.csv" in str(hallado.value)


@pytest.mark.lento
def test_the_order_refuses_what_is_not_a_report(tmp_path: Path):
    vacio = tmp_path / "expediente.html"
    vacio.write_text("", encoding="utf-8")

    proceso = run_verificar(vacio)

    assert proceso.returncode == 2
    assert "un archivo vacío" in proceso.stderr
    assert "Qué hacer" in proceso.stderr


@pytest.mark.lento
def test_a_real_run_matches_whole(tmp_path: Path):
    """La corre y la verifica este proceso, que ya leyó los datos; la orden en el suyo, en la prueba de arriba."""
    hecha = run_fais("reportes", "10014", "--salida", str(tmp_path), entidad="10")
    assert hecha.exit_code == 0, hecha.output
    (manifiesto,) = tmp_path.glob("2*/manifest.json")

    entera = run_fais("verificar", str(manifiesto.parent))
    panorama = manifiesto.parent / "panorama.html"
    panorama.write_bytes(panorama.read_bytes().replace(b"2020", b"2021", 1))
    for carpeta in manifiesto.parent.glob("10*_*"):  # lo que no se tocó no se arma otra vez
        shutil.rmtree(carpeta)
    alterada = run_fais("verificar", str(manifiesto.parent))

    assert entera.exit_code == 0, entera.output
    assert " 0 con discrepancias" in entera.stdout
    assert alterada.exit_code == 1
    assert "sha256 del archivo" in alterada.stdout
