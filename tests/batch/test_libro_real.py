"""Con un libro real del tamaño del de demostración: lo que se entrega cuando la oficina tiene el suyo."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.pages.medida import measure_documento

KILOBYTES, PALABRAS, PARADAS = 250, 1_500, 60
RAIZ = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def corrida(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """La capital, que es la que más obras tiene, con el libro de demostración vuelto real."""
    raiz = tmp_path_factory.mktemp("raiz")
    shutil.copytree(RAIZ / "data", raiz / "data")
    for nombre in ("notebooks", "shapefiles"):
        (raiz / nombre).symlink_to(RAIZ / nombre)
    libro = pd.read_csv(raiz / "data" / "demostracion" / "inversion.csv", dtype=str, keep_default_na=False)
    libro["folio_obra"] = libro["folio_obra"].str.replace("DEMO", "DGO")
    libro["nombre_obra"] = libro["nombre_obra"].str.replace(" (demostración)", "")
    libro.to_csv(raiz / "data" / "inversion" / "libro.csv", index=False)
    entorno = os.environ | {"FAIS_RAIZ": str(raiz), "PYTHONPATH": str(RAIZ / "lib")}
    orden = [sys.executable, "-m", "fais_analysis", "reportes", "10005", "--salida", str(raiz / "outputs")]
    hecho = subprocess.run(orden, env=entorno, capture_output=True, text=True, check=False)
    assert hecho.returncode == 0, hecho.stdout[-2000:]
    (carpeta,) = (raiz / "outputs" / "ultima").glob("10005_*")
    return carpeta


@pytest.mark.lento
def test_the_capital_gets_its_report_and_nothing_says_it_is_a_demonstration(corrida: Path):
    criterio = "No se concluye con datos de demostración"  # el método lo dice siempre
    for nombre in ("expediente.html", "hoja.html", "interactivo.html"):
        documento = (corrida / nombre).read_text(encoding="utf-8").replace(criterio, "")
        assert "demostración" not in documento.casefold(), nombre


@pytest.mark.lento
def test_the_heaviest_report_is_as_light_and_short_as_the_others(corrida: Path):
    """La capital es la que más pesa, más paradas tiene y más dice de los 39: si cabe, caben todos."""
    documento = (corrida / "expediente.html").read_text(encoding="utf-8")
    medida = measure_documento(documento)

    assert len(documento.encode()) <= KILOBYTES * 1024
    assert medida.palabras <= PALABRAS
    assert medida.paradas <= PARADAS


@pytest.mark.lento
def test_the_sheet_brings_the_cost_of_the_ledger(corrida: Path):
    hoja = (corrida / "hoja.html").read_text(encoding="utf-8")

    assert "Mediana de lo que costó en el libro de inversión" in hoja
    assert "falta el libro real" not in hoja
