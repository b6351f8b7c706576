"""Piezas comunes para probar el lote sin depender de los datos ni de los cuadernos verdaderos."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from fais_analysis.batch.plan.insumos import Insumos
from fais_analysis.batch.workers.procesos import block_pesados

block_pesados()  # como en el lote; si no, importar papermill tarda tres segundos


@pytest.fixture
def insumos() -> Insumos:
    """Insumos ficticios: ocho municipios y una huella por archivo."""
    from cuadernos_prueba import MUNICIPIOS

    return Insumos(MUNICIPIOS, {"data/x.csv": "ab12"}, {"origen": "demo.csv", "sha256": "cd34"}, True)


@pytest.fixture(scope="session")
def cuadernos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Carpeta con los cuadernos de prueba."""
    from cuadernos_prueba import write_cuadernos

    return write_cuadernos(tmp_path_factory.mktemp("cuadernos"))
