"""Ningún libro hostil deja una traza ni un número callado: se rechaza, se lee entero o se dice qué no."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fais_analysis.errors import PropuestaError
from fais_analysis.propuestas.libro_hallazgos import build_libro_hallazgos
from fais_analysis.propuestas.resumen import build_resumen_consola, build_resumen_html
from fais_analysis.propuestas.revision import PedidoRevision, Revision, review_propuesta
from tests.propuestas.hostiles import BUENA, Caso, list_casos, write, write_1904

CASOS = list_casos()


def review(tmp_path: Path, archivo: str, contenido: bytes) -> Revision:
    ruta = tmp_path / archivo
    ruta.write_bytes(contenido)
    return review_propuesta(PedidoRevision(ruta, "10014", 2020))


@pytest.fixture(scope="module")
def de_la_buena(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Los hallazgos del libro sin ninguna rareza: lo que digan no prueba nada."""
    return {h.huella for h in review(tmp_path_factory.mktemp("buena"), "a.xlsx", write(BUENA)).hallazgos}


@pytest.mark.lento
@pytest.mark.parametrize("caso", CASOS, ids=[c.nombre for c in CASOS])
def test_it_is_refused_or_read_and_said(caso: Caso, tmp_path: Path, de_la_buena: set[str]):
    if caso.total is None:
        with pytest.raises(PropuestaError, match=caso.dice) as falla:
            review(tmp_path, caso.archivo, caso.build())
        assert falla.value.codigo_salida == 2
        assert str(tmp_path) not in str(falla.value)
        return
    revision = review(tmp_path, caso.archivo, caso.build())
    assert revision.propuesta.total == caso.total
    nuevos = [h for h in revision.hallazgos if h.huella not in de_la_buena]
    dicho = " ".join([*(f"{h.que_pasa} {h.columna} {h.encontrado}" for h in nuevos), *revision.avisos])
    assert re.search(caso.dice, dicho)
    assert "<script>" not in build_resumen_html(revision)
    assert build_resumen_consola(revision)


def test_there_are_more_than_fifty_and_no_two_alike():
    assert len({c.nombre for c in CASOS}) == len(CASOS) >= 52


@pytest.mark.parametrize("nombre", ["fórmula en texto", "caracteres de control", "texto muy largo"])
def test_the_findings_workbook_opens_and_carries_no_formula(nombre: str, tmp_path: Path):
    caso = next(c for c in CASOS if c.nombre == nombre)
    libro = build_libro_hallazgos(review(tmp_path, caso.archivo, caso.build()))
    with zipfile.ZipFile(io.BytesIO(libro)) as abierto:
        assert not any(b"<f>" in abierto.read(n) for n in abierto.namelist() if n.endswith(".xml"))


def test_the_1904_epoch_gives_the_same_day(tmp_path: Path):
    # 43,891 es el 1 de marzo de 2020 desde 1900; desde 1904 hay 1,462 días menos
    obras = review(tmp_path, "a.xlsx", write_1904(43_891 - 1_462)).propuesta.obras
    assert {o.inicio for o in obras} == {date(2020, 3, 1), None}


def test_a_note_that_amounts_are_in_thousands_blocks(tmp_path: Path):
    hallazgos = review(tmp_path, "a.xlsx", write([["Cifras en miles de pesos"], *BUENA])).hallazgos
    assert [h.que_pasa for h in hallazgos if h.gravedad == "bloqueo"] == [
        "Al leer se encontró «en miles de pesos» en la celda A1."
    ]


def test_a_repeated_money_column_counts_only_where_both_agree(escribir: Callable[..., Path]):
    cabeza = ["folio", "nombre_obra", "localidad", "fismdf", "fismdf"]
    filas = [["A", "Piso firme", "100140042", 10, 20], ["B", "Piso firme", "100140042", 7, 7],
             ["C", "Piso firme", "100140042", None, 5]]  # fmt: skip
    obras = review_propuesta(PedidoRevision(escribir([cabeza, *filas]), "10014", 2020)).propuesta.obras
    assert {o.folio: o.total for o in obras} == {"A": 0, "B": 700, "C": 500}


CON_ESTADO = [
    "folio",
    "nombre_obra",
    "municipio",
    "municipio_clave",
    "localidad",
    "localidad_clave",
    "fismdf",
]


@pytest.mark.parametrize(
    ("sobra", "dichas", "estatal"),
    [
        (["estado"], ["Durango"], 0),  # el de la república
        (["Estado"], ["En ejecución"], 0),  # en qué va
        (["estado", "estatal"], ["Durango", 5], 500),
        (["estado"], [5], 500),  # y sí es dinero
    ],
)
def test_a_mids_column_that_is_not_needed_is_said_and_no_finding(
    escribir: Callable[..., Path], sobra: list[str], dichas: list[object], estatal: int
):
    """La clave manda y su nombre llena los huecos: «La Guajolota» la llevan dos localidades de Mezquital."""
    filas = [
        ["A", "Piso firme", "Mezquital", "10014", "La Guajolota", "100140015", 10, *dichas],
        ["B", "Piso firme", "Mezquital", None, "San Francisco del Mezquital", None, 20, *dichas],
    ]
    revision = review_propuesta(PedidoRevision(escribir([[*CON_ESTADO, *sobra], *filas]), "10014", 2020))
    obras = revision.propuesta.obras
    assert {h.regla for h in revision.hallazgos} & {"LECTURA", "AJENA"} == set()
    assert [o.lugar.localidad for o in obras] == ["100140015", "100140001"]
    assert [o.total for o in obras] == [1_000 + estatal, 2_000 + estatal]
    assert any("localidad" in aviso for aviso in revision.avisos)


def test_two_columns_of_state_money_are_never_chosen_between(escribir: Callable[..., Path]):
    filas = [["A", "Piso firme", "100140042", 10, 5, 6], ["B", "Piso firme", "100140042", 10, None, 6]]
    cabeza = ["folio", "nombre_obra", "localidad", "fismdf", "estatal", "estado"]
    revision = review_propuesta(PedidoRevision(escribir([cabeza, *filas]), "10014", 2020))
    assert [o.total for o in revision.propuesta.obras] == [1_000, 1_600]
    assert "la columna repetida" in [h.encontrado for h in revision.hallazgos]


DOS_OBRAS = [["A", "Piso firme", "100140015", 100.5, 200], ["B", "Piso firme", "100140001", 50, 60.25]]


@pytest.mark.parametrize(
    "rotulos",
    [
        ("Monto FISE ($)", "Monto FISMDF ($)"),
        ("FISE 2020", "FISMDF 2020"),
        ("Recurso FISE", "Aportación FISM"),
    ],
)
def test_money_is_read_under_the_labels_of_the_street(
    escribir: Callable[..., Path], rotulos: tuple[str, str]
):
    cabeza = ["folio", "nombre_obra", "localidad", *rotulos]
    revision = review_propuesta(PedidoRevision(escribir([cabeza, *DOS_OBRAS]), "10014", 2020))
    assert [o.montos for o in revision.propuesta.obras] == [
        {"FISE": 10_050, "FISMDF": 20_000},
        {"FISE": 5_000, "FISMDF": 6_025},
    ]


@pytest.mark.parametrize("dicho", ["GRAN TOTAL GENERAL", "Importe total", "Total de la inversión", "Suman"])
def test_a_total_by_any_name_is_not_a_work(escribir: Callable[..., Path], dicho: str):
    cabeza, pie = ["folio", "nombre_obra", "localidad", "fise", "fismdf"], [None, dicho, None, 150.5, 260.25]
    revision = review_propuesta(PedidoRevision(escribir([cabeza, *DOS_OBRAS, pie]), "10014", 2020))
    assert [o.folio for o in revision.propuesta.obras] == ["A", "B"]
    assert revision.propuesta.total == 41_075


def test_money_under_an_unknown_label_is_a_finding(escribir: Callable[..., Path]):
    """Lo que se ejerció o de qué año es no es dinero que falte: no se señala."""
    cabeza = [
        "folio",
        "nombre_obra",
        "localidad",
        "fise",
        "FISM (centavos)",
        "monto devengado",
        "año del recurso",
    ]
    filas = [[*obra, 5, 2020] for obra in DOS_OBRAS]
    revision = review_propuesta(PedidoRevision(escribir([cabeza, *filas]), "10014", 2020))
    lecturas = [h for h in revision.hallazgos if h.regla == "LECTURA"]
    assert ["fism centavos" in h.encontrado for h in lecturas] == [True]
    assert revision.propuesta.total == 15_050
