"""Las direcciones que quien aprueba debe mirar dos veces, por clases."""

from pathlib import Path

import pytest

from fais_analysis.delivery.direccion import fold_comun
from fais_analysis.delivery.directorio import read_directorio
from fais_analysis.delivery.sospechas import (
    find_ajeno,
    find_imitado,
    find_nombre_imitado,
    find_rareza,
    find_sucesor,
    is_publico,
)

from .armado import NOMBRES, build_fila, write_directorio

OTROS = {"20208": "San Juan Mixtepec", "x1": "Juárez", "x2": "Benito Juárez"}


@pytest.mark.parametrize(
    ("direccion", "clave", "ajeno"),
    [
        ("presidencia@mezquital.durango.gob.mx", "10005", "Mezquital"),  # la capital se llama como la entidad
        ("mezquital@suchil.gob.mx", "10014", "Súchil"),  # nombra a los dos
        ("suchil@mezquital.gob.mx", "10014", ""),
        ("p@peñonblanco.gob.mx", "10014", "Peñón Blanco"),  # en la bitácora, punycode
        ("p@benitojuarez.gob.mx", "x1", "Benito Juárez"),  # un nombre dentro del otro
        ("p@juarez.gob.mx", "x1", ""),
        ("presidencia@durango.gob.mx", "10005", ""),
    ],
)
def test_an_address_that_names_another_town_is_seen(direccion: str, clave: str, ajeno: str):
    assert find_ajeno(direccion, clave, NOMBRES | OTROS, "Durango") == ajeno


@pytest.mark.parametrize("dominio", ["rnezquital.gob.mx", "mezqu1tal.mx", "mezquitа1.gob.mx"], ids=ascii)
def test_a_domain_that_fakes_the_name_of_a_town_is_seen_even_alone(dominio: str):
    assert find_nombre_imitado(f"p@{dominio}", NOMBRES.values()) == "Mezquital"
    assert find_imitado(f"p@{dominio}", ["x@suchil.gob.mx"]) == ""


@pytest.mark.parametrize("dominio", ["gmial.com", "gmai1.com", "hotmal.com", "gmail.con", "outlok.com"])
def test_a_slip_in_a_public_service_is_said(dominio: str):
    assert "se parece a" in find_rareza(f"p@{dominio}")


@pytest.mark.parametrize("dominio", ["mezquital.gob.mx.ejemplo.com", "mezquital.gob.com", "mezquital-gob.mx"])
def test_what_only_looks_like_government_is_said(dominio: str):
    assert "no termina en .gob.mx" in find_rareza(f"p@{dominio}")


@pytest.mark.parametrize(
    "dominio", ["yahoo.com.ar", "me.com", "proton.me", "ymail.com", "gmx.com", "hotmail.com.mx"]
)
def test_any_public_service_is_public(dominio: str):
    assert is_publico(dominio)


@pytest.mark.parametrize(
    ("uno", "otro"),
    [
        ("alcaldia-10014@yahoo.com", "alcaldia-10033@yahoo.com"),
        ("alcaldia@me.com", "alcaldia@icloud.com"),
        ("al.caldia@proton.me", "alcaldia@pm.me"),
    ],
)
def test_two_ways_of_writing_one_mailbox_are_one(uno: str, otro: str):
    assert fold_comun(uno) == fold_comun(otro)


def test_a_successor_with_the_wrong_year_is_asked_about(tmp_path: Path):
    filas = [build_fila("10014", vigente_desde="2022-09-01", vigente_hasta=""),
             build_fila("10014", vigente_desde="2062-09-01", correo="nueva@m.example")]  # fmt: skip
    contactos = read_directorio(write_directorio(tmp_path / "d.csv", filas)).contactos

    assert find_sucesor(contactos, contactos[0]) == "renglón 3, desde 2062-09-01"
    assert find_sucesor(contactos, contactos[1]) == ""


@pytest.mark.parametrize(
    ("columna", "valor"), [("nombre", "MarÃ\xada Soto"), ("nombre", "NULL"), ("cargo", "nan")]
)
def test_a_broken_or_empty_greeting_stops_its_town(tmp_path: Path, columna: str, valor: str):
    filas = [build_fila("10014", **{columna: valor}), build_fila("10021")]

    assert list(read_directorio(write_directorio(tmp_path / "d.csv", filas)).problemas) == ["10014"]
