"""Preparar: 39 renglones, cada uno con su estado y su razón; sólo entra a la cola lo que se puede enviar."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from fais_analysis.delivery.corrida import CorridaError, read_corrida
from fais_analysis.delivery.informe import read_contenido
from fais_analysis.delivery.mensaje import parse_mensaje
from fais_analysis.delivery.verificacion import verify_por_orden

from .armado import (
    AHORA,
    CAMPANIA,
    NOMBRES,
    TRES,
    Municipio,
    Oficina,
    build_fila,
    build_revision,
    verify_todo,
    write_corrida,
)
from .conftest import get_estados, ready, send

LEYENDA = '<aside class="franja-demostracion">DATOS DE DEMOSTRACIÓN</aside>'


ANTERIOR = {
    "corrida": "x",
    "generado": "x",
    "informe": "10014_x/anterior/expediente.html",
    "sha256": "a" * 64,
}


@pytest.mark.lento
def test_39_rows_with_a_message_each(tmp_path: Path):
    oficina = Oficina(tmp_path, tuple(NOMBRES))

    renglones = oficina.prepare()
    html = build_revision(CAMPANIA, read_corrida(oficina.corrida), renglones, AHORA)

    assert [r.clave for r in renglones] == sorted(NOMBRES)
    assert Counter(r.estado for r in renglones) == Counter(listo=39)
    assert len({m.message_id for m in oficina.list_mensajes()}) == 39
    assert html.count('<tr><th scope="row">') == 39
    assert html.count("<iframe sandbox") == 39
    tabla = html[html.index("<tbody>") : html.index("</tbody>")]
    assert "presidencia@" not in tabla
    assert "Persona" not in tabla
    assert 'http-equiv="Content-Security-Policy"' in html


@pytest.mark.lento
@pytest.mark.parametrize(
    ("municipio", "dice"),
    [
        (Municipio(estado="fallido"), "no salió bien"),
        (Municipio(estado="pendiente"), "no salió bien"),
        (Municipio(estado="fallido", anterior=ANTERIOR), "no salió bien"),
        (Municipio(marcado=True), "datos de demostración"),
        (Municipio(clave_dentro="10021"), "el archivo dice ser de 10021"),
        (Municipio(leyenda=LEYENDA), "datos de demostración"),
        (Municipio(texto="<p>DATOS DE DEMOSTRACIÓN</p>"), "datos de demostración"),
        (
            Municipio(leyenda='<div class="fais-aviso fais-aviso-demostracion">x</div>'),
            "datos de demostración",
        ),
        (Municipio(advertencias=("DATOS DE DEMOSTRACIÓN: ficticio",)), "datos de demostración"),
        (Municipio(pide=False), "no dice qué pide"),
    ],
)
def test_report_that_must_not_leave_is_named_and_kept_out(tmp_path: Path, municipio: Municipio, dice: str):
    oficina = Oficina(tmp_path)
    corrida = write_corrida(tmp_path / "c", {"10014": municipio, "10021": Municipio(), "10033": Municipio()})

    renglones = oficina.prepare(corrida)

    assert [r.estado for r in renglones] == ["no enviable", "listo", "listo"]
    assert dice in renglones[0].razon
    assert set(get_estados(oficina)) == {"10021", "10033"}
    assert not list((oficina.carpeta / CAMPANIA / "mensajes").glob("10014*"))


def test_prose_about_demonstration_data_is_not_the_legend(tmp_path: Path):
    """El expediente verdadero dice «No se concluye con datos de demostración…»: eso no lo hace de demostración."""
    oficina = Oficina(tmp_path)
    texto = "No se concluye con datos de demostración, con menos de 100 personas o menos de 5 obras."

    assert {
        r.estado
        for r in oficina.prepare(write_corrida(tmp_path / "c", {c: Municipio(texto=texto) for c in TRES}))
    } == {"listo"}


def test_demonstration_run_sends_nothing_but_can_be_seen(tmp_path: Path):
    oficina = Oficina(tmp_path)
    llamadas: list[int] = []

    renglones = oficina.prepare(
        write_corrida(tmp_path / "c", TRES, es_demostracion=True), lambda i: llamadas.append(1) or {}
    )

    assert {(r.estado, r.razon) for r in renglones} == {("no enviable", "usa datos de demostración")}
    assert all(r.vista for r in renglones)
    assert oficina.list_mensajes() == []
    assert llamadas == []


def test_file_changed_after_the_run_is_refused(oficina: Oficina):
    ruta = oficina.corrida / "10014_x" / "expediente.html"
    ruta.write_bytes(ruta.read_bytes() + b" ")

    renglones = oficina.prepare()

    assert renglones[0].estado == "no enviable"
    assert "no es el que registró la corrida" in renglones[0].razon


def test_only_verified_reports_leave_and_the_result_is_kept_by_hash(oficina: Oficina):
    llamadas: list[list[str]] = []

    def verify(informes):
        llamadas.append([i.clave for i in informes])
        return {
            i.huella_conjunta: "coincide" if i.clave != "10021" else "fais verificar halló discrepancias"
            for i in informes
        }

    renglones = oficina.prepare(verificador=verify)
    oficina.prepare(verificador=verify)

    assert [r.estado for r in renglones] == ["listo", "no enviable", "listo"]
    assert "discrepancias" in renglones[1].razon
    assert llamadas == [list(TRES), ["10021"]]  # lo verificado no se repite; lo que falló, sí


def test_verifier_uses_the_exit_code_of_the_command(tmp_path: Path, monkeypatch):
    import fais_analysis.delivery.verificacion as v

    informes = list(read_corrida(write_corrida(tmp_path / "c", TRES)).informes.values())
    malo = informes[1].ruta
    monkeypatch.setattr(v, "_run", lambda pedidos: 1 if any(i.ruta == malo for i in pedidos) else 0)

    resultado = verify_por_orden(informes)

    assert [resultado[i.huella_conjunta] for i in informes] == [
        "coincide",
        "fais verificar halló discrepancias",
        "coincide",
    ]
    informes[0].ruta.write_bytes(b"otro")
    assert "cambió" in verify_por_orden(informes)[informes[0].huella_conjunta]


@pytest.mark.lento
def test_missing_and_changed_are_told_apart(oficina: Oficina, servir):
    servidor = servir()
    ready(oficina, servidor)
    send(oficina)
    oficina.filas = [build_fila("10014"), build_fila("10033")]
    oficina.save()
    corrida = write_corrida(
        oficina.raiz / "corrida-2",
        {"10014": Municipio(pobreza=77.7), "10021": Municipio(pobreza=31), "10033": Municipio(pobreza=32)},
        huella="b" * 64,
    )

    renglones = oficina.prepare(corrida)

    assert [r.estado for r in renglones] == [
        "cambió desde la última vez",
        "falta la dirección",
        "sin cambios",
    ]


@pytest.mark.lento
def test_corrected_version_says_what_changed_and_goes_only_to_them(oficina: Oficina, servir):
    servidor = servir()
    ready(oficina, servidor)
    send(oficina)
    primero = {m.clave: m for m in oficina.list_mensajes()}
    nueva = {
        "10014": Municipio(pobreza=77.7),
        "10021": Municipio(pobreza=31),
        "10033": Municipio(pobreza=32, texto="Otro texto."),
    }
    corrida = write_corrida(oficina.raiz / "corrida-2", nueva, huella="b" * 64)

    renglones = oficina.prepare(corrida, ahora=datetime.fromisoformat("2026-12-01T10:00:00-06:00"))
    oficina.approve()
    resumen, _ = send(oficina)

    assert [r.estado for r in renglones] == [
        "cambió desde la última vez",
        "sin cambios",
        "cambió desde la última vez",
    ]
    assert resumen.conteo == Counter(aceptado=2)
    mezquital = renglones[0].vista.cuerpo
    assert mezquital.asunto.startswith("Versión corregida. Mezquital")
    for cuerpo in (mezquital.texto, mezquital.html):
        assert "77.7\u00a0%" in cuerpo
    assert "- Pobreza: decía 30\u00a0%; ahora dice 77.7\u00a0%." in mezquital.texto
    assert "- La petición: decía 30; ahora dice 77.7." in mezquital.texto
    assert mezquital.texto.count("decía") == 2  # la misma cifra no se repite por estar también en una tabla
    assert "Ninguna cifra cambió" in renglones[2].vista.cuerpo.texto
    nuevo = next(m for m in oficina.list_mensajes() if m.clave == "10014" and m.corrige)
    assert nuevo.corrige == primero["10014"].folio
    assert nuevo.message_id != primero["10014"].message_id
    assert (
        parse_mensaje((oficina.carpeta / CAMPANIA / nuevo.archivo).read_bytes())["In-Reply-To"]
        == primero["10014"].message_id
    )
    assert Counter(d for d, _, _ in servidor.registro.recibidos) == {
        "presidencia@m10014.example": 2, "presidencia@m10021.example": 1, "presidencia@m10033.example": 2,
    }  # fmt: skip


def test_new_run_replaces_what_was_still_queued(oficina: Oficina, servir):
    servidor = servir()
    ready(oficina, servidor)
    corrida = write_corrida(
        oficina.raiz / "corrida-2", {"10014": Municipio(pobreza=77.7), **{c: Municipio() for c in TRES[1:]}}
    )

    oficina.prepare(corrida)
    assert send(oficina)[0].conteo == Counter(negado=3)  # los bytes nuevos no están aprobados
    oficina.approve()
    send(oficina)

    assert Counter(m.estado for m in oficina.list_mensajes()) == Counter(retirado=3, aceptado=3)
    assert len(servidor.registro.recibidos) == 3
    assert b"77.7" in servidor.registro.recibidos[0][2]


def test_returning_to_the_first_run_puts_it_back_in_the_queue(oficina: Oficina):
    primera = oficina.corrida
    oficina.prepare()
    oficina.prepare(write_corrida(oficina.raiz / "corrida-2", {c: Municipio(pobreza=60) for c in TRES}))

    oficina.prepare(primera)

    assert Counter(m.estado for m in oficina.list_mensajes()) == Counter(en_cola=3, retirado=3)


def test_new_mayor_gets_a_first_message_not_a_correction(oficina: Oficina, servir):
    servidor = servir()
    ready(oficina, servidor)
    send(oficina)
    oficina.filas = [
        build_fila("10014", correo="nueva@m10014.example"),
        build_fila("10021"),
        build_fila("10033"),
    ]
    oficina.save()

    renglones = oficina.prepare()

    assert [r.estado for r in renglones] == ["listo", "ya enviado", "ya enviado"]
    assert "corregida" not in renglones[0].vista.cuerpo.asunto


def test_same_mailbox_written_differently_is_not_mailed_twice(oficina: Oficina, servir):
    servidor = servir()
    ready(oficina, servidor)
    send(oficina)
    oficina.filas = [build_fila(c, correo=f"PRESIDENCIA@M{c}.Example") for c in TRES]
    oficina.save()

    assert {r.estado for r in oficina.prepare()} == {"ya enviado"}


@pytest.mark.parametrize("cambio", [
    {"esquema": 99}, {"informe": "../fuera.html"}, {"informe": "/etc/passwd"}, {"sha256": "x"}, {"clave": 10014},
    {"clave": "10021"}, {"es_demostracion": "no"}, {"quita": "municipios"}, {"esquema": 1}, {"anterior": ANTERIOR},
    {"causa": {"tipo": "ValueError"}},
])  # fmt: skip
def test_manifest_is_read_strictly(tmp_path: Path, cambio: dict):
    import json

    ruta = write_corrida(tmp_path / "c", TRES) / "manifest.json"
    datos = json.loads(ruta.read_text("utf-8"))
    datos.pop(cambio.pop("quita", None), None)
    for campo, valor in cambio.items():
        fichas = datos["municipios"]
        for destino in [datos] if campo in datos else fichas[:1]:
            destino[campo] = valor
    ruta.write_text(json.dumps(datos), encoding="utf-8")

    with pytest.raises(CorridaError):
        read_corrida(tmp_path / "c")


def test_last_run_is_found_where_links_are_not_allowed(tmp_path: Path):
    """En Windows «ultima» es un archivo de texto con el nombre de la corrida."""
    write_corrida(tmp_path / "2026-11-22_10-00-00", TRES)
    (tmp_path / "ultima.txt").write_text("2026-11-22_10-00-00\n", encoding="utf-8")

    assert read_corrida(tmp_path / "ultima").carpeta.name == "2026-11-22_10-00-00"
    assert list(read_corrida(tmp_path / "ultima").informes) == list(TRES)


def test_nothing_in_delivery_assumes_one_operating_system():
    """Candados, procesos y permisos por bibliotecas que existen en Windows; rutas con pathlib."""
    import re

    import fais_analysis.delivery as paquete

    carpeta = Path(paquete.__file__).parent
    sistema = re.compile(
        r"\b(fcntl|msvcrt|import pwd|import grp|import resource|os\.fork|os\.kill|signal\.)|[\"']/(tmp|dev|etc|usr)/"
    )
    for modulo in carpeta.glob("*.py"):
        texto = modulo.read_text("utf-8")
        assert not sistema.search(texto), modulo.name
        assert ".chmod(" not in texto or 'os.name == "posix"' in texto, modulo.name
        assert not re.search(r"(read|write)_text\((?!.*(utf-8|encoding|,))", texto), modulo.name


def test_reading_hash_ignores_the_technical_card_only(tmp_path: Path):
    una = (write_corrida(tmp_path / "a", TRES, huella="a" * 64) / "10014_x/expediente.html").read_bytes()
    otra = (write_corrida(tmp_path / "b", TRES, huella="b" * 64) / "10014_x/expediente.html").read_bytes()
    distinta = una.replace(b"Texto.", b"Texto distinto.")

    assert una != otra
    assert read_contenido(una).huella_lectura == read_contenido(otra).huella_lectura
    assert read_contenido(una).huella_lectura != read_contenido(distinta).huella_lectura


def test_figures_are_located_by_table_row_and_column(tmp_path: Path):
    crudo = (write_corrida(tmp_path / "a", TRES) / "10014_x/expediente.html").read_bytes()

    cifra = list(read_contenido(crudo).cifras.values())[-1]  # la primera es la de la portada

    assert (cifra.lugar, cifra.texto) == ("Diagnóstico › Pobreza › 2020 › Porcentaje", "30 %")


def test_figures_in_prose_say_what_they_are_about():
    crudo = (
        b"<html data-clave='10014'><h2>Inversi\xc3\xb3n</h2><dl><dt>Total registrado</dt><dd><data>$5</data></dd></dl>"
        b"<p>Del total, <data>$2</data> por habitante; en el estado, <data>$1</data>.</p></html>"
    )

    lugares = {c.texto: c.lugar for c in read_contenido(crudo).cifras.values()}

    assert lugares == {
        "$5": "Inversión › Total registrado",
        "$2": "Inversión › Del total",
        "$1": "Inversión › Del total, … por habitante; en el estado",
    }


@pytest.mark.parametrize(
    "crudo",
    [b"", b"\xff\xfe", b"<html data-clave='10014' data-clave='10021'>", b"<html><html data-clave=''>"],
)
def test_anything_that_is_not_one_report_has_no_single_key(crudo: bytes):
    assert read_contenido(crudo).claves != ("10014",)


assert verify_todo  # se usa en armado
