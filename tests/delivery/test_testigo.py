"""Si la bitácora se pierde, vuelve de un respaldo, se llena el disco o hay otra carpeta: nadie recibe dos veces."""

import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from fais_analysis.delivery import testigo
from fais_analysis.delivery.bitacora import Bitacora
from fais_analysis.delivery.carpeta import BITACORA
from fais_analysis.delivery.despacho import open_despacho
from fais_analysis.delivery.errores import BitacoraError, EnvioAjenoError

from .armado import CAMPANIA, TRES, Oficina
from .conftest import get_estados, ready, send


@pytest.fixture
def servidor(servir):
    return servir()


def test_deleted_ledger_never_sends_again(oficina: Oficina, servidor):
    ready(oficina, servidor)
    send(oficina)
    (oficina.carpeta / BITACORA).unlink()

    with pytest.raises(BitacoraError, match="no hay bitácora"):
        send(oficina)
    with pytest.raises(EnvioAjenoError, match="no sabe de mensajes que ya salieron"):
        oficina.prepare()

    assert len(servidor.registro.recibidos) == 3


@pytest.mark.parametrize("contenido", [b"", b"\0" * 4096, b"esto no es una base" * 400])
def test_emptied_or_broken_ledger_is_refused_in_five_parts(oficina: Oficina, servidor, contenido: bytes):
    ready(oficina, servidor)
    (oficina.carpeta / BITACORA).write_bytes(contenido)

    with pytest.raises(BitacoraError) as falla:
        open_despacho(oficina.carpeta, CAMPANIA)

    assert "restáurela de su respaldo" in str(falla.value)


def test_damaged_pages_are_found_on_opening(oficina: Oficina):
    oficina.prepare()
    ruta = oficina.carpeta / BITACORA
    crudo = bytearray(ruta.read_bytes())
    for inicio in range(4096, len(crudo), 4096):  # la cabecera se queda; lo demás, no
        crudo[inicio : inicio + 64] = b"\xa5" * 64
    ruta.write_bytes(crudo)

    with pytest.raises(BitacoraError, match="No se puede usar la bitácora"):
        Bitacora(ruta)


def test_ledger_restored_from_an_older_backup_never_sends_again(oficina: Oficina, servidor):
    ready(oficina, servidor)
    ruta = oficina.carpeta / BITACORA
    shutil.copy(ruta, oficina.raiz / "respaldo")
    send(oficina)
    shutil.copy(oficina.raiz / "respaldo", ruta)

    with pytest.raises(EnvioAjenoError):
        open_despacho(oficina.carpeta, CAMPANIA)
    with pytest.raises(EnvioAjenoError):
        oficina.prepare()

    assert len(servidor.registro.recibidos) == 3


def test_same_campaign_from_another_folder_never_sends_again(tmp_path: Path, servidor):
    for nombre in ("una", "otra"):
        (tmp_path / nombre).mkdir()
    ready(Oficina(tmp_path / "una"), servidor)
    otra = ready(Oficina(tmp_path / "otra"), servidor)
    despacho = open_despacho(otra.carpeta, CAMPANIA)  # abierto antes de que la primera enviara
    despacho.bitacora.close()
    una = Oficina(tmp_path / "una", ajustes=otra.ajustes)
    assert send(una)[0].conteo == Counter(aceptado=3)

    with pytest.raises(EnvioAjenoError):
        send(otra)

    assert len(servidor.registro.recibidos) == 3


def test_a_race_between_two_folders_is_caught_just_before_data(tmp_path: Path, servidor, monkeypatch):
    """Las dos pasaron la comprobación del principio; el testigo la repite antes de cada DATA."""
    for nombre in ("una", "otra"):
        (tmp_path / nombre).mkdir()
    una, otra = (ready(Oficina(tmp_path / n), servidor) for n in ("una", "otra"))
    send(una)
    monkeypatch.setattr("fais_analysis.delivery.despacho.check_testigo", lambda *_, **__: None)

    with pytest.raises(EnvioAjenoError):
        send(otra)

    assert len(servidor.registro.recibidos) == 3
    assert get_estados(otra) == {"10014": "desconocido", "10021": "en_cola", "10033": "en_cola"}


def test_without_a_witness_nothing_is_sent(oficina: Oficina, servidor, monkeypatch):
    """Disco lleno, carpeta sin permiso: antes de DATA, así que el mensaje sigue en la cola."""
    ready(oficina, servidor)

    def fail(_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as parche:
        parche.setattr(testigo.os, "fsync", fail)
        with pytest.raises(BitacoraError, match="testigo"):
            send(oficina)
    assert servidor.registro.recibidos == []
    assert get_estados(oficina)["10014"] == "diferido"

    assert send(oficina)[0].conteo == Counter(aceptado=3)
    assert max(Counter(i for _, i, _ in servidor.registro.recibidos).values()) == 1


def test_a_half_written_line_does_not_swallow_the_next(oficina: Oficina, servidor):
    ready(oficina, servidor)
    ruta = testigo.get_ruta()
    ruta.parent.mkdir(exist_ok=True)
    ruta.write_bytes(b"2026-11-22T10:00:00-06:00\t2020-diag")  # se cortó la corriente

    assert send(oficina)[0].conteo == Counter(aceptado=3)

    renglones = ruta.read_text("utf-8").splitlines()
    assert len(renglones) == 4
    assert [r.split("\t")[2] for r in renglones[1:]] == [i for _, i, _ in servidor.registro.recibidos]
    (oficina.carpeta / BITACORA).unlink()
    with pytest.raises(EnvioAjenoError):
        oficina.prepare()


def test_witness_names_nobody(oficina: Oficina, servidor):
    ready(oficina, servidor)
    send(oficina)

    texto = testigo.get_ruta().read_text("utf-8")

    assert not any(dato in texto for dato in ("presidencia", "Persona", "m10014"))


def test_retried_and_resolved_messages_agree_with_the_witness(oficina: Oficina, servir):
    """Un 4xx tras DATA y un «no llegó» se vuelven a mandar: el testigo los cuenta dos veces y está bien."""
    from .servidor import Guion

    veces = Counter[str]()

    def cuerpo(destinatario: str) -> str:  # el servidor la llama al empezar DATA y al terminar
        veces[destinatario] += 1
        return "451 luego" if "10014" in destinatario and veces[destinatario] <= 2 else "250 OK"

    ready(oficina, servir(Guion(cuerpo=cuerpo)))

    assert send(oficina)[0].conteo == Counter(aceptado=3, diferido=1)
    assert len(testigo.get_ruta().read_text("utf-8").splitlines()) == 4
    with Bitacora(oficina.carpeta / BITACORA) as bitacora:
        testigo.check_testigo(bitacora, CAMPANIA)


def test_disk_full_after_the_answer_leaves_unknown_and_claims_nothing(oficina: Oficina, servidor):
    """El servidor aceptó y la bitácora no se pudo escribir: nunca «aceptado» de memoria, nunca otra vez."""
    ready(oficina, servidor)
    base = None

    def fill(paso: str, _: int) -> None:
        if paso != "respuesta":
            return
        paginas = base.execute("PRAGMA page_count").fetchone()[0]
        base.execute(f"PRAGMA max_page_count = {paginas}")
        for largo in (4000, 1000, 200, 40, 1):
            try:
                while True:
                    orden = "INSERT INTO eventos (folio, cuando, suceso, detalle) SELECT 1, cuando, 'x', ? FROM eventos LIMIT 1"
                    base.execute(orden, ("x" * largo,))
            except sqlite3.OperationalError:
                continue

    despacho = open_despacho(oficina.carpeta, CAMPANIA)
    base = despacho.bitacora.base
    from fais_analysis.delivery.despacho import build_medios
    from fais_analysis.delivery.envio import Emisor

    medios = build_medios(despacho.configuracion, lambda _: None)
    medios.paso = fill
    with pytest.raises(BitacoraError) as falla:
        Emisor(despacho.bitacora, despacho.guarda, medios).run()
    despacho.bitacora.close()
    assert falla.value.encontrado == "el disco está lleno"
    assert len(servidor.registro.recibidos) == 1

    resumen, _ = send(oficina)

    assert resumen.recuperados == (0, 1)
    assert get_estados(oficina)["10014"] == "desconocido"
    assert Counter(d for d, _, _ in servidor.registro.recibidos) == Counter(
        f"presidencia@m{c}.example" for c in TRES
    )
