"""Nombres, escritura atómica y el enlace a la última corrida."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fais_analysis.batch.corridas.salida import (
    build_nombre_carpeta,
    check_salida,
    get_momento,
    open_corrida,
    publish_corrida,
)
from fais_analysis.errors import ParametroError, SalidaError

MOMENTO = datetime(2026, 11, 22, 14, 30, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clave", "nombre", "carpeta"),
    [
        ("10014", "Mezquital", "10014_mezquital"),
        ("10021", "Peñón Blanco", "10021_penon-blanco"),
        ("10034", "Súchil", "10034_suchil"),
        ("10024", "San Juan del Río", "10024_san-juan-del-rio"),
        ("10001", "../../etc", "10001_etc"),
        ("10001", "—", "10001"),
    ],
)
def test_folder_name_is_key_and_ascii_name(clave: str, nombre: str, carpeta: str):
    assert build_nombre_carpeta(clave, nombre) == carpeta


@pytest.mark.lento
@given(st.text(max_size=60))
def test_folder_name_is_always_one_safe_path_component(nombre: str):
    carpeta = build_nombre_carpeta("10014", nombre)

    assert carpeta.startswith("10014")
    assert carpeta.isascii()
    assert Path(carpeta).name == carpeta


def test_run_name_is_readable_and_never_reused(tmp_path: Path):
    primera = open_corrida(tmp_path, MOMENTO)
    segunda = open_corrida(tmp_path, MOMENTO)
    publish_corrida(primera)
    tercera = open_corrida(tmp_path, MOMENTO)

    nombres = [primera.nombre, segunda.nombre, tercera.nombre]
    assert nombres == ["2026-11-22_14-30-05", "2026-11-22_14-30-05_2", "2026-11-22_14-30-05_3"]


def test_source_date_epoch_fixes_the_moment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795357805")

    assert get_momento() == datetime.fromtimestamp(1795357805, tz=UTC)


def test_bad_source_date_epoch_is_explained(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "ayer")

    with pytest.raises(ParametroError) as error:
        get_momento()
    assert "quítela" in error.value.que_hacer


def test_nothing_is_visible_until_published(tmp_path: Path):
    corrida = open_corrida(tmp_path, MOMENTO)
    (corrida.parcial / "index.html").write_text("x")

    assert [r.name for r in tmp_path.iterdir() if not r.name.startswith(".")] == []
    publish_corrida(corrida)
    assert (tmp_path / "ultima" / "index.html").read_text() == "x"


def test_ultima_is_a_relative_link_to_the_newest(tmp_path: Path):
    for _ in range(2):
        ultima = open_corrida(tmp_path, MOMENTO)
        publish_corrida(ultima)

    assert os.readlink(tmp_path / "ultima") == ultima.nombre


def test_a_run_without_reports_does_not_become_ultima(tmp_path: Path):
    buena = open_corrida(tmp_path, MOMENTO)
    publish_corrida(buena)
    publish_corrida(open_corrida(tmp_path, MOMENTO), es_ultima=False)

    assert os.readlink(tmp_path / "ultima") == buena.nombre


def test_without_links_two_files_point_to_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def negar(*_: object, **__: object) -> None:
        raise OSError("sin permiso")

    monkeypatch.setattr(os, "symlink", negar)
    corrida = open_corrida(tmp_path, MOMENTO)
    publish_corrida(corrida)

    assert (tmp_path / "ultima.txt").read_text(encoding="utf-8") == corrida.nombre + "\n"
    assert f'href="{corrida.nombre}/index.html"' in (tmp_path / "ultima.html").read_text(encoding="utf-8")
    assert [r.name for r in tmp_path.iterdir() if r.name.startswith(".")] == []


def test_link_replaces_the_fallback_files(tmp_path: Path):
    (tmp_path / "ultima.txt").write_text("vieja")
    publish_corrida(open_corrida(tmp_path, MOMENTO))

    assert not (tmp_path / "ultima.txt").exists()


def test_output_that_is_a_file_is_rejected_untouched(tmp_path: Path):
    archivo = tmp_path / "salida"
    archivo.write_text("mío")

    with pytest.raises(SalidaError) as error:
        check_salida(archivo)
    assert error.value.encontrado == "un archivo"
    assert archivo.read_text() == "mío"
