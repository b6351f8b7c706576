"""Carecen, se atienden y dejarían la carencia: los números de la tabla 2.3 de la referencia de obras."""

import pytest

from fais_analysis.obras.efecto import Efecto, compute_efectos, sum_municipio
from fais_analysis.obras.modelo import Obra
from fais_analysis.obras.necesidad import Necesidad
from tests.obras.conftest import HacerObra

SAN_FRANCISCO, TRONCON, GUAJOLOTA, HUAZAMOTA = "100140001", "100140042", "100140015", "100140016"
SAN_PEDRO = "100300001"


def only(obras: list[Obra], necesidad: Necesidad) -> Efecto:
    (efecto,) = compute_efectos(obras, necesidad)
    return efecto


def test_network_without_connection_reaches_no_one(hacer: HacerObra, mezquital: Necesidad):
    efecto = only([hacer("Red de drenaje", SAN_FRANCISCO, viviendas=120)], mezquital)

    assert (efecto.bajo, efecto.alto) == (0, 0)
    assert "intermedia" in efecto.notas[0]


def test_network_discharges_and_bathrooms_are_not_added_naively(hacer: HacerObra, mezquital: Necesidad):
    """Suma ingenua 300; red y descargas son las mismas 120 viviendas."""
    obras = [
        hacer("Red de drenaje", SAN_FRANCISCO, viviendas_conectadas=120),
        hacer("Descarga doméstica", SAN_FRANCISCO, viviendas=120),
        hacer("Cuarto para baño", SAN_FRANCISCO, viviendas=60, con_drenaje=True),
    ]
    efecto = only(obras, mezquital)

    assert (efecto.bajo, efecto.alto, efecto.atendidas) == (85, 180, 180)
    assert mezquital.get_tope(SAN_FRANCISCO, "isb_dren") == 402


CASOS = [
    ("mezquital", "Piso firme", TRONCON, {"viviendas": 200}, (94, 178, 22, "entre esos dos números")),
    ("mezquital", "Sanitario con biodigestor", GUAJOLOTA, {"viviendas": 150}, (107, 150, 0, "entre esos dos números")),
    ("mezquital", "Electrificación no conv", HUAZAMOTA, {"viviendas": 90}, (37, 90, 0, "entre esos dos números")),
    ("san_pedro", "Cuarto para baño", SAN_PEDRO, {"viviendas": 40, "con_drenaje": True},
     (1, 17, 23, "no se puede concluir")),
    ("san_pedro", "Cuarto para baño", SAN_PEDRO,
     {"viviendas": 40, "con_drenaje": True, "viviendas_acreditadas": 12}, (12, 12, 0, "se sabe")),
    ("san_pedro", "Piso firme", SAN_PEDRO, {"viviendas": 100}, (1, 7, 93, "no se puede concluir")),
    ("san_pedro", "Cuarto dormitorio", SAN_PEDRO, {"viviendas": 25}, (0, 25, 0, "no se puede concluir")),
    ("san_pedro", "Techo firme", SAN_PEDRO, {"viviendas": 10}, (0, 10, 0, "no se puede concluir")),
    ("mezquital", "Cuarto para baño", GUAJOLOTA, {"viviendas": 40}, (0, 0, 0, "se sabe")),
    ("mezquital", "Sanitario seco", GUAJOLOTA, {"viviendas": 40}, (0, 0, 0, "se sabe")),
]  # fmt: skip


@pytest.mark.parametrize(("municipio", "renglon", "lugar", "metas", "esperado"), CASOS)
def test_worked_numbers(request, hacer: HacerObra, municipio: str, renglon: str, lugar: str, metas, esperado):
    efecto = only([hacer(renglon, lugar, **metas)], request.getfixturevalue(municipio))

    assert (efecto.bajo, efecto.alto, efecto.sobran, efecto.veredicto) == esperado


def test_municipal_total_never_passes_those_who_lack(hacer: HacerObra, san_pedro: Necesidad):
    obras = [hacer("Piso firme", lugar, viviendas=6) for lugar in (SAN_PEDRO, "100300002", "")]
    total = sum_municipio(compute_efectos(obras, san_pedro), san_pedro)["icv_pisos"]

    assert (total.alto, total.atendidas, total.sobran) == (7, 18, 11)


def test_a_guess_counts_for_nothing(hacer: HacerObra, mezquital: Necesidad):
    from dataclasses import replace

    supuesta = hacer("Piso firme", TRONCON, viviendas=40)
    supuesta = replace(supuesta, lectura=replace(supuesta.lectura, modo="supuesto"))

    assert compute_efectos([supuesta], mezquital) == []
