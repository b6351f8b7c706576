"""Un expediente armado con las vistas, sin Jupyter, y cómo cambiarle un solo dígito."""

import re

import pytest

from fais_analysis.verify.rearmado import rebuild_informe

CLAVE = "10014"


@pytest.fixture(scope="session")
def expediente() -> str:
    """El expediente de Mezquital, vuelto a armar desde los datos."""
    return rebuild_informe(CLAVE).documento


@pytest.fixture(scope="session")
def panorama() -> str:
    """El panorama de Durango."""
    return rebuild_informe("10").documento


def change_digito(documento: str, patron: str) -> tuple[str, str, str]:
    """Cambia un dígito en el primer grupo del patrón; da el documento y el dígito de antes y de después."""
    hallado = re.search(patron, documento, re.DOTALL)
    assert hallado, f"el informe ya no tiene: {patron}"
    lugar = next(n for n in range(hallado.end(1) - 1, hallado.start(1) - 1, -1) if documento[n].isdigit())
    nuevo = str((int(documento[lugar]) + 1) % 10)
    return documento[:lugar] + nuevo + documento[lugar + 1 :], documento[lugar], nuevo
