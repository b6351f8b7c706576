"""Matar al emisor con -9 en cada paso y reanudar: nadie recibe dos veces y la bitácora no presume lo que no fue.

El servidor corre en otro proceso y lleva su propio registro en disco; se compara contra la bitácora al final.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from fais_analysis.delivery.bitacora import Bitacora
from fais_analysis.delivery.carpeta import hold_candado
from fais_analysis.delivery.despacho import build_medios, open_despacho
from fais_analysis.delivery.envio import Emisor

from .armado import CAMPANIA, NOMBRES, Oficina, build_ajustes

PASOS = (
    "reservado",
    "conectado",
    "sobre",
    "guarda",
    "enviando",
    "testigo",
    "datos",
    "medio cuerpo",
    "cuerpo",
    "respuesta",
    "asentado",
)
ANTES_DE_DATA = PASOS[:4]
# Los que alcanzan para morir dos veces en cada paso: con los 39 sólo se repite lo mismo.
CLAVES = tuple(NOMBRES)[:18]
pytestmark = [
    pytest.mark.lento,
    pytest.mark.skipif(sys.platform != "linux", reason="bifurca procesos y los mata"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture
def servidor(tmp_path: Path):
    """El servidor en su propio proceso, que sobrevive al emisor."""
    carpeta = tmp_path / "servidor"
    carpeta.mkdir()
    proceso = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("servidor.py")), str(carpeta)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    datos = json.loads(proceso.stdout.readline())
    yield {**datos, "archivo": carpeta / "recibidos.jsonl"}
    proceso.stdin.close()
    proceso.wait(timeout=10)


def build_oficina(tmp_path: Path, servidor: dict, claves: tuple[str, ...] = CLAVES) -> Oficina:
    """Una campaña aprobada hacia ese servidor."""
    ajustes = build_ajustes(fallas_seguidas=len(claves))
    ajustes["servidor"] |= {"puerto": servidor["puerto"], "certificados": servidor["pem"]}
    oficina = Oficina(tmp_path, claves, ajustes)
    oficina.prepare()
    oficina.approve()
    return oficina


def fork_emisor(oficina: Oficina, paso: Callable[[str, int], None], con_candado: bool = True) -> int:
    """Bifurca un emisor que llama a ``paso`` en cada paso; devuelve su pid."""
    pid = os.fork()
    if pid:
        return pid
    codigo = 1
    try:
        despacho = open_despacho(oficina.carpeta, CAMPANIA)
        medios = build_medios(despacho.configuracion, lambda _: None)
        medios.paso = paso
        emisor = Emisor(despacho.bitacora, despacho.guarda, medios)
        if con_candado:
            with hold_candado(oficina.carpeta):
                emisor.run()
        else:
            emisor.bitacora.recover = lambda: ([], [])  # type: ignore[method-assign]
            emisor.run()
        codigo = 0
    finally:
        os._exit(codigo)


def wait(pid: int) -> int:
    """Espera a un proceso; su código, negativo si lo mató una señal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def kill_at(paso_mortal: str, salto: int) -> Callable[[str, int], None]:
    """Se mata a sí mismo la vez ``salto + 1`` que llega a ese paso."""
    faltan = [salto]

    def paso(nombre: str, _: int) -> None:
        if nombre == paso_mortal:
            if faltan[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            faltan[0] -= 1

    return paso


def check_cuentas(oficina: Oficina, servidor: dict) -> Counter[str]:
    """Lo que exige el contrato, contra el registro del propio servidor."""
    archivo: Path = servidor["archivo"]
    recibidos = [json.loads(r) for r in archivo.read_text().splitlines()] if archivo.exists() else []
    veces = Counter(identidad for _, identidad in recibidos)
    mensajes = oficina.list_mensajes()
    duenos = {m.message_id: m.destinatario for m in mensajes}

    assert max(veces.values(), default=0) <= 1, "alguien recibió dos veces"
    assert all(duenos[identidad] == destinatario for destinatario, identidad in recibidos), (
        "entrega equivocada"
    )
    for mensaje in mensajes:
        if mensaje.estado == "aceptado":
            assert veces[mensaje.message_id] == 1, "la bitácora presume una entrega que no fue"
        elif mensaje.estado not in ("desconocido", "enviando"):  # esos dicen «no se sabe»
            assert veces[mensaje.message_id] == 0, "una entrega que la bitácora no sabe"
    return Counter(m.estado for m in mensajes)


@pytest.mark.parametrize(("salto", "cuantas"), [(0, 18), (2, 39)])
def test_killed_at_every_step_in_turn_and_resumed(tmp_path: Path, servidor: dict, salto: int, cuantas: int):
    oficina = build_oficina(tmp_path, servidor, tuple(NOMBRES)[:cuantas])
    muertes = Counter[str]()

    for vuelta in range(400):
        paso = PASOS[vuelta % len(PASOS)]
        codigo = wait(fork_emisor(oficina, kill_at(paso, salto)))
        check_cuentas(oficina, servidor)
        if codigo == 0:
            break
        assert codigo == -signal.SIGKILL
        muertes[paso] += 1

    estados = check_cuentas(oficina, servidor)
    dudosas = sum(muertes[p] for p in PASOS if p not in ANTES_DE_DATA and p != "asentado")
    assert set(muertes) == set(PASOS)
    assert estados == Counter({"aceptado": cuantas - dudosas, "desconocido": dudosas})


@pytest.mark.parametrize("paso", ANTES_DE_DATA)
def test_killed_before_data_loses_nobody_and_doubts_nobody(tmp_path: Path, servidor: dict, paso: str):
    oficina = build_oficina(tmp_path, servidor, CLAVES[:6])

    for _ in range(3):
        assert wait(fork_emisor(oficina, kill_at(paso, 1))) == -signal.SIGKILL
    assert wait(fork_emisor(oficina, lambda *_: None)) == 0

    assert check_cuentas(oficina, servidor) == Counter(aceptado=6)


def test_killed_at_any_instant_and_resumed(tmp_path: Path, servidor: dict):
    """No en un paso elegido: a los tantos milisegundos, donde caiga (también a media transacción)."""
    oficina = build_oficina(tmp_path, servidor)
    azar = random.Random(20261122)

    for _ in range(30):
        pid = fork_emisor(oficina, lambda *_: None)
        time.sleep(azar.uniform(0.02, 0.4))
        os.kill(pid, signal.SIGKILL)
        if wait(pid) == 0:
            break
        check_cuentas(oficina, servidor)
    assert wait(fork_emisor(oficina, lambda *_: None)) == 0

    estados = check_cuentas(oficina, servidor)
    assert set(estados) <= {"aceptado", "desconocido"}
    assert sum(estados.values()) == len(CLAVES)


def test_two_senders_at_once_the_second_is_turned_away(tmp_path: Path, servidor: dict):
    oficina = build_oficina(tmp_path, servidor)
    pids = [fork_emisor(oficina, lambda *_: None) for _ in range(2)]
    codigos = sorted(wait(pid) for pid in pids)

    assert codigos[0] == 0
    assert codigos[1] in (0, 1)  # uno no pudo tomar el candado, o llegó cuando ya no había nada
    assert check_cuentas(oficina, servidor) == Counter(aceptado=len(CLAVES))


def test_three_senders_without_the_lock_still_never_share_a_message(tmp_path: Path, servidor: dict):
    oficina = build_oficina(tmp_path, servidor)
    pids = [fork_emisor(oficina, lambda *_: None, con_candado=False) for _ in range(3)]
    assert [wait(pid) for pid in pids] == [0, 0, 0]

    assert check_cuentas(oficina, servidor) == Counter(aceptado=len(CLAVES))
    with Bitacora(oficina.carpeta / "bitacora.sqlite") as bitacora:
        duenos = {f[0] for f in bitacora.base.execute("SELECT DISTINCT dueno FROM mensajes")}
    assert len(duenos) > 1  # de veras se repartieron
