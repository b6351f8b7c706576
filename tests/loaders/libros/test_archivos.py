"""Archivos dañados, ajenos o en otra codificación: siempre un mensaje, nunca una traza."""

import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fais_analysis.errors import LibroInversionError
from fais_analysis.loaders.inversion_revision import build_libro_error
from fais_analysis.schemas.inversion import LibroInversionEsquema

from .conftest import COLUMNAS, make_fila, make_obras, write_csv, write_xlsx


def make_zip(ruta):
    with zipfile.ZipFile(ruta, "w") as paquete:
        paquete.writestr("hola.txt", "no soy un libro")


DANOS = {
    "vacio.xlsx": lambda r: r.write_bytes(b""),
    "vacio.csv": lambda r: r.write_bytes(b"  \r\n"),
    "ceros.xlsx": lambda r: r.write_bytes(b"\0" * 500),
    "basura.xlsx": lambda r: r.write_bytes(b"esto no es un libro" * 50),
    "zip.xlsx": make_zip,
    "antiguo.xlsx": lambda r: r.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "utf16.csv": lambda r: r.write_bytes("folio_obra,ejercicio".encode("utf-16")),
    "excel.csv": lambda r: write_xlsx(r.with_suffix(".xlsx"), []).rename(r),
    "comillas.csv": lambda r: r.write_text(",".join(COLUMNAS) + '\n"sin cerrar,2018\n', encoding="utf-8"),
    "nulos.csv": lambda r: r.write_bytes(b"folio_obra,\0\0,ejercicio\n"),
    "sin_encabezado.csv": lambda r: r.write_text("a,b,c\n1,2,3\n", encoding="utf-8"),
    "texto.ods": lambda r: r.write_bytes(b"PK\x03\x04"),
}


@pytest.mark.parametrize("nombre", DANOS)
def test_damaged_file_is_explained(tmp_path, revisar_ruta, nombre):
    ruta = tmp_path / nombre
    DANOS[nombre](ruta)

    revision = revisar_ruta(ruta)

    assert revision.tabla is None
    assert len(revision.problemas) == 1
    error = build_libro_error(revision.problemas, nombre)
    assert isinstance(error, LibroInversionError)
    assert "1 problema por corregir" in str(error)
    assert revision.problemas[0].que_hacer


def test_missing_file_is_explained(tmp_path, revisar_ruta):
    assert "no existe" in revisar_ruta(tmp_path / "nada.xlsx").problemas[0].encontrado


@pytest.mark.lento
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(corte=st.floats(0, 1), cambios=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6))
def test_truncated_or_altered_book_never_raises(tmp_path, revisar_ruta, corte, cambios):
    original = tmp_path / "bueno.xlsx"
    if not original.exists():
        write_xlsx(original, make_obras(5))
    contenido = bytearray(original.read_bytes())
    for donde, valor in cambios:
        contenido[int(donde * (len(contenido) - 1))] = valor
    ruta = tmp_path / "dañado.xlsx"
    ruta.write_bytes(bytes(contenido[: int(corte * len(contenido))]) if corte < 0.9 else bytes(contenido))

    revision = revisar_ruta(ruta)

    assert (revision.tabla is None) == bool(revision.problemas)


@pytest.mark.lento
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(celdas=st.lists(st.text(max_size=12), min_size=len(COLUMNAS), max_size=len(COLUMNAS)))
def test_any_text_in_any_cell_never_raises(tmp_path, revisar_ruta, celdas):
    ruta = write_csv(tmp_path / "x.csv", [make_fila(), dict(zip(COLUMNAS, celdas, strict=True))])

    revision = revisar_ruta(ruta)

    assert (revision.tabla is None) == bool(revision.problemas)
    if revision.tabla is not None:
        LibroInversionEsquema.validate(revision.tabla)


@pytest.mark.parametrize("codificacion", ["utf-8", "utf-8-sig"])
def test_utf8_is_read_without_warning(tmp_path, revisar_ruta, codificacion):
    revision = revisar_ruta(write_csv(tmp_path / "l.csv", [make_fila()], codificacion=codificacion))

    assert (revision.problemas, revision.advertencias) == ([], [])


def test_latin1_is_read_and_said(tmp_path, revisar_ruta):
    ruta = write_csv(tmp_path / "l.csv", [make_fila(nombre_obra="Baño en Peñón")], codificacion="latin-1")

    revision = revisar_ruta(ruta)

    assert revision.tabla["nombre_obra"].tolist() == ["Baño en Peñón"]
    assert "latin-1" in str(revision.advertencias[0])


def test_other_separator_is_read_and_said(tmp_path, revisar_ruta):
    revision = revisar_ruta(write_csv(tmp_path / "l.csv", [make_fila()], separador=";"))

    assert revision.problemas == []
    assert "no por comas" in str(revision.advertencias[0])


def test_short_csv_row_is_a_problem(tmp_path, revisar_ruta):
    ruta = write_csv(tmp_path / "l.csv", make_obras(2))
    texto = ruta.read_text(encoding="utf-8").splitlines()
    ruta.write_text("\n".join([*texto[:2], texto[2].rstrip(",")]) + "\n", encoding="utf-8")

    assert [(p.renglon, p.esperado) for p in revisar_ruta(ruta).problemas] == [
        (3, f"{len(COLUMNAS)}, como el encabezado")
    ]


def test_line_break_inside_quotes_counts_as_one_row(tmp_path, revisar_ruta):
    filas = [make_fila(nombre_obra="Red\nde agua"), make_fila(folio_obra="B", cantidad="x")]

    assert [p.renglon for p in revisar_ruta(write_csv(tmp_path / "l.csv", filas)).problemas] == [3]


SEMILLAS = {
    "CURP": "XAXX850615MDGXXX05",
    "nombre": "Fulana Zutánez de Prueba",
    "RFC": "XAXX850615AB1",
    "correo": "fulana@ejemplo.mx",
    "telefono": "6181234567",
}


@pytest.mark.parametrize("columna", ["nombre_obra", "observaciones"])
@pytest.mark.parametrize("semilla", SEMILLAS.values(), ids=SEMILLAS)
def test_personal_text_never_appears_in_messages(revisar, columna, semilla):
    filas = [
        make_fila(**{columna: semilla}),
        make_fila(fuente_recurso="FISE", monto_mxn="x") | {columna: f"otra {semilla}"},
    ]

    revision = revisar(filas, columnas=[*COLUMNAS, "observaciones"])

    assert revision.problemas
    assert semilla not in str(build_libro_error(revision.problemas, "l.xlsx"))
    assert all(semilla not in str(a) for a in revision.advertencias)


@pytest.mark.parametrize("semilla", ["CURP", "RFC", "correo"])
@pytest.mark.parametrize("columna", ["fuente_recurso", "cantidad", "estatus", "clave_municipio"])
def test_shifted_personal_data_is_hidden_too(revisar, columna, semilla):
    revision = revisar([make_fila(clave_localidad=None) | {columna: SEMILLAS[semilla]}])

    assert revision.problemas
    assert SEMILLAS[semilla] not in str(build_libro_error(revision.problemas, "l.xlsx"))


def test_curp_in_the_name_of_the_obra_is_a_problem(revisar):
    revision = revisar([make_fila(nombre_obra=f"Piso firme de {SEMILLAS['CURP']}")])

    assert [(p.columna, p.encontrado) for p in revision.problemas] == [("nombre_obra", "una CURP")]
