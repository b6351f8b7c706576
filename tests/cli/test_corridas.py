"""Las órdenes fais corridas: listar, comparar y decir qué falta."""

import csv
import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import fais_analysis.cli.app as ordenes
from fais_analysis.batch.corridas.manifiesto import (
    BUENO,
    FALLIDO,
    NOMBRE,
    FichaInforme,
    Manifiesto,
    Origen,
    build_json,
    read_manifiesto,
)
from fais_analysis.pages.causa import Causa

DOCUMENTO = """<!doctype html><html lang="es-MX" data-clave="10014"><body><main>
<section class="capitulo"><h2>Diagnóstico</h2><h3>Pobreza</h3>
{cifras}</section></main></body></html>"""
CIFRA = '<p><data value="{1}" data-procedencia="diagnostico(10014).brechas[{0},2020].municipio_pct">{2}</data></p>'
PARTES = {"cuadernos": "a", "biblioteca": "b", "plantillas": "c", "reglas": "d", "versiones": "e"}


def invoke(*argumentos: str) -> tuple[int, str, str]:
    resultado = CliRunner().invoke(ordenes.app, ["corridas", *argumentos], prog_name="fais")
    return resultado.exit_code, resultado.stdout, resultado.stderr


def write_corrida(
    salida: Path,
    nombre: str,
    cifras: Mapping[str, tuple[str, str]] | None,
    *,
    entradas: Mapping[str, str] | None = None,
    partes: Mapping[str, str] | None = None,
) -> Path:
    """Una corrida con un municipio; sin cifras, falló."""
    carpeta = salida / nombre
    (carpeta / "10014_mezquital").mkdir(parents=True)
    ficha = FichaInforme("10014", "Mezquital", "10014_mezquital", FALLIDO, causa=Causa("c", 1, "T", "m"))
    if cifras is not None:
        texto = DOCUMENTO.format(cifras="\n".join(CIFRA.format(i, *v) for i, v in cifras.items()))
        ruta = "10014_mezquital/expediente.html"
        (carpeta / ruta).write_text(texto, encoding="utf-8", newline="\n")
        sha256 = hashlib.sha256((carpeta / ruta).read_bytes()).hexdigest()
        ficha = FichaInforme(
            "10014", "Mezquital", "10014_mezquital", BUENO, ruta, sha256, salidas={ruta: sha256},
            entradas=dict(entradas or {}), partes={**PARTES, **(partes or {})},
        )  # fmt: skip
    manifiesto = Manifiesto(
        nombre, "2026-11-22T14:30:05-06:00", "10", "Durango", True, "ef" * 32, {}, {}, None, [ficha]
    )
    (carpeta / NOMBRE).write_text(build_json(manifiesto), encoding="utf-8")
    return carpeta


ANTES = {"pobreza": ("65.54", "65.5 %"), "rezago": ("20.01", "20.0 %"), "salud": ("10", "10.0 %")}
DESPUES = {"pobreza": ("66.51", "66.5 %"), "rezago": ("20.04", "20.0 %"), "ingreso": ("5", "5.0 %")}
UNA, OTRA = "2026-11-22_10-00-00", "2026-11-22_11-00-00"


@pytest.fixture
def salida(tmp_path: Path) -> Path:
    write_corrida(tmp_path, UNA, ANTES, entradas={"pobreza_municipal": "1", "inpc": "1"})
    write_corrida(
        tmp_path, OTRA, DESPUES, entradas={"pobreza_municipal": "2", "inpc": "1"}, partes={"reglas": "otra"}
    )
    return tmp_path


def test_compares_every_figure_and_says_why_it_changed(salida: Path):
    codigo, texto, error = invoke("comparar", UNA, OTRA, "--salida", str(salida))

    assert (codigo, error) == (0, "")
    assert "1 de 1 informes cambiaron." in texto
    assert "10014 Mezquital: 4 cifras cambiaron" in texto
    assert "Por: dato (pobreza_municipal); regla (las reglas o el catálogo de obras)" in texto
    assert "65.5 % → 66.5 %  [diagnostico(10014).brechas[pobreza,2020].municipio_pct]" in texto
    assert "20.01 → 20.04" in texto  # se imprime igual: se muestra el valor exacto
    assert "(no está) → 5.0 %" in texto
    assert "10.0 % → (no está)" in texto


def add_ajeno(carpeta: Path, clave: str, nombre: str) -> None:
    """Agrega a una corrida un informe que la otra no trae."""
    manifiesto = read_manifiesto(carpeta)
    ficha = replace(manifiesto.municipios[0], clave=clave, nombre=nombre, carpeta=f"{clave}_x")
    nuevo = replace(manifiesto, municipios=[ficha, *manifiesto.municipios])
    (carpeta / NOMBRE).write_text(build_json(nuevo), encoding="utf-8")


def test_compares_first_what_both_have(salida: Path):
    add_ajeno(salida / UNA, "10001", "Canatlán")

    texto = invoke("comparar", UNA, OTRA, "--salida", str(salida))[1]

    assert "1 de 1 informes que están en las dos cambiaron." in texto
    assert texto.index("10014 Mezquital: 4 cifras") < texto.index(f"Sólo en {UNA} (1): 10001 Canatlán")


def test_csv_has_one_row_per_changed_figure(salida: Path, tmp_path: Path):
    archivo = tmp_path / "cambios.csv"
    codigo, _, _ = invoke("comparar", UNA, OTRA, "--salida", str(salida), "--csv", str(archivo))

    with archivo.open(encoding="utf-8-sig", newline="") as abierto:
        filas = list(csv.DictReader(abierto))
    assert codigo == 0
    assert [(f["clave"], f["antes"], f["despues"]) for f in filas] == [
        ("10014", "65.54", "66.51"),
        ("10014", "20.01", "20.04"),
        ("10014", "(no está)", "5"),
        ("10014", "10", "(no está)"),
    ]


def test_a_run_against_itself_has_no_changes(salida: Path):
    assert "0 de 1 informes cambiaron." in invoke("comparar", UNA, UNA, "--salida", str(salida))[1]


def test_what_cannot_be_compared_is_said(salida: Path):
    write_corrida(salida, "2026-11-22_12-00-00", None)
    texto = invoke("comparar", OTRA, "2026-11-22_12-00-00", "--salida", str(salida))[1]
    assert "en la segunda quedó fallido" in texto

    (salida / OTRA / "10014_mezquital" / "expediente.html").write_text("otro")
    texto = invoke("comparar", UNA, OTRA, "--salida", str(salida))[1]
    assert "en la segunda, el archivo no es el que se publicó" in texto


def test_lists_runs_newest_first_with_the_unreadable_and_the_unfinished(salida: Path):
    for numero, nombre in enumerate((UNA, OTRA)):
        os.utime(salida / nombre / NOMBRE, (numero, numero))
    os.symlink(OTRA, salida / "ultima")
    (salida / "2026-11-22_09-00-00").mkdir()
    (salida / "2026-11-22_09-00-00" / NOMBRE).write_text('{"esquema": 1}')
    (salida / ".2026-11-22_12-00-00.parcial").mkdir()
    codigo, texto, _ = invoke("--salida", str(salida))

    renglones = texto.splitlines()
    assert codigo == 0
    assert [r.split()[0] for r in renglones] == [
        "2026-11-22_09-00-00", OTRA, UNA, "2026-11-22_12-00-00",
    ]  # fmt: skip
    assert "su manifiesto no se puede leer" in renglones[0]
    assert renglones[1].endswith("10 Durango · 1 de 1 informes · datos de demostración · ← ultima")
    assert "sin publicar" in renglones[3]


def test_without_runs_it_says_so(tmp_path: Path):
    assert invoke("--salida", str(tmp_path))[:2] == (0, f"No hay corridas en {tmp_path}.\n")


@pytest.mark.parametrize("nombre", ["no-existe", "../..", ""])
def test_unknown_run_is_explained_in_five_parts(salida: Path, nombre: str):
    codigo, _, error = invoke("comparar", UNA, nombre, "--salida", str(salida))

    assert codigo == 2
    for parte in ("No existe esa corrida", "Se esperaba:", f"las más nuevas: {OTRA}", "fais corridas"):
        assert parte in error


def test_csv_that_cannot_be_written_is_explained(salida: Path):
    codigo, _, error = invoke("comparar", UNA, OTRA, "--salida", str(salida), "--csv", str(salida))

    assert codigo == 2
    assert "elija otra ruta con --csv" in error


def test_reused_reports_are_counted(salida: Path):
    from fais_analysis.batch.corridas.manifiesto import read_manifiesto

    m = read_manifiesto(salida / OTRA)
    m.municipios[0] = replace(m.municipios[0], reuso=Origen(UNA, m.generado))
    (salida / OTRA / NOMBRE).write_text(build_json(m), encoding="utf-8")

    assert "1 sin cambios" in invoke("--salida", str(salida))[1]


def test_the_orders_that_open_no_table_do_not_import_pandas(salida: Path):
    """Así «nada cambió» se dice al instante: ni la orden ni el camino rápido cargan pandas."""
    programa = (
        "import sys\nfrom fais_analysis.cli import app\nimport fais_analysis.batch.corrida\n"
        "import fais_analysis.batch.plan.al_dia, fais_analysis.batch.corridas.historial\n"
        "print(sorted({'pandas', 'numpy', 'papermill', 'nbformat'} & set(sys.modules)))"
    )
    hecho = subprocess.run([sys.executable, "-c", programa], capture_output=True, text=True, check=True)

    assert hecho.stdout == "[]\n"
