"""Rebotes: DSN de .eml y mbox, unidos al mensaje exacto; lo ajeno y lo falso no tocan la bitácora."""

import mailbox
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fais_analysis.delivery.avisos_entrega import read_aviso
from fais_analysis.delivery.bitacora import Bitacora
from fais_analysis.delivery.carpeta import BITACORA
from fais_analysis.delivery.rebotes import import_rebotes

from .armado import Oficina
from .conftest import ready, send

DSN = """From: MAILER-DAEMON@m10014.example
To: rebotes@despacho.example
Subject: Undelivered Mail
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

No se pudo entregar.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; m10014.example

Final-Recipient: rfc822; presidencia@m10014.example
Action: {accion}
Status: {codigo}
Diagnostic-Code: smtp; 550 5.1.1 <presidencia@m10014.example>: no existe

--B
Content-Type: {tipo}

{devuelto}
--B--
"""


def build_dsn(
    message_id: str, accion: str = "failed", codigo: str = "5.1.1", tipo: str = "text/rfc822-headers"
) -> bytes:
    devuelto = f"From: avisos@despacho.example\nMessage-ID: {message_id}\nSubject: x\n"
    devuelto += "" if tipo.startswith("text") else "\ncuerpo\n"
    return (
        DSN.format(accion=accion, codigo=codigo, tipo=tipo, devuelto=devuelto).replace("\n", "\r\n").encode()
    )


@pytest.fixture
def enviada(oficina: Oficina, servir) -> Oficina:
    ready(oficina, servir())
    send(oficina)
    return oficina


def load(oficina: Oficina, ruta: Path):
    with Bitacora(oficina.carpeta / BITACORA) as bitacora:
        return import_rebotes(bitacora, ruta)


@pytest.mark.parametrize("tipo", ["text/rfc822-headers", "message/rfc822"])
def test_bounce_is_tied_to_its_message_and_blocks_that_address(enviada: Oficina, tmp_path: Path, tipo: str):
    (primero, *_) = enviada.list_mensajes()
    (tmp_path / "r.eml").write_bytes(build_dsn(primero.message_id, tipo=tipo))

    resumen = load(enviada, tmp_path / "r.eml")
    repetido = load(enviada, tmp_path / "r.eml")
    with Bitacora(enviada.carpeta / BITACORA) as bitacora:
        fila = bitacora.base.execute("SELECT * FROM rebotes").fetchone()

    assert (resumen.leidos, resumen.nuevos, resumen.ajenos) == (1, 1, 0)
    assert (repetido.leidos, repetido.nuevos) == (1, 0)
    assert (fila["folio"], fila["accion"], fila["codigo"]) == (primero.folio, "failed", "5.1.1")
    assert {m.estado for m in enviada.list_mensajes()} == {
        "aceptado"
    }  # lo que el servidor dijo no se reescribe
    from .armado import TRES, Municipio, write_corrida

    renglones = enviada.prepare(write_corrida(tmp_path / "c2", {c: Municipio(pobreza=70) for c in TRES}))
    assert [r.estado for r in renglones] == ["no enviable", *["cambió desde la última vez"] * 2]
    assert "rebotó (5.1.1)" in renglones[0].razon


def test_delay_is_noted_but_does_not_block(enviada: Oficina, tmp_path: Path):
    (primero, *_) = enviada.list_mensajes()
    (tmp_path / "r.eml").write_bytes(build_dsn(primero.message_id, "delayed", "4.4.1"))
    load(enviada, tmp_path)

    assert enviada.prepare()[0].estado == "ya enviado"


def test_mbox_and_folders_are_read_and_strangers_are_counted(enviada: Oficina, tmp_path: Path):
    mensajes = enviada.list_mensajes()
    buzon = mailbox.mbox(tmp_path / "rebotes.mbox")
    for crudo in (build_dsn(mensajes[0].message_id), build_dsn(mensajes[1].message_id),
                  build_dsn(f"<fais.10014.{'0' * 32}@despacho.example>"), b"From: a@b.example\r\nSubject: hola\r\n\r\nx\r\n"):  # fmt: skip
        buzon.add(crudo)
    buzon.close()

    resumen = load(enviada, tmp_path / "rebotes.mbox")

    assert (resumen.leidos, resumen.nuevos, resumen.ajenos) == (3, 2, 1)


def test_a_plain_message_that_cites_ours_is_not_a_bounce(enviada: Oficina):
    mensaje = EmailMessage(policy=policy.SMTP)
    mensaje["Subject"] = "Re: su expediente"
    mensaje.set_content(f"Recibido. {enviada.list_mensajes()[0].message_id}")

    aviso = read_aviso(mensaje.as_bytes())
    assert aviso.rebotes == ()
    assert "persona" in aviso.no_entendido


@given(st.binary(max_size=400))
@settings(max_examples=80, deadline=None)
def test_garbage_never_breaks_the_reader(basura: bytes):
    assert read_aviso(basura).rebotes == ()
    assert isinstance(read_aviso(build_dsn("<x@y>").replace(b"5.1.1", basura)).rebotes, tuple)


def test_missing_file_is_explained(oficina: Oficina, tmp_path: Path):
    from fais_analysis.delivery.errores import BitacoraError

    oficina.prepare()
    with pytest.raises(BitacoraError, match="No se pueden leer"):
        load(oficina, tmp_path / "no-existe.eml")


def test_what_cannot_be_read_in_a_folder_is_counted_and_a_mailbox_inside_is_read(
    enviada: Oficina, tmp_path: Path
):
    carpeta = tmp_path / "bajados"
    carpeta.mkdir()
    (carpeta / "No se pudo entregar.msg").write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 100)
    (carpeta / "aviso.pdf").write_bytes(b"%PDF-1.4")
    buzon = mailbox.mbox(carpeta / "Inbox")
    buzon.add(build_dsn(enviada.list_mensajes()[0].message_id))
    buzon.close()

    resumen = load(enviada, carpeta)

    assert (resumen.nuevos, [r.partition(":")[0] for r in resumen.no_entendidos]) == (
        1,
        ["No se pudo entregar.msg", "aviso.pdf"],
    )


CITADO = f"<fais.10014.{'a' * 32}@despacho.example>"
QMAIL = """From: MAILER-DAEMON@mx.example
Subject: failure notice

Hi. This is the qmail-send program at mx.example.

<presidencia@m10014.example>:
{ip} does not like recipient.
Remote host said: 550 {codigo} unknown user
Giving up on {ip}.

--- Below this line is a copy of the message.

Message-ID: {citado}
"""


@pytest.mark.parametrize("ip", ["192.0.2.1", "10.5.1.1", "198.51.4.4"])
@pytest.mark.parametrize("codigo, cierra", [("5.1.1", True), ("5.1.2", True), ("4.2.2", False)])
def test_an_address_of_a_machine_is_not_a_code(ip: str, codigo: str, cierra: bool):
    (rebote,) = read_aviso(QMAIL.format(ip=ip, codigo=codigo, citado=CITADO).encode()).rebotes

    assert (rebote.codigo, rebote.es_definitivo) == (codigo, cierra)


@pytest.mark.parametrize(
    "escrita",
    ["utf-8; presidencia@peñón.example", r"utf-8;presidencia@pe\x{F1}\x{F3}n.example", "rfc822;presidencia@xn--pen-8mak.example"],
)  # fmt: skip
def test_an_address_with_accents_is_read_however_it_is_written(escrita: str):
    texto = build_dsn(CITADO).decode().replace("message/delivery-status", "message/global-delivery-status")
    texto = texto.replace("rfc822; presidencia@m10014.example", escrita)

    assert [r.final for r in read_aviso(texto.encode()).rebotes] == ["presidencia@xn--pen-8mak.example"]


def test_a_dead_forward_does_not_close_the_mailbox_that_forwards(enviada: Oficina, tmp_path: Path):
    """El buzón de la alcaldía recibió y lo reenvió a otro, que ya no existe: el que falló es el otro."""
    (primero, *_) = enviada.list_mensajes()
    reenvio = (
        b"Original-Recipient: rfc822; presidencia@m10014.example\r\nFinal-Recipient: rfc822; otra@z.example"
    )
    crudo = build_dsn(primero.message_id)
    crudo = crudo.replace(b"Final-Recipient: rfc822; presidencia@m10014.example", reenvio)
    (tmp_path / "r.eml").write_bytes(crudo)

    resumen = load(enviada, tmp_path / "r.eml")

    assert (resumen.nuevos, resumen.definitivos) == (1, 0)
    assert enviada.prepare()[0].estado == "ya enviado"


@pytest.mark.parametrize(
    "crudo, dicho",
    [
        (b"Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b--\n", "acuse de lectura"),
        (b"Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b--\n", "correo no deseado"),
        (b"", "no es un mensaje"),
    ],
)  # fmt: skip
def test_what_is_not_a_bounce_is_called_by_its_name(crudo: bytes, dicho: str):
    assert dicho in read_aviso(crudo).no_entendido
