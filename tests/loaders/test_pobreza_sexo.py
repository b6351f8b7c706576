"""Pobreza por sexo: los totales publicados, lo que es sin dato y lo que se rechaza."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from fais_analysis.errors import EsquemaError
from fais_analysis.loaders import pobreza_sexo
from fais_analysis.loaders.ordenadas import load_tabla

DURANGO_PERSONAS = {2010: 864_155.2, 2015: 694_998.8, 2020: 696_309.5}  # HALLAZGOS 26-11-2026, §4


@pytest.fixture(scope="module")
def tabla() -> pd.DataFrame:
    return load_tabla("pobreza_municipal_sexo")


@pytest.fixture(scope="module")
def crudo() -> pd.DataFrame:
    """Mezquital y Pueblo Nuevo en 2020, con el acomodo del original."""
    propias = load_tabla("pobreza_municipal_sexo").query(
        "anio == 2020 and clave_municipio in ('10014', '10023')"
    )
    nombres = {"10014": "Mezquital", "10023": "Pueblo Nuevo"}
    rotulos = {v: k for k, v in pobreza_sexo.load_mapa(pobreza_sexo.FUENTE)["columnas"].items()}
    cruda = propias.rename(columns=rotulos).fillna(-999.0)
    return (
        cruda.assign(
            entidad_federativa="Durango",
            municipio=propias["clave_municipio"].map(nombres),
            grupo="Población por sexo: " + propias["sexo"],
            periodo="2020-01-01",
        )
        .drop(columns=["anio", "sexo"])
        .reset_index(drop=True)
    )


def test_both_sexes_add_up_to_the_published_totals(tabla: pd.DataFrame):
    durango = tabla[tabla["clave_municipio"].str.startswith("10")]
    personas = (durango["pobreza_pct"] * durango["poblacion_personas"] / 100).groupby(durango["anio"]).sum()

    assert (len(tabla), len(durango)) == (14_764, 39 * 2 * 3)
    assert personas.round(1).to_dict() == DURANGO_PERSONAS
    # Mezquital 2020: 25,051 mujeres, 91.211454 % en pobreza (leído en el original).
    mezquital = tabla.set_index(["clave_municipio", "anio", "sexo"]).loc[("10014", 2020, "mujeres")]
    assert mezquital[["poblacion_personas", "pobreza_pct"]].tolist() == [25_051, 91.211454]


def test_what_is_not_precise_or_was_not_measured_is_missing(tabla: pd.DataFrame):
    # Contadas en el original: 222 celdas -999 en pobreza y 28 filas -888 (catorce municipios y años sin medir).
    assert tabla["poblacion_personas"].isna().sum() == 28
    assert tabla["pobreza_pct"].isna().sum() == 222 + 28
    assert tabla.select_dtypes("number").min().min() >= 0


def put(cruda: pd.DataFrame, ruta: Path, parche: pytest.MonkeyPatch) -> None:
    cruda.to_csv(ruta, index=False, encoding="utf-8")
    parche.setattr(pobreza_sexo, "locate_archivo", lambda _: ruta)


def test_a_small_original_is_read(crudo: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    put(crudo, tmp_path / "a.csv", monkeypatch)

    leida = pobreza_sexo.load_pobreza_municipal_sexo()

    esperada = load_tabla("pobreza_municipal_sexo").query(
        "anio == 2020 and clave_municipio in ('10014', '10023')"
    )
    pd.testing.assert_frame_equal(leida, esperada.reset_index(drop=True), check_dtype=False)


def swap(columna: str, filas: tuple[int, int]) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def apply(cruda: pd.DataFrame) -> pd.DataFrame:
        una, otra = filas
        cruda.loc[[una, otra], columna] = cruda.loc[[otra, una], columna].to_numpy()
        return cruda

    return apply


@pytest.mark.parametrize(
    ("dano", "dice"),
    [
        (swap("municipio", (0, 2)), "el nombre no es el de su clave"),
        (swap("pobreza_porcentaje", (0, 2)), "los dos sexos no dan pobreza"),
        (swap("poblacion", (0, 2)), "la población de los dos sexos"),
        (lambda c: c.assign(grupo="Población indígena"), "no se conocen"),
        (lambda c: c.assign(pobreza_porcentaje="n.d"), "no son un número"),
        (lambda c: c.assign(pobreza_porcentaje=c["pobreza_porcentaje"] / 100), "no dan pobreza"),
        (lambda c: c.drop(columns="poblacion"), "faltan columnas: poblacion"),
    ],
)
def test_a_damaged_original_is_refused(
    crudo: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dano: Callable, dice: str
):
    put(dano(crudo.copy()), tmp_path / "a.csv", monkeypatch)

    with pytest.raises(EsquemaError, match=dice):
        pobreza_sexo.load_pobreza_municipal_sexo()


@pytest.mark.lento
@pytest.mark.fuentes
def test_the_original_gives_the_published_table(tabla: pd.DataFrame):
    pd.testing.assert_frame_equal(pobreza_sexo.load_pobreza_municipal_sexo(), tabla, check_dtype=False)
