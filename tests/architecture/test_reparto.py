"""La suite se reparte por archivos: si no, dos procesos arman dos veces lo que un archivo comparte."""

import pytest

import tests.conftest as comun


def test_each_file_goes_whole_to_one_process(request: pytest.FixtureRequest):
    """xdist anota el grupo en el nombre de la prueba al recolectar; lo que se marque después de él no cuenta."""
    assert comun.pytest_collection_modifyitems.pytest_impl["tryfirst"]
    assert comun.get_grupo(request.node) == "architecture/"
    repartidas = request.config.getoption("loadgroup", default=False)
    assert request.node.nodeid.endswith("@architecture/") == repartidas


def test_long_files_still_exist():
    """Un nombre que ya no existe en la lista de lo largo deja de ir primero sin que nadie lo note."""
    archivos = [
        r.relative_to(comun.RAIZ / "tests").as_posix() for r in (comun.RAIZ / "tests").rglob("test_*.py")
    ]
    de_archivo = [inicio for inicio in comun.LARGAS if "/" in inicio]

    assert [inicio for inicio in de_archivo if not any(a.startswith(inicio) for a in archivos)] == []
