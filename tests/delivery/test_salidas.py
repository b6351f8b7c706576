"""Nadie queda fuera para siempre: cada candado tiene una salida con nombre y razón, y --solo no toca a nadie más."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fais_analysis.delivery.aprobacion import list_preguntas
from fais_analysis.delivery.avisos_entrega import Rebote, read_aviso
from fais_analysis.delivery.bitacora import Bitacora
from fais_analysis.delivery.carpeta import BITACORA
from fais_analysis.delivery.decisiones import Firma
from fais_analysis.delivery.directorio import read_directorio
from fais_analysis.delivery.errores import CampaniaError, DirectorioError, EnvioAjenoError, EnvioError
from fais_analysis.delivery.guarda import GuardaError
from fais_analysis.delivery.rebotes import import_rebotes
from fais_analysis.delivery.resolucion import parse_folios, resolve_mensajes
from fais_analysis.delivery.seleccion import choose_contactos
from fais_analysis.delivery.sospechas import find_imitado, find_rareza

from .armado import (
    CAMPANIA,
    NOMBRES,
    TRES,
    Municipio,
    Oficina,
    build_ajustes,
    build_fila,
    resolve_mensaje,
    write_corrida,
    write_directorio,
)
from .conftest import get_estados, ready, send
from .servidor import Guion
from .test_guarda import HOY, check
from .test_rebotes import build_dsn
from .test_repetidos import prepare_en

FIRMA = Firma("Ana Prueba", "lo confirmó por teléfono")


def resolve(oficina: Oficina, folio: int, palabra: str) -> None:
    with Bitacora(oficina.carpeta / BITACORA) as bitacora:
        resolve_mensaje(bitacora, folio, palabra, FIRMA.persona, FIRMA.motivo)


def test_solo_touches_only_those_named(oficina: Oficina, servir):
    """Preparar a uno, aun con otra corrida, no retira ni desaprueba a los demás."""
    ready(oficina, servir())
    antes = {m.clave: replace(m) for m in oficina.list_mensajes()}
    nueva = {c: Municipio(pobreza=30 + i) for i, c in enumerate(TRES)} | {"10021": Municipio(pobreza=77)}
    oficina.corrida = write_corrida(oficina.raiz / "corrida-2", nueva, huella="b" * 64)

    prepare_en(oficina, CAMPANIA, solo=frozenset({"10021"}))

    for mensaje in oficina.list_mensajes():
        assert mensaje.clave == "10021" or mensaje == antes[mensaje.clave]
    assert send(oficina)[0].conteo == Counter(aceptado=3)


@pytest.mark.lento
def test_crossed_delivery_has_a_recorded_way_out(oficina: Oficina, servir):
    """Los dos correos se cruzaron: corregido el directorio, cada quien puede recibir el suyo."""
    oficina.filas = [build_fila("10014", correo="uno@a.example"), build_fila("10021", correo="dos@b.example"), build_fila("10033")]  # fmt: skip
    servidor = servir()
    ready(oficina, servidor)
    send(oficina)
    oficina.filas = [build_fila("10014", correo="dos@b.example"), build_fila("10021", correo="uno@a.example"), build_fila("10033")]  # fmt: skip
    oficina.save()
    assert [r.estado for r in oficina.prepare()] == ["no enviable", "no enviable", "ya enviado"]

    with Bitacora(oficina.carpeta / BITACORA) as bitacora:
        resolve_mensajes(bitacora, [1, 2], "cruzado", FIRMA)

    assert [r.estado for r in oficina.prepare()] == ["listo", "listo", "ya enviado"]
    oficina.approve()
    assert send(oficina)[0].conteo == Counter(aceptado=2)


@pytest.mark.parametrize(
    ("accion", "codigo", "diagnostico", "bloquea"),
    [
        ("failed", "5.1.1", "no existe", True),
        ("failed", "5.1.10", "no existe", False),
        ("failed", "5.2.1", "deshabilitado", True),
        ("failed", "5.2.2", "buzón lleno", False),
        ("failed", "4.4.7", "se agotó el tiempo", False),
        ("failed", "5.7.1", "relay denied", False),
        ("failed", "5.7.26", "DMARC", False),
        ("failed", "", "550 user unknown", True),
        ("failed", "", "554 blocked by policy", False),
        ("delayed", "4.2.2", "lleno", False),
    ],
)
def test_permanent_and_temporary_bounces_are_told_apart_by_code(accion, codigo, diagnostico, bloquea):
    assert Rebote("x", accion, codigo, diagnostico, "a@b.example").es_definitivo is bloquea


def load(oficina: Oficina, ruta: Path):
    with Bitacora(oficina.carpeta / BITACORA) as bitacora:
        return import_rebotes(bitacora, ruta)


@pytest.mark.parametrize("final", ["presidencia@m10014.example", "otra@reenvio.example"])
def test_bounce_of_another_address_does_not_lock_and_the_own_one_can_be_lifted(
    oficina: Oficina, servir, tmp_path: Path, final: str
):
    ready(oficina, servir())
    send(oficina)
    crudo = build_dsn(oficina.list_mensajes()[0].message_id)
    crudo = crudo.replace(b"Final-Recipient: rfc822; presidencia@m10014.example", f"Final-Recipient: rfc822; {final}".encode())  # fmt: skip
    (tmp_path / "r.eml").write_bytes(crudo)
    load(oficina, tmp_path / "r.eml")
    corrida = write_corrida(tmp_path / "c2", {c: Municipio(pobreza=70) for c in TRES})
    suyo = final.startswith("presidencia")

    assert oficina.prepare(corrida)[0].estado == ("no enviable" if suyo else "cambió desde la última vez")
    if suyo:
        resolve(oficina, 1, "rebote-atendido")
        assert oficina.prepare(corrida)[0].estado == "cambió desde la última vez"
        (tmp_path / "r.eml").write_bytes(crudo.replace(b"no existe", b"sigue sin existir"))
        load(oficina, tmp_path / "r.eml")  # uno nuevo vuelve a contar
        assert oficina.prepare(corrida)[0].estado == "no enviable"


def test_forged_notice_before_sending_locks_nobody(oficina: Oficina, tmp_path: Path):
    oficina.prepare()
    (tmp_path / "r.eml").write_bytes(build_dsn(oficina.list_mensajes()[0].message_id))
    load(oficina, tmp_path / "r.eml")

    assert oficina.prepare()[0].estado == "listo"


def test_decisions_need_a_name_and_a_reason_and_are_all_or_none(oficina: Oficina, servir):
    ready(oficina, servir())
    send(oficina)
    with Bitacora(oficina.carpeta / BITACORA) as bitacora:
        for firma in (Firma("", "una razón larga"), Firma("Ana Prueba", "corta")):
            with pytest.raises(CampaniaError):
                resolve_mensajes(bitacora, [1], "cruzado", firma)
        with pytest.raises(CampaniaError):
            resolve_mensajes(bitacora, [1, 2, 3], "no-llego", FIRMA)
        assert bitacora.base.execute("SELECT COUNT(*) FROM decisiones").fetchone()[0] == 0
    assert parse_folios("3,5-7") == [3, 5, 6, 7]


# Las cifras y el mapa, del informe


def swap_cifras(oficina: Oficina) -> None:
    ruta = oficina.corrida / "manifest.json"
    datos = json.loads(ruta.read_text("utf-8"))
    una, _, otra = datos["municipios"]
    una["cifras"], otra["cifras"] = otra["cifras"], una["cifras"]
    ruta.write_text(json.dumps(datos), encoding="utf-8")


def test_figures_exchanged_in_the_manifest_never_reach_a_message(oficina: Oficina):
    swap_cifras(oficina)

    renglones = oficina.prepare()

    assert [r.estado for r in renglones] == ["no enviable", "listo", "no enviable"]
    assert "cifras del manifiesto no son las del informe" in renglones[0].razon


def test_figures_exchanged_after_approval_are_refused(oficina: Oficina):
    oficina.prepare()
    oficina.approve()
    swap_cifras(oficina)

    with pytest.raises(GuardaError) as falla:
        check(oficina)
    assert "concuerdan" in falla.value.esperado


@pytest.mark.lento
@pytest.mark.parametrize(("de", "a", "dice"), [
    ("30=C2=A0%", "91=C2=A0%", "la petición y las cifras"), ("Piso firme", "Otra obra", "la petición"), ("fais 10014 ", "fais 10033 ", "el mapa de su municipio"),
])  # fmt: skip
def test_body_with_figures_or_map_of_another_is_refused_even_if_approved(oficina: Oficina, de, a, dice):
    import base64
    import hashlib

    oficina.prepare()
    with Bitacora(oficina.carpeta / BITACORA) as bitacora:
        mensaje = bitacora.list_mensajes(CAMPANIA)[0]
        ruta = oficina.carpeta / CAMPANIA / mensaje.archivo
        crudo = ruta.read_bytes()
        if de.startswith("fais"):
            from fais_analysis.delivery.mensaje import parse_mensaje, read_imagenes

            png = next(v for v in read_imagenes(parse_mensaje(crudo)).values() if de.encode() in v)
            viejo, nuevo = (
                base64.encodebytes(v).replace(b"\n", b"\r\n")
                for v in (png, png.replace(de.encode(), a.encode()))
            )
            assert viejo in crudo
            crudo = crudo.replace(viejo, nuevo)
        else:
            assert de.encode() in crudo
            crudo = crudo.replace(de.encode(), a.encode())
        ruta.write_bytes(crudo)
        huella = hashlib.sha256(crudo).hexdigest()
        bitacora.base.execute("UPDATE mensajes SET mensaje = ? WHERE folio = ?", (huella, mensaje.folio))
    oficina.approve()

    with pytest.raises(GuardaError) as falla:
        check(oficina)
    assert dice in falla.value.esperado


# El directorio


def test_exchanged_addresses_block_until_someone_says_why(tmp_path: Path, servir):
    filas = [build_fila("10014", correo="presidencia@suchil.example"), build_fila("10021"),
             build_fila("10033", correo="presidencia@mezquital.example")]  # fmt: skip
    oficina = Oficina(tmp_path, filas=filas)
    servidor = servir()
    ready(oficina, servidor)
    with Bitacora(oficina.carpeta / BITACORA) as bitacora:
        preguntas = list_preguntas(bitacora, CAMPANIA)
    assert [(p.municipio, p.bloquea) for p in preguntas] == [
        ("10014 Mezquital", True),
        ("10033 Súchil", True),
    ]
    assert send(oficina)[0].conteo == Counter(negado=2, aceptado=1)

    resolve(oficina, preguntas[0].folio, "direccion-correcta")
    oficina.approve()

    assert send(oficina)[0].conteo == Counter(negado=1, aceptado=1)


CLAVES_MAL = st.sampled_from(
    ["1OO14", "10 014", "1014", "100140", "10013", "10099", "01014", "10041", "١٠٠١٤", "-"]
)


@given(clave=CLAVES_MAL)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_mistyped_key_of_the_new_mayor_never_lets_the_former_one_win(tmp_path: Path, clave: str):
    filas = [build_fila("10014", correo="anterior@m.example", vigente_hasta=""),
             build_fila("10014") | {"clave_municipio": clave}, build_fila("10021")]  # fmt: skip
    directorio = read_directorio(write_directorio(tmp_path / "d.csv", filas))
    try:
        elegidos = choose_contactos(directorio, {c: NOMBRES[c] for c in TRES}, HOY, ["presidencia"])
    except DirectorioError:
        return  # no se sabe de quién es el renglón: nadie sale
    assert elegidos["10014"].problema
    assert not elegidos["10014"].contactos


def test_one_mailbox_for_several_municipalities_is_refused_however_written(tmp_path: Path):
    correos = (
        "alcaldia.durango+a@gmail.com",
        "alcaldiadurango@gmail.com",
        "alcaldia.duran.go@googlemail.com",
    )
    filas = [build_fila(c, correo=d) for c, d in zip(TRES, correos, strict=True)]

    renglones = Oficina(tmp_path, filas=filas).prepare()

    assert all("mismo buzón" in r.razon for r in renglones)


@pytest.mark.parametrize(
    "direccion", ["p@xn--mezqutal-9va.example", "p@mezquіtal.example", "pаz@mezquital.example"]
)
def test_confusable_and_punycode_addresses_are_flagged(direccion: str):
    assert find_rareza(direccion)


@pytest.mark.parametrize(
    "imita", ["p@mezquita1.example", "p@rnezquital.example", "p@mezqu1tal.example", "p@mez-quital.example"]
)
def test_domain_that_looks_like_another_is_flagged(imita: str):
    assert find_imitado(imita, ["x@mezquital.example"]) == "mezquital.example"


# Quien opera


@pytest.mark.lento
@pytest.mark.parametrize("respuesta", [
    "554 5.7.1 Relay access denied", "550 5.7.60 not permitted to send as this sender", "530 5.7.0 Authentication required",
    "550 Message rejected due to content restrictions", "554 5.7.1 blocked using spam list", "552 5.2.2 mailbox full",
    "450 4.2.0 espere",
])  # fmt: skip
@pytest.mark.parametrize("donde", ["rcpt", "data", "cuerpo"])
def test_operator_errors_never_mark_a_mayor(oficina: Oficina, servir, respuesta: str, donde: str):
    servidor = servir(Guion(**{donde: lambda _: respuesta}))
    ready(oficina, servidor, intentos=2)

    send(oficina)

    assert "rechazado" not in get_estados(oficina).values()


def test_missing_credentials_stop_before_anything(oficina: Oficina, servir, monkeypatch):
    servidor = servir()
    ready(oficina, servidor)
    monkeypatch.delenv("FAIS_CORREO_USUARIO")

    _, error = send(oficina)

    assert "credenciales" in error.esperado
    assert servidor.registro.intentos == []
    assert set(get_estados(oficina).values()) == {"en_cola"}


def test_window_and_holidays_stop_the_sending(oficina: Oficina, servir):
    from datetime import date

    hoy = date.today().isoformat()
    ventana = {"dias": ["lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"], "desde": "00:00", "hasta": "24:00", "feriados": [hoy]}  # fmt: skip
    ready(oficina, servir(), ventana=ventana)

    _, error = send(oficina)

    assert isinstance(error, EnvioError)
    assert "feriado" in error.encontrado


def test_witness_speaks_up_under_another_campaign_name(oficina: Oficina, servir):
    from fais_analysis.delivery.testigo import check_testigo

    ready(oficina, servir())
    send(oficina)
    (oficina.carpeta / BITACORA).unlink()

    with Bitacora(oficina.carpeta / BITACORA, crear=True) as bitacora:
        with pytest.raises(EnvioAjenoError, match="podrían repetirse"):
            check_testigo(bitacora, "otra-campania")
        check_testigo(bitacora, "otra-campania", repetir=True)


# Avisos que no se entienden


AVISOS = {
    "persona": "From: quien@m10014.example\nSubject: Re\nIn-Reply-To: {id}\n\nYa no soy presidenta.\n",
    "automatica": "From: quien@m10014.example\nAuto-Submitted: auto-replied\nSubject: Fuera\nReferences: {id}\n\nEstoy fuera.\n",
    "exim": "From: Mailer-Daemon@m.example\nSubject: Mail delivery failed\nX-Failed-Recipients: p@m.example\n\nNo se pudo.\n",
}


def test_notices_not_understood_are_counted_and_named(oficina: Oficina, servir, tmp_path: Path):
    ready(oficina, servir())
    send(oficina)
    identidad = oficina.list_mensajes()[0].message_id
    for nombre in ("cur", "new"):
        (tmp_path / "Maildir" / nombre).mkdir(parents=True)
    for n, (nombre, texto) in enumerate(AVISOS.items()):
        ruta = tmp_path / "Maildir" / ("cur" if n % 2 else "new") / f"{nombre}:2,S"
        ruta.write_bytes(texto.format(id=identidad).replace("\n", "\r\n").encode())

    resumen = load(oficina, tmp_path / "Maildir")

    assert (resumen.leidos, len(resumen.no_entendidos)) == (0, 3)
    assert sum("10014 Mezquital" in renglon for renglon in resumen.no_entendidos) == 2


def test_qmail_and_internationalized_notices_are_understood(oficina: Oficina):
    identidad = "<fais.10014." + "a" * 32 + "@despacho.example>"
    qmail = f"From: MAILER-DAEMON@m.example\n\nHi. This is the qmail-send program.\n\n<p@m.example>:\nno mailbox here. (#5.1.1)\n\n--- Below this line is a copy\nMessage-ID: {identidad}\n"
    seis = build_dsn(identidad).replace(b"message/delivery-status", b"message/global-delivery-status")
    seis = seis.replace(b"rfc822; presi", b"utf-8; presi").replace(
        b"text/rfc822-headers", b"message/global-headers"
    )
    exchange = build_dsn(identidad).partition(b"--B\r\nContent-Type: text/rfc822-headers")[0] + b"--B--\r\n"

    assert [(r.codigo, r.buzon, r.es_definitivo) for r in read_aviso(qmail.encode()).rebotes] == [("5.1.1", "p@m.example", True)]  # fmt: skip
    for crudo in (seis, exchange):
        (rebote,) = read_aviso(crudo).rebotes
        assert (rebote.codigo, rebote.buzon) == ("5.1.1", "presidencia@m10014.example")


# Oficina


def test_reminder_goes_only_to_who_has_not_answered(oficina: Oficina, servir):
    ready(oficina, servir())
    send(oficina)
    resolve(oficina, 2, "respondio")

    renglones = prepare_en(oficina, "2020-recordatorio", recordatorio=True)

    assert [r.estado for r in renglones] == ["listo", "ya enviado", "listo"]
    assert renglones[0].vista.cuerpo.asunto.startswith("Recordatorio.")
    assert "ya contestó" in renglones[1].razon


def test_attachment_too_big_goes_by_link(tmp_path: Path):
    oficina = Oficina(tmp_path, ajustes=build_ajustes(adjunto_maximo_mb=0.1))
    largo = write_corrida(tmp_path / "c", {c: Municipio(texto="x" * 200_000) for c in TRES})

    renglones = oficina.prepare(largo)

    assert {m.formato for m in oficina.list_mensajes()} == {"enlace"}
    assert "va por enlace" in renglones[0].razon


def test_consulting_does_not_change_the_folder(oficina: Oficina):
    from fais_analysis.delivery.carpeta import get_carpeta

    oficina.carpeta.chmod(0o750)
    get_carpeta(oficina.carpeta, crear=False)
    assert oficina.carpeta.stat().st_mode & 0o777 == 0o750
    get_carpeta(oficina.raiz / "no-existe", crear=False)
    assert not (oficina.raiz / "no-existe").exists()
