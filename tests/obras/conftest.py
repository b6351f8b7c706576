"""Lo que comparten las pruebas de obras: dos municipios de verdad y obras inventadas."""

from collections.abc import Callable

import pytest

from fais_analysis.obras.modelo import Lectura, Metas, Obra, RenglonCatalogo, Ubicacion
from fais_analysis.obras.necesidad import Necesidad
from fais_analysis.obras.reconocimiento import Reconocedor
from fais_analysis.propuestas.contexto import load_necesidad, load_reconocedor

HacerObra = Callable[..., Obra]


@pytest.fixture(scope="session")
def mezquital() -> Necesidad:
    return load_necesidad("10014")


@pytest.fixture(scope="session")
def san_pedro() -> Necesidad:
    return load_necesidad("10030")


@pytest.fixture(scope="session")
def reconocedor() -> Reconocedor:
    return load_reconocedor(2020)


@pytest.fixture(scope="session")
def catalogo(reconocedor: Reconocedor) -> dict[str, RenglonCatalogo]:
    return {r.subclasificacion: r for r in reconocedor.catalogo}


@pytest.fixture(scope="session")
def hacer(catalogo: dict[str, RenglonCatalogo]) -> HacerObra:
    """Una obra inventada con renglón seguro del Catálogo: ``hacer("Piso firme", localidad, viviendas=40)``."""

    def make(
        renglon: str, localidad: str = "", montos: dict[str, int] | None = None, **metas: object
    ) -> Obra:
        hallado = next(r for n, r in catalogo.items() if n.startswith(renglon))
        dinero = {"FISMDF": 1_000_000_00} if montos is None else montos
        return Obra(
            f"o-{renglon[:6]}-{localidad}-{metas}",
            1,
            renglon,
            dinero,
            lectura=Lectura("exacto", hallado),
            lugar=Ubicacion(localidad, via="rezago"),
            metas=Metas(**metas),
        )

    return make
