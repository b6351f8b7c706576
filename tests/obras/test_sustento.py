"""En qué se apoya el intervalo de cada obra y con qué se prueba su vía."""

from dataclasses import replace

import pytest

from fais_analysis.obras.hallazgos import Marco, list_hallazgos_obra
from fais_analysis.obras.modelo import Lectura, Ubicacion
from fais_analysis.obras.necesidad import Necesidad
from fais_analysis.obras.sustento import describe_evidencia, describe_sustento
from tests.obras.conftest import HacerObra


def test_each_interval_says_what_it_rests_on(hacer: HacerObra, mezquital: Necesidad):
    blind = describe_sustento(hacer("Piso firme", "100140042", viviendas=40), mezquital)
    listed = describe_sustento(
        hacer("Piso firme", "100140042", viviendas=40, viviendas_acreditadas=12), mezquital
    )
    red = describe_sustento(hacer("Red de drenaje", "100140001", viviendas_conectadas=60), mezquital)
    mute = describe_sustento(hacer("Red de drenaje", "100140001"), mezquital)

    assert (blind.bajo, blind.alto, blind.efecto) == (40 * 4395 // 9295, 40, "final")  # 4,395 de 9,295
    assert "4,395 de cada 9,295" in blind.apoyo
    assert (listed.bajo, listed.alto) == (12, 12)
    assert "12 viviendas acreditadas" in listed.apoyo
    assert red.efecto == "intermedia"
    assert "sólo las que dice conectar" in red.apoyo
    assert (mute.alto, mute.apoyo) == (0, "obra intermedia: no dice cuántas viviendas quedan conectadas")


def test_more_than_the_place_holds_is_cut_and_said(hacer: HacerObra, mezquital: Necesidad):
    suyo = describe_sustento(hacer("Piso firme", "100140042", viviendas=200), mezquital)

    assert suyo.alto == 178  # El Troncón: 931 habitantes entre 5.23 por vivienda
    assert "a lo más 178 (estimadas)" in suyo.apoyo


def test_an_unsure_item_rests_on_nothing(hacer: HacerObra, mezquital: Necesidad):
    dudosa = replace(hacer("Piso firme", viviendas=10), lectura=Lectura("supuesto"))

    assert describe_sustento(dudosa, mezquital).alto == 0
    assert "por confirmar" in describe_sustento(dudosa, mezquital).carencia


@pytest.mark.parametrize(
    ("via", "ageb", "acreditadas", "falta"),
    [
        ("zap_urbana", "", None, True),
        ("zap_urbana", "1001400010870", None, False),
        ("pobreza_extrema", "", None, True),
        ("pobreza_extrema", "", 12, False),
        ("zap_rural", "", None, False),
    ],
)
def test_a_way_without_its_own_proof_is_said(
    hacer: HacerObra, mezquital: Necesidad, via: str, ageb: str, acreditadas: int | None, falta: bool
):
    obra = hacer("Piso firme", "100140042", viviendas=40, viviendas_acreditadas=acreditadas)
    obra = replace(obra, lugar=Ubicacion("100140042", ageb=ageb, via=via))
    reglas = [h.regla for h in list_hallazgos_obra(obra, Marco(mezquital, 2020, None))]

    assert ("EVIDENCIA_VIA" in reglas) is falta
    assert bool(describe_evidencia(obra)[0]) is not falta
