"""Un Chromium y un ``fais explorar`` para todas las pruebas del explorador que los necesitan."""

from collections.abc import Iterator

import pytest

from tests.explorer.pagina import Explorada
from tests.explorer.servidor import open_explorar


@pytest.fixture(scope="session")
def contexto(launch_chromium):
    chromium = launch_chromium("--js-flags=--expose-gc")
    return chromium.new_context(
        locale="es-MX", viewport={"width": 1280, "height": 1100}, accept_downloads=True
    )


@pytest.fixture(scope="session")
def laboratorio(tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """La dirección de un ``fais explorar`` y la raíz de su proyecto, que trae todos los cuadernos."""
    with open_explorar(tmp_path_factory.mktemp("lab")) as explorar:
        yield explorar


@pytest.fixture(scope="session")
def lab(contexto, laboratorio) -> Iterator[Explorada]:
    """JupyterLab con el cuaderno del explorador corrido una vez para todas las pruebas."""
    direccion, proyecto = laboratorio
    explorada = Explorada(contexto, direccion)
    explorada.proyecto = proyecto
    explorada.run_cuaderno()
    yield explorada
    explorada.pagina.close()


@pytest.fixture(autouse=True)
def al_frente(request: pytest.FixtureRequest) -> None:
    """La página que se va a usar, delante: la que otra tapa pinta un cuadro por segundo y todo tarda diez veces más."""
    if "lab" in request.fixturenames:
        request.getfixturevalue("lab").pagina.bring_to_front()
