"""Un solo escritor atómico: nadie ve un archivo a medias."""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fais_analysis.errors import SalidaError
from fais_analysis.sources.escritura import explain_escritura, write_atomico, write_con_carpeta

PAQUETE = Path(__file__).resolve().parents[2] / "lib" / "fais_analysis"
# La entrega escribe aparte a propósito: asienta en disco y sólo su dueño puede leer.
CON_LO_SUYO = {
    "sources/escritura.py",
    "delivery/carpeta.py",
    "padron/deposito.py",
}  # los dos últimos, sólo para su dueño


def test_failed_write_leaves_the_previous_file_and_no_leftovers(tmp_path: Path, monkeypatch):
    ruta = tmp_path / "manifest.json"
    ruta.write_text("anterior")

    def cortar(*_: object) -> None:
        raise OSError("disco lleno")

    monkeypatch.setattr(os, "replace", cortar)
    with pytest.raises(OSError, match="disco lleno"):
        write_atomico(ruta, "nuevo")
    assert ruta.read_text() == "anterior"
    assert list(tmp_path.iterdir()) == [ruta]


def test_text_is_utf8_with_unix_line_ends_and_bytes_are_left_alone(tmp_path: Path):
    write_con_carpeta(tmp_path / "a" / "b" / "x.txt", "Peñón\n")
    write_atomico(tmp_path / "y.bin", b"\r\n\x00")

    assert (tmp_path / "a" / "b" / "x.txt").read_bytes() == "Peñón\n".encode()
    assert (tmp_path / "y.bin").read_bytes() == b"\r\n\x00"


def test_only_the_one_that_creates_folders_creates_them(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        write_atomico(tmp_path / "no" / "x.txt", "x")
    assert list(tmp_path.iterdir()) == []


def test_the_file_has_the_permissions_of_whoever_runs(tmp_path: Path):
    antes = os.umask(0o077)
    try:
        write_atomico(tmp_path / "x", b"")
    finally:
        os.umask(antes)
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o600


def test_two_threads_writing_the_same_file_do_not_get_in_each_others_way(tmp_path: Path):
    ruta, textos = tmp_path / "x", [letra * 200_000 for letra in "abcdefgh"]
    with ThreadPoolExecutor(8) as grupo:
        list(grupo.map(lambda texto: write_atomico(ruta, texto), textos))

    assert ruta.read_text() in textos
    assert list(tmp_path.iterdir()) == [ruta]


def test_nobody_else_writes_to_a_temporary_and_renames_it():
    ajenos = {
        archivo.relative_to(PAQUETE).as_posix()
        for archivo in PAQUETE.rglob("*.py")
        if re.search(r"\.tmp\b|mkstemp", archivo.read_text(encoding="utf-8"))
    }
    assert ajenos == CON_LO_SUYO


def test_what_the_system_refuses_is_explained_and_anything_else_passes(tmp_path: Path):
    with (
        pytest.raises(SalidaError, match=r"No se guardó.*\n.*la copia\n.*\n.*la ruta no existe\n.*otra"),
        explain_escritura("No se guardó.", donde="la copia", que_hacer="dé otra"),
    ):
        write_atomico(tmp_path / "no" / "x", b"")
    with pytest.raises(ValueError, match="ajeno"), explain_escritura("", donde="", que_hacer=""):
        raise ValueError("ajeno")
