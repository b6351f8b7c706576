"""El manifiesto: ida y vuelta, orden estable y código de salida."""

import json
from pathlib import Path

import pytest

from fais_analysis.batch.corridas.manifiesto import (
    BUENO,
    FALLIDO,
    NOMBRE,
    PENDIENTE,
    FichaInforme,
    Manifiesto,
    build_json,
    read_manifiesto,
)
from fais_analysis.errors import EsquemaError
from fais_analysis.pages.causa import Causa, Conteos

BUENA = FichaInforme(
    "10014", "Mezquital", "10014_mezquital", BUENO, "10014_mezquital/expediente.html", "ab" * 32, 90_000,
    Conteos(4, 3, 1), {"pobreza": {"id": "pobreza", "rotulo": "Pobreza", "texto": "91.1 %", "valor": 91.1}},
    ["Es una estimación."],
)  # fmt: skip
FALLIDA = FichaInforme(
    "10002", "Canelas", "10002_canelas", FALLIDO, causa=Causa("10_diagnostico", 4, "ValueError", "ups")
)


def make_manifiesto(*fichas: FichaInforme) -> Manifiesto:
    return Manifiesto(
        corrida="2026-11-22_14-30-05",
        generado="2026-11-22T14:30:05-06:00",
        entidad="10",
        nombre_entidad="Durango",
        es_demostracion=True,
        huella_corrida="ef" * 32,
        versiones={"fais_analysis": "0.1.0"},
        insumos={"huella_datos": "cd" * 32},
        panorama=FichaInforme("10", "Durango", "", BUENO, "panorama.html"),
        municipios=list(fichas),
        tiempos={"total_s": 1.5},
    )


def test_round_trip(tmp_path: Path):
    manifiesto = make_manifiesto(BUENA, FALLIDA)
    (tmp_path / NOMBRE).write_text(build_json(manifiesto), encoding="utf-8")

    assert read_manifiesto(tmp_path) == manifiesto


def test_json_is_stable_and_starts_with_the_schema():
    texto = build_json(make_manifiesto(BUENA))

    assert texto == build_json(make_manifiesto(BUENA))
    assert next(iter(json.loads(texto))) == "esquema"
    assert list(json.loads(texto))[-1] == "tiempos"
    assert "estimación" in texto  # acentos legibles, no \u00f3


@pytest.mark.parametrize(
    ("fichas", "codigo"),
    [
        ((BUENA,), 0),
        ((BUENA, FALLIDA), 1),
        ((BUENA, FichaInforme("10003", "Coneto", "10003_coneto", PENDIENTE)), 1),
    ],
)
def test_exit_code(fichas: tuple[FichaInforme, ...], codigo: int):
    assert make_manifiesto(*fichas).codigo_salida == codigo


@pytest.mark.parametrize(
    "texto", ["", "{", '{"esquema": 99}', '{"esquema": 2, "sobra": 1}', '{"esquema": 1}', "[]"]
)
def test_unreadable_manifest_is_explained(tmp_path: Path, texto: str):
    (tmp_path / NOMBRE).write_text(texto)

    with pytest.raises(EsquemaError) as error:
        read_manifiesto(tmp_path)
    assert str(tmp_path) not in str(error.value)


def test_cause_reads_as_a_sentence():
    assert str(FALLIDA.causa) == "10_diagnostico, celda 4: ValueError: ups"
    assert str(Causa("10_diagnostico", None, "KernelMuerto", "")) == "10_diagnostico: KernelMuerto"
