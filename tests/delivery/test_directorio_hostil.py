"""El directorio lee con el mismo cuarto que el libro de inversión: lo hostil se dice o se rechaza, sin datos."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from fais_analysis.delivery.directorio import COLUMNAS, FORMATO, Directorio, read_directorio
from fais_analysis.delivery.directorio_plantilla import build_plantilla_directorio
from fais_analysis.delivery.errores import DirectorioError

from ..loaders.libros.hostiles import (
    HojaXml,
    TablaOds,
    build_celda,
    build_filas_ods,
    build_ods,
    build_tabla,
    build_xlsx,
)
from .armado import build_fila

FILAS = [build_fila("10014"), build_fila("10021")]


def build_filas(filas: Sequence[dict] = FILAS) -> list[list[object]]:
    return [list(COLUMNAS), *([f[c] or None for c in COLUMNAS] for f in filas)]


def read(ruta: Path, contenido: bytes) -> Directorio:
    ruta.write_bytes(contenido)
    return read_directorio(ruta)


def test_ods_says_the_same_as_xlsx(tmp_path: Path):
    filas = build_filas()
    excel = read(tmp_path / "d.xlsx", build_xlsx([HojaXml(build_tabla(filas), "Directorio")]))
    libre = read(tmp_path / "d.ods", build_ods([TablaOds(build_filas_ods(filas), "Directorio")]))

    assert excel.contactos == libre.contactos
    assert len(excel.contactos) == 2


@pytest.mark.parametrize("columna", COLUMNAS[1:])
@pytest.mark.parametrize("error", ["#N/A", "#REF!"])
def test_an_error_cell_blocks_its_municipality_and_says_the_cell(tmp_path: Path, columna: str, error: str):
    filas = build_filas()
    filas[1][COLUMNAS.index(columna)] = error

    directorio = read(tmp_path / "d.xlsx", build_xlsx([HojaXml(build_tabla(filas), "Directorio")]))

    assert [c.clave for c in directorio.contactos] == ["10021"]
    assert all("renglón 2" in t and error in t and "@" not in t for t in directorio.problemas["10014"])


@pytest.mark.parametrize("celda", ["XFD1048576", "A1048576", "XFD2", "Z3"])
@pytest.mark.parametrize("valor", [1, " "])
def test_a_stray_cell_is_refused_or_blocks_its_row(tmp_path: Path, celda: str, valor: object):
    celdas = build_tabla(build_filas()) | {celda: build_celda(valor)}
    contenido = build_xlsx([HojaXml(celdas, "Directorio")])

    if (celda, valor) == ("A1048576", 1):  # parece un renglón más, con una clave que no lo es
        assert "renglón 1048576" in read(tmp_path / "d.xlsx", contenido).advertencias[-1]
    elif celda.endswith("1048576"):
        with pytest.raises(DirectorioError, match=celda):
            read(tmp_path / "d.xlsx", contenido)
    else:
        dicho = [t for textos in read(tmp_path / "d.xlsx", contenido).problemas.values() for t in textos]
        assert any(celda in t for t in dicho) or (celda, valor) == ("Z3", " ")


def test_hidden_sheet_formula_and_hidden_rows(tmp_path: Path):
    buena = build_tabla(build_filas())
    with pytest.raises(DirectorioError, match="oculta"):
        read(tmp_path / "d.xlsx", build_xlsx([HojaXml(buena, "Directorio", estado="hidden")]))
    formula = buena | {"F2": ' t="str"><f>A1</f><v>a@b.example</v>'}
    con_formula = read(tmp_path / "d.xlsx", build_xlsx([HojaXml(formula, "Directorio", parte="x/y.xml")]))
    ocultos = read(tmp_path / "d.xlsx", build_xlsx([HojaXml(buena, "Directorio", ocultos=[3])]))

    assert "una fórmula" in con_formula.problemas["10014"][0]
    assert ocultos.advertencias == ("Renglones ocultos que sí se leyeron: 1 renglón (3).",)


def test_template_offers_lists_and_refuses_other_values(tmp_path: Path):
    libro = openpyxl.load_workbook(build_plantilla_directorio(tmp_path / "c.xlsx"))
    reglas = {str(v.sqref)[0]: v for v in libro[FORMATO.hoja].data_validations.dataValidation}

    assert {reglas[letra].type for letra in "CG"} == {"list"}
    assert {reglas[letra].type for letra in "HI"} == {"date"}
    assert [c.value for c in libro["Listas"]["A"]][1:3] == ["presidencia", "tesoreria"]
    libro[FORMATO.hoja]["H2"] = date(2026, 1, 1)
    libro.save(tmp_path / "lleno.xlsx")
    assert len(read_directorio(tmp_path / "lleno.xlsx").problemas) == 39  # INEGI: los municipios de Durango


@pytest.mark.parametrize("columna", ["municipio", "cargo", "nombre"])
@pytest.mark.parametrize("valor, dice", [(43_000, "ninguna letra"), ("fecha", "es una fecha")])
def test_a_date_or_a_number_is_not_a_name(tmp_path: Path, columna: str, valor: object, dice: str):
    filas = build_filas()
    celda = f"{'ABCDEFGHI'[COLUMNAS.index(columna)]}2"
    celdas = build_tabla(filas) | {celda: build_celda(43_000, 1 if valor == "fecha" else 0)}
    libro = build_xlsx([HojaXml(celdas, "Directorio")], formatos=["dd/mm/yyyy"])

    directorio = read(tmp_path / "d.xlsx", libro)

    assert [c.clave for c in directorio.contactos] == ["10021"]
    assert dice in directorio.problemas["10014"][0]
