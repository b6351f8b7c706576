"""Libros capturados que llegan mal: se rechazan, se avisan o no cambian nada; nunca otra cifra en silencio."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from fais_analysis.errors import FaisError
from tests.loaders.corrupcion.bateria import PARTES, Caso
from tests.loaders.corrupcion.capturados import Capturado, Lectura, list_capturados
from tests.loaders.corrupcion.cuentas import (
    AVISO,
    INOCUO,
    PROPIEDAD,
    RECHAZO,
    SILENCIO,
    TRAZA,
    list_anotables,
)
from tests.loaders.corrupcion.danos_capturados import list_danos

SEMILLAS = 6


def read(base: Capturado, ruta: Path) -> Lectura:
    """Lo que dice el archivo, o el rechazo si trae sus cinco partes."""
    try:
        return base.leer(ruta)
    except FaisError as error:
        faltan = [p for p in PARTES if not str(getattr(error, p)).strip()]
        if faltan:
            raise AssertionError(f"un rechazo sin {', '.join(faltan)}") from error
        return Lectura(None, problemas=(str(error),))


def classify(buena: Lectura, leida: Lectura) -> str:
    """Rechazado, inocuo, avisado o en silencio."""
    if leida.problemas and (leida.dice is None or _is_parte(leida.dice, buena.dice)):
        return RECHAZO
    if leida.dice == buena.dice:
        return INOCUO
    return AVISO if leida.problemas or leida.avisos - buena.avisos else SILENCIO


def _is_parte(dicho: object, bueno: object) -> bool:
    """Si lo que quedó de un directorio es de lo bueno: los demás municipios no reciben nada."""
    return isinstance(dicho, dict) and isinstance(bueno, dict) and dicho.items() <= bueno.items()


def run_caso(carpeta: Path, base: Capturado, buena: Lectura, dano: str, semilla: int) -> Caso:
    """Estropea un libro, lo lee por la puerta de siempre y dice en qué acabó."""
    azar = random.Random(f"{base.id}/{dano}/{semilla}")
    ruta = carpeta / f"{base.tipo}{base.extension}"
    ruta.write_bytes(list_danos(base)[dano](base, azar))
    try:
        leida = read(base, ruta)
    except Exception as error:
        return Caso(base.id, dano, semilla, TRAZA, f"{type(error).__name__}: {error}")
    detalle = "; ".join([*leida.problemas[:2], *sorted(leida.avisos - buena.avisos)[:2]])
    return Caso(base.id, dano, semilla, classify(buena, leida), detalle)


@pytest.mark.lento
def test_captured_books_never_change_in_silence(
    tmp_path: Path, record_property: Callable[[str, object], None]
):
    """Un daño de cada clase en cada libro; con FAIS_CORRUPCION=completa, varias veces."""
    completa = os.environ.get("FAIS_CORRUPCION") == "completa"
    casos = []
    for base in list_capturados():
        (tmp_path / f"{base.tipo}{base.extension}").write_bytes(base.write(base.rejilla))
        buena = base.leer(tmp_path / f"{base.tipo}{base.extension}")
        assert (buena.problemas, buena.avisos) == ((), frozenset()), base.id
        for dano in list_danos(base):
            casos += [run_caso(tmp_path, base, buena, dano, n) for n in range(SEMILLAS if completa else 1)]
    if completa:
        record_property(PROPIEDAD, list_anotables(casos))

    assert [c for c in casos if c.resultado in (SILENCIO, TRAZA)] == []
    assert {c.resultado for c in casos} == {RECHAZO, INOCUO, AVISO}


@pytest.mark.parametrize("dicho, resultado", [("otra", SILENCIO), ("buena", INOCUO)])
def test_the_judge_sees_a_silent_change(dicho: str, resultado: str):
    assert classify(Lectura("buena"), Lectura(dicho)) == resultado
