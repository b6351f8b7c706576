"""Miles de archivos oficiales estropeados: ninguno da una cifra equivocada sin decirlo, ni una traza."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.loaders.corrupcion.bateria import (
    Caso,
    is_igual,
    put_original,
    run_bateria,
    run_caso,
    run_muestra,
)
from tests.loaders.corrupcion.cuentas import (
    AVISO,
    CAMBIOS,
    INOCUO,
    PROPIEDAD,
    RECHAZO,
    SILENCIO,
    TRAZA,
    count_por_formato,
    format_cuentas,
    list_anotables,
)
from tests.loaders.corrupcion.danos import DANOS
from tests.loaders.corrupcion.originales import Formato, list_formatos
from tests.loaders.corrupcion.originales_descritos import list_descritos

SEMILLAS = 5
CADA = 10  # la muestra corre un daño de cada diez en cada formato, corridos de formato a formato
# Lo que la propia tabla debe delatar, sin apoyarse en la que ya se tiene: es lo que defiende una edición nueva.
SIN_EDICION_ANTERIOR = (
    "claves intercambiadas",
    "nombre de otro",
    "celda en error",
    "dígitos no ASCII",
    "coma decimal en la columna",
    "decimales leídos como miles",
    "columna quitada",
    "hoja oculta",
)


@pytest.fixture(scope="module")
def formatos() -> list[Formato]:
    return list_formatos()


@pytest.fixture
def carpeta(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FAIS_FUENTES", str(tmp_path))
    return tmp_path


def list_malos(casos: list[Caso]) -> list[Caso]:
    return [c for c in casos if c.resultado in (SILENCIO, TRAZA)]


@pytest.mark.parametrize("id_", ["rezago_social_2020", "marginacion_original"])
def test_untouched_file_gives_the_published_figures(carpeta: Path, formatos: list[Formato], id_: str):
    formato = next(f for f in formatos if f.id == id_)
    put_original(carpeta, formato, formato.write(formato.rejilla))

    assert is_igual(formato.leer(), formato.esperada)


@pytest.mark.parametrize("dano", SIN_EDICION_ANTERIOR)
def test_a_new_edition_is_defended_by_its_own_table(carpeta: Path, formatos: list[Formato], dano: str):
    formato = next(f for f in formatos if f.id == "marginacion_municipal_2015")

    caso = run_caso(carpeta, formato, dano, 1)

    assert caso.resultado in (RECHAZO, INOCUO), caso


@pytest.mark.lento
def test_battery(carpeta: Path, formatos: list[Formato], record_property: Callable[[str, object], None]):
    """Una muestra por estratos (cada formato y cada daño); con FAIS_CORRUPCION=completa, los miles de casos
    y los formatos que nadie ha tenido."""
    completa = os.environ.get("FAIS_CORRUPCION") == "completa"
    formatos = [*formatos, *list_descritos()] if completa else formatos
    casos = run_bateria(carpeta, formatos, SEMILLAS) if completa else run_muestra(carpeta, formatos, CADA)
    cuenta = count_por_formato(casos)
    if completa:
        record_property(PROPIEDAD, list_anotables(casos))

    assert list_malos(casos) == []
    assert {c.formato for c in casos} == {f.id for f in formatos}
    assert {c.dano for c in casos} == set(DANOS)
    assert {c.resultado for c in casos} >= {RECHAZO, INOCUO}
    assert not completa or len(casos) >= 2000
    assert not completa or all(c[RECHAZO] > c[INOCUO] for c in cuenta.values())


def test_the_counts_tell_what_was_said_from_what_was_not():
    como = {"rezago": [RECHAZO, RECHAZO, INOCUO], "libro": [CAMBIOS, AVISO, SILENCIO]}
    casos = [Caso(formato, "", 0, r, "") for formato, resultados in como.items() for r in resultados]

    assert format_cuentas(count_por_formato(casos)).splitlines()[2:] == [
        "| rezago | 3 | 2 | 1 | 0 | 0 | 0 |",
        "| libro | 3 | 0 | 0 | 2 | 1 | 0 |",
        "| total | 6 | 2 | 1 | 2 | 1 | 0 |",
    ]
