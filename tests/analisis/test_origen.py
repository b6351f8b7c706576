"""Una cuenta propia nunca sale con la cita de la institución; un recorte, sí."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import fais_analysis as fais
from fais_analysis.analisis.origen import PROPIA, describe_origen

SUYAS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "entera": lambda t: t,
    "filas": lambda t: t[t["anio"] == 2020],
    "consulta": lambda t: t.query("pobreza_pct > 50").sort_values("pobreza_pct"),
    "columnas": lambda t: t[["clave_municipio", "anio", "pobreza_pct"]],
    "copia": lambda t: t.copy().reset_index(drop=True),
    "sin dato": lambda t: t[t["pobreza_pct"].isna()],
    "vacía": lambda t: t.iloc[0:0],
    "sin repetir": lambda t: t.drop_duplicates(),
}
PROPIAS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "promedio": lambda t: t.groupby("anio", as_index=False).mean(numeric_only=True),
    "máximo": lambda t: t.groupby("clave_municipio", as_index=False)[["anio", "pobreza_pct"]].max(),
    "suma": lambda t: t.groupby("anio", as_index=False)["pobreza_personas"].sum(),
    "nueva columna": lambda t: t.assign(doble_pct=t["pobreza_pct"] * 2),
    "misma columna, otra cuenta": lambda t: t.assign(pobreza_pct=t["pobreza_pct"] / 100),
    "redondeo": lambda t: t.assign(pobreza_pct=t["pobreza_pct"].round(0)),
    "nulos en cero": lambda t: t.fillna(0),
    "claves cruzadas": lambda t: t.assign(clave_municipio=t["clave_municipio"].to_numpy()[::-1]),
    "año cambiado": lambda t: t.assign(anio=2020),
    "sin clave": lambda t: t[["anio", "pobreza_pct"]],
    "tabla dinámica": lambda t: t.pivot_table(index="municipio", columns="anio", values="pobreza_pct"),
    "renombrada": lambda t: t.rename(columns={"pobreza_pct": "rezago_pct"}),
    "con el rótulo de otra, repetido": lambda t: t.rename(columns={"pobreza_pct": "vivienda_pct"}),
    "texto": lambda t: t.astype("string"),
    "repetida": lambda t: pd.concat([t, t]),
}


@pytest.fixture(scope="module")
def pobreza() -> pd.DataFrame:
    return fais.load_pobreza("20")  # con municipios sin medición


@pytest.mark.parametrize("nombre", SUYAS)
def test_a_cut_keeps_the_citation(nombre: str, pobreza: pd.DataFrame) -> None:
    assert describe_origen(SUYAS[nombre](pobreza)).fuente == pobreza.attrs["fuente"]
    assert describe_origen(SUYAS[nombre](pobreza)).cita == pobreza.attrs["cita"]


@pytest.mark.lento
@pytest.mark.parametrize("nombre", PROPIAS)
def test_a_calculation_says_it_is_ones_own(nombre: str, pobreza: pd.DataFrame) -> None:
    """También si pandas perdió ``attrs`` y alguien repite la cita de la institución."""
    fuente = pobreza.attrs["fuente"]
    for dicha in ("", fuente):
        origen = describe_origen(PROPIAS[nombre](pobreza), dicha)
        assert origen.fuente in (PROPIA + fuente, "")  # «» sólo si nadie la dijo: exportar la exige
        assert origen.cita == origen.fuente
    assert describe_origen(PROPIAS[nombre](pobreza), fuente).fuente == PROPIA + fuente


def test_others_tables_say_what_their_owner_says() -> None:
    ajena = pd.DataFrame({"a": [1]})
    assert describe_origen(ajena, "Encuesta municipal 2020").fuente == "Encuesta municipal 2020"
    assert describe_origen(ajena, "Elaboración propia").fuente == "Elaboración propia"
    assert describe_origen(ajena).fuente == ""


def test_the_ledger_too() -> None:
    libro = fais.load_inversion()
    assert describe_origen(libro.head(20)).fuente == libro.attrs["fuente"]
    por_anio = libro.groupby(["clave_municipio", "ejercicio"], as_index=False)["monto_mxn"].sum()
    for dicha in ("", libro.attrs["fuente"]):
        assert describe_origen(por_anio, dicha).fuente == PROPIA + libro.attrs["fuente"]


@pytest.mark.lento
def test_the_workbook_says_it(tmp_path: Path, pobreza: pd.DataFrame) -> None:
    ruta = fais.export_excel(PROPIAS["nueva columna"](pobreza), tmp_path / "p.xlsx")
    ficha = dict(openpyxl.load_workbook(ruta)["fuente y filtros"].iter_rows(min_row=2, values_only=True))
    assert ficha["Fuente"] == ficha["Cita"] == PROPIA + pobreza.attrs["fuente"]
