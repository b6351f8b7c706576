"""Los cimientos: errores en cinco partes y claves como texto."""

import pickle

import pytest

from fais_analysis import claves, errors
from fais_analysis.schemas.capitulos.lugares import Lugar

PARTES = {"donde": "aquí", "esperado": "esto", "encontrado": "aquello", "que_hacer": "arréglelo"}


def test_error_prints_its_five_parts_in_order():
    texto = str(errors.FaisError("Algo falló.", **PARTES))

    assert texto.splitlines() == [
        "Algo falló.",
        "  Dónde: aquí",
        "  Se esperaba: esto",
        "  Se encontró: aquello",
        "  Qué hacer: arréglelo",
    ]


def test_error_survives_the_trip_between_processes():
    original = errors.ClaveError("Algo falló.", **PARTES)

    copia = pickle.loads(pickle.dumps(original))

    assert type(copia) is errors.ClaveError
    assert str(copia) == str(original)


@pytest.mark.parametrize(
    "error, texto",
    [
        (PermissionError(13, "Permission denied"), "no hay permiso"),
        (OSError(28, "No space left on device"), "no queda espacio en el disco"),
        (OSError(12345, "weird"), "falla del sistema número 12345"),
        (OSError("sin número"), "falla del sistema"),
    ],
)
def test_system_failures_are_told_in_spanish(error: OSError, texto: str):
    assert errors.describe_falla_sistema(error) == texto


@pytest.mark.parametrize("clave", [10014, 10014.0, None, b"10014", ["10014"]])
def test_a_key_that_is_not_text_is_rejected(clave: object):
    with pytest.raises(errors.ClaveError, match="no como texto"):
        claves.check_clave_municipio(clave)


@pytest.mark.parametrize("clave", ["", "1001", "100140", "1O014", "33001", "00001", "10014 ", "１００１４"])
def test_a_key_with_another_shape_is_rejected(clave: str):
    with pytest.raises(errors.ClaveError):
        claves.check_clave_municipio(clave)


def test_an_unknown_key_names_where_to_look():
    with pytest.raises(errors.ClaveError) as hallado:
        claves.check_clave_municipio("10040", {"10014"})

    assert hallado.value.que_hacer == "consulte la clave con: fais municipios"


def test_there_are_32_states_and_their_keys_keep_the_zero():
    assert len(claves.ENTIDADES) == 32
    assert claves.check_clave_entidad("01") == "01"
    with pytest.raises(errors.ClaveError):
        claves.check_clave_entidad("1")


def test_the_capital_is_told_apart_from_its_state():
    assert Lugar("10005", "Durango").municipio == "Municipio de Durango"
    assert Lugar("10014", "Mezquital").municipio == "Mezquital"
    assert Lugar("10014", "Mezquital").entidad == "Durango"
