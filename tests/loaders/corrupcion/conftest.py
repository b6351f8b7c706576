"""Al terminar ``make corrupcion`` se imprime, por formato, en qué acabó cada archivo estropeado."""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.loaders.corrupcion.cuentas import PROPIEDAD, Cuentas, format_cuentas


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """La tabla de todas las baterías completas, también con varios procesos (por eso no se imprime en la prueba)."""
    cuentas: Cuentas = {}
    for formato, cuenta in _list_anotadas(terminalreporter):
        cuentas.setdefault(formato, Counter()).update(cuenta)
    if cuentas:
        terminalreporter.section("archivos estropeados")
        terminalreporter.write_line(format_cuentas(cuentas))


def _list_anotadas(reportes: pytest.TerminalReporter) -> Iterator[tuple[str, dict[str, int]]]:
    for estado in ("passed", "failed"):
        for reporte in reportes.stats.get(estado, ()):
            for nombre, valor in getattr(reporte, "user_properties", ()):
                if nombre == PROPIEDAD:
                    yield from valor.items()
