"""El concentrado municipal y el tabulado estatal del INEGI, de libros escritos según su descripción (sin original)."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pandas as pd
import pytest

from fais_analysis.errors import FaisError
from fais_analysis.loaders import concentrado
from fais_analysis.loaders.anexo_estatal import INEGI, load_pobreza_estatal_inegi
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.schemas.vocabulario import SERIE_INEGI
from fais_analysis.sources.fichas import EdicionArchivo
from fais_analysis.sources.locate import use_candidato
from tests.loaders.corrupcion.hoja_chica import build_xlsx
from tests.loaders.estatales_de_prueba import (
    CONCENTRADO,
    Rejilla,
    build_concentrado,
    build_inegi,
    build_promedios,
)

RENGLON = 8  # el primero con datos


@pytest.fixture(scope="module")
def promedios() -> pd.DataFrame:
    return build_promedios()


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Rejilla], pd.DataFrame]:
    """Lee el concentrado de prueba contra la medición de Durango."""
    medicion = load_tabla("pobreza_municipal")
    propia = medicion[medicion["clave_municipio"].str.startswith("10")]
    monkeypatch.setattr(concentrado, "load_tabla", lambda _: propia)

    def read(rejilla: Rejilla) -> pd.DataFrame:
        (tmp_path / "x.xlsx").write_bytes(build_xlsx({CONCENTRADO["hoja"]: rejilla}))
        with use_candidato(concentrado.FUENTE, EdicionArchivo(None), tmp_path / "x.xlsx"):
            return concentrado.load_carencias_promedio()

    return read


def test_averages_come_with_their_municipality_and_year(read: Callable[[Rejilla], pd.DataFrame], promedios):
    leida = read(build_concentrado(promedios))

    esperada = promedios[[*leida.columns]].sort_values(["clave_municipio", "anio"], ignore_index=True)
    pd.testing.assert_frame_equal(leida, esperada, check_dtype=False)
    assert len(leida) == 39 * 3


def _find(rejilla: Rejilla, id_: str, medida: str, anio: int) -> int:
    return concentrado._find_lugares(rejilla[4:7], CONCENTRADO, "prueba")[id_, medida, anio]


@pytest.mark.lento
def test_any_order_of_groups_and_more_notes_read_the_same(read: Callable[[Rejilla], pd.DataFrame], promedios):
    rejilla = build_concentrado(promedios)
    corte = _find(rejilla, "salud", "pct", 2010)  # donde empieza un grupo
    movida = [[*f[:5], *f[corte:], *f[5:corte]] for f in rejilla]
    movida = [["Otra nota"] + [""] * (len(movida[0]) - 1), *movida, [""] * len(movida[0])]

    pd.testing.assert_frame_equal(read(movida), read(rejilla))


@pytest.mark.parametrize(
    ("dice", "cambio"),
    [
        ("faltan o sobran", lambda r, c: r[6].__setitem__(c("salud", "pct", 2015), 2016)),
        ("faltan o sobran", lambda r, c: r[4].__setitem__(c("salud", "pct", 2010), "Salud")),
        ("no aparece el rótulo", lambda r, c: r[4].__setitem__(3, "Clave")),
        ("personas de salud", lambda r, c: r[RENGLON].__setitem__(c("salud", "personas", 2015), 5.0)),
        ("personas de salud", lambda r, c: r[RENGLON].__setitem__(c("salud", "personas", 2015), "n.d.")),
        ("no son un número", lambda r, c: r[RENGLON].__setitem__(c("salud", "personas", 2015), "5.5.5")),
        ("no sale de", lambda r, c: r[RENGLON].__setitem__(c("pobreza", "carencias_promedio", 2015), 1.1)),
        ("menor que 1", lambda r, c: r[RENGLON].__setitem__(c("salud", "carencias_promedio", 2015), 0.5)),
        (
            "falta el promedio",
            lambda r, c: r[RENGLON].__setitem__(c("salud", "carencias_promedio", 2015), "n.a."),
        ),
        ("nombre no es el", lambda r, c: r[RENGLON].__setitem__(4, "Súchil")),
        ("medición municipal", lambda r, c: r.pop(RENGLON + 3)),
        ("sin clave de municipio", lambda r, c: r[RENGLON + 3].__setitem__(3, "10-04")),
        ("repetidos", lambda r, c: r.insert(RENGLON, [*r[RENGLON]])),
    ],
)
def test_what_is_not_expected_is_refused_by_name(
    read: Callable[[Rejilla], pd.DataFrame], promedios: pd.DataFrame, dice: str, cambio: Callable
):
    rejilla = build_concentrado(promedios)
    cambio(rejilla, lambda *que: _find(rejilla, *que))

    with pytest.raises(FaisError, match=dice) as error:
        read(rejilla)

    assert all((error.value.donde, error.value.esperado, error.value.encontrado, error.value.que_hacer))


@pytest.fixture(scope="module")
def hojas() -> dict[str, Rejilla]:
    return build_inegi()


def read_inegi(hojas: dict[str, Rejilla], carpeta: Path) -> pd.DataFrame:
    (carpeta / "x.xlsx").write_bytes(build_xlsx(hojas))
    with use_candidato(INEGI, EdicionArchivo(None), carpeta / "x.xlsx"):
        return load_pobreza_estatal_inegi()


def test_the_inegi_book_is_its_own_series(hojas: dict[str, Rejilla], tmp_path: Path):
    leida = read_inegi(hojas, tmp_path)

    coneval = load_tabla("pobreza_estatal")
    iguales = [c for c in leida if c != "serie"]
    pd.testing.assert_frame_equal(leida[iguales], coneval[iguales])
    assert set(leida["serie"]) == {SERIE_INEGI}
    assert SERIE_INEGI not in set(coneval["serie"])


@pytest.mark.parametrize(
    ("dice", "cambio"),
    [
        ("forma conocida", lambda h: h["Dgo."][3].__setitem__(0, "Zacatecas")),
        ("forma conocida", lambda h: h["Dgo."][10].__setitem__(1, "Pobreza profunda")),
        ("forma conocida", lambda h: h["Dgo."][5].__setitem__(4, "Personas")),
        ("forma conocida", lambda h: h.pop("Col.")),
        ("forma conocida", lambda h: h.__setitem__("Otra", [["x"]])),
        ("pobreza", lambda h: h["Dgo."][8].__setitem__(4, 700.0)),
        ("no son un número", lambda h: h["Dgo."][8].__setitem__(4, "n.d.")),
    ],
)
def test_a_surprise_in_the_inegi_book_is_named(
    hojas: dict[str, Rejilla], tmp_path: Path, dice: str, cambio: Callable
):
    otras = deepcopy(hojas)
    cambio(otras)

    with pytest.raises(FaisError, match=dice) as error:
        read_inegi(otras, tmp_path)

    assert all((error.value.donde, error.value.esperado, error.value.encontrado, error.value.que_hacer))
