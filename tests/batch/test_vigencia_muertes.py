"""Matar al padre de golpe en cualquier punto: nada a medias se ve y la siguiente corrida termina lo que faltaba."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fais_analysis.batch.corridas.historial import (
    HECHOS,
    are_intactos,
    is_intacta,
    list_huerfanas,
    read_huerfana,
)
from fais_analysis.batch.corridas.manifiesto import BUENO, read_manifiesto
from tests.batch.corrida_suelta import CLAVES

pytestmark = pytest.mark.lento
RAIZ = Path(__file__).resolve().parents[2]
TOTAL = len(CLAVES) + 1
# Dónde muere (y a la cuántas llamadas) y si la corrida ya se había publicado.
PUNTOS = [
    ("lote.open_corrida+", 1, False),
    ("reuso.note_hecho", 2, False),
    ("lote.seal_resultado+", 2, False),
    ("lote.build_manifiesto", 1, False),
    ("lote.build_json", 1, False),
    ("lote.publish_corrida", 1, False),
    ("corridas.salida.point_ultima", 1, True),
    ("lote.publish_corrida+", 1, True),
    ("lote.discard_huerfanas", 1, True),
]


def start(cuadernos: Path, salida: Path, *punto: object) -> subprocess.Popen[str]:
    orden = [
        sys.executable,
        "-m",
        "tests.batch.corrida_suelta",
        str(cuadernos),
        str(salida),
        *map(str, punto),
    ]
    vacia = salida.parent / f"{salida.name}-raiz"  # sin datos: los cuadernos de prueba no los usan
    for nombre in ("data", "shapefiles"):
        (vacia / nombre).mkdir(parents=True, exist_ok=True)
    entorno = os.environ | {"FAIS_RAIZ": str(vacia)}
    return subprocess.Popen(
        orden, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=entorno, cwd=RAIZ
    )


def finish(proceso: subprocess.Popen[str]) -> tuple[str, str]:
    salida, error = proceso.communicate(timeout=240)
    assert proceso.returncode == 0, error
    return salida, error


def check_visible(salida: Path) -> None:
    """Todo lo que se ve con su nombre final está entero."""
    for carpeta in (r for r in salida.iterdir() if not r.name.startswith(".") and not r.is_symlink()):
        manifiesto = read_manifiesto(carpeta)
        assert all(is_intacta(f, carpeta) for f in manifiesto.list_estado(BUENO))
        assert are_intactos(manifiesto.recursos, carpeta)
    if (salida / "ultima").is_symlink():
        assert (salida / "ultima" / "manifest.json").is_file()


def count_hechos(salida: Path) -> int:
    """Informes que alguna corrida muerta dejó anotados y siguen enteros."""
    fuentes = [read_huerfana(carpeta) for carpeta in list_huerfanas(salida)]
    return len({c for f in fuentes for c, (ficha, _) in f.fichas.items() if is_intacta(ficha, f.carpeta)})


@pytest.mark.parametrize(("punto", "vez", "publicada"), PUNTOS)
def test_killed_at_a_point_the_next_run_finishes_what_was_missing(
    cuadernos: Path, tmp_path: Path, punto: str, vez: int, publicada: bool
):
    muerta = start(cuadernos, tmp_path, punto, vez)
    muerta.communicate(timeout=240)
    assert muerta.returncode == -signal.SIGKILL, "el punto no se alcanzó"
    check_visible(tmp_path)
    hechos = count_hechos(tmp_path)

    renglones, _ = finish(start(cuadernos, tmp_path))

    check_visible(tmp_path)
    corridas = [r for r in tmp_path.iterdir() if not r.name.startswith(".") and not r.is_symlink()]
    assert [r.name for r in corridas] == [os.readlink(tmp_path / "ultima")]
    assert list_huerfanas(tmp_path) == []
    producidos = len(re.findall(r"^\[\d", renglones, re.M))
    assert producidos == (0 if publicada else TOTAL - hechos), renglones
    fichas = json.loads((tmp_path / "ultima" / "manifest.json").read_text(encoding="utf-8"))["municipios"]
    assert [f["estado"] for f in fichas] == [BUENO] * len(CLAVES)


def test_killed_at_any_moment_nothing_half_done_is_ever_visible(cuadernos: Path, tmp_path: Path):
    azar = random.Random(4)
    for _ in range(6):
        proceso = start(cuadernos, tmp_path)
        time.sleep(azar.uniform(0.3, 4.0))
        proceso.kill()
        proceso.communicate()
        check_visible(tmp_path)

    finish(start(cuadernos, tmp_path))

    check_visible(tmp_path)
    assert list_huerfanas(tmp_path) == []


def test_two_runs_at_once_do_not_mix(cuadernos: Path, tmp_path: Path):
    """La segunda espera (y entonces ya no hay nada que hacer) o se niega con un mensaje claro."""
    parejas = [start(cuadernos, tmp_path) for _ in range(2)]
    finales = [(p.communicate(timeout=240), p.returncode) for p in parejas]

    check_visible(tmp_path)
    (corrida,) = [r for r in tmp_path.iterdir() if not r.name.startswith(".") and not r.is_symlink()]
    assert 0 in [codigo for _, codigo in finales]
    for (renglones, error), codigo in finales:
        if codigo == 0:
            assert renglones.splitlines()[-1] == corrida.name
        else:
            assert "Otra corrida está trabajando en esta carpeta." in error
    assert list_huerfanas(tmp_path) == []
    assert not (corrida / HECHOS).exists()


def test_ctrl_c_keeps_what_was_done_and_the_next_run_uses_it(cuadernos: Path, tmp_path: Path):
    proceso = start(cuadernos, tmp_path)
    assert proceso.stdout is not None
    primero = proceso.stdout.readline()  # en cuanto hay un informe
    assert primero.startswith("[1/3]"), primero
    proceso.send_signal(signal.SIGINT)
    proceso.communicate(timeout=60)
    check_visible(tmp_path)

    renglones, _ = finish(start(cuadernos, tmp_path))

    assert len(re.findall(r"^\[\d", renglones, re.M)) < TOTAL
    assert read_manifiesto(tmp_path / "ultima").codigo_salida == 0
