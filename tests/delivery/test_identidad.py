"""La lectura corta de la guarda dice lo mismo que la completa, y con cualquier duda lee completo."""

import pytest

from fais_analysis.delivery import informe
from fais_analysis.delivery.informe import Identidad, read_contenido, read_identidad

DOCUMENTO = (
    '<!doctype html>\n<html lang="es-MX" data-clave="10014">\n<head><title>Mezquital</title>'
    "<style>.franja-demostracion{color:red}</style></head><body><p>Hola</p></body></html>"
)
DUDOSOS = {
    "otra clave": ("<body>", '<body><html data-clave="10005">'),
    "otra, en mayúsculas": ("<body>", "<body><HTML DATA-CLAVE=10005>"),
    "clave repetida": ('"10014"', '"10014" data-clave="10005"'),
    "sin clave": (' data-clave="10014"', ""),
    "clave de otra forma": ('"10014"', "'10014'"),
    "algo antes": ("<!doctype html>", "<!doctype html><!-- x -->"),
    "marca": ("<p>", '<p class="x marca-demostracion">'),
    "marca sin comillas": ("<p>", "<p class=franja-demostracion>"),
    "marca con entidad": ("<p>", '<p class="franja&#45;demostracion">'),
    "marca tras una hoja falsa": ("<p>", '<p class="<style>"><i class="marca-demostracion"></style>'),
    "leyenda": ("Hola", "DATOS DE DEMOSTRACIÓN"),
    "leyenda en la hoja de estilo": ("color:red", 'content:"DATOS DE DEMOSTRACIÓN"'),
    "no es un informe": (DOCUMENTO, "hola"),
}


def read_entera(crudo: bytes) -> Identidad:
    contenido = read_contenido(crudo)
    return Identidad(contenido.claves, contenido.es_demostracion)


@pytest.mark.parametrize("duda", DUDOSOS)
def test_the_short_reading_says_what_the_whole_one_says(duda: str):
    viejo, nuevo = DUDOSOS[duda]
    crudo = DOCUMENTO.replace(viejo, nuevo, 1).encode()

    assert crudo != DOCUMENTO.encode()
    assert read_identidad(crudo) == read_entera(crudo)


def test_a_clear_report_is_not_read_whole(monkeypatch: pytest.MonkeyPatch):
    crudo = DOCUMENTO.encode()
    esperada = read_entera(crudo)
    monkeypatch.setattr(informe, "read_contenido", lambda _: pytest.fail("leyó el informe entero"))

    assert read_identidad(crudo) == esperada == Identidad(("10014",), False)
