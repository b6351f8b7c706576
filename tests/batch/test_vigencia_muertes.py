"""Matar al padre de golpe en cualquier punto: nada a medias se ve y la siguiente corrida termina lo que faltaba."""

import json
import os
import random
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
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


class Corrida:
    """Una corrida en marcha en otro proceso, hijo del semillero."""

    def __init__(self, semillero: "Semillero", cuadernos: Path, salida: Path, punto: str, vez: int):
        lugar = Path(tempfile.mkdtemp(dir=salida.parent, prefix=f"{salida.name}-corrida-"))
        for nombre in ("data", "shapefiles"):  # sin datos: los cuadernos de prueba no los usan
            (lugar / nombre).mkdir()
        self.semillero, self.renglones, self.error = semillero, lugar / "renglones", lugar / "error"
        rutas = {"cuadernos": cuadernos, "salida": salida, "raiz": lugar}
        rutas |= {"renglones": self.renglones, "error": self.error}
        self.pid = semillero.ask({n: str(r) for n, r in rutas.items()} | {"punto": punto, "vez": vez})

    def wait(self) -> int:
        """Espera a que termine; su código de salida, negativo si la mató una señal."""
        return self.semillero.ask(self.pid)

    def finish(self) -> str:
        """Espera a que termine bien y da sus renglones."""
        assert self.wait() == 0, self.error.read_text(encoding="utf-8")
        return self.renglones.read_text(encoding="utf-8")


class Semillero:
    """El proceso que ya importó todo y bifurca cada corrida."""

    def __init__(self):
        orden = [sys.executable, "-m", "tests.batch.corrida_suelta"]
        self.proceso = subprocess.Popen(
            orden, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=RAIZ
        )

    def ask(self, pedido: dict | int) -> int:
        """Un pedido y su respuesta: el proceso nuevo o cómo terminó."""
        self.proceso.stdin.write(f"{json.dumps(pedido)}\n")
        self.proceso.stdin.flush()
        listo, _, _ = select.select([self.proceso.stdout], [], [], 240)
        assert listo, "la corrida no terminó en cuatro minutos"
        return int(self.proceso.stdout.readline())

    def start(self, cuadernos: Path, salida: Path, punto: str = "", vez: int = 1) -> Corrida:
        """Una corrida nueva, que muere en el punto dicho."""
        return Corrida(self, cuadernos, salida, punto, vez)


@pytest.fixture(scope="module")
def semillero() -> Iterator[Semillero]:
    nuevo = Semillero()
    yield nuevo
    nuevo.proceso.kill()
    nuevo.proceso.communicate()


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
    semillero: Semillero, cuadernos: Path, tmp_path: Path, punto: str, vez: int, publicada: bool
):
    muerta = semillero.start(cuadernos, tmp_path, punto, vez)
    assert muerta.wait() == -signal.SIGKILL, "el punto no se alcanzó"
    check_visible(tmp_path)
    hechos = count_hechos(tmp_path)

    renglones = semillero.start(cuadernos, tmp_path).finish()

    check_visible(tmp_path)
    corridas = [r for r in tmp_path.iterdir() if not r.name.startswith(".") and not r.is_symlink()]
    assert [r.name for r in corridas] == [os.readlink(tmp_path / "ultima")]
    assert list_huerfanas(tmp_path) == []
    producidos = len(re.findall(r"^\[\d", renglones, re.M))
    assert producidos == (0 if publicada else TOTAL - hechos), renglones
    fichas = json.loads((tmp_path / "ultima" / "manifest.json").read_text(encoding="utf-8"))["municipios"]
    assert [f["estado"] for f in fichas] == [BUENO] * len(CLAVES)


def test_killed_at_any_moment_nothing_half_done_is_ever_visible(
    semillero: Semillero, cuadernos: Path, tmp_path: Path
):
    azar = random.Random(4)
    for _ in range(6):
        corrida = semillero.start(cuadernos, tmp_path)
        time.sleep(azar.uniform(0.1, 3.0))  # ya importó todo: casi todo ese tiempo está trabajando
        os.kill(corrida.pid, signal.SIGKILL)
        corrida.wait()
        check_visible(tmp_path)

    semillero.start(cuadernos, tmp_path).finish()

    check_visible(tmp_path)
    assert list_huerfanas(tmp_path) == []


def test_two_runs_at_once_do_not_mix(semillero: Semillero, cuadernos: Path, tmp_path: Path):
    """La segunda espera (y entonces ya no hay nada que hacer) o se niega con un mensaje claro."""
    parejas = [semillero.start(cuadernos, tmp_path) for _ in range(2)]
    finales = [(p, p.wait()) for p in parejas]

    check_visible(tmp_path)
    (corrida,) = [r for r in tmp_path.iterdir() if not r.name.startswith(".") and not r.is_symlink()]
    assert 0 in [codigo for _, codigo in finales]
    for pareja, codigo in finales:
        if codigo == 0:
            assert pareja.renglones.read_text(encoding="utf-8").splitlines()[-1] == corrida.name
        else:
            dicho = pareja.error.read_text(encoding="utf-8")
            assert "Otra corrida está trabajando en esta carpeta." in dicho
    assert list_huerfanas(tmp_path) == []
    assert not (corrida / HECHOS).exists()


def test_ctrl_c_keeps_what_was_done_and_the_next_run_uses_it(
    semillero: Semillero, cuadernos: Path, tmp_path: Path
):
    corrida = semillero.start(cuadernos, tmp_path)
    limite = time.monotonic() + 240
    while not corrida.renglones.exists() or not corrida.renglones.read_text(encoding="utf-8").endswith("\n"):
        assert time.monotonic() < limite, corrida.error.read_text(encoding="utf-8")
        time.sleep(0.02)  # en cuanto hay un informe
    primero = corrida.renglones.read_text(encoding="utf-8")
    assert primero.startswith("[1/3]"), primero
    os.kill(corrida.pid, signal.SIGINT)
    corrida.wait()
    check_visible(tmp_path)

    renglones = semillero.start(cuadernos, tmp_path).finish()

    assert len(re.findall(r"^\[\d", renglones, re.M)) < TOTAL
    assert read_manifiesto(tmp_path / "ultima").codigo_salida == 0
