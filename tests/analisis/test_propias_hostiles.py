"""La tabla del analista: o se lee bien, o se rechaza diciendo la celda. Nunca pierde un dato en silencio."""

import warnings
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fais_analysis import read_tabla_propia
from fais_analysis.errors import EsquemaError

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
TITULOS = ["Clave", "municipio", "casas"]
FILAS = [["10014", "Mezquital", 5], ["10021", "Peñón Blanco", 7], ["10033", "Súchil", 9]]
VARIOS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(ruta: Path) -> pd.DataFrame:
    return read_tabla_propia(ruta, columna_clave="Clave")


def write_libro(ruta: Path, cambiar=lambda hoja: None) -> Path:
    libro = openpyxl.Workbook()
    libro.active.append(TITULOS)
    for fila in FILAS:
        libro.active.append(fila)
    cambiar(libro.active)
    libro.save(ruta)
    return ruta


def build_texto(separador: str = ",", fin: str = "\r\n") -> str:
    return fin.join(separador.join(map(str, f)) for f in [TITULOS, *FILAS]) + fin


@pytest.mark.lento
@pytest.mark.parametrize("separador", [",", ";", "\t", "|"])
@pytest.mark.parametrize("codificacion", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("fin", ["\r\n", "\n", "\r"])
def test_every_way_of_saving_a_text_says_the_same(tmp_path, separador, codificacion, fin):
    (tmp_path / "t.csv").write_bytes(build_texto(separador, fin).encode(codificacion))

    tabla = read(tmp_path / "t.csv")

    assert tabla.to_numpy().tolist() == FILAS
    assert bool(tabla.attrs["advertencias"]) == (
        codificacion not in ("utf-8", "utf-8-sig") or separador != ","
    )


@pytest.mark.parametrize("separador", [",", ";"])
@pytest.mark.parametrize(
    "antes, despues",
    [("sep={}\r\n", ""), ("Casas, de salud, 2023\r\n\r\n", ""), ("", "\x1a"), ("", "\r\n\x1a\r\n")],
)
def test_what_exporters_add_around_is_not_data(tmp_path, separador, antes, despues):
    texto = antes.format(separador) + build_texto(separador) + despues
    (tmp_path / "t.csv").write_text(texto, encoding="utf-8")

    assert read(tmp_path / "t.csv").to_numpy().tolist() == FILAS


def test_a_line_break_in_quotes_is_one_row_and_ctrl_z_in_the_middle_is_refused(tmp_path):
    (tmp_path / "t.csv").write_text('Clave,x\n10014,"a\nb"\n10021,c\n', encoding="utf-8")
    (tmp_path / "z.csv").write_text("Clave,x\n10014,1\x1a\n10021,2\n", encoding="utf-8")

    assert read(tmp_path / "t.csv")["x"].tolist() == ["a\nb", "c"]
    with pytest.raises(EsquemaError, match="Ctrl-Z"):
        read(tmp_path / "z.csv")


@pytest.mark.parametrize(
    "escritos, leidos",
    [
        (["12,5", "7", "0,25"], [12.5, 7.0, 0.25]),
        (["1.234,5", "1.234", "7"], [1234.5, 1234.0, 7.0]),
        (["1,234,567", "1,234", "7"], [1_234_567, 1234, 7]),
        (["1,234.5", "1,234", "7"], [1234.5, 1234.0, 7.0]),
        (["1,234", "12.5", "7"], [1234.0, 12.5, 7.0]),
        (["1,234", "2,345", "7"], None),
        (["1,234.5", "1.234,5", "7"], None),
        (["12,5", "12.5", "7"], None),
    ],
)
def test_a_decimal_comma_is_read_right_or_refused(tmp_path, escritos, leidos):
    filas = "".join(f"{c};{v}\n" for c, v in zip(("10014", "10021", "10033"), escritos, strict=True))
    (tmp_path / "t.csv").write_text("Clave;x\n" + filas, encoding="utf-8")

    if leidos is None:
        with pytest.raises(EsquemaError, match="dos maneras"):
            read(tmp_path / "t.csv")
    else:
        assert read(tmp_path / "t.csv")["x"].tolist() == leidos


@pytest.mark.parametrize(
    "escritos, se_dice", [(["1.234", "12.345"], True), (["1.234", "7"], True), (["0.123", "1.234"], False)]
)
def test_points_that_may_be_thousands_are_said(tmp_path, escritos, se_dice):
    filas = "".join(f"{c};{v}\n" for c, v in zip(("10014", "10021"), escritos, strict=True))
    (tmp_path / "t.csv").write_text("Clave;x\n" + filas, encoding="utf-8")

    with warnings.catch_warnings(record=True) as dichos:
        warnings.simplefilter("always")
        assert read_tabla_propia(tmp_path / "t.csv", "Clave")["x"].tolist() == [float(v) for v in escritos]
    assert any("millares" in str(d.message) for d in dichos) == se_dice


@VARIOS
@given(st.lists(st.floats(0.01, 999_999.99).map(lambda v: round(v, 2)), min_size=3, max_size=3))
def test_any_amounts_with_decimal_comma_are_the_same_or_refused(tmp_path, montos):
    escritos = [f"{m:,.2f}".translate(str.maketrans(",.", ".,")) for m in montos]
    filas = "".join(f"{c};{v}\n" for c, v in zip(("10014", "10021", "10033"), escritos, strict=True))
    (tmp_path / "t.csv").write_text("Clave;x\n" + filas, encoding="utf-8")

    assert read(tmp_path / "t.csv")["x"].tolist() == montos


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!"])
@pytest.mark.parametrize("celda", ["A3", "B2", "C4", "C1"])
def test_an_excel_error_is_refused_with_its_cell(tmp_path, error, celda):
    def cambiar(hoja):
        hoja[celda] = error

    with pytest.raises(EsquemaError, match=rf"{error}.*celda {celda}" if celda != "A1" else error):
        read(write_libro(tmp_path / "t.xlsx", cambiar))


def test_an_error_in_a_csv_is_refused_too(tmp_path):
    (tmp_path / "t.csv").write_text("Clave,x\n10014,1\n10021,#N/A\n", encoding="utf-8")

    with pytest.raises(EsquemaError, match="renglón 3 «#N/A»"):
        read(tmp_path / "t.csv")


def test_filtered_rows_are_refused_with_their_number(tmp_path):
    def cambiar(hoja):
        hoja.auto_filter.ref = "A1:C4"
        hoja.row_dimensions[3].hidden = True

    with pytest.raises(EsquemaError, match="ocultos o filtrados") as fallo:
        read(write_libro(tmp_path / "t.xlsx", cambiar))

    assert "renglón 3" in str(fallo.value)


def write_formula(hoja):
    hoja["C3"] = "=1+1"  # sin el valor que Excel calcularía


@pytest.mark.parametrize(
    "cambiar, dice",
    [
        (lambda hoja: hoja.merge_cells("B2:B3"), "combinadas"),
        (write_formula, "fórmulas"),
        (lambda hoja: hoja.cell(2, 9, "suelto"), "fuera de la tabla"),
        (lambda hoja: hoja.cell(1_048_576, 16_384, 1), "fuera de la tabla"),
        (lambda hoja: hoja.cell(1, 3, "municipio"), "repetidos"),
    ],
)
def test_what_would_be_lost_is_refused(tmp_path, cambiar, dice):
    with pytest.raises(EsquemaError, match=dice):
        read(write_libro(tmp_path / "t.xlsx", cambiar))


@pytest.mark.parametrize("estado", ["hidden", "veryHidden"])
def test_the_first_visible_sheet_is_read(tmp_path, estado):
    libro = openpyxl.load_workbook(write_libro(tmp_path / "t.xlsx"))
    libro.create_sheet("viejo", 0).append(["Clave", "casas"])
    libro["viejo"].append([10005, 1])
    libro["viejo"].sheet_state = estado
    libro.save(tmp_path / "t.xlsx")

    assert read(tmp_path / "t.xlsx").to_numpy().tolist() == FILAS


def test_hidden_columns_and_percentages_are_read_and_said(tmp_path):
    def cambiar(hoja):
        hoja.column_dimensions["B"].hidden = True
        hoja["C2"].number_format = "0%"

    avisos = read(write_libro(tmp_path / "t.xlsx", cambiar)).attrs["advertencias"]

    assert ["Columnas ocultas" in avisos[0], "porcentaje" in avisos[1]] == [True, True]


def test_missing_marks_are_said(tmp_path):
    (tmp_path / "t.csv").write_text("Clave,x\n10014,12\n10021,N/A\n10033,\n", encoding="utf-8")

    tabla = read(tmp_path / "t.csv")

    assert tabla["x"].isna().tolist() == [False, True, True]
    assert "renglones 3)" in tabla.attrs["advertencias"][0]


@pytest.mark.parametrize("suelto", ["s/d", "1.234,56", "٣", "12 casas", True])
def test_a_text_among_numbers_is_said(tmp_path, suelto):
    def cambiar(hoja):
        hoja["C3"] = suelto

    avisos = read(write_libro(tmp_path / "t.xlsx", cambiar)).attrs["advertencias"]

    assert any("«casas»" in a and "renglón 3" in a for a in avisos)


def test_broken_letters_and_numbers_beyond_fifteen_digits_are_said(tmp_path):
    def cambiar(hoja):
        hoja["B2"], hoja["C3"] = "PeÃ±Ã³n Blanco", 202310014000001123

    avisos = read(write_libro(tmp_path / "t.xlsx", cambiar)).attrs["advertencias"]

    assert [("echadas a perder" in a, "(B2)" in a) for a in avisos[:1]] == [(True, True)]
    assert ("quince cifras" in avisos[1], "(C3)" in avisos[1]) == (True, True)


@pytest.mark.parametrize(
    "claves, dichas", [(("10014", "1005"), 1), (("01001", "1005"), 0), (("1001", "1005"), 0)]
)
def test_a_short_key_among_those_of_another_state_is_said(tmp_path, claves, dichas):
    (tmp_path / "t.csv").write_text("Clave,x\n" + "".join(f"{c},1\n" for c in claves), encoding="utf-8")

    assert len(read(tmp_path / "t.csv").attrs["advertencias"]) == dichas
