"""SRFT ejercicio del gasto y EFIPEM anual, leídos de archivos escritos según su diccionario (sin el original)."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from fais_analysis.errors import FaisError, FuenteFaltanteError
from fais_analysis.loaders.fondo_municipal import load_fism_efipem, load_fismdf_ejercicio
from fais_analysis.sources.fichas import EdicionArchivo
from fais_analysis.sources.locate import use_candidato

SRFT, EFIPEM = "shcp_srft_ejercicio", "inegi_efipem_anual"
PROGRAMA, PARTIDA = "Programa Presupuestario", "Partida Genérica"
FISM = "FA para la Infraestructura Social Municipal"
ROTULOS_SRFT = [
    "CICLO",
    "TRIMESTRE",
    "ID_ENTIDAD_FEDERATIVA",
    "ENTIDAD_FEDERATIVA",
    "ID_MUNICIPIO",
    "MUNICIPIO",
    "TIPO_DE_REGISTRO",
    "CICLO_RECURSO",
    "ID_RAMO",
    "MODALIDAD_PP",
    "MONTO_APROBADO",
    "MONTO_PAGADO",
]
ROTULOS_EFIPEM = [
    "ANIO",
    "CVE_ENT",
    "CVE_MUN",
    "TEMA",
    "CATEGORIA",
    "DESCRIPCION_CATEGORIA",
    "VALOR",
    "ESTATUS",
]


def build_srft() -> pd.DataFrame:
    """Mezquital con cuatro trimestres acumulados y dos ejecutores, su partida, otro fondo, un rezago y el estado."""
    base = ("10", "Durango", "14", "Mezquital")
    filas = [
        (2023, t, *base, PROGRAMA, 2023, 33, "I004", f"{100 * t}.10", f"{90 * t}.05")
        for t in (1, 2, 3, 4)
        for _ in range(2)
    ]
    filas += [
        (2023, 4, *base, PARTIDA, 2023, 33, "I004", "800.20", "720.10"),
        (2023, 4, *base, PROGRAMA, 2023, 33, "I005", "7.00", "7.00"),
        (2023, 4, *base, PROGRAMA, 2022, 33, "I004", "9.00", "9.00"),
        (2023, 5, "10", "Durango", "0", "Gobierno de la Entidad", PROGRAMA, 2023, 33, "I004", "5.00", "4.00"),
    ]
    return pd.DataFrame(filas, columns=ROTULOS_SRFT).astype(str)


def build_efipem() -> pd.DataFrame:
    filas = [
        (2023, "10", "014", "Ingresos", "Tema", "Total de ingresos", 900, "Definitivo"),
        (2023, "10", "014", "Ingresos", "Partida", FISM, 321, "Definitivo"),
        (2023, "10", "005", "Ingresos", "Partida", FISM, 654, "Definitivo"),
        (2023, "10", "005", "Egresos", "Partida", FISM, 1, "Definitivo"),
    ]
    return pd.DataFrame(filas, columns=ROTULOS_EFIPEM).astype(str)


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str, pd.DataFrame], pd.DataFrame]:
    def read(fuente: str, tabla: pd.DataFrame) -> pd.DataFrame:
        tabla.to_csv(tmp_path / "x.csv", index=False, encoding="latin-1")
        with use_candidato(fuente, EdicionArchivo(2023), tmp_path / "x.csv"):
            return (load_fismdf_ejercicio if fuente == SRFT else load_fism_efipem)()

    return read


def test_last_quarter_of_the_programme_and_never_its_parts(read: Callable):
    leida = read(SRFT, build_srft())

    # El cuarto trimestre de los dos ejecutores: 2 × 400.10 y 2 × 360.05; ni los anteriores ni la partida.
    assert leida.to_dict("list") == {
        "clave_municipio": ["10000", "10014"],
        "anio": [2023, 2023],
        "aprobado_centavos": [500, 80020],
        "pagado_centavos": [400, 72010],
        "trimestre": [5, 4],
    }


def test_the_fund_in_the_accounts_whatever_the_edition_calls_its_keys(read: Callable):
    tabla = build_efipem()
    esperada = {"clave_municipio": ["10005", "10014"], "anio": [2023] * 2, "monto_centavos": [65400, 32100]}

    assert read(EFIPEM, tabla).to_dict("list") == esperada
    vieja = tabla.rename(columns={"CVE_ENT": "ID_ENTIDAD", "CVE_MUN": "ID_MUNICIPIO"})
    assert read(EFIPEM, vieja[[*reversed(vieja.columns)]]).to_dict("list") == esperada


@pytest.mark.parametrize(
    ("fuente", "fila", "columna", "valor", "dice"),
    [
        (SRFT, 6, "MONTO_PAGADO", "1,200", "comas"),
        (SRFT, 6, "MONTO_PAGADO", "n.d.", "no son un número"),
        (SRFT, 6, "MUNICIPIO", "Súchil", "no son las de su nombre"),
        (SRFT, 6, "ID_MUNICIPIO", "99", "no existen"),
        (SRFT, 6, "TRIMESTRE", "7", "trimestres"),
        (SRFT, 6, "CICLO", "2022", "no todos los renglones son de 2023"),
        (EFIPEM, 2, "CVE_MUN", "014", "única|repet|llave"),
        (EFIPEM, 2, "VALOR", "1.5.5", "no son un número"),
        (EFIPEM, 2, "ANIO", "2024", "2023"),
    ],
)
def test_what_is_not_expected_is_refused_by_name(
    read: Callable, fuente: str, fila: int, columna: str, valor: str, dice: str
):
    tabla = build_srft() if fuente == SRFT else build_efipem()
    tabla.loc[fila, columna] = valor

    with pytest.raises(FaisError, match=dice) as error:
        read(fuente, tabla)

    assert all((error.value.donde, error.value.esperado, error.value.encontrado, error.value.que_hacer))


@pytest.mark.parametrize("fuente", [SRFT, EFIPEM])
def test_a_missing_column_is_named(read: Callable, fuente: str):
    tabla = build_srft() if fuente == SRFT else build_efipem()

    for columna in ("TRIMESTRE", "MODALIDAD_PP") if fuente == SRFT else ("VALOR", "CVE_MUN"):
        with pytest.raises(FaisError, match=f"faltan columnas: {columna}"):
            read(fuente, tabla.drop(columns=columna))


def test_only_parts_without_their_programme_are_refused(read: Callable):
    tabla = build_srft()
    tabla.loc[tabla["MUNICIPIO"] == "Mezquital", "TIPO_DE_REGISTRO"] = PARTIDA

    with pytest.raises(FaisError, match="sin su programa"):
        read(SRFT, tabla)


@pytest.mark.parametrize("leer", [load_fismdf_ejercicio, load_fism_efipem])
def test_without_any_edition_it_says_how_to_bring_it(
    leer: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("FAIS_FUENTES", str(tmp_path))

    with pytest.raises(FuenteFaltanteError, match="Falta el archivo"):
        leer()
