"""Buscar un municipio como lo escribe una persona."""

import pytest

from fais_analysis.claves import check_clave_municipio
from fais_analysis.errors import ClaveError
from fais_analysis.nombres import describe_sugerencia, find_lugares, fold_texto

NOMBRES = {
    "10005": "Durango",
    "10008": "Gómez Palacio",
    "10014": "Mezquital",
    "10021": "Peñón Blanco",
    "10032": "Santiago Papasquiaro",
    "10033": "Súchil",
    "20208": "San Juan Mixtepec",
    "20209": "San Juan Mixtepec",
}


@pytest.mark.parametrize(
    ("escrito", "claves"),
    [
        ("mezquital", ["10014"]),
        ("MEZQUITAL ", ["10014"]),
        ("mezkital", ["10014"]),
        ("papasquaro", ["10032"]),
        ("santiago  papasquiaro", ["10032"]),
        ("penon", ["10021"]),
        ("suchill", ["10033"]),
        ("gomez", ["10008"]),
        ("san juan mixtepec", ["20208", "20209"]),  # homónimos: los dos, nunca uno al azar
        ("1014", ["10014"]),  # se cayó un cero
        ("14", ["10014"]),
        ("014", ["10014"]),
        ("10099", []),  # completa e inexistente: no se adivina
        ("", []),
        ("   ", []),
        ("qqqqq", []),
        ("²", []),
        ("١٤", []),  # dígitos que no son los nuestros
    ],
)
def test_found_as_a_person_writes_it(escrito: str, claves: list[str]) -> None:
    assert find_lugares(escrito, NOMBRES) == claves


def test_fold_keeps_distinct_names_distinct() -> None:
    assert fold_texto("  PEÑÓN   blanco") == "penon blanco"
    assert len({fold_texto(nombre) for nombre in NOMBRES.values()}) == len(NOMBRES) - 1  # sólo el homónimo


@pytest.mark.parametrize("escrito", ["Mezquital", "1014"])
def test_the_error_says_which_one_was_meant(escrito: str) -> None:
    with pytest.raises(ClaveError, match=r"¿quiso decir 10014 Mezquital\?"):
        check_clave_municipio(escrito, NOMBRES, NOMBRES)
    with pytest.raises(ClaveError, match="fais municipios"):
        check_clave_municipio("zzz", NOMBRES, NOMBRES)


def test_several_are_all_named() -> None:
    assert describe_sugerencia("san juan mixtepec", NOMBRES) == (
        "¿quiso decir 20208 San Juan Mixtepec o 20209 San Juan Mixtepec?"
    )
