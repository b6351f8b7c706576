"""Piezas comunes para probar el lote sin depender de los datos ni de los cuadernos verdaderos."""

from pathlib import Path

import pytest

from fais_analysis.batch.plan.insumos import Insumos
from fais_analysis.batch.workers.procesos import block_pesados
from tests.batch.cuadernos_prueba import MUNICIPIOS, write_cuadernos

block_pesados()  # como en el lote; si no, importar papermill tarda tres segundos


@pytest.fixture
def insumos() -> Insumos:
    """Insumos ficticios: ocho municipios y una huella por archivo."""
    return Insumos(MUNICIPIOS, {"data/x.csv": "ab12"}, {"origen": "demo.csv", "sha256": "cd34"}, True)


@pytest.fixture(scope="session")
def cuadernos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Carpeta con los cuadernos de prueba."""
    return write_cuadernos(tmp_path_factory.mktemp("cuadernos"))
