"""docs/visitas.md es verdad: sus órdenes corren, sus fotos son las del guion y cada visita cabe en tres minutos."""

import os
import re
from pathlib import Path

import pytest

from bench import fotos
from fais_analysis.explorer.enlace import read_enlace
from tests.docs.bloques import list_secciones
from tests.docs.corredor import Corredor

RAIZ = Path(__file__).resolve().parents[2]
VISITAS = (RAIZ / "docs" / "visitas.md").read_text(encoding="utf-8")
LEAME = (RAIZ / "README.md").read_text(encoding="utf-8")
FOTOS = re.findall(r"!\[[^\]]+\]\((?:docs/)?img/(\w+)\.png\)", LEAME + VISITAS)
ORDENES = re.findall(r"^fais (.+)$", "\n".join(re.findall(r"^```\n(.*?)^```", VISITAS, re.M | re.S)), re.M)
PALABRAS, BYTES = 220, 250_000  # lo que se lee, haciéndolo, en tres minutos; lo que no pesa en el repositorio


def test_every_picture_is_taken_by_the_script_and_is_small():
    assert sorted(FOTOS) == sorted((*fotos.INFORMES, *fotos.DE_EXPLORADOR))
    for nombre in FOTOS:
        assert (RAIZ / "docs" / "img" / f"{nombre}.png").stat().st_size <= BYTES


@pytest.mark.parametrize("titulo", list_secciones(VISITAS))
def test_each_visit_fits_in_three_minutes(titulo: str):
    texto = re.sub(r"```.*?```|!\[[^\]]*\]\([^)]*\)", "", list_secciones(VISITAS)[titulo], flags=re.S)

    assert len(texto.split()) <= PALABRAS


def test_there_is_one_visit_for_each_reader():
    assert len(list_secciones(VISITAS)) == 3


@pytest.mark.lento
def test_what_a_visit_types_runs_in_that_order(tmp_path: Path):
    for carpeta in ("data", "shapefiles", "notebooks"):
        (tmp_path / carpeta).symlink_to(RAIZ / carpeta)
    entorno = {c: v for c, v in os.environ.items() if c != "FAIS_FUENTES"}
    corredor = Corredor(tmp_path, RAIZ / "lib", entorno)
    try:
        for orden in ORDENES:
            if orden.startswith("explorar"):
                read_enlace(orden.partition("--vista ")[2].strip("'"))
            else:
                # De quién es, si lo dice: sus datos se leen una vez y los heredan la orden y sus trabajadores.
                entidad = re.search(r"\b(\d\d)\d{3}\b", orden)
                corredor.run(*orden.split(), entidad=entidad[1] if entidad else "")
    finally:
        corredor.close()
    assert list(tmp_path.glob("outputs/*/10014_*/hoja.html"))
    assert list(tmp_path.glob("outputs/*/32010_*/expediente.html"))
