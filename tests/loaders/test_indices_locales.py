"""Rezago social y marginación por localidad y AGEB, de libros escritos según su descripción (sin el original)."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from fais_analysis.errors import FaisError, FuenteFaltanteError
from fais_analysis.loaders import indices_locales
from fais_analysis.schemas.indices_locales import (
    MARGINACION_LOCALIDADES,
    REZAGO_SOCIAL_AGEBS,
    REZAGO_SOCIAL_LOCALIDADES,
)
from fais_analysis.sources.fichas import EdicionArchivo
from fais_analysis.sources.locate import use_candidato
from tests.loaders.corrupcion.hoja_chica import build_xlsx
from tests.loaders.locales_de_prueba import CUANTOS, MAPA, Rejilla, build_mapas, build_rejilla, build_tabla

LECTORES: dict[str, Callable[[], pd.DataFrame]] = {
    "rezago_social_localidades": indices_locales.load_rezago_localidades,
    "rezago_social_agebs": indices_locales.load_rezago_agebs,
    "marginacion_localidades": indices_locales.load_marginacion_localidades,
}
CONTRATOS = {e.name: e for e in (REZAGO_SOCIAL_LOCALIDADES, REZAGO_SOCIAL_AGEBS, MARGINACION_LOCALIDADES)}


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., pd.DataFrame]:
    """Lee un libro de prueba como si fuera el oficial, del tamaño que el mapa dice."""

    def read(nombre: str, rejilla: Rejilla, **otras: Rejilla) -> pd.DataFrame:
        monkeypatch.setattr(indices_locales, "load_mapa", build_mapas)
        ruta = tmp_path / "libro.xlsx"
        ruta.write_bytes(build_xlsx({"Portada": [["Título"]], "2020": rejilla, **otras}))
        with use_candidato(MAPA[nombre]["fuente"], EdicionArchivo(2020), ruta):
            return LECTORES[nombre]()

    return read


@pytest.mark.parametrize("nombre", LECTORES)
def test_every_place_keeps_its_figures(read: Callable[..., pd.DataFrame], nombre: str):
    tabla = build_tabla(nombre)

    leida = read(nombre, build_rejilla(nombre, tabla))

    llave = tabla.columns[0]
    esperada = tabla.sort_values(llave, ignore_index=True)
    pd.testing.assert_frame_equal(leida[tabla.columns], esperada, check_dtype=False, atol=1e-9)
    assert (leida["clave_municipio"] == leida[llave].str[:5]).all()
    assert [*leida.columns] == [*CONTRATOS[nombre].columns]


def test_the_country_may_come_in_two_sheets_and_other_states_stay_out(read: Callable[..., pd.DataFrame]):
    nombre = "marginacion_localidades"
    encabezado, *filas = build_rejilla(nombre, build_tabla(nombre))
    filas[0] = ["060010001", "06", "Colima", "001", "Armería", *filas[0][5:]]

    leida = read(nombre, [encabezado, *filas[:30]], resto=[encabezado, *filas[30:]])

    assert len(leida) == CUANTOS - 1
    assert set(leida["clave_municipio"].str[:2]) == {"10"}


def test_few_dwellings_reserve_the_figures_and_not_the_grade(read: Callable[..., pd.DataFrame]):
    nombre = "rezago_social_agebs"
    tabla = build_tabla(nombre).astype(object)
    pct = [c for c in tabla if c.endswith("_pct")]
    tabla.loc[5, pct] = "*"

    leida = read(nombre, build_rejilla(nombre, tabla)).set_index("clave_ageb").loc[tabla.loc[5, "clave_ageb"]]

    assert leida[pct].isna().all()
    assert leida["grado"] == tabla.loc[5, "grado"]


def _exchange(filas: Rejilla, a: int, b: int, columna: int) -> None:
    filas[a][columna], filas[b][columna] = filas[b][columna], filas[a][columna]


@pytest.mark.parametrize("nombre", LECTORES)
def test_what_is_not_expected_is_refused_by_name(read: Callable[..., pd.DataFrame], nombre: str):
    tabla = build_tabla(nombre)
    lugar = build_rejilla(nombre, tabla)
    titulos = MAPA[nombre]["renglones_encabezado"]  # el título y el segundo renglón van juntos
    inicio = 3 if titulos == 2 else 1
    rotulos = lugar[inicio - titulos]

    def spoil(dice: str, cambio: Callable[[Rejilla], object]) -> None:
        rejilla = [[*fila] for fila in lugar]
        cambio(rejilla)
        with pytest.raises(FaisError, match=dice) as error:
            read(nombre, rejilla)
        partes = error.value
        assert all((partes.donde, partes.esperado, partes.encontrado, partes.que_hacer))

    def put(fila: int, rotulo: str, valor: object) -> Callable[[Rejilla], object]:
        return lambda r: r[fila].__setitem__(rotulos.index(rotulo), valor)

    llave, _, poblacion, primero = list(MAPA[nombre]["columnas"])[:4]
    spoil("faltan columnas", put(inicio - titulos, primero, "Otra cosa"))
    spoil("no son un número", put(inicio, primero, "n/a"))
    spoil("no es la del Censo", put(inicio, poblacion, 1))
    spoil("ninguna hoja empieza", lambda r: r[inicio - titulos].__setitem__(0, "CLAVE"))
    spoil(
        "no vienen los|no es la unión|nombre",
        lambda r: _exchange(r, inicio, inicio + 40, rotulos.index(llave)),
    )
    spoil("no vienen los", lambda r: r.pop(inicio + 1))


def test_two_labels_exchanged_are_found_with_the_other_institution(read: Callable[..., pd.DataFrame]):
    nombre = "rezago_social_agebs"
    rejilla = build_rejilla(nombre, build_tabla(nombre))
    uno, otro = (rejilla[1].index(f"Viviendas que no disponen de {que}") for que in ("internet", "drenaje"))
    rejilla[1][uno], rejilla[1][otro] = rejilla[1][otro], rejilla[1][uno]

    with pytest.raises(FaisError, match="rótulo intercambiado"):
        read(nombre, rejilla)


@pytest.mark.parametrize("nombre", LECTORES)
def test_without_the_book_it_says_how_to_bring_it(
    nombre: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("FAIS_FUENTES", str(tmp_path))

    with pytest.raises(FuenteFaltanteError, match="Falta el archivo"):
        LECTORES[nombre]()
