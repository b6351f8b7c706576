"""``data/`` es un paquete Frictionless: está al día y cada tabla se lee como la describe."""

import json
from pathlib import Path

import pytest
from frictionless import Package, Resource

from fais_analysis.loaders.ordenadas import list_tablas, load_tabla
from fais_analysis.loaders.paquete import build_paquete
from fais_analysis.schemas.registro import OPCIONALES
from fais_analysis.sources.rutas import get_datos

TABLAS = [n for n in list_tablas() if n not in OPCIONALES]


@pytest.fixture(scope="module")
def paquete() -> dict:
    return json.loads((get_datos() / "datapackage.json").read_text(encoding="utf-8"))


@pytest.mark.lento
def test_published_package_is_up_to_date():
    publicado = (get_datos() / "datapackage.json").read_text(encoding="utf-8")

    assert publicado == build_paquete(list_tablas()), "corra: fais datos diccionario"


def test_package_is_valid_and_names_every_table(paquete):
    assert Package.metadata_validate(paquete) is not None
    assert [*Package.metadata_validate(paquete)] == []
    assert [r["path"] for r in paquete["resources"]] == [f"{n}.csv" for n in TABLAS]


@pytest.mark.lento
@pytest.mark.parametrize("tabla", TABLAS)
def test_each_resource_is_read_as_a_table_with_its_types(tabla: str, paquete):
    """La herramienta puede dar por bueno un archivo que no leyó: se cuentan las filas que entregó."""
    descriptor = next(r for r in paquete["resources"] if r["path"] == f"{tabla}.csv")
    recurso = Resource.from_descriptor(descriptor, basepath=str(get_datos()))

    with recurso:
        primera = next(recurso.row_stream)
        filas = 1 + sum(1 for _ in recurso.cell_stream)

    assert primera.valid, primera.errors
    assert filas == len(load_tabla(tabla)) > 0
    assert recurso.schema.field_names == list(load_tabla(tabla).columns)


def test_a_cell_of_another_type_is_refused(tmp_path: Path, paquete):
    descriptor = next(r for r in paquete["resources"] if r["path"] == "inpc.csv")
    texto = (get_datos() / "inpc.csv").read_text(encoding="utf-8").replace("2018,", "dos mil,")
    (tmp_path / "inpc.csv").write_text(texto, encoding="utf-8")

    informe = Resource.from_descriptor(descriptor, basepath=str(tmp_path)).validate()

    assert not informe.valid
    assert {t for t, *_ in informe.flatten(["type"])} >= {"type-error"}
