"""Lo que un libro oficial trae en error sólo importa en la hoja que se lee, se llame como se llame su pieza."""

import zipfile
from pathlib import Path

import pytest

from fais_analysis.errors import FuenteAlteradaError
from fais_analysis.loaders.lectura import read_hoja, read_hojas
from tests.loaders.corrupcion.hoja_chica import build_xlsx

BUENA = [["Clave", "Dato"], ["10001", 5]]
MALA = [["Nota"], ["#N/A"], ["#REF!"]]


def write_libro(ruta: Path, hojas: dict[str, list[list[object]]], mudada: str = "") -> Path:
    """Escribe el libro; ``mudada`` cambia el lugar de la primera hoja dentro del archivo."""
    ruta.write_bytes(build_xlsx(hojas))
    if mudada:
        with zipfile.ZipFile(ruta) as libro:
            piezas = {n: libro.read(n) for n in libro.namelist()}
        piezas[mudada] = piezas.pop("xl/worksheets/sheet1.xml")
        relaciones = "xl/_rels/workbook.xml.rels"
        destino = mudada.removeprefix("xl/").encode()
        piezas[relaciones] = piezas[relaciones].replace(b"worksheets/sheet1.xml", destino)
        with zipfile.ZipFile(ruta, "w") as libro:
            for nombre, contenido in piezas.items():
                libro.writestr(nombre, contenido)
    return ruta


@pytest.mark.parametrize("orden", [("Datos", "Notas"), ("Notas", "Datos")])
def test_an_error_in_a_sheet_that_is_not_read_does_not_matter(tmp_path: Path, orden: tuple[str, str]):
    hojas = {"Datos": BUENA, "Notas": MALA}
    libro = write_libro(tmp_path / "oficial.xlsx", {h: hojas[h] for h in orden})

    assert read_hoja(libro, "Datos")[1] == ["10001", 5]
    for pedidas in (["Notas"], ["Datos", "Notas"]):
        with pytest.raises(FuenteAlteradaError, match=r"en error, A2 de la hoja «Notas»"):
            read_hojas(libro, pedidas)


def test_the_sheet_that_is_read_is_found_wherever_it_is(tmp_path: Path):
    libro = write_libro(tmp_path / "oficial.xlsx", {"Datos": MALA, "Notas": BUENA}, "xl/otra/hoja.xml")

    with pytest.raises(FuenteAlteradaError, match=r"en error, A2 de la hoja «Datos»"):
        read_hoja(libro, "Datos")
    assert read_hoja(libro, "Notas")[1] == ["10001", 5]
