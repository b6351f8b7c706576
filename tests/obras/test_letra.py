"""Montos en letra: contra un analizador inverso escrito aparte y contra num2words, sólo el entero."""

import csv
import os
import random
from decimal import Decimal
from pathlib import Path

import pytest
from num2words import num2words

from fais_analysis.obras.letra import write_letra

CASOS = Path(os.environ.get("FAIS_FUENTES", "")).parent / "casos" / "obras" / "montos_letra.csv"
# El analizador inverso: otra tabla y otra gramática. Lo que no lee, no se escribe así.
UNIDADES = dict(
    zip(["un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"], range(1, 10), strict=True)
)
JUNTAS = dict(zip(["diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiún", "veintidós", "veintitrés", "veinticuatro", "veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve"], range(10, 30), strict=True))  # fmt: skip
DECENAS = dict(
    zip(
        ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"],
        range(30, 100, 10),
        strict=True,
    )
)
CIENTOS = dict(zip(["ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos", "ochocientos", "novecientos"], range(100, 1000, 100), strict=True))  # fmt: skip


def read_bajo_mil(palabras: list[str]) -> int:
    if palabras == ["cien"]:
        return 100
    valor = CIENTOS[palabras.pop(0)] if palabras and palabras[0] in CIENTOS else 0
    if not palabras:
        return valor
    if len(palabras) == 1:
        return valor + {**UNIDADES, **JUNTAS, **DECENAS}[palabras[0]]
    decena, y, unidad = palabras
    assert y == "y"
    return valor + DECENAS[decena] + UNIDADES[unidad]


def read_bajo_millon(palabras: list[str]) -> int:
    if "mil" not in palabras:
        return read_bajo_mil(palabras)
    corte = palabras.index("mil")
    miles = read_bajo_mil(palabras[:corte]) if corte else 1
    assert miles != 1 or not corte
    resto = palabras[corte + 1 :]
    return miles * 1000 + (read_bajo_mil(resto) if resto else 0)


def read_letra(texto: str) -> int:
    """Centavos de un monto en letra; falla si algo está de más, de menos o mal dicho."""
    assert texto.startswith("(")
    assert texto.endswith("/100 M.N.)")
    *palabras, fraccion, _ = texto[1:-1].lower().split()
    moneda, lleva_de = palabras.pop(), False
    if palabras[-1] == "de":
        lleva_de = bool(palabras.pop())
    pesos = 0
    for singular, plural, escala in (("billón", "billones", 10**12), ("millón", "millones", 10**6)):
        for forma in (singular, plural):
            if forma in palabras:
                corte = palabras.index(forma)
                veces = read_bajo_millon(palabras[:corte])
                assert (veces == 1) == (forma == singular)
                pesos, palabras = pesos + veces * escala, palabras[corte + 1 :]
    pesos += 0 if palabras in ([], ["cero"]) else read_bajo_millon(palabras)
    assert moneda == ("peso" if pesos == 1 else "pesos")
    assert lleva_de == (pesos > 0 and pesos % 10**6 == 0)
    return pesos * 100 + int(fraccion.removesuffix("/100"))


def check_azar(veces: int, semilla: int) -> None:
    azar = random.Random(semilla)
    for _ in range(veces):
        centavos = azar.randrange(10 ** azar.randrange(1, 15))
        assert read_letra(write_letra(Decimal(centavos) / 100)) == centavos


EJEMPLOS = {
    "0.00": "(CERO PESOS 00/100 M.N.)",
    "1.01": "(UN PESO 01/100 M.N.)",
    "21.50": "(VEINTIÚN PESOS 50/100 M.N.)",
    "100.00": "(CIEN PESOS 00/100 M.N.)",
    "1000000.00": "(UN MILLÓN DE PESOS 00/100 M.N.)",
    "1001000.00": "(UN MILLÓN MIL PESOS 00/100 M.N.)",
    "31000000.50": "(TREINTA Y UN MILLONES DE PESOS 50/100 M.N.)",
    "101101101.01": "(CIENTO UN MILLONES CIENTO UN MIL CIENTO UN PESOS 01/100 M.N.)",
    "1000000000000.00": "(UN BILLÓN DE PESOS 00/100 M.N.)",
}


@pytest.mark.parametrize(("monto", "letra"), EJEMPLOS.items())
def test_legal_form(monto: str, letra: str):
    assert write_letra(Decimal(monto)) == letra


@pytest.mark.lento
def test_random_amounts_read_back():
    """Con 50,000 salen todas las formas de cada escala; el millón, en ``bench/obras_propiedades.py letra``."""
    check_azar(50_000, 1)


def test_all_small_amounts_read_back():
    for pesos in range(2_000):
        assert read_letra(write_letra(Decimal(pesos * 997))) == pesos * 99_700


def test_integers_agree_with_num2words():
    azar = random.Random(3)
    for _ in range(3_000):
        pesos = azar.randrange(2, 10 ** azar.randrange(1, 11))
        ajeno = num2words(Decimal(pesos), lang="es", to="currency", currency="MXN").split(" con ")[0]
        propio = write_letra(Decimal(pesos))[1:].split(" 00/100")[0].lower()
        assert propio.replace(" de pesos", " pesos") == ajeno.replace(" de pesos", " pesos")


@pytest.mark.parametrize("malo", [100, 1.5, "100", True, None])
def test_only_decimal_is_money(malo: object):
    with pytest.raises(TypeError):
        write_letra(malo)


@pytest.mark.parametrize("malo", ["0.005", "-1", "NaN", "Infinity", "1e18"])
def test_impossible_amounts_are_refused(malo: str):
    with pytest.raises(ValueError, match="letra"):
        write_letra(Decimal(malo))


@pytest.mark.fuentes
@pytest.mark.skipif(not CASOS.is_file(), reason="faltan los casos de obras")
def test_reference_amounts():
    with CASOS.open(encoding="utf-8") as archivo:
        for fila in csv.DictReader(archivo):
            assert write_letra(Decimal(fila["monto"])) == fila["letra"]
