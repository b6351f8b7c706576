"""Municipios nuevos y homónimos: de qué territorio es cada cifra, y de cuál de los dos se habla."""

import pandas as pd
import pytest

from fais_analysis.entidad.datos import add_clave_homonimos, load_datos_entidad
from fais_analysis.indicators.territorio import find_nuevos, write_avisos_territorio
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.reports import diagnostico
from fais_analysis.rules.territorio import load_territorio
from fais_analysis.views.capitulos import diagnostico as ver
from tests.reports.conftest import get_texto

NOMBRES = {"32001": "Apozol", "32002": "Nuevo", "32003": "Otro"}


def make_tabla(*filas: tuple[str, int, float | None]) -> pd.DataFrame:
    return pd.DataFrame(filas, columns=["clave_municipio", "anio", "poblacion_personas"])


@pytest.mark.parametrize("hueco", [[("32002", 2015, None)], []], ids=["nula", "ausente"])
def test_a_municipio_is_new_from_its_first_population(hueco: list):
    tabla = make_tabla(("32001", 2015, 9), ("32001", 2020, 9), ("32002", 2020, 4), *hueco)

    assert find_nuevos(tabla) == {"32002": 2020}


@pytest.mark.parametrize(
    ("clave", "origenes", "esperado"),
    [
        ("32001", {"32002": ("32001",)}, "Nuevo aparece como municipio en 2020 y se separó de éste"),
        ("32003", {"32002": ("32001",)}, None),
        ("32003", {}, "no se tiene de cuál se separó"),
        ("32002", {"32002": ("32001",)}, "antes era parte de Apozol (por verificar)"),
    ],
)
def test_who_is_told_about_a_new_municipio(clave: str, origenes: dict, esperado: str | None):
    avisos = write_avisos_territorio(clave, {"32002": 2020}, origenes, NOMBRES)

    assert [esperado in a for a in avisos] == ([True] if esperado else [])


def test_ensenada_says_san_quintin_left():
    # CONEVAL 2015 y 2020: 190,776 → 98,615 personas en pobreza; San Quintín (02006) aparece en 2020.
    datos = diagnostico.build_diagnostico("02001")

    texto = get_texto(ver.show_portada(datos))
    assert "San Quintín aparece como municipio en 2020 y se separó de éste (por verificar)" in texto
    assert "190,776" not in texto


@pytest.mark.lento
def test_every_new_municipio_and_its_origin_are_in_the_catalogue():
    catalogo = set(load_tabla("catalogo_municipios")["clave_municipio"])
    territorio = load_territorio()

    assert {*territorio, *(c for de in territorio.values() for c in de)} <= catalogo
    assert all(c[:2] == nuevo[:2] and c != nuevo for nuevo, de in territorio.items() for c in de)
    for entidad in ("02", "04", "07", "17", "23"):
        assert set(load_datos_entidad(entidad).nuevos) <= set(territorio)


def test_a_state_without_new_municipios_has_no_notice():
    assert load_datos_entidad("10").nuevos == {}


def test_homonyms_carry_their_key():
    municipios = pd.DataFrame(
        {"clave_municipio": ["20208", "20209", "20210"], "municipio": ["Mixtepec", "Mixtepec", "Ozolotepec"]}
    )

    assert list(add_clave_homonimos(municipios)["municipio"]) == [
        "Mixtepec (20208)",
        "Mixtepec (20209)",
        "Ozolotepec",
    ]


def test_no_state_prints_two_municipios_with_the_same_name():
    catalogo = load_tabla("catalogo_municipios")

    for _, propios in catalogo.groupby(catalogo["clave_municipio"].str[:2]):
        assert add_clave_homonimos(propios)["municipio"].is_unique
