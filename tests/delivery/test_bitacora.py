"""La bitácora: sólo los pasos previstos, nada se borra, y lo dudoso lo resuelve una persona."""

import csv
import io
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fais_analysis.delivery import bitacora_esquema as e
from fais_analysis.delivery import registro
from fais_analysis.delivery.bitacora import Bitacora
from fais_analysis.delivery.carpeta import BITACORA
from fais_analysis.delivery.errores import BitacoraError, CampaniaError
from fais_analysis.delivery.informes_bitacora import build_acuse, get_estado

from .armado import CAMPANIA, Oficina, resolve_mensaje
from .conftest import ready, send
from .servidor import Guion

ESTADOS = tuple(e.TRANSICIONES)


@pytest.fixture
def bitacora(oficina: Oficina):
    oficina.prepare()
    with Bitacora(oficina.carpeta / BITACORA) as abierta:
        yield abierta


@pytest.mark.parametrize("de", ESTADOS)
@pytest.mark.parametrize("a", ESTADOS)
def test_the_database_itself_refuses_every_other_step(tmp_path_factory, de: str, a: str):
    base = sqlite3.connect(":memory:")
    base.executescript(e.TABLAS)
    base.executemany(
        "INSERT INTO transiciones VALUES (?, ?)", [(x, y) for x, ys in e.TRANSICIONES.items() for y in ys]
    )
    base.execute("INSERT INTO campanias VALUES ('c','','','','',1,0)")
    columnas = "campania, clave, municipio, destinatario, buzon, rol, cargo, formato, informe, adjunto, mensaje, message_id, archivo, estado, actualizado"
    base.execute(
        f"INSERT INTO mensajes ({columnas}) VALUES ('c','','','','','','','','','','','','',?,'')", (de,)
    )
    permitido = a == de or a in e.TRANSICIONES[de]

    if permitido:
        base.execute("UPDATE mensajes SET estado = ?", (a,))
    else:
        with pytest.raises(sqlite3.IntegrityError, match="paso no permitido"):
            base.execute("UPDATE mensajes SET estado = ?", (a,))


def test_unknown_only_leaves_by_a_person_and_accepted_never():
    assert e.TRANSICIONES[e.ACEPTADO] == ()
    assert set(e.TRANSICIONES[e.DESCONOCIDO]) == {e.CONSTANCIA, e.EN_COLA}
    assert [x for x, ys in e.TRANSICIONES.items() if e.ACEPTADO in ys] == [e.ENVIANDO]
    assert [x for x, ys in e.TRANSICIONES.items() if e.ENVIANDO in ys] == [e.RESERVADO]


@pytest.mark.parametrize("orden", [
    "DELETE FROM mensajes", "DELETE FROM eventos", "UPDATE eventos SET detalle = ''", "UPDATE mensajes SET clave = '10005'",
    "UPDATE mensajes SET buzon = 'x'", "UPDATE mensajes SET message_id = 'x'",
    "INSERT INTO mensajes SELECT NULL, campania, clave, municipio, destinatario, buzon, rol, cargo, formato, informe, adjunto,"
    " mensaje, message_id, archivo, corrige, 'en_cola', 0, 0, '', '', '', '', 0 FROM mensajes",
])  # fmt: skip
def test_history_is_not_erased_rewritten_or_duplicated(bitacora: Bitacora, orden: str):
    with pytest.raises(sqlite3.IntegrityError):
        bitacora.base.execute(orden)


def test_bytes_of_a_message_that_left_do_not_change(bitacora: Bitacora):
    mensaje = bitacora.claim_siguiente(CAMPANIA, 0, "yo", frozenset())

    with pytest.raises(sqlite3.IntegrityError, match="ya salió"):
        bitacora.base.execute("UPDATE mensajes SET mensaje = 'x' WHERE folio = ?", (mensaje.folio,))


def test_a_message_is_claimed_by_one_and_only_the_owner_moves_it(oficina: Oficina, bitacora: Bitacora):
    with Bitacora(oficina.carpeta / BITACORA) as otra:
        tomados = [
            b.claim_siguiente(CAMPANIA, 0, d, frozenset())
            for b, d in ((bitacora, "a"), (otra, "b"), (bitacora, "a"))
        ]
        assert len({m.folio for m in tomados}) == 3
        assert otra.claim_siguiente(CAMPANIA, 0, "b", frozenset()) is None
        with pytest.raises(BitacoraError):
            otra.move(tomados[0].folio, e.ENVIANDO, (e.RESERVADO,), "b")
        bitacora.move(tomados[0].folio, e.ENVIANDO, (e.RESERVADO,), "a")
        with pytest.raises(BitacoraError):
            bitacora.move(tomados[0].folio, e.ENVIANDO, (e.RESERVADO,), "a")


@given(
    st.lists(st.sampled_from(["claim", "sending", "ok", "defer", "reject", "crash", "resolve"]), max_size=40)
)
@settings(max_examples=40, deadline=None)
def test_whatever_the_order_of_events_a_message_is_transmitted_once_unless_a_person_says_so(
    tmp_path_factory, pasos
):
    """Modelo: cada «ok» o «crash» tras «sending» pudo llegar; nunca hay dos sin que alguien lo resuelva."""
    bitacora = Bitacora(tmp_path_factory.mktemp("b") / "b.sqlite", crear=True)
    base = bitacora.base
    base.execute("PRAGMA foreign_keys = OFF")
    base.execute("PRAGMA synchronous = OFF")
    base.execute("INSERT INTO campanias VALUES ('c','','','','',1,0)")
    columnas = "campania, clave, municipio, destinatario, buzon, rol, cargo, formato, informe, adjunto, mensaje, message_id, archivo, estado, actualizado"
    base.execute(
        f"INSERT INTO mensajes ({columnas}) VALUES ('c','1','','','a','','','','i','','','','','en_cola','')"
    )
    quiza, permisos = 0, 1
    for paso in pasos:
        estado = bitacora.get_mensaje(1).estado
        if paso == "claim":
            bitacora.claim_siguiente("c", 1e12, "yo", frozenset())
        elif paso == "sending" and estado == e.RESERVADO:
            bitacora.move(1, e.ENVIANDO, (e.RESERVADO,), "yo")
        elif paso == "ok" and estado == e.ENVIANDO:
            quiza += 1
            bitacora.move(1, e.ACEPTADO, (e.ENVIANDO,), "yo")
        elif paso == "defer" and estado in (e.RESERVADO, e.ENVIANDO):
            bitacora.defer(1, 0, "yo", "")
        elif paso == "reject" and estado in (e.RESERVADO, e.ENVIANDO):
            bitacora.move(1, e.RECHAZADO, (estado,), "yo")
        elif paso == "crash":
            quiza += estado == e.ENVIANDO
            bitacora.recover()
        elif paso == "resolve" and estado == e.DESCONOCIDO:
            resolve_mensaje(bitacora, 1, "no-llego", "Persona Responsable", "confirmado por teléfono")
            permisos += 1
    assert quiza <= permisos
    bitacora.close()


@pytest.mark.lento
@pytest.mark.parametrize(("resultado", "queda"), [("llego", e.CONSTANCIA), ("no-llego", e.EN_COLA)])
def test_unknown_is_resolved_with_a_reason_and_recorded(oficina: Oficina, servir, resultado: str, queda: str):
    conductas = iter(["cortar"])
    servidor = servir(Guion(cuerpo=lambda d: next(conductas, "250 OK") if "10014" in d else "250 OK"))
    ready(oficina, servidor)
    # «cuerpo» se consulta dos veces por mensaje: al pedir DATA y al recibirlo
    servidor.guion.cuerpo = lambda d: (
        "cortar" if "10014" in d and not servidor.registro.recibidos else "250 OK"
    )
    send(oficina)
    (dudoso,) = oficina.list_mensajes(e.DESCONOCIDO)

    with Bitacora(oficina.carpeta / BITACORA) as bitacora:
        for resto in (("quizá", "Ana Responsable", "se preguntó por teléfono"), (resultado, "Ana Responsable", "sí"),
                      (resultado, "", "se preguntó por teléfono")):  # fmt: skip
            with pytest.raises(CampaniaError):
                resolve_mensaje(bitacora, dudoso.folio, *resto)
        resolve_mensaje(
            bitacora, dudoso.folio, resultado, "Ana Responsable", "se preguntó por teléfono a la alcaldía"
        )
        evento = bitacora.base.execute(
            "SELECT suceso, detalle FROM eventos ORDER BY id DESC LIMIT 1"
        ).fetchone()
    send(oficina)

    assert evento["suceso"] == queda
    assert evento["detalle"] == "Ana Responsable: se preguntó por teléfono a la alcaldía"
    veces = [d for d, _, _ in servidor.registro.recibidos].count("presidencia@m10014.example")
    assert veces == (1 if resultado == "llego" else 2)  # la segunda la ordenó una persona


def test_status_masks_addresses_and_counts_unapproved(oficina: Oficina, servir):
    servidor = servir(Guion(rcpt=lambda d: f"550 5.1.1 <{d}> no existe"))
    oficina.prepare()
    with Bitacora(oficina.carpeta / BITACORA) as bitacora:
        assert get_estado(bitacora, registro.get_campania(bitacora, CAMPANIA)).sin_aprobar == 3
    ready(oficina, servidor)
    send(oficina)

    with Bitacora(oficina.carpeta / BITACORA) as bitacora:
        estado = get_estado(bitacora, registro.get_campania(bitacora, CAMPANIA))

    assert estado.conteo == {"rechazado": 3}
    assert len(estado.atencion) == 3
    assert "p•••@m10014.example" in estado.atencion[0]
    assert "presidencia@" not in "".join(estado.atencion)


def test_receipt_says_who_got_which_hash_when_and_the_answer(oficina: Oficina, servir):
    servidor = servir(Guion(cuerpo=lambda _: "250 2.0.0 =cola 7"))
    ready(oficina, servidor)
    send(oficina)

    with Bitacora(oficina.carpeta / BITACORA) as bitacora:
        crudo = build_acuse(bitacora, CAMPANIA)
    filas = list(csv.DictReader(io.StringIO(crudo.decode("utf-8-sig"))))

    assert [f["destinatario"] for f in filas] == [d for d, _, _ in servidor.registro.recibidos]
    assert {f["estado"] for f in filas} == {"aceptado"}
    assert {f["aprobado_por"] for f in filas} == {"Responsable de Ejemplo"}
    assert {f["respuesta_servidor"] for f in filas} == {"250 2.0.0 =cola 7"}
    assert [f["message_id"] for f in filas] == [i for _, i, _ in servidor.registro.recibidos]


def test_ledger_of_another_version_or_broken_is_explained(tmp_path):
    ruta = tmp_path / "b.sqlite"
    base = sqlite3.connect(ruta)
    base.execute("PRAGMA user_version = 99")
    base.close()
    with pytest.raises(BitacoraError):
        Bitacora(ruta)
    ruta.write_bytes(b"esto no es una base" * 100)
    with pytest.raises(BitacoraError):
        Bitacora(ruta)
