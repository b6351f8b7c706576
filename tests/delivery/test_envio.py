"""El envío contra un servidor SMTP de verdad: cada conducta deja la bitácora diciendo lo que el servidor vivió."""

import json
import os
import stat
from collections import Counter
from datetime import timedelta

import pytest

from fais_analysis.delivery.bitacora import Bitacora
from fais_analysis.delivery.carpeta import BITACORA, hold_candado
from fais_analysis.delivery.configuracion import build_configuracion
from fais_analysis.delivery.credenciales import get_credenciales
from fais_analysis.delivery.despacho import build_medios, check_reloj, open_despacho, rehearse
from fais_analysis.delivery.errores import CampaniaError, EnvioError
from fais_analysis.delivery.prueba import send_prueba
from fais_analysis.delivery.ritmo import Ritmo, compute_espera, compute_intervalo

from .armado import CAMPANIA, TRES, Oficina, build_ajustes, build_fila
from .conftest import get_estados, ready, send
from .servidor import CLAVE, Guion

MEZQUITAL = "presidencia@m10014.example"


def only(direccion: str, respuesta: str, resto: str = "250 OK"):
    """Una conducta para una dirección y otra para las demás."""
    return lambda d: respuesta if d == direccion else resto


def test_normal_sending_delivers_each_message_once_with_the_approved_bytes(oficina: Oficina, servir):
    servidor = servir()
    ready(oficina, servidor)

    resumen, error = send(oficina)

    assert error is None
    assert resumen.conteo == Counter(aceptado=3)
    assert [d for d, _, _ in servidor.registro.recibidos] == [f"presidencia@m{c}.example" for c in TRES]
    recibidos = [crudo for _, _, crudo in servidor.registro.recibidos]
    assert [c.partition(b"\r\n")[2] for c in recibidos] == [oficina.read_eml(c) for c in TRES]
    assert all(c.startswith(b"Date: ") and c.count(b"\r\nDate: ") == 0 for c in recibidos)
    assert set(servidor.registro.usuarios) == {"bien"}
    assert get_estados(oficina) == dict.fromkeys(TRES, "aceptado")


def test_second_run_sends_nothing(oficina: Oficina, servir):
    servidor = servir()
    ready(oficina, servidor)
    send(oficina)

    resumen, _ = send(oficina)

    assert resumen.conteo == Counter()
    assert len(servidor.registro.recibidos) == 3


def test_greylisting_is_retried_with_growing_waits_until_accepted(oficina: Oficina, servir):
    veces: Counter[str] = Counter()

    def rcpt(direccion: str) -> str:
        veces[direccion] += 1
        return "451 4.7.1 lista gris" if direccion == MEZQUITAL and veces[direccion] < 4 else "250 OK"

    servidor = servir(Guion(rcpt=rcpt))
    ready(oficina, servidor, espera_s=100, espera_maxima_s=3600)
    reloj, esperas = [1_000_000.0], []

    def cambia(medios):
        medios.reloj = lambda: reloj[0]
        medios.dormir = lambda s: (esperas.append(s), reloj.__setitem__(0, reloj[0] + s + 0.001))

    resumen, error = send(oficina, cambia)

    assert error is None
    assert resumen.conteo == Counter(diferido=3, aceptado=3)
    assert veces[MEZQUITAL] == 4
    assert [round(b / a) for a, b in zip(esperas, esperas[1:], strict=False)] == [2, 2]  # se duplica
    assert 100 <= esperas[0] <= 110
    assert len(servidor.registro.recibidos) == 3


def test_greylisting_forever_stops_that_address_and_no_other(oficina: Oficina, servir):
    servidor = servir(Guion(rcpt=only(MEZQUITAL, "450 4.2.0 espere")))
    ready(oficina, servidor, intentos=3)

    resumen, error = send(oficina)

    assert error is None
    assert get_estados(oficina) == {"10014": "diferido", "10021": "aceptado", "10033": "aceptado"}
    assert servidor.registro.intentos.count(MEZQUITAL) == 3
    assert resumen.conteo["diferido"] == 3  # un 4xx nunca marca a nadie: la siguiente orden lo reintenta


@pytest.mark.lento
@pytest.mark.parametrize("donde", ["rcpt", "data", "cuerpo"])
def test_permanent_refusal_stops_that_address(oficina: Oficina, servir, donde: str):
    respuesta = "550 5.1.1 no hay tal" if donde == "cuerpo" else "550 5.1.1 no existe"
    servidor = servir(Guion(**{donde: only(MEZQUITAL, respuesta)}))
    ready(oficina, servidor)

    send(oficina)
    send(oficina)

    assert get_estados(oficina) == {"10014": "rechazado", "10021": "aceptado", "10033": "aceptado"}
    assert servidor.registro.intentos.count(MEZQUITAL) == 1
    assert respuesta[:9] in next(m.respuesta for m in oficina.list_mensajes("rechazado"))


def test_full_mailbox_that_may_free_up_is_deferred(oficina: Oficina, servir):
    servidor = servir(Guion(cuerpo=only(MEZQUITAL, "452 4.2.2 buzón lleno", "250 OK")))
    ready(oficina, servidor, intentos=2)

    resumen, _ = send(oficina)

    assert resumen.conteo["diferido"] == 2
    assert get_estados(oficina)["10014"] == "diferido"


@pytest.mark.lento
@pytest.mark.parametrize("donde", ["rcpt", "data"])
def test_disconnection_before_the_body_is_safe_to_retry(oficina: Oficina, servir, donde: str):
    cortes = iter(["cortar"])
    guion = Guion(**{donde: lambda d: next(cortes, "250 OK") if d == MEZQUITAL else "250 OK"})
    servidor = servir(guion)
    ready(oficina, servidor)

    resumen, error = send(oficina)

    assert error is None
    assert resumen.conteo == Counter(diferido=1, aceptado=3)
    assert Counter(d for d, _, _ in servidor.registro.recibidos)[MEZQUITAL] == 1


@pytest.mark.lento
@pytest.mark.parametrize(("conducta", "llego"), [("cortar a medias", 0), ("cortar", 1), ("tardar 2", 1)])
def test_silence_after_data_leaves_unknown_and_is_never_resent(
    oficina: Oficina, servir, conducta: str, llego: int
):
    servidor = servir(Guion(cuerpo=only(MEZQUITAL, conducta, "250 OK")))
    ready(oficina, servidor, cierre_s=0.5)

    send(oficina)
    send(oficina)
    renglones = oficina.prepare()

    assert get_estados(oficina) == {"10014": "desconocido", "10021": "aceptado", "10033": "aceptado"}
    assert Counter(d for d, _, _ in servidor.registro.recibidos)[MEZQUITAL] == llego
    assert servidor.registro.intentos.count(MEZQUITAL) == 1
    assert renglones[0].estado == "no enviable"
    assert "resuélvalo" in renglones[0].razon


@pytest.mark.lento
def test_slow_but_answering_server_is_accepted(oficina: Oficina, servir):
    servidor = servir(Guion(cuerpo=only(MEZQUITAL, "tardar 0.7", "250 OK")))
    ready(oficina, servidor, respuesta_s=0.5, cierre_s=5)

    send(oficina)

    assert set(get_estados(oficina).values()) == {"aceptado"}


def test_wrong_certificate_sends_nothing(oficina: Oficina, servir):
    servidor = servir(nombre="otro.example")
    ready(oficina, servidor)

    _, error = send(oficina)

    assert isinstance(error, EnvioError)
    assert "certificado" in error.esperado
    assert servidor.registro.usuarios == []  # ni las credenciales
    assert set(get_estados(oficina).values()) == {"en_cola"}


def test_untrusted_authority_sends_nothing(oficina: Oficina, servir, tmp_path):
    servidor, otro = servir(), servir()
    ready(oficina, servidor)
    oficina.ajustes |= servidor.build_ajustes(certificados=str(otro.pem))
    oficina.save()

    _, error = send(oficina)

    assert isinstance(error, EnvioError)
    assert servidor.registro.usuarios == []


def test_server_without_encryption_is_refused(oficina: Oficina, servir):
    servidor = servir(Guion(con_starttls=False))
    ready(oficina, servidor)

    _, error = send(oficina)

    assert isinstance(error, EnvioError)
    assert "STARTTLS" in error.esperado
    assert servidor.registro.usuarios == []


def test_wrong_password_stops_at_once_and_is_never_shown(oficina: Oficina, servir, monkeypatch):
    servidor = servir()
    ready(oficina, servidor)
    monkeypatch.setenv("FAIS_CORREO_CLAVE", "clave-equivocada")

    _, error = send(oficina)

    assert isinstance(error, EnvioError)
    assert servidor.registro.usuarios == ["mal"]
    assert "clave-equivocada" not in str(error)
    assert b"clave-equivocada" not in (oficina.carpeta / BITACORA).read_bytes()


def test_password_comes_from_environment_or_keyring_only(monkeypatch):
    import keyring
    from keyring.backend import KeyringBackend

    class Llavero(KeyringBackend):
        priority = 1

        def get_password(self, servicio, usuario):
            return "del-llavero" if (servicio, usuario) == ("fais-correo:smtp.example", "emisor") else None

        def set_password(self, servicio, usuario, clave): ...

        def delete_password(self, servicio, usuario): ...

    previo = keyring.get_keyring()
    keyring.set_keyring(Llavero())
    try:
        assert get_credenciales("smtp.example").clave == CLAVE
        monkeypatch.delenv("FAIS_CORREO_CLAVE")
        credenciales = get_credenciales("smtp.example")
        assert credenciales.clave == "del-llavero"
        assert "del-llavero" not in repr(credenciales)
        with pytest.raises(EnvioError):
            get_credenciales("otro.example")
        monkeypatch.delenv("FAIS_CORREO_USUARIO")
        assert get_credenciales("smtp.example") is None
    finally:
        keyring.set_keyring(previo)


def test_server_not_on_the_list_is_refused_before_connecting(oficina: Oficina, servir):
    servidor = servir()
    ready(oficina, servidor, servidores_permitidos=["smtp.durango.example"])

    with pytest.raises(EnvioError, match="lista permitida"):
        send(oficina)

    assert servidor.registro.conexiones == 0


def test_consecutive_failures_stop_the_campaign(tmp_path, servir):
    claves = [f"100{n:02d}" for n in range(1, 11)]
    oficina = Oficina(tmp_path, claves)
    servidor = servir(Guion(rcpt=lambda _: "550 5.1.1 no existe"))
    ready(oficina, servidor, fallas_seguidas=3)

    resumen, error = send(oficina)

    assert isinstance(error, EnvioError)
    assert resumen.conteo == Counter(rechazado=3)
    assert Counter(get_estados(oficina).values()) == Counter(rechazado=3, en_cola=7)


def test_server_down_stops_without_spending_the_queue(oficina: Oficina, servir):
    servidor = servir()
    ready(oficina, servidor, fallas_seguidas=2)
    servidor.__exit__()

    _, error = send(oficina)

    assert isinstance(error, EnvioError)
    assert set(get_estados(oficina).values()) <= {"en_cola", "diferido"}


def test_pace_never_exceeds_the_limit(oficina: Oficina):
    configuracion = build_configuracion(
        build_ajustes(por_minuto=12, variacion_pct=20, espera_s=300, espera_maxima_s=900)
    )
    ahora, esperas = [0.0], []
    ritmo = Ritmo(
        configuracion, lambda: ahora[0], lambda s: (esperas.append(s), ahora.__setitem__(0, ahora[0] + s))
    )

    for n in range(20):
        ritmo.wait(f"{n}")

    assert len(esperas) == 19  # el primero no espera
    assert all(5 <= s <= 6 for s in esperas)  # 60 s / 12 y hasta 20 % más
    assert len(set(esperas)) > 10
    assert compute_intervalo(configuracion, "x") == compute_intervalo(configuracion, "x")
    assert [compute_espera(configuracion, n, "x") // 300 for n in range(4)] == [
        1,
        2,
        3,
        3,
    ]  # 300, 600, 900 de tope


@pytest.mark.lento
def test_non_ascii_address_travels_only_if_the_server_can(tmp_path, servir, monkeypatch):
    oficina = Oficina(tmp_path, filas=[
        build_fila("10014", correo="niño@mezquital.example", nombre="Ñandú Üscar, «el Güero»"),
        build_fila("10021", correo="presidencia@peñón.example"), build_fila("10033"),
    ])  # fmt: skip
    con, sin = servir(), servir(Guion(con_smtputf8=False))
    ready(oficina, sin)
    send(oficina)
    assert get_estados(oficina) == {"10014": "rechazado", "10021": "aceptado", "10033": "aceptado"}
    assert sin.registro.recibidos[0][0] == "presidencia@xn--pen-8mak.example"

    monkeypatch.setenv("FAIS_CORREO_TESTIGO", str(tmp_path / "otro-testigo"))
    otra = Oficina(tmp_path / "otra", filas=oficina.filas) if (tmp_path / "otra").mkdir() is None else None
    ready(otra, con)
    send(otra)
    assert [d for d, _, _ in con.registro.recibidos][0] == "niño@mezquital.example"
    assert set(get_estados(otra).values()) == {"aceptado"}


def test_unapproved_or_altered_bytes_are_never_sent(oficina: Oficina, servir):
    servidor = servir()
    oficina.ajustes = build_ajustes(**servidor.build_ajustes())
    oficina.save()
    oficina.prepare()
    resumen, _ = send(oficina)
    assert resumen.conteo == Counter(negado=3)

    oficina.approve()
    (mensaje, *_) = oficina.list_mensajes()
    ruta = oficina.carpeta / CAMPANIA / mensaje.archivo
    ruta.write_bytes(ruta.read_bytes().replace(b"618 000 0000", b"618 000 0001"))
    resumen, _ = send(oficina)

    assert resumen.conteo == Counter(negado=1, aceptado=2)
    assert "10014" not in {m.clave for m in oficina.list_mensajes("aceptado")}
    assert len(servidor.registro.recibidos) == 2


def test_second_approver_must_be_someone_else(oficina: Oficina, servir):
    servidor = servir()
    ready(oficina, servidor, aprobadores=2)
    oficina.approve("RESPONSABLE  de Éjemplo")  # la misma persona, escrita de otro modo
    assert send(oficina)[0].conteo == Counter(negado=3)

    oficina.approve("Titular de Ejemplo")

    assert send(oficina)[0].conteo == Counter(aceptado=3)


def test_rehearsal_opens_no_connection_and_writes_nothing(oficina: Oficina, servir):
    servidor = servir()
    ready(oficina, servidor)
    antes = (oficina.carpeta / BITACORA).read_bytes()

    renglones, saldrian = rehearse(open_despacho(oficina.carpeta, CAMPANIA))

    assert (len(renglones), saldrian) == (3, 3)
    assert servidor.registro.conexiones == 0
    assert (oficina.carpeta / BITACORA).read_bytes() == antes
    assert MEZQUITAL not in "".join(renglones)


def test_trial_goes_to_one_box_marked_and_does_not_count(oficina: Oficina, servir):
    servidor = servir()
    oficina.ajustes = build_ajustes(**servidor.build_ajustes())
    oficina.save()
    oficina.prepare()  # sin aprobar: la prueba sirve para decidir
    despacho = open_despacho(oficina.carpeta, CAMPANIA, exige_aprobacion=False)

    hecho = send_prueba(
        despacho.bitacora,
        despacho.guarda,
        build_medios(despacho.configuracion, lambda _: None),
        "buzon@prueba.example",
    )

    assert (hecho.aceptados, hecho.fallidos) == (3, 0)
    assert {d for d, _, _ in servidor.registro.recibidos} == {"buzon@prueba.example"}
    from fais_analysis.delivery.mensaje import parse_mensaje

    for _, identidad, crudo in servidor.registro.recibidos:
        mensaje = parse_mensaje(crudo)
        assert str(mensaje["Subject"]).startswith("[PRUEBA] ")
        assert str(mensaje["To"]) == "buzon@prueba.example"
        assert identidad.startswith("<prueba.")
        for tipo in ("plain", "html"):
            assert "MENSAJE DE PRUEBA" in mensaje.get_body((tipo,)).get_content()
        assert b"presidencia@m100" not in crudo
    assert set(get_estados(oficina).values()) == {"en_cola"}


def test_trial_box_may_not_belong_to_anyone_we_write_to(oficina: Oficina, servir):
    """Recibiría los informes de todos los municipios."""
    servidor = servir()
    ready(oficina, servidor)
    despacho = open_despacho(oficina.carpeta, CAMPANIA, exige_aprobacion=False)

    for buzon in ("presidencia@m10014.example", "PRESIDENCIA@M10021.example", "sin-arroba"):
        with pytest.raises(EnvioError, match="buzón de prueba"):
            send_prueba(
                despacho.bitacora, despacho.guarda, build_medios(despacho.configuracion, print), buzon
            )
        with pytest.raises(EnvioError):
            rehearse(despacho, buzon)

    assert servidor.registro.conexiones == 0
    assert "saldría a b•••@prueba.example, como prueba" in rehearse(despacho, "buzon@prueba.example")[0][0]
    despacho.bitacora.close()


@pytest.mark.lento
@pytest.mark.parametrize("respuesta", ["251 raro", "200", "334 siga"])
def test_any_answer_to_data_but_354_is_never_taken_for_an_acceptance(
    oficina: Oficina, servir, respuesta: str
):
    """El servidor no recibió ningún cuerpo: la bitácora no puede decir «aceptado»."""
    servidor = servir(Guion(data=lambda d: respuesta if "10014" in d else "250"))
    ready(oficina, servidor, intentos=2)

    send(oficina)

    assert get_estados(oficina)["10014"] == "diferido"
    assert not [d for d, _, _ in servidor.registro.recibidos if "10014" in d]


def test_a_final_answer_that_is_not_smtp_leaves_unknown(oficina: Oficina, servir):
    servidor = servir(Guion(cuerpo=lambda d: "354 otra vez" if "10014" in d else "250 OK"))
    ready(oficina, servidor)

    send(oficina)
    assert get_estados(oficina)["10014"] == "desconocido"

    assert send(oficina)[0].conteo == Counter()


def test_sender_refused_stops_at_once_and_blames_no_address(oficina: Oficina, servir):
    servidor = servir(Guion(mail=lambda _: "550 5.7.1 remitente no autorizado"))
    ready(oficina, servidor)

    resumen, error = send(oficina)

    assert "admita al remitente" in error.esperado
    assert resumen.conteo == Counter()
    assert set(get_estados(oficina).values()) == {"en_cola"}
    assert servidor.registro.intentos == []


def test_a_clock_that_went_back_sends_nothing(oficina: Oficina, servir):
    ready(oficina, servir())
    with Bitacora(oficina.carpeta / BITACORA) as bitacora:
        ultimo = bitacora.get_ultimo_instante()
        check_reloj(bitacora, ultimo - timedelta(minutes=4))
        with pytest.raises(EnvioError, match="reloj"):
            check_reloj(bitacora, ultimo - timedelta(days=1))
        futuro = (ultimo + timedelta(days=30)).isoformat()
        bitacora.base.execute(
            "INSERT INTO eventos (folio, cuando, suceso, detalle) VALUES (1, ?, 'x', '')", (futuro,)
        )

    with pytest.raises(EnvioError, match="reloj"):
        send(oficina)


def test_only_one_command_works_in_the_folder(oficina: Oficina):
    with (
        hold_candado(oficina.carpeta),
        pytest.raises(CampaniaError, match="Otra orden"),
        hold_candado(oficina.carpeta),
    ):
        pass


@pytest.mark.skipif(os.name != "posix", reason="permisos POSIX")
def test_files_are_private(oficina: Oficina):
    oficina.prepare()

    for ruta in oficina.carpeta.rglob("*"):
        permisos = stat.S_IMODE(ruta.stat().st_mode)
        if ruta.name not in ("correo.yml",):
            assert permisos & 0o077 == 0, (ruta.name, oct(permisos))


def test_log_of_the_server_and_the_ledger_agree_on_answers(oficina: Oficina, servir):
    servidor = servir(Guion(cuerpo=lambda _: "250 2.0.0 recibido como A1B2"))
    ready(oficina, servidor)
    send(oficina)

    assert {m.respuesta for m in oficina.list_mensajes("aceptado")} == {"250 2.0.0 recibido como A1B2"}
    assert json.dumps(sorted(i for _, i, _ in servidor.registro.recibidos)) == json.dumps(
        sorted(m.message_id for m in oficina.list_mensajes())
    )
