"""Cuántos archivos estropeados acabaron en cada cosa, por formato."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol

RECHAZO, INOCUO, CAMBIOS, SILENCIO, TRAZA = "rechazado", "inocuo", "cambio nombrado", "SILENCIO", "TRAZA"
AVISO, CUENTA = "avisado", "otra cuenta, dicha"
NOMBRADOS = (CAMBIOS, AVISO, CUENTA)  # no se rechaza, pero se dice qué cambió
TITULOS = ("formato", "casos", "rechazados", "inocuos", "dichos", "en silencio", "trazas")
PROPIEDAD = "estropeados"
Cuentas = dict[str, Counter[str]]


class Contable(Protocol):
    """Lo que se cuenta de un caso."""

    formato: str
    resultado: str


def count_por_formato(casos: Iterable[Contable]) -> Cuentas:
    """Cuántos de cada resultado, por formato."""
    cuentas: Cuentas = {}
    for caso in casos:
        cuentas.setdefault(caso.formato, Counter())[caso.resultado] += 1
    return cuentas


def list_anotables(casos: Iterable[Contable]) -> dict[str, dict[str, int]]:
    """Las mismas cuentas en tipos sencillos, los únicos que un proceso de pytest le pasa a otro."""
    return {formato: dict(cuenta) for formato, cuenta in count_por_formato(casos).items()}


def format_cuentas(cuentas: Mapping[str, Counter[str]]) -> str:
    """La tabla en Markdown, con su total al pie."""
    total: Counter[str] = sum(cuentas.values(), Counter())
    filas = [TITULOS, ("---",) * len(TITULOS)]
    filas += [(formato, *_list_cifras(c)) for formato, c in [*cuentas.items(), ("total", total)]]
    return "\n".join(f"| {' | '.join(fila)} |" for fila in filas)


def _list_cifras(c: Counter[str]) -> list[str]:
    dichos = sum(c[n] for n in NOMBRADOS)
    return [f"{n:,}" for n in (c.total(), c[RECHAZO], c[INOCUO], dichos, c[SILENCIO], c[TRAZA])]
