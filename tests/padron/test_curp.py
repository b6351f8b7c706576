"""La CURP: los vectores públicos, cada clase de error y 100,000 generadas sin una falsa «inválida»."""

import csv
import os
import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from generador import build_curp
from stdnum.mx import curp as oraculo

from fais_analysis.padron.curp import (
    ALFABETO,
    EXPLICACIONES,
    compute_verificador,
    find_error_curp,
    get_nacimiento,
)

HOY = date(2026, 11, 26)
CUANTAS = 5_000


def make_curps(cuantas: int, semilla: int = 1) -> list[str]:
    azar = random.Random(semilla)
    partes = ("GARCÍA", "NÚÑEZ", "DE LA CRUZ", "ÑÁÑEZ", "OCHOA", "YÁÑEZ", "EK", "IBARRA", "PEÑA", "BUENO", "")
    return [
        build_curp(
            azar.choice(("María José", "Ana", "Óscar", "Ulises", "Íñigo")), azar.choice(partes[:-1]),
            azar.choice(partes), date(1920, 1, 1) + timedelta(days=azar.randrange(38_900)), azar.choice("HMMHX"), azar,
        )
        for _ in range(cuantas)
    ]  # fmt: skip


# dominio_fais §12: vectores públicos y sintéticos.
@pytest.mark.parametrize(
    ("curp", "clase"),
    [
        ("SABC560626MDFLRN01", ""), ("BEML920313HMCLNS09", ""), ("OEAF771012HMCRGR09", "verificador"),
        ("XAXX850615MDGXXX05", ""), ("XAXX850615HNEXXX07", ""), ("XAXX040229HDGXXXA8", ""),
        ("XAXX040229HDGXXX08", ""), ("XAXX000229MDGXXXA0", ""), ("XAXX000229MDGXXX00", "fecha_inexistente"),
        ("XAXX030229HDGXXXA1", "fecha_inexistente"), ("XAXX851315MDGXXX06", "fecha_inexistente"),
        ("", "vacia"), ("XAXX-850615-MDGXXX-05", "longitud"), ("XAXX850615MDG#XX05", "caracter"),
        (" xaxx850615mdgxxx05 ", ""), ("1AXX850615MDGXXX05", "letras_nombre"), ("XBXX850615HDGXXX08", "vocal_interna"),
        ("XAXX85O615MDGXXX05", "fecha_no_numerica"), ("XAXX270101HDGXXXA4", "fecha_futura"),
        ("XAXX850615HDGAXX05", "consonantes"), ("XAXX850615MDGXXX0A", "verificador_no_numerico"),
    ],
)  # fmt: skip
def test_vector(curp: str, clase: str):
    assert find_error_curp(curp, HOY) == clase


@pytest.mark.fuentes
def test_every_case_of_the_shared_file():
    ruta = Path(os.environ["FAIS_FUENTES"]).parent / "casos" / "padron" / "curp_casos.csv"
    casos = list(csv.DictReader(ruta.open(encoding="utf-8")))
    distintos = [c["clase"] for c in casos if find_error_curp(c["curp"], HOY) != (c["motivo"] or "")]

    assert len(casos) == 214
    assert distintos == []


@pytest.mark.parametrize("cuantas", [CUANTAS, pytest.param(100_000, marks=pytest.mark.lento)])
def test_no_generated_curp_is_called_invalid(cuantas: int):
    assert [c for c in make_curps(cuantas) if find_error_curp(c, HOY)] == []


def test_any_other_check_digit_is_invalid_and_the_enie_as_x_changes_nothing():
    for curp in make_curps(300):
        assert find_error_curp(curp[:17] + str((int(curp[17]) + 1) % 10), HOY) == "verificador"
        con_enie = curp.replace("X", "Ñ", 1)
        if curp[0] == "X":
            assert find_error_curp(con_enie, HOY) == ""


def test_agrees_with_stdnum_where_it_is_right():
    """stdnum niega la X de sexo, la Ñ y las palabras inconvenientes; en lo demás debe coincidir."""
    vistas = 0
    for curp in make_curps(1_500, semilla=3):
        if curp[10] == "X" or "Ñ" in curp or curp[:4] in oraculo._name_blacklist:
            continue
        vistas += 1
        assert oraculo.is_valid(curp) == (find_error_curp(curp, HOY) == "")
        mal = curp[:15] + ALFABETO[(ALFABETO.index(curp[15]) + 1) % 37] + curp[16:]
        if not find_error_curp(mal, HOY):
            assert oraculo.is_valid(mal)
    assert vistas > 800


def test_inconvenient_words_are_not_a_rule_and_every_kind_is_explained():
    cuerpo = "PUTA850615MDGXXX0"
    assert find_error_curp(cuerpo + compute_verificador(cuerpo), HOY) == ""
    assert all(texto and "{" not in texto for texto in EXPLICACIONES.values())
    assert get_nacimiento("XAXX040229HDGXXXA8") == date(2004, 2, 29)
