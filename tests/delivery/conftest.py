"""Lo común a las pruebas de la entrega."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fais_analysis.delivery.carpeta import hold_candado
from fais_analysis.delivery.despacho import build_medios, open_despacho
from fais_analysis.delivery.envio import Emisor, Medios, ResumenEnvio
from fais_analysis.delivery.errores import EnvioError

from .armado import CAMPANIA, Oficina, build_ajustes
from .servidor import CLAVE, USUARIO, Guion, Servidor


@pytest.fixture(autouse=True)
def _entorno(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Credenciales de prueba en el entorno; nada del equipo de quien prueba."""
    monkeypatch.setenv("FAIS_CORREO_USUARIO", USUARIO)
    monkeypatch.setenv("FAIS_CORREO_CLAVE", CLAVE)
    monkeypatch.delenv("FAIS_CORREO", raising=False)
    monkeypatch.setenv("FAIS_CORREO_TESTIGO", str(tmp_path_factory.mktemp("testigo")))


@pytest.fixture(autouse=True)
def _mapa_chico(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """El mapa a la sexta parte, salvo donde se mira el mapa: la suite dura la mitad."""
    if not request.node.get_closest_marker("navegador") and "map" not in request.node.name:
        monkeypatch.setattr("fais_analysis.delivery.mapa.ANCHO_PX", 120)


@pytest.fixture
def oficina(tmp_path: Path) -> Oficina:
    """Una carpeta del correo con tres municipios."""
    return Oficina(tmp_path)


@pytest.fixture
def servir(tmp_path: Path) -> Iterator[Callable[..., Servidor]]:
    """Arranca servidores y los cierra al final."""
    abiertos: list[Servidor] = []

    def arranca(guion: Guion | None = None, nombre: str = "127.0.0.1") -> Servidor:
        carpeta = tmp_path / f"servidor-{len(abiertos)}"
        carpeta.mkdir()
        abiertos.append(Servidor(carpeta, guion, nombre).__enter__())
        return abiertos[-1]

    yield arranca
    for servidor in abiertos:
        servidor.__exit__()


def ready(oficina: Oficina, servidor: Servidor, **ajustes) -> Oficina:
    """Prepara y aprueba una campaña dirigida a ese servidor."""
    oficina.ajustes = build_ajustes(**servidor.build_ajustes(), **ajustes)
    oficina.save()
    oficina.prepare()
    oficina.approve()
    return oficina


def send(
    oficina: Oficina, cambia: Callable[[Medios], None] | None = None
) -> tuple[ResumenEnvio, EnvioError | None]:
    """Envía como lo hace la orden, con candado; devuelve el resumen y el error que lo detuvo, si lo hubo."""
    despacho = open_despacho(oficina.carpeta, CAMPANIA)
    medios = build_medios(despacho.configuracion, lambda _: None)
    medios.dormir = lambda _: None
    if cambia:
        cambia(medios)
    with hold_candado(oficina.carpeta), despacho.bitacora:
        emisor = Emisor(despacho.bitacora, despacho.guarda, medios)
        try:
            return emisor.run(), None
        except EnvioError as error:
            return emisor.resumen, error


def get_estados(oficina: Oficina) -> dict[str, str]:
    """Estado de cada municipio en la bitácora."""
    return {m.clave: m.estado for m in oficina.list_mensajes()}
