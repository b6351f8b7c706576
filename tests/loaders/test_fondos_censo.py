"""FAIS de los 32 estados, Ramo 33 por fondo e indicadores censales: los totales publicados y lo que se rechaza."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from fais_analysis.errors import EsquemaError
from fais_analysis.loaders import censo, fondos
from fais_analysis.loaders.lectura import load_mapa
from fais_analysis.loaders.ordenadas import load_ficha_tabla, load_tabla
from fais_analysis.sources.fichas import EdicionArchivo
from fais_analysis.sources.locate import use_candidato

MDP = 100_000_000


def test_published_fais_of_every_state():
    # HALLAZGOS 26-11-2026, §1: devengado 2020 de los 32, 85,519.6 mdp; Durango 2021-2023 y 2025, 1,089.3, 1,162.5,
    # 1,336.2 y 1,531.9. (Su 2024 dice 1,364.6, que en el archivo es lo aprobado; lo devengado es 1,592.4.)
    tabla = load_tabla("fais_estatal")
    devengado = tabla[tabla["momento"] == "devengado"].set_index(["clave_entidad", "anio"])["monto_centavos"]
    durango = devengado.loc["10"] / MDP

    assert round(devengado.xs(2020, level="anio").sum() / MDP, 1) == 85_519.6
    assert durango.round(1).loc[[2021, 2022, 2023, 2024, 2025]].tolist() == [
        1089.3,
        1162.5,
        1336.2,
        1592.4,
        1531.9,
    ]
    assert 2026 not in durango.index
    assert tabla[tabla["anio"] < 2026]["clave_entidad"].nunique() == 32


def test_the_licence_travels_with_the_table():
    ficha = load_ficha_tabla("fais_estatal")

    assert "ODbL" in ficha.terminos
    assert "compartir igual" in ficha.terminos
    assert "Política Colectiva" in ficha.cita


def test_published_funds_of_durango():
    # HALLAZGOS §1: FAIS, FISE y FISM de Durango; ASF: FISM 2013 = 679,893.7 miles.
    tabla = load_tabla("ramo33_fondos").query("clave_entidad == '10'")
    mdp = tabla.pivot(index="anio", columns="fondo", values="monto_centavos") / MDP

    publicado = {2010: (669.4, 81.1, 588.3), 2011: (753.5, 91.3, 662.2), 2012: (722.2, 87.5, 634.7)}
    publicado |= {2013: (773.7, 93.8, 679.9), 2014: (839.7, 101.8, 737.9)}
    assert {a: tuple(mdp.loc[a, ["fais", "fise", "fism"]]) for a in publicado} == publicado
    assert mdp.index.tolist() == [*range(1998, 2015)]


def test_census_indicators_agree_with_the_census():
    # HALLAZGOS §4: 23,737 × 9, 337 indicadores, estado y 39 municipios; energía, agua, drenaje y lavadora de 2020
    # iguales al Censo en 39 de 39; Durango 1910, 483,175 habitantes.
    tabla = load_tabla("indicadores_censales")
    censo_2020 = load_tabla("viviendas_municipales").set_index("clave_municipio")

    assert (len(tabla), tabla["id_indicador"].nunique(), tabla["clave_municipio"].nunique()) == (
        23737,
        337,
        40,
    )
    de_1910 = tabla.query("anio == 1910 and id_indicador == '1002000001'")["valor"]
    assert de_1910.tolist() == [483_175]
    energia = tabla[(tabla["anio"] == 2020) & (tabla["indicador"] == ENERGIA)].set_index("clave_municipio")[
        "valor"
    ]
    municipios = [c for c in energia.index if c != "10000"]
    assert len(municipios) == 39
    assert (energia[municipios] == censo_2020.loc[municipios, "energia_viviendas"]).all()


ENERGIA = "Viviendas particulares habitadas que disponen de energía eléctrica"
EAID = load_mapa("fondos")["fais_estatal"]
NOMBRES = load_tabla("catalogo_municipios").drop_duplicates("entidad")["entidad"].tolist()


def build_eaid() -> pd.DataFrame:
    """32 entidades, dos años, las aportaciones y sus ocho fondos (inventados: 10 cada uno)."""
    filas = [
        (
            entidad,
            anio,
            codigo,
            "80.00" if codigo == "EAM" else "10.00",
            "80.00" if codigo == "EAM" else "10.00",
        )
        for entidad in NOMBRES
        for anio in (2018, 2026)
        for codigo in ("EAM", *EAID["partes"], "EAN")
    ]
    return pd.DataFrame(filas, columns=[*EAID["columnas"]]).astype(str)


@pytest.fixture
def read_fais(tmp_path: Path) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def read(tabla: pd.DataFrame) -> pd.DataFrame:
        tabla.to_csv(tmp_path / "eaid.csv", index=False)
        with use_candidato("fais_eaid_estados", EdicionArchivo(None), tmp_path / "eaid.csv"):
            return fondos.load_fais_estatal()

    return read


def test_a_zero_and_what_the_current_year_repeats_are_missing(read_fais: Callable):
    tabla = build_eaid()
    tabla.loc[(tabla["Estado"] == "Durango") & (tabla["Codigo"] != "EAM"), ["Aprobado", "Devengado"]] = "0.00"

    leida = read_fais(tabla)

    assert "10" not in {*leida["clave_entidad"]}
    assert {*leida.loc[leida["anio"] == 2026, "momento"]} == {"aprobado"}
    assert len(leida) == 31 * 3


@pytest.mark.parametrize(
    ("fila", "columna", "valor", "dice"),
    [
        (3, "Aprobado", "1000.00", "no suman"),
        (3, "Devengado", "10,5", "no son un número|comas"),
        (3, "Estado", "Atlántida", "32 entidades"),
        (3, "Año", "2018.5", "entero"),
    ],
)
def test_a_damaged_fund_is_refused(read_fais: Callable, fila: int, columna: str, valor: str, dice: str):
    tabla = build_eaid()
    tabla.loc[fila, columna] = valor

    with pytest.raises(EsquemaError, match=dice):
        read_fais(tabla)


@pytest.mark.fuentes
@pytest.mark.parametrize(
    ("nombre", "leer"),
    [
        ("fais_estatal", fondos.load_fais_estatal),
        ("ramo33_fondos", fondos.load_ramo33),
        ("indicadores_censales", censo.load_indicadores_censales),
    ],
)
def test_the_originals_give_the_table_in_data(nombre: str, leer: Callable[[], pd.DataFrame]):
    pd.testing.assert_frame_equal(leer(), load_tabla(nombre), check_dtype=False)
