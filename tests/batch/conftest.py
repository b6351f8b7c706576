"""Piezas comunes para probar el lote sin depender de los datos ni de los cuadernos verdaderos."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fais_analysis.batch.plan.insumos import Insumos
from tests.batch.bifurcado import use_bifurcados
from tests.batch.cuadernos_prueba import MUNICIPIOS, write_cuadernos


@pytest.fixture
def insumos() -> Insumos:
    """Insumos ficticios: ocho municipios y una huella por archivo."""
    return Insumos(MUNICIPIOS, {"data/x.csv": "ab12"}, {"origen": "demo.csv", "sha256": "cd34"}, True)


@pytest.fixture(scope="session")
def cuadernos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Carpeta con los cuadernos de prueba."""
    return write_cuadernos(tmp_path_factory.mktemp("cuadernos"))


@pytest.fixture
def obreros_bifurcados(monkeypatch: pytest.MonkeyPatch) -> None:
    """Donde se puede, los trabajadores nacen de este proceso, ya caliente."""
    use_bifurcados(monkeypatch)


@pytest.fixture(scope="module")
def sin_datos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Los cuadernos de prueba no usan los datos: que ningún trabajador los cargue."""
    raiz = tmp_path_factory.mktemp("raiz")
    for nombre in ("data", "shapefiles"):
        (raiz / nombre).mkdir()
    with pytest.MonkeyPatch.context() as parche:
        parche.setenv("FAIS_RAIZ", str(raiz))
        yield
