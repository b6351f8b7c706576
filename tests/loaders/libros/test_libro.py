"""Qué libro se usa: el de la secretaría si está; si no, el de demostración; nunca uno en lugar del otro."""

import shutil

import pytest

from fais_analysis.errors import FuenteAlteradaError, FuenteFaltanteError, LibroInversionError
from fais_analysis.loaders.inversion import load_inversion
from fais_analysis.schemas.inversion import LibroInversionEsquema
from fais_analysis.sources.huella import compute_sha256

from .conftest import make_fila, make_obras, write_csv, write_xlsx


def test_without_a_real_book_the_demonstration_is_used(raiz_propia):
    carpeta = raiz_propia / "data" / "inversion"
    for nombre in ("LEEME.md", ".gitkeep", "~$libro.xlsx", ".DS_Store", "Thumbs.db"):
        (carpeta / nombre).write_bytes(b"x")

    assert load_inversion().es_demostracion


def test_missing_folder_means_demonstration(raiz_propia):
    (raiz_propia / "data" / "inversion").rmdir()

    assert load_inversion().es_demostracion


def test_real_book_replaces_the_demonstration(raiz_propia):
    ruta = write_xlsx(raiz_propia / "data/inversion/libro 2018.xlsx", make_obras(3))

    libro = load_inversion()

    assert (libro.es_demostracion, libro.origen) == (False, "libro 2018.xlsx")
    assert libro.sha256 == compute_sha256(ruta)
    assert libro.tabla["monto_centavos"].sum() == 3 * 120_050
    LibroInversionEsquema.validate(libro.tabla)


def test_several_books_are_joined(raiz_propia):
    carpeta = raiz_propia / "data/inversion"
    write_xlsx(carpeta / "b.xlsx", [make_fila()])
    write_csv(carpeta / "a.csv", [make_fila(folio_obra="OTRO", ejercicio=2023)])

    libro = load_inversion()

    assert libro.origen == "a.csv, b.xlsx"
    assert sorted(libro.tabla["folio_obra"]) == ["OTRO", "SEB-1"]
    assert any(a.startswith("a.csv: ") for a in libro.advertencias)


def test_folio_in_two_books_is_an_error_even_with_another_source(raiz_propia):
    carpeta = raiz_propia / "data/inversion"
    write_xlsx(carpeta / "a.xlsx", [make_fila()])
    write_xlsx(carpeta / "b.xlsx", [make_fila(folio_obra="seb-1", fuente_recurso="FISE")])

    with pytest.raises(LibroInversionError, match=r"«a\.xlsx»"):
        load_inversion()


@pytest.mark.parametrize("nombre", ["libro.xls", "libro.ods", "libro.pdf", "libro.xlsx.bak", "carpeta"])
def test_unreadable_file_never_falls_back_to_the_demonstration(raiz_propia, nombre):
    ruta = raiz_propia / "data/inversion" / nombre
    ruta.mkdir() if nombre == "carpeta" else ruta.write_bytes(b"x")

    with pytest.raises(LibroInversionError, match=nombre):
        load_inversion()


def test_bad_book_never_falls_back_to_the_demonstration(raiz_propia):
    write_xlsx(raiz_propia / "data/inversion/libro.xlsx", [make_fila(monto_mxn=None)])

    with pytest.raises(LibroInversionError, match="monto_mxn"):
        load_inversion()


@pytest.mark.lento
def test_the_demonstration_copied_as_real_is_rejected(raiz_propia, raiz):
    shutil.copy(raiz / "data/demostracion/inversion.csv", raiz_propia / "data/inversion/inversion.csv")

    with pytest.raises(LibroInversionError, match="demostración") as fallo:
        load_inversion()

    assert "9,395 renglones (2, 3, 4, 5, 6, …), columna folio_obra" in str(fallo.value)


def test_changing_the_book_is_noticed_in_the_same_process(raiz_propia):
    ruta = raiz_propia / "data/inversion/libro.xlsx"
    write_xlsx(ruta, make_obras(1))
    antes = len(load_inversion().tabla)
    write_xlsx(ruta, make_obras(2))

    assert (antes, len(load_inversion().tabla)) == (1, 2)


def test_caller_cannot_spoil_the_cache(raiz_propia):
    write_xlsx(raiz_propia / "data/inversion/libro.xlsx", make_obras(1))
    mia = load_inversion().tabla
    mia["monto_centavos"] = 0

    assert load_inversion().tabla["monto_centavos"].tolist() == [120_050]


def copy_demostracion(raiz_propia, raiz):
    destino = raiz_propia / "data/demostracion"
    destino.unlink()
    shutil.copytree(raiz / "data/demostracion", destino)
    return destino / "inversion.csv"


def test_altered_demonstration_is_detected(raiz_propia, raiz):
    ruta = copy_demostracion(raiz_propia, raiz)
    ruta.write_text(ruta.read_text(encoding="utf-8").replace("599094.45", "599094.46", 1), encoding="utf-8")

    with pytest.raises(FuenteAlteradaError, match="cambió"):
        load_inversion()


def test_missing_demonstration_is_said(raiz_propia, raiz):
    copy_demostracion(raiz_propia, raiz).unlink()

    with pytest.raises(FuenteFaltanteError, match="no está"):
        load_inversion()
