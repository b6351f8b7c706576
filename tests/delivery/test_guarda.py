"""La guarda: aunque todo lo demás haya fallado, un informe no sale hacia quien no es."""

import hashlib
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from fais_analysis.delivery import registro
from fais_analysis.delivery.bitacora import Bitacora
from fais_analysis.delivery.carpeta import BITACORA
from fais_analysis.delivery.configuracion import build_configuracion
from fais_analysis.delivery.guarda import Guarda, GuardaError

from .armado import CAMPANIA, NOMBRES, TRES, Oficina, build_fila, write_corrida
from .conftest import get_estados, ready, send

HOY = date(2026, 11, 22)


def check(oficina: Oficina, clave: str = "10014", hoy: date = HOY, **cambios) -> bytes:
    """Pasa la guarda a un mensaje, con lo que diga la bitácora salvo ``cambios``."""
    from dataclasses import replace

    with Bitacora(oficina.carpeta / BITACORA) as bitacora:
        campania = registro.get_campania(bitacora, CAMPANIA)
        guarda = Guarda(
            bitacora, campania, oficina.carpeta / CAMPANIA, build_configuracion(oficina.ajustes), lambda: hoy
        )
        (mensaje,) = [m for m in bitacora.list_mensajes(CAMPANIA) if m.clave == clave]
        return guarda.check(replace(mensaje, **cambios))


def swap(oficina: Oficina, de: str, a: str) -> None:
    """Hace pasar los bytes del mensaje de ``de`` por los de ``a``: bitácora y aprobación incluidas."""
    with Bitacora(oficina.carpeta / BITACORA) as bitacora:
        origen, destino = (next(m for m in bitacora.list_mensajes(CAMPANIA) if m.clave == c) for c in (de, a))
        bitacora.base.execute(
            "UPDATE mensajes SET mensaje = ?, archivo = ?, adjunto = ? WHERE folio = ?",
            (origen.mensaje, origen.archivo, origen.adjunto, destino.folio),
        )
    oficina.approve()


@pytest.fixture
def lista(oficina: Oficina) -> Oficina:
    """Una campaña aprobada de tres municipios."""
    oficina.prepare()
    oficina.approve()
    return oficina


def test_everything_in_place_gives_back_the_approved_bytes(lista: Oficina):
    assert check(lista) == lista.read_eml("10014")


def test_message_of_another_municipality_is_refused_even_if_approved(lista: Oficina):
    swap(lista, "10021", "10014")

    with pytest.raises(GuardaError) as falla:
        check(lista)

    assert "10014 Mezquital" in falla.value.donde
    assert "destinatario" in falla.value.esperado


@pytest.mark.parametrize("lugar", [0, 1])
def test_right_address_with_another_report_attached_is_refused(lista: Oficina, lugar: int):
    """Alguien arma un .eml con el destinatario de Mezquital y la hoja o el expediente de Peñón Blanco."""
    from email import policy
    from email.parser import BytesParser

    from fais_analysis.delivery.mensaje import parse_mensaje

    propio = parse_mensaje(lista.read_eml("10014"))
    ajeno = list(parse_mensaje(lista.read_eml("10021")).iter_attachments())[lugar].get_payload(decode=True)
    adjunto = list(propio.iter_attachments())[lugar]
    expediente = list(propio.iter_attachments())[1].get_payload(decode=True) if lugar == 0 else ajeno
    adjunto.set_content(ajeno, maintype="text", subtype="html", filename="x.html")
    crudo = propio.as_bytes()
    assert BytesParser(policy=policy.SMTP).parsebytes(crudo)["To"] == propio["To"]
    huella = hashlib.sha256(crudo).hexdigest()
    with Bitacora(lista.carpeta / BITACORA) as bitacora:
        mensaje = next(m for m in bitacora.list_mensajes(CAMPANIA) if m.clave == "10014")
        (lista.carpeta / CAMPANIA / mensaje.archivo).write_bytes(crudo)
        bitacora.base.execute(
            "UPDATE mensajes SET mensaje = ?, adjunto = ? WHERE folio = ?",
            (huella, hashlib.sha256(expediente).hexdigest(), mensaje.folio),
        )
    lista.approve()

    with pytest.raises(GuardaError) as falla:
        check(lista)

    assert "lo de 10014" in falla.value.esperado
    assert "otros bytes" in falla.value.encontrado


@pytest.mark.parametrize(
    ("cambio", "dice"),
    [
        ({"correo": "otra@m10014.example"}, "misma persona"),
        ({"municipio": "Súchil"}, "renglón vigente"),
        ({"clave_municipio": "10013", "municipio": NOMBRES["10013"]}, "renglón vigente"),
        ({"vigente_hasta": "2026-11-21"}, "renglón vigente"),
        ({"cargo": "Tesorera municipal"}, "mismo cargo"),
        ({"rol": "tesoreria"}, "renglón vigente"),
        ({"nombre": ""}, "renglón vigente"),
    ],
)
def test_directory_is_read_again_at_the_last_moment(lista: Oficina, cambio: dict, dice: str):
    lista.filas = [build_fila("10014", **cambio), build_fila("10021"), build_fila("10033")]
    lista.save()

    with pytest.raises(GuardaError) as falla:
        check(lista)

    assert dice in falla.value.esperado
    assert "@" not in str(falla.value)
    assert "Persona" not in str(falla.value)
    assert check(lista, "10021")


def test_term_that_ended_between_preparing_and_sending_is_refused(lista: Oficina):
    with pytest.raises(GuardaError, match="no se entrega"):
        check(lista, hoy=date(2100, 1, 1))


@pytest.mark.parametrize(("campo", "valor", "dice"), [
    ("es_demostracion", True, "demostración"), ("estado", "fallido", "huella"), ("sha256", "0" * 64, "huella"),
    ("nombre", "Otro", "nombre"), ("clave", "10013", "un informe de 10014"),
    ("advertencias", ["DATOS DE DEMOSTRACIÓN: x"], "demostración"),
])  # fmt: skip
def test_manifest_is_read_again_at_the_last_moment(lista: Oficina, campo: str, valor: object, dice: str):
    ruta = lista.corrida / "manifest.json"
    datos = json.loads(ruta.read_text("utf-8"))
    (datos if campo in datos else datos["municipios"][0])[campo] = valor
    if campo == "estado":
        datos["municipios"][0] |= {"informe": None, "sha256": None}
    ruta.write_text(json.dumps(datos), encoding="utf-8")

    with pytest.raises(GuardaError) as falla:
        check(lista)

    assert dice in falla.value.esperado


def test_report_edited_or_deleted_after_approval_is_refused(lista: Oficina):
    ruta = lista.corrida / "10014_x" / "expediente.html"
    ruta.write_bytes(ruta.read_bytes().replace(b"30", b"31"))
    with pytest.raises(GuardaError):
        check(lista)

    ruta.unlink()
    with pytest.raises(GuardaError):
        check(lista)


def test_verification_is_required_at_the_last_moment(lista: Oficina):
    with Bitacora(lista.carpeta / BITACORA) as bitacora:
        bitacora.base.execute("DELETE FROM verificaciones")

    with pytest.raises(GuardaError) as falla:
        check(lista)

    assert falla.value.encontrado == "sin verificar"


def test_bare_line_feeds_that_could_smuggle_a_second_message_are_refused(lista: Oficina):
    with Bitacora(lista.carpeta / BITACORA) as bitacora:
        mensaje = next(m for m in bitacora.list_mensajes(CAMPANIA) if m.clave == "10014")
        crudo = lista.read_eml("10014") + b"x\n.\nMAIL FROM:<a@b.example>\n"
        (lista.carpeta / CAMPANIA / mensaje.archivo).write_bytes(crudo)
        huella = hashlib.sha256(crudo).hexdigest()
        bitacora.base.execute("UPDATE mensajes SET mensaje = ? WHERE folio = ?", (huella, mensaje.folio))
    lista.approve()

    with pytest.raises(GuardaError) as falla:
        check(lista)

    assert "CRLF" in falla.value.esperado


def test_link_must_be_the_one_of_its_own_report(tmp_path: Path):
    oficina = Oficina(tmp_path, filas=[build_fila(c, formato="enlace") for c in TRES])
    oficina.prepare()
    oficina.approve()
    assert check(oficina)

    oficina.ajustes["enlace"] = "https://otro.example/{clave}/{huella}.html"
    with pytest.raises(GuardaError) as falla:
        check(oficina)

    assert "enlace" in falla.value.esperado


@pytest.mark.lento
@pytest.mark.parametrize("titulo", ["Peñón Blanco (10021): x", "Mezquital (10021): x", "Otro (10014): x", ""])
def test_pdf_of_another_municipality_is_refused(tmp_path: Path, titulo: str, monkeypatch):
    import fais_analysis.delivery.adjunto as a

    def pdf(texto: str) -> bytes:
        return b"%PDF-1.4 <</Title <" + ("\ufeff" + texto).encode("utf-16-be").hex().encode() + b">>>"

    monkeypatch.setattr(a, "_print", lambda i, c: pdf(f"{i.nombre} ({i.clave}): x"))
    oficina = Oficina(
        tmp_path, filas=[build_fila("10014", formato="pdf"), build_fila("10021"), build_fila("10033")]
    )
    assert oficina.prepare()[0].estado == "listo"
    oficina.approve()
    assert check(oficina)

    malo = pdf(titulo)
    informe = next((oficina.carpeta / "pdf").glob("*.pdf"))
    informe.write_bytes(malo)
    ficha = informe.with_suffix(".json")
    ficha.write_text(json.dumps(json.loads(ficha.read_text()) | {"sha256": hashlib.sha256(malo).hexdigest()}))
    oficina.prepare()

    assert informe.read_bytes() == pdf("Mezquital (10014): x")  # el ajeno no se usa: se vuelve a imprimir
    assert check(oficina)
    monkeypatch.setattr(a, "_print", lambda i, c: malo)
    informe.unlink()
    assert oficina.prepare()[0].estado == "no enviable"


def test_refused_messages_stay_queued_named_and_unsent(lista: Oficina, servir):
    servidor = servir()
    ready(lista, servidor)
    write_corrida(lista.corrida, TRES, es_demostracion=True)

    resumen, error = send(lista)

    assert error is None
    assert resumen.conteo == Counter(negado=3)
    assert servidor.registro.conexiones == 0
    assert set(get_estados(lista).values()) == {"en_cola"}
    assert all("negado" in m.respuesta and "demostración" in m.respuesta for m in lista.list_mensajes())


def test_change_during_the_conversation_is_caught_before_data(lista: Oficina, servir):
    """El directorio cambia después de RCPT: la segunda pasada de la guarda lo detiene."""
    servidor = servir()
    ready(lista, servidor)

    def cambia(medios):
        def paso(nombre: str, _: int) -> None:
            if nombre == "sobre":
                lista.filas = [build_fila(c, correo=f"otra@m{c}.example") for c in TRES]
                lista.save()

        medios.paso = paso

    resumen, _ = send(lista, cambia)

    assert resumen.conteo == Counter(negado=3)
    assert servidor.registro.recibidos == []
