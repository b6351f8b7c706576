"""El mensaje: leído por una segunda biblioteca (en Rust, ajena al módulo email) y a prueba de encabezados hostiles."""

import re
import struct
import zlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from fast_mail_parser import parse_email, parse_email_tree
from hypothesis import given, settings
from hypothesis import strategies as st

from fais_analysis.delivery.adjunto import Adjunto, RecursosAdjunto, build_adjunto, read_titulo_pdf
from fais_analysis.delivery.configuracion import build_configuracion
from fais_analysis.delivery.corrida import CorridaError, read_bytes_hoja, read_bytes_informe, read_corrida
from fais_analysis.delivery.direccion import check_direccion, fold_direccion, mask_texto, normalize_direccion
from fais_analysis.delivery.errores import CampaniaError, ConfiguracionError
from fais_analysis.delivery.leido import read_informe
from fais_analysis.delivery.mapa import build_base, build_mapa
from fais_analysis.delivery.mensaje import (
    Sobre,
    build_mensaje,
    build_message_id,
    list_nombres,
    parse_mensaje,
)
from fais_analysis.delivery.plantilla import Cuerpo, Plantillas, check_html
from fais_analysis.views.tema import load_tema

from .armado import GEOJSON, NOMBRES, TRES, Municipio, Oficina, build_ajustes, build_fila, write_corrida

CUERPO = Cuerpo("Peñón Blanco: diagnóstico", "Texto\n", "<p>HTML</p>\n")
ADJUNTO = Adjunto("html", "Expediente Peñón Blanco 10021.html", ("text", "html"), b"<p>adjunto</p>")


def build_sobre(nombre: str = "Persona", correo: str = "uno@m10021.example") -> Sobre:
    identidad = build_message_id("c-1", "10021", correo, "a" * 64, "despacho.example")
    return Sobre(
        ("Dirección", "avisos@despacho.example"),
        (nombre, correo),
        "r@d.example",
        "b@d.example",
        identidad,
    )


def test_second_library_reads_the_same_message(oficina: Oficina):
    oficina.prepare()
    crudo = oficina.read_eml("10021")

    correo = parse_email(crudo, strict=True)
    arbol = parse_email_tree(crudo)

    assert correo.warnings == []
    assert correo.subject.startswith("Peñón Blanco: diagnóstico de pobreza e inversión FAIS")
    encabezados = {k.lower(): v[-1] for k, v in correo.headers.items()}
    assert encabezados["auto-submitted"] == "auto-generated"
    assert encabezados["content-language"] == "es-MX"
    assert encabezados["reply-to"] == "atencion@despacho.example"
    assert encabezados["list-unsubscribe"] == "<mailto:baja@despacho.example?subject=baja>"
    assert "presidencia@m10021.example" in encabezados["to"]
    assert re.fullmatch(r"<fais\.10021\.[0-9a-f]{32}@despacho\.example>", encabezados["message-id"])
    assert "Peñón Blanco" in correo.text_plain[0]
    assert "Peñón Blanco" in correo.text_html[0]
    adjuntos = {a.filename: a for a in correo.attachments if not str(a.filename).endswith(".png")}
    assert list(adjuntos) == ["Hoja Peñón Blanco 10021.html", "Expediente Peñón Blanco 10021.html"]
    informe = read_corrida(oficina.corrida).informes["10021"]
    assert [bytes(a.content) for a in adjuntos.values()] == [
        read_bytes_hoja(informe),
        read_bytes_informe(informe),
    ]
    assert _list_tipos(arbol) == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", *["image/png"] * 7, "text/html", "text/html",
    ]  # fmt: skip


def test_identifiers_stay_whole_and_names_read_alike_with_a_long_domain():
    """La biblioteca estándar codificaba Content-ID, References y List-Unsubscribe largos: no servían."""
    dominio = "bienestarsocial.planeacion-y-evaluacion.durango.gob.mx"
    previo = build_message_id("c", "10014", "p@m.example", "h0", dominio)
    for nombre in (
        'María José "Pepa" Ñúñez, viuda de O\'Hara; López',
        "Ruiz, Ana",
        "=?utf-8?q?hola?=",
        "Ñ 😀 " * 15,
    ):
        sobre = Sobre(
            ("Dirección de Planeación y Evaluación de la Política Social", f"avisos@{dominio}"), (nombre, "p@m.example"),
            f"atencion.ciudadana@{dominio}", f"baja@{dominio}",
            build_message_id("c", "10014", "p@m.example", "h", dominio), previo,
        )  # fmt: skip
        html = f'<img src="cid:{sobre.cid}" alt="1">'
        adjunto = Adjunto("html", "Expediente Peñón Blanco 10021.html", ("text", "html"), b"<html>")

        crudo = build_mensaje(
            sobre, Cuerpo("Peñón Blanco: " + "ñandú " * 12, "texto\n", html), {sobre.cid: b"png"}, adjunto
        )

        correo = parse_email(crudo, strict=True)
        assert correo.attachments[0].content_id == sobre.cid
        assert correo.headers["References"] == correo.headers["In-Reply-To"] == [previo]
        assert correo.headers["List-Unsubscribe"] == [f"<mailto:baja@{dominio}?subject=baja>"]
        assert correo.headers["To"][0].split() == [*nombre.split(), "<p@m.example>"]
        assert list_nombres(parse_mensaje(crudo)) == [" ".join(nombre.split())]
        assert max(map(len, crudo.split(b"\r\n"))) < 998


def _list_tipos(nodo) -> list[str]:
    return [nodo.content_type, *(t for hijo in nodo.children for t in _list_tipos(hijo))]


@pytest.mark.lento
def test_message_shows_figures_map_office_source_and_hash_in_both_bodies(oficina: Oficina):
    vista = oficina.prepare()[1].vista
    informe = read_corrida(oficina.corrida).informes["10021"]

    for cuerpo in (vista.cuerpo.texto, vista.cuerpo.html):
        for dato in ("Pobreza", "31\u00a0%", "10.0\u00a0%", "Piso firme", "de cada 100 personas", "618 000 0000", "atencion@despacho.example",
                     "CONEVAL (2020). Pobreza municipal.", informe.huella_corta, "Presidenta municipal de Peñón Blanco",
                     "Persona de Ejemplo 10021", "clave INEGI 10021"):  # fmt: skip
            assert dato in cuerpo, dato
    assert re.search(
        r'<img src="cid:mapa\.[^"]+"[^>]*alt="Mapa\. [^"]*Peñón Blanco: 31\u00a0%', vista.cuerpo.html
    )
    muestras = re.findall(r'<img src="cid:(clase\d[^"]+)"', vista.cuerpo.html)
    assert set(muestras) < set(vista.read()[1])  # imágenes: el modo oscuro no invierte la leyenda
    assert len(muestras) >= 4
    assert "max-width:600px" in vista.cuerpo.html
    assert "<style" not in vista.cuerpo.html
    assert not re.search(r"(?:src|background)=[\"']?http", vista.cuerpo.html)
    assert len(vista.cuerpo.html.encode()) < 100_000


def test_same_input_gives_the_same_bytes(tmp_path: Path):
    (tmp_path / "a").mkdir(), (tmp_path / "b").mkdir()
    una, otra = Oficina(tmp_path / "a"), Oficina(tmp_path / "b")
    una.prepare(), otra.prepare()

    assert una.read_eml("10014") == otra.read_eml("10014")


def test_preparing_again_later_keeps_the_bytes_and_the_approval(oficina: Oficina):
    oficina.prepare()
    oficina.approve()
    antes = oficina.read_eml("10014")

    oficina.prepare(ahora=datetime.fromisoformat("2026-11-29T10:00:00-06:00"))

    assert oficina.read_eml("10014") == antes
    assert {m.folio for m in oficina.list_mensajes()} == {1, 2, 3}


@pytest.mark.parametrize(
    "nombre",
    [
        "Ana\r\nBcc: otro@x.example",
        "Ana\nSubject: otro",
        "Ana\x00",
        "Ana\u202egro",
        "Ana\u200b",
        "Ana\u2028x",
        "Ana\rX",
    ],
)
def test_header_injection_is_refused_at_the_message(nombre: str):
    with pytest.raises(CampaniaError):
        build_mensaje(build_sobre(nombre), CUERPO, {"mapa.x@d.example": b"png"}, ADJUNTO)


@pytest.mark.parametrize("correo", ["a@b.example\r\nX: y", "a@b.example, c@d.example", "<a@b.example>", "a b@c.example",
                                    "a@b", "@b.example", "a@", "a@b..example", "a@1.2.3.4", "a@b.example>", '"a b"@c.example',
                                    "a" * 65 + "@b.example", "a..b@c.example", "a@-b.example", "a@b.example;c"])  # fmt: skip
def test_bad_addresses_are_refused_without_repeating_them(correo: str):
    problema = check_direccion(correo)

    assert problema
    assert correo not in problema


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_name_is_either_refused_or_read_back_as_one_recipient(nombre: str):
    try:
        crudo = build_mensaje(build_sobre(nombre), CUERPO, {"mapa.x@d.example": b"png"}, ADJUNTO)
    except CampaniaError:
        return
    cabeza = crudo.split(b"\r\n\r\n", 1)[0]
    nombres = [r.split(b":")[0].lower() for r in cabeza.split(b"\r\n") if r[:1] not in b" \t"]
    destinos = parse_mensaje(crudo)["To"].addresses

    assert [d.addr_spec for d in destinos] == ["uno@m10021.example"]
    assert nombres.count(b"to") == nombres.count(b"subject") == 1
    assert b"bcc" not in nombres
    assert parse_email(crudo).to[0].address == "uno@m10021.example"


def test_addresses_are_compared_as_one_mailbox():
    assert fold_direccion("Obras@PEÑÓN.example") == fold_direccion("obras@xn--pen-8mak.example")
    assert normalize_direccion("Ñ@x.example") == "Ñ@x.example"
    assert mask_texto("550 <ana.lopez@m.example>: no") == "550 <a•••@m.example>: no"


def test_message_over_seven_megabytes_is_refused():
    grande = replace(ADJUNTO, crudo=b"x" * 5_300_000)  # base64 lo lleva a más de 7 MB

    with pytest.raises(CampaniaError, match="no se puede armar"):
        build_mensaje(build_sobre(), CUERPO, {"mapa.x@d.example": b"png"}, grande)


def test_link_preference_carries_no_attachment(tmp_path: Path):
    oficina = Oficina(
        tmp_path, filas=[build_fila("10014", formato="enlace"), build_fila("10021"), build_fila("10033")]
    )
    oficina.prepare()
    correo = parse_email(oficina.read_eml("10014"))
    informe = read_corrida(oficina.corrida).informes["10014"]

    assert {str(a.filename).rstrip("0123456789.png")[:2] for a in correo.attachments} == {"ma", "cl"}
    assert f"https://informes.example/10014/{informe.huella_corta}.html" in correo.text_plain[0].split()


def test_pdf_title_is_read_in_the_three_ways_it_is_written():
    hexa = ("Peñón Blanco (10021): x").encode("utf-16-be").hex().upper()

    assert read_titulo_pdf(b"%PDF-1.4 <</Title (Mezquital \\(10014\\): x)>>") == "Mezquital (10014): x"
    assert read_titulo_pdf(f"%PDF-1.4 <</Title <FEFF{hexa}>>>".encode()) == "Peñón Blanco (10021): x"
    assert read_titulo_pdf(b"no es pdf /Title (Mezquital)") == ""


def test_pdf_without_browser_says_what_to_do(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("FAIS_NAVEGADOR", raising=False)
    informe = read_corrida(write_corrida(tmp_path / "c", TRES)).informes["10014"]

    with pytest.raises(CorridaError) as falla:
        build_adjunto("pdf", read_informe(informe), RecursosAdjunto(tmp_path / "pdf", ""))

    assert "Chromium" in str(falla.value)


# Plantillas


def render(carpeta: Path, contexto: dict | None = None):
    return Plantillas(carpeta).render(contexto or {}, "cid")


@pytest.mark.parametrize(
    ("archivo", "texto", "dice"),
    [
        ("asunto.txt.j2", "{{ municpio }}", "municpio"),
        ("asunto.txt.j2", "{% if %}", "asunto.txt.j2, renglón 1"),
        ("mensaje.html.j2", "{{ estilo.no_existe }}", "no_existe"),
        ("mensaje.txt.j2", "{{ ''.__class__.__mro__ }}", "mensaje.txt.j2"),
    ],
)
def test_templates_are_strict(oficina: Oficina, archivo: str, texto: str, dice: str):
    propias = oficina.carpeta / "plantillas"
    propias.mkdir()
    (propias / archivo).write_text(texto, encoding="utf-8")

    renglones = oficina.prepare()

    assert {r.estado for r in renglones} == {"no enviable"}
    with pytest.raises(ConfiguracionError) as falla:
        render(
            propias, {"es_corregida": False, "municipio": "x", "asunto": "y", "cargo": "z"}
        ) if "asunto" in archivo else (Plantillas(propias)._render(archivo, {"estilo": {}}))
    assert dice in str(falla.value)


def test_analyst_can_edit_a_template(oficina: Oficina):
    propias = oficina.carpeta / "plantillas"
    propias.mkdir()
    (propias / "asunto.txt.j2").write_text("{{ municipio }} · {{ clave }} · otra cosa\n", encoding="utf-8")

    assert oficina.prepare()[0].vista.cuerpo.asunto == "Mezquital · 10014 · otra cosa"


@pytest.mark.parametrize("html", [
    '<img src="https://rastreo.example/p.gif" alt="">', '<img src="//x.example/p.gif">', "<script>1</script>",
    '<link rel="stylesheet" href="https://x.example/a.css">', '<p style="background:url(https://x.example)">',
    '<a href="http://x.example">x</a>', '<a href="javascript:1">x</a>', '<p onclick="x">', '<form action="x"></form>',
    '<table background="https://x.example/a.png"></table>', '<img srcset="https://x.example/a.png 2x">', "x" * 100_001,
])  # fmt: skip
def test_message_that_asks_the_internet_or_tracks_is_refused(html: str):
    with pytest.raises(ConfiguracionError):
        check_html(f'<img src="cid:m" alt="Mezquital: 91.1 %">{html}', "m")


def test_map_without_its_figure_in_words_is_refused():
    check_html('<img src="cid:m" alt="Mezquital: sin dato">', "m")
    for alt in ("", "Mapa"):
        with pytest.raises(ConfiguracionError):
            check_html(f'<img src="cid:m" alt="{alt}">', "m")


@pytest.mark.parametrize(("ruta", "valor"), [
    (("sobra",), 1), (("remitente", "correo"), "no"), (("responder_a",), "a@b.example\nBcc: x"), (("aprobadores",), 3),
    (("servidor", "seguridad"), "ninguna"), (("formato_omision",), "zip"), (("cortes_mapa",), [1, 2, 3]),
    (("enlace",), "http://x.example/{clave}/{huella}"), (("enlace",), "https://x.example/{clave}"), (("roles",), ["otro"]),
    (("por_minuto",), True), (("oficina", "telefono"), ""), (("servidor", "contrasena"), "x"),
])  # fmt: skip
def test_configuration_is_strict(ruta: tuple[str, ...], valor: object):
    ajustes = build_ajustes()
    lugar = ajustes
    for paso in ruta[:-1]:
        lugar = lugar[paso]
    lugar[ruta[-1]] = valor

    with pytest.raises(ConfiguracionError):
        build_configuracion(ajustes)


# Mapa


def _read_png(crudo: bytes) -> np.ndarray:
    ancho, alto = struct.unpack(">II", crudo[16:24])
    inicio = crudo.index(b"IDAT") + 4
    largo = struct.unpack(">I", crudo[inicio - 8 : inicio - 4])[0]
    filas = np.frombuffer(zlib.decompress(crudo[inicio : inicio + largo]), dtype=np.uint8).reshape(
        alto, ancho * 3 + 1
    )
    return filas[:, 1:].reshape(alto, ancho, 3)


@pytest.mark.lento
def test_map_paints_all_39_and_marks_only_its_own():
    import hashlib

    base = build_base(GEOJSON, hashlib.sha256(GEOJSON.read_bytes()).hexdigest())
    valores: dict[str, float | None] = dict.fromkeys(base.claves, 50.0) | {"10021": None}
    imagenes = [_read_png(build_mapa(base, valores, (35, 45, 55, 65), c)) for c in ("10014", "10036")]

    assert len(base.claves) == 39
    assert set(np.unique(base.muestras)) == set(range(-1, 39))  # ningún municipio se perdió ni tapó a otro
    propio = load_tema().series[0].color  # el color del municipio en todo el informe
    contorno = np.array([int(propio[i : i + 2], 16) for i in (1, 3, 5)])
    marcas = [(imagen == contorno).all(axis=2) for imagen in imagenes]
    assert all(m.sum() > 300 for m in marcas)
    assert not (marcas[0] & marcas[1]).sum() > 60  # cada quien el suyo
    alto = imagenes[0].shape[0]
    assert np.flatnonzero(marcas[0].any(axis=1)).min() > alto * 0.6  # Mezquital está al sur
    assert (imagenes[0] == np.array([0xB9, 0xBE, 0xC5])).all(axis=2).sum() > 100  # sin dato, en gris


def test_map_of_another_run_is_refused(oficina: Oficina):
    with pytest.raises(CorridaError, match="no es el que usó la corrida"):
        build_base(GEOJSON, "0" * 64)


def test_areas_on_the_map_follow_the_official_ones():
    import hashlib
    import json

    base = build_base(GEOJSON, hashlib.sha256(GEOJSON.read_bytes()).hexdigest())
    areas = {
        r["properties"]["clave_municipio"]: r["properties"]["area_km2"]
        for r in json.loads(GEOJSON.read_text("utf-8"))["features"]
    }
    cuenta = np.bincount(base.muestras[base.muestras >= 0])
    razones = [n / areas[c] for c, n in zip(base.claves, cuenta, strict=True)]

    assert max(razones) / min(razones) < 1.1  # simplificados a 800 m y sin proyección equivalente


# Municipio sin cifra en el mapa


def test_missing_figure_is_said_not_drawn_as_zero(tmp_path: Path):
    oficina = Oficina(tmp_path, ajustes=build_ajustes(cifra_mapa="prioridad"))

    vista = oficina.prepare()[0].vista

    assert "Mezquital: sin dato." in vista.cuerpo.html
    assert "Mezquital: sin dato." in vista.cuerpo.texto


def test_reports_that_ask_for_nothing_are_not_sent(tmp_path: Path):
    oficina = Oficina(tmp_path)
    corrida = write_corrida(
        tmp_path / "c", {"10014": Municipio(pide=False), "10021": Municipio(), "10033": Municipio()}
    )

    assert [r.estado for r in oficina.prepare(corrida)] == ["no enviable", "listo", "listo"]


def test_map_of_a_partial_run_does_not_pass_for_the_whole_state(oficina: Oficina):
    """Una corrida de tres municipios pinta 36 en gris: el mensaje lo dice en el título y en la leyenda."""
    cuerpo = oficina.prepare()[0].vista.cuerpo

    for texto in (cuerpo.texto, cuerpo.html):
        assert "Pobreza en 3 de los 39 municipios de Durango" in texto
    assert "Sin dato en esta corrida" in cuerpo.html


@pytest.mark.lento
def test_whole_run_has_no_gray_class(tmp_path: Path):
    cuerpo = Oficina(tmp_path, tuple(NOMBRES)).prepare()[0].vista.cuerpo

    assert "Pobreza en los 39 municipios de Durango" in cuerpo.texto
    assert "Sin dato" not in cuerpo.html
