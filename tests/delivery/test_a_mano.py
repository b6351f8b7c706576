"""Lo que la oficina hace a mano: contestar avisos, resolver en bloque, entregar en papel y ensayar."""

import csv
import itertools
import sqlite3
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from fais_analysis.delivery.bitacora import VERSION, Bitacora
from fais_analysis.delivery.carpeta import BITACORA
from fais_analysis.delivery.configuracion import DIAS, Ventana, build_configuracion
from fais_analysis.delivery.corrida import read_bytes_informe, read_corrida
from fais_analysis.delivery.mensaje import parse_mensaje
from fais_analysis.delivery.ventana import find_cierre

from .armado import CAMPANIA, TRES, Oficina, build_ajustes, build_fila
from .conftest import get_estados, ready, send
from .servidor import Guion
from .test_cli_correo import invoke

TITULAR = ("--por", "Titular De Ejemplo")
MOTIVO = ("--motivo", "lo confirmó por teléfono")


def count_filas(oficina: Oficina, tabla: str) -> int:
    with Bitacora(oficina.carpeta / BITACORA) as bitacora:
        return bitacora.base.execute(f"SELECT COUNT(*) FROM {tabla}").fetchone()[0]


# Aprobar


@pytest.fixture
def dudosa(tmp_path: Path) -> Oficina:
    """Mezquital, en un buzón público; Peñón Blanco, con una dirección que nombra a Súchil; Súchil, bien."""
    filas = [build_fila("10014", correo="alcaldia.mezquital@gmail.com"),
             build_fila("10021", correo="presidencia@suchil.example"), build_fila("10033")]  # fmt: skip
    oficina = Oficina(tmp_path, filas=filas)
    oficina.prepare()
    return oficina


def test_every_warning_is_shown_and_asked_by_the_name_of_its_municipality(dudosa: Oficina):
    codigo, salida = invoke(dudosa, "aprobar", CAMPANIA, *TITULAR, entrada="sí\n\n")

    assert "10014 Mezquital: es un buzón de un servicio público" in salida
    assert "¿Se manda así a Mezquital? [s/N]" in salida
    assert "10021 Peñón Blanco: la dirección nombra a Súchil" in salida
    assert "¿Cómo sabe que es su dirección?" in salida
    assert salida.count("¿") == 2  # quien no tiene avisos no se pregunta
    assert "Sin aprobar: 10021 Peñón Blanco" in salida
    assert (codigo, count_filas(dudosa, "aprobaciones")) == (1, 2)

    codigo, salida = invoke(
        dudosa, "aprobar", CAMPANIA, *TITULAR, entrada="lo dijo su secretario por teléfono\n"
    )

    assert "Mezquital" not in salida  # lo ya contestado para esos bytes no se vuelve a preguntar
    assert (codigo, count_filas(dudosa, "aprobaciones")) == (0, 3)
    with Bitacora(dudosa.carpeta / BITACORA) as bitacora:
        filas = bitacora.base.execute("SELECT tipo, persona, motivo FROM decisiones ORDER BY id").fetchall()
    assert [(f["tipo"], f["persona"]) for f in filas] == [("aviso", TITULAR[1]), ("direccion", TITULAR[1])]
    assert filas[1]["motivo"] == "lo dijo su secretario por teléfono"


@pytest.mark.parametrize("respuesta", ["n\n", "\n", "quién sabe\n"])
def test_a_warning_not_accepted_approves_nothing(dudosa: Oficina, respuesta: str):
    codigo, salida = invoke(dudosa, "aprobar", CAMPANIA, *TITULAR, entrada=respuesta)

    assert (codigo, count_filas(dudosa, "aprobaciones"), count_filas(dudosa, "decisiones")) == (2, 0, 0)
    assert "10014 Mezquital" in salida
    assert "Qué hacer: corrija el directorio" in salida


def test_answers_do_not_serve_for_other_bytes(dudosa: Oficina):
    invoke(dudosa, "aprobar", CAMPANIA, *TITULAR, entrada="s\n\n")
    dudosa.ajustes["asunto"] = "otro asunto"
    dudosa.save()
    dudosa.prepare()

    assert "¿Se manda así a Mezquital?" in invoke(dudosa, "aprobar", CAMPANIA, *TITULAR, entrada="s\n\n")[1]


# Enviar y resolver


@pytest.mark.lento
def test_exit_is_not_zero_while_someone_is_in_doubt(oficina: Oficina, servir):
    servidor = servir(Guion(cuerpo=lambda d: "cortar" if "10014" in d or "10033" in d else "250 OK"))
    ready(oficina, servidor)
    enviar = ("enviar", CAMPANIA, "--enviar")

    codigo, salida = invoke(oficina, *enviar, entrada=f"{CAMPANIA}\n")
    assert (codigo, "2 desconocido" in salida, "Piden atención: 2" in salida) == (1, True, True)
    codigo, salida = invoke(oficina, *enviar, entrada=f"{CAMPANIA}\n")  # no queda qué enviar: sigue la duda
    assert (codigo, "No había qué enviar" in salida) == (1, True)

    codigo, salida = invoke(oficina, "resolver", "1,3", "llego", *TITULAR, *MOTIVO)
    assert codigo == 0
    assert salida.splitlines() == [
        "Folio 1, 10014 Mezquital: dado_por_entregado.",
        "Folio 3, 10033 Súchil: dado_por_entregado.",
    ]
    assert invoke(oficina, *enviar, entrada=f"{CAMPANIA}\n")[0] == 0


def test_resolving_in_bulk_is_all_or_none(oficina: Oficina, servir):
    servidor = servir(Guion(cuerpo=lambda d: "cortar" if "10014" in d else "250 OK"))
    ready(oficina, servidor)
    send(oficina)

    codigo, salida = invoke(oficina, "resolver", "1-3", "no-llego", *TITULAR, *MOTIVO)

    assert (codigo, "folio 2" in salida) == (2, True)  # aceptado: no hay qué resolver
    assert Counter(get_estados(oficina).values()) == Counter(aceptado=2, desconocido=1)
    codigo, _ = invoke(oficina, "resolver", "1 - 3", "respondio", *TITULAR, *MOTIVO)
    assert codigo == 2  # de quien no se sabe si llegó no se puede decir que contestó


# El ensayo prueba lo que es de quien opera


def test_rehearsal_names_the_dead_links(tmp_path: Path, servir):
    oficina = Oficina(tmp_path, filas=[build_fila("10014", formato="enlace"), *map(build_fila, TRES[1:])])
    servidor = servir()
    ready(oficina, servidor, enlace="https://127.0.0.1:9/{clave}/{huella}.html")

    codigo, salida = invoke(oficina, "enviar", CAMPANIA)

    assert (codigo, "saldrían 3 de 3" in salida) == (1, True)
    assert "Enlace: 10014 Mezquital: no se pudo abrir el enlace" in salida
    assert salida.count("Enlace: ") == 1
    codigo, salida = invoke(oficina, "enviar", CAMPANIA, "--sin-red")
    assert (codigo, "Enlace: " in salida, "El servidor contesta" in salida) == (0, False, False)
    assert servidor.registro.recibidos == []


@pytest.mark.lento
@pytest.mark.parametrize(
    ("guion", "dice"),
    [(Guion(mail=lambda _: "550 5.7.60 no es su remitente"), "remitente"), (None, "No hay conexión"),
     (Guion(con_starttls=False), "STARTTLS")],
)  # fmt: skip
def test_rehearsal_fails_for_what_is_of_the_operator_and_touches_nobody(
    oficina: Oficina, servir, guion, dice
):
    servidor = servir(guion)
    ready(oficina, servidor)
    if guion is None:
        servidor.__exit__()

    for orden, entrada in ((("enviar", CAMPANIA), ""), (("enviar", CAMPANIA, "--enviar"), f"{CAMPANIA}\n")):
        codigo, salida = invoke(oficina, *orden, entrada=entrada)
        assert (codigo, dice in salida, "Qué hacer:" in salida) == (1, True, True), salida
    assert set(get_estados(oficina).values()) == {"en_cola"}


def test_a_day_may_be_written_with_its_accent():
    ventana = {"dias": ["Miércoles", "sábado"], "desde": "09:00", "hasta": "18:00", "feriados": []}

    assert build_configuracion(build_ajustes(ventana=ventana)).ventana.dias == ("miercoles", "sabado")


@pytest.mark.parametrize(
    ("momento", "cierre"),
    [
        ("2026-11-27T09:00", ""),  # viernes, la primera hora
        ("2026-11-27T08:59", "son las 08:59"),
        ("2026-11-27T17:59", ""),
        ("2026-11-27T18:00", "son las 18:00"),
        ("2026-11-28T10:00", "es sábado"),
        ("2026-12-25T10:00", "es día feriado (2026-12-25)"),
        ("2026-12-24T10:00", ""),
    ],
)
def test_window_opens_and_closes_at_its_hours_days_and_holidays(momento: str, cierre: str):
    ventana = Ventana(DIAS[:5], "09:00", "18:00", ("2026-12-25",))
    assert find_cierre(ventana, datetime.fromisoformat(momento)) == cierre


def test_window_that_closes_midway_leaves_the_rest_in_the_queue(oficina: Oficina, servir):
    ventana = {"dias": [*DIAS], "desde": "09:00", "hasta": "18:00", "feriados": []}
    ready(oficina, servir(), ventana=ventana)
    horas = itertools.chain(
        ["17:58", "17:59"], itertools.repeat("18:00")
    )  # la del primero: antes y al mandar

    def cambia(medios) -> None:
        medios.ahora = lambda: datetime.fromisoformat(f"2026-11-27T{next(horas)}:00-06:00")

    resumen, error = send(oficina, cambia)

    assert resumen.conteo == Counter(aceptado=1)
    assert error.encontrado == "son las 18:00"
    assert list(get_estados(oficina).values()) == ["aceptado", "en_cola", "en_cola"]


# Papel, copia y peso


@pytest.fixture
def sin_correo(tmp_path: Path) -> Oficina:
    """Súchil no tiene correo."""
    oficina = Oficina(tmp_path, filas=[build_fila("10014"), build_fila("10021")])
    assert [r.estado for r in oficina.prepare()] == ["listo", "listo", "falta la dirección"]
    return oficina


def test_printed_route_leaves_the_report_and_its_receipt(sin_correo: Oficina):
    codigo, salida = invoke(sin_correo, "impreso", CAMPANIA, "10033")

    carpeta = sin_correo.carpeta / CAMPANIA / "impresos"
    informe = read_corrida(sin_correo.corrida).informes["10033"]
    acuse = (carpeta / "10033_acuse.html").read_text("utf-8")
    assert (codigo, "10033_expediente.html" in salida, "10033_acuse.html" in salida) == (0, True, True)
    assert (carpeta / "10033_expediente.html").read_bytes() == read_bytes_informe(informe)
    for dato in ("Súchil", "10033", informe.huella_corta, CAMPANIA, "Nombre, cargo y firma"):
        assert dato in acuse
    assert count_filas(sin_correo, "decisiones") == 0  # imprimir no es entregar


def test_printed_delivery_is_signed_and_goes_in_the_receipt(sin_correo: Oficina):
    orden = ("impreso", CAMPANIA, "10033", "--entregado")
    assert invoke(sin_correo, *orden)[0] == 2
    assert invoke(sin_correo, *orden, *TITULAR, "--motivo", "corto")[0] == 2
    codigo, salida = invoke(sin_correo, *orden, *TITULAR, "--motivo", "acuse firmado, folio 7 de oficialía")

    assert (codigo, "10033 Súchil: entregado en papel" in salida) == (0, True)
    assert invoke(sin_correo, "acuse", CAMPANIA)[0] == 0
    texto = (sin_correo.carpeta / CAMPANIA / f"acuse_{CAMPANIA}.csv").read_text("utf-8-sig")
    (fila,) = [f for f in csv.DictReader(texto.splitlines()) if f["version"] == "impresa"]
    esperada = {"clave_municipio": "10033", "municipio": "Súchil", "estado": "entregado en papel",
                "respuesta_servidor": "acuse firmado, folio 7 de oficialía", "aprobado_por": TITULAR[1],
                "informe_sha256": read_corrida(sin_correo.corrida).informes["10033"].sha256}  # fmt: skip
    assert {c: fila[c] for c in esperada} == esperada


@pytest.mark.parametrize(("cambio", "dice"), [
    (lambda o: (o.corrida / "10033_x/expediente.html").write_text("otro"), "no es el que registró"),
    (lambda o: sqlite3.connect(o.carpeta / BITACORA, isolation_level=None).execute("DELETE FROM verificaciones"),
     "no está verificado"),
])  # fmt: skip
def test_what_may_not_be_mailed_may_not_be_printed(sin_correo: Oficina, cambio, dice: str):
    cambio(sin_correo)

    codigo, salida = invoke(sin_correo, "impreso", CAMPANIA, "10033")

    assert (codigo, dice in salida) == (2, True), salida
    assert not (sin_correo.carpeta / CAMPANIA / "impresos").exists()


def test_liaison_gets_a_copy_that_says_so_and_only_with_its_role(tmp_path: Path, servir):
    filas = [
        *map(build_fila, TRES),
        build_fila("10014", rol="enlace", correo="enlace@m10014.example", cargo="Enlace"),
    ]
    oficina = Oficina(tmp_path, filas=filas)
    assert len(oficina.prepare()) == 3  # sin el rol en correo.yml, nadie más que la presidencia

    servidor = servir()
    ready(oficina, servidor, roles=["presidencia", "enlace"])
    assert send(oficina)[0].conteo == Counter(aceptado=4)

    copias = [crudo for d, _, crudo in servidor.registro.recibidos if d == "enlace@m10014.example"]
    assert len(copias) == 1
    assert b"COPIA PARA EL ENLACE" in copias[0]
    assert str(parse_mensaje(copias[0])["Subject"]).startswith("Copia. Mezquital")
    assert sum(b"COPIA PARA EL ENLACE" in crudo for _, _, crudo in servidor.registro.recibidos) == 1


def test_pdf_too_big_goes_by_link_and_asks_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import fais_analysis.delivery.adjunto as a

    def imprime(informe, _):
        return (
            b"%PDF-1.4 <</Title ("
            + f"{informe.nombre} \\({informe.clave}\\)".encode("latin-1")
            + b")>>"
            + b"x" * 150_000
        )

    monkeypatch.setattr(a, "_print", imprime)
    filas = [build_fila("10014", formato="pdf"), *map(build_fila, TRES[1:])]
    oficina = Oficina(tmp_path, filas=filas, ajustes=build_ajustes(adjunto_maximo_mb=0.1))

    renglon = oficina.prepare()[0]

    assert [m.formato for m in oficina.list_mensajes()] == ["enlace", "html", "html"]
    assert "va por enlace" in renglon.razon
    huella = read_corrida(oficina.corrida).informes["10014"].huella_corta
    assert f"https://informes.example/10014/{huella}.html" in renglon.vista.cuerpo.texto
    assert "¿Se manda así a Mezquital?" in invoke(oficina, "aprobar", CAMPANIA, *TITULAR, entrada="s\n")[1]
    oficina.ajustes["enlace"] = ""  # sin dónde publicarlo, va el archivo
    oficina.save()
    oficina.prepare()
    assert {m.clave: m.formato for m in oficina.list_mensajes("en_cola")}["10014"] == "pdf"


# La bitácora de otra versión


REGRESOS = {  # de la versión de hoy a las anteriores
    2: ("DROP TRIGGER sin_borrar_decisiones", "DROP TRIGGER sin_cambiar_decisiones", "DROP TABLE decisiones", "DROP TABLE avisos",
        "ALTER TABLE mensajes DROP COLUMN carpeta_corrida", "ALTER TABLE mensajes DROP COLUMN repetir",
        "ALTER TABLE rebotes DROP COLUMN bloquea"),
    1: ("ALTER TABLE campanias DROP COLUMN repetir",),
}  # fmt: skip


@pytest.mark.lento
@pytest.mark.parametrize("version", [1, 2])
def test_older_ledger_moves_up_without_losing_or_resending(oficina: Oficina, servir, version: int):
    ready(oficina, servir())
    send(oficina)
    antes = oficina.list_mensajes()
    base = sqlite3.connect(oficina.carpeta / BITACORA, isolation_level=None)
    rebotes = [("failed", "5.1.1"), ("failed", "5.1.10"), ("failed", "5.2.2"), ("delayed", "4.4.1")]
    for accion, codigo in rebotes:
        datos = (1, "2026-11-20T10:00:00-06:00", accion, codigo, "x")
        base.execute(
            "INSERT INTO rebotes (folio, cuando, accion, codigo, diagnostico) VALUES (?, ?, ?, ?, ?)", datos
        )
    for paso in range(VERSION - 1, version - 1, -1):
        for orden in REGRESOS[paso]:
            base.execute(orden)
    base.execute(f"PRAGMA user_version = {version}")
    base.close()

    with Bitacora(oficina.carpeta / BITACORA) as bitacora:
        assert bitacora.base.execute("PRAGMA user_version").fetchone()[0] == VERSION
        assert bitacora.list_mensajes(CAMPANIA) == antes  # también de qué corrida salió cada uno
        filas = bitacora.base.execute("SELECT codigo FROM rebotes WHERE bloquea = 1").fetchall()
        assert [f["codigo"] for f in filas] == ["5.1.1"]
        with pytest.raises(sqlite3.IntegrityError):
            bitacora.base.execute("DELETE FROM eventos")
    assert send(oficina)[0].conteo == Counter()
