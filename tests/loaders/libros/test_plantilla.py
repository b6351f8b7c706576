"""La plantilla: la misma siempre, con sus listas, y lo que se llena en ella se lee igual."""

import re
import zipfile

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from fais_analysis.cli.inversion import app, format_centavos
from fais_analysis.errors import ParametroError, SalidaError
from fais_analysis.loaders.inversion_revision import review_libro
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.loaders.plantilla_inversion import RENGLONES, build_plantilla_inversion
from fais_analysis.schemas.inversion import (
    COLUMNAS_CAPTURA,
    FUENTES_RECURSO,
    INCIDENCIAS,
    OBLIGATORIAS,
    VOCABULARIOS,
)
from fais_analysis.sources.catalogo_obras import read_catalogo_obras

from .conftest import COLUMNAS, make_fila, make_obras, write_xlsx

CORREDOR = CliRunner()


@pytest.fixture(scope="module")
def plantilla(tmp_path_factory):
    return build_plantilla_inversion(tmp_path_factory.mktemp("plantilla") / "libro.xlsx")


@pytest.fixture(scope="module")
def libro(plantilla):
    return openpyxl.load_workbook(plantilla)


def test_same_bytes_every_time(plantilla, tmp_path):
    assert build_plantilla_inversion(tmp_path / "otra.xlsx").read_bytes() == plantilla.read_bytes()


def test_sheets_and_headers(libro):
    assert libro.sheetnames == ["Instrucciones", "Obras", "Catálogo", "Listas"]
    assert [c.value for c in libro["Obras"][1]] == COLUMNAS
    assert libro["Obras"].freeze_panes == "B2"
    assert libro["Catálogo"].max_row == 60  # 59 subclasificaciones y el encabezado


def test_every_closed_list_is_offered_down_to_the_last_row(libro):
    reglas = {str(v.sqref): v for v in libro["Obras"].data_validations.dataValidation}
    listas = [c for c in libro["Listas"].iter_cols(values_only=True)]
    for j, columna in enumerate(COLUMNAS):
        letra = openpyxl.utils.get_column_letter(j + 1)
        regla = reglas.get(f"{letra}2:{letra}{RENGLONES + 1}")
        if columna in VOCABULARIOS:
            assert regla.type == "list"
            origen = listas[openpyxl.utils.column_index_from_string(regla.formula1.split("$")[1]) - 1]
            ultimo = int(regla.formula1.split("$")[-1])
            assert tuple(origen[1:ultimo]) == VOCABULARIOS[columna]
        elif columna in ("folio_obra", "nombre_obra", "unidad_medida"):
            assert regla is None
        else:
            assert regla is not None, columna


def test_key_columns_are_text(plantilla):
    with zipfile.ZipFile(plantilla) as paquete:
        hoja = paquete.read("xl/worksheets/sheet2.xml").decode()
        estilos = paquete.read("xl/styles.xml").decode()
    formatos = re.findall(r'<xf numFmtId="(\d+)"', estilos[estilos.index("<cellXfs") :])
    texto = set()
    for desde, hasta, estilo in re.findall(r'<col min="(\d+)" max="(\d+)"[^>]* style="(\d+)"', hoja):
        if formatos[int(estilo)] == "49":  # 49 = texto, formato de fábrica de Excel
            texto |= set(range(int(desde), int(hasta) + 1))

    assert [COLUMNAS[i - 1] for i in sorted(texto)] == [
        "folio_obra",
        "clave_municipio",
        "clave_localidad",
        "clave_ageb",
    ]


def test_instructions_explain_every_column(libro):
    textos = {fila[0]: fila for fila in libro["Instrucciones"].iter_rows(values_only=True) if fila[0]}
    for columna in COLUMNAS_CAPTURA:
        assert textos[columna.nombre][1] == ("sí" if columna.es_obligatoria else "no")
        assert textos[columna.nombre][2] == columna.significado
        assert textos[columna.nombre][3]


def test_every_cell_is_a_value(libro):
    for hoja in libro:
        assert not hoja.merged_cells.ranges
        assert all(c.data_type != "f" for fila in hoja.iter_rows() for c in fila)


def test_filled_template_round_trips(plantilla, tmp_path):
    filas = [
        make_fila(folio_obra="0001", clave_ageb="1000500010015", meta=2.5, viviendas=4, beneficiarios_h=7),
        make_fila(folio_obra="0001", clave_ageb="1000500010015", meta=2.5, viviendas=4, beneficiarios_h=7)
        | {"fuente_recurso": "FISE", "monto_mxn": 0.01},
        *[make_fila(folio_obra=f"F-{f}", fuente_recurso=f) for f in FUENTES_RECURSO],
        *[make_fila(folio_obra=f"I-{i}", incidencia=i) for i in INCIDENCIAS],
    ]
    libro = openpyxl.load_workbook(plantilla)
    for fila in filas:
        libro["Obras"].append([fila.get(c) for c in COLUMNAS])
    libro.save(tmp_path / "lleno.xlsx")

    municipios = frozenset(load_tabla("catalogo_municipios")["clave_municipio"])
    revision = review_libro(tmp_path / "lleno.xlsx", municipios, read_catalogo_obras())
    tabla = revision.tabla

    assert not revision.problemas
    assert len(tabla) == len(filas)
    for columna in [*OBLIGATORIAS, "clave_ageb", "meta", "viviendas", "beneficiarios_h"]:
        leido = [None if pd.isna(v) else v for v in tabla[columna]]
        assert leido == [f.get(columna) for f in filas], columna
    assert tabla["monto_centavos"].tolist()[:2] == [120_050, 1]


def test_declared_ejercicio_cell_of_the_template_is_the_one_read(plantilla, tmp_path):
    libro = openpyxl.load_workbook(plantilla)
    libro["Instrucciones"]["B3"] = 2019
    libro["Obras"].append([make_fila().get(c) for c in COLUMNAS])
    libro.save(tmp_path / "lleno.xlsx")

    resultado = CORREDOR.invoke(app, ["revisar", str(tmp_path / "lleno.xlsx")])

    assert resultado.exit_code == 2
    assert "2019, el que declara la hoja Instrucciones" in resultado.stderr


def test_existing_file_is_never_overwritten(tmp_path):
    (tmp_path / "lleno.xlsx").write_bytes(b"mi captura")

    with pytest.raises(SalidaError, match="podría estar lleno"):
        build_plantilla_inversion(tmp_path / "lleno.xlsx")

    assert (tmp_path / "lleno.xlsx").read_bytes() == b"mi captura"


@pytest.mark.parametrize("nombre, entidad", [("libro.csv", "10"), ("libro.xlsx", "1"), ("libro.xlsx", "33")])
def test_bad_parameters(tmp_path, nombre, entidad):
    with pytest.raises(ParametroError):
        build_plantilla_inversion(tmp_path / nombre, entidad)


def test_another_state_gets_its_own_municipios(tmp_path):
    libro = openpyxl.load_workbook(build_plantilla_inversion(tmp_path / "l.xlsx", "01"))
    claves = [c.value for c in libro["Listas"]["A"]][1:]

    assert claves[0] == "01001 Aguascalientes"
    assert all(c is None or c.startswith("01") for c in claves)


def test_cli_makes_the_template(tmp_path):
    destino = tmp_path / "nuevo.xlsx"

    resultado = CORREDOR.invoke(app, ["plantilla", "--salida", str(destino)])

    assert resultado.exit_code == 0
    assert destino.exists()
    assert CORREDOR.invoke(app, ["plantilla", "--salida", str(destino)]).exit_code == 2


def test_cli_summarises_a_good_book(tmp_path):
    filas = [
        *make_obras(2, monto_mxn=1_000_000.01),
        make_fila(folio_obra="V", rubro="Vivienda", subclasificacion="Piso firme", cantidad=30)
        | {"tipo_conteo": "accion", "ejercicio": 2020, "monto_mxn": "$0.99"},
        make_fila(folio_obra="V", rubro="Vivienda", subclasificacion="Piso firme", cantidad=30)
        | {"tipo_conteo": "accion", "ejercicio": 2020, "fuente_recurso": "Municipal"},
    ]

    resultado = CORREDOR.invoke(app, ["revisar", str(write_xlsx(tmp_path / "l.xlsx", filas))])

    assert resultado.exit_code == 0, resultado.stderr
    texto = " ".join(resultado.stdout.split())
    assert "Filas: 4 Folios: 3 Ejercicios: 2018, 2020" in texto
    assert "Agua y Saneamiento $2,000,000.02 2 0" in texto
    assert "Vivienda $1,201.49 0 30" in texto
    assert "TOTAL $2,001,201.51 2 30" in texto


def test_cli_shows_problems_and_exits_with_two(tmp_path):
    ruta = write_xlsx(tmp_path / "l.xlsx", make_obras(25, cantidad="muchas"))

    corto = CORREDOR.invoke(app, ["revisar", str(ruta)])
    todos = CORREDOR.invoke(app, ["revisar", str(ruta), "--todos"])

    assert (corto.exit_code, todos.exit_code) == (2, 2)
    assert "25 renglones (2, 3, 4, 5, 6, …), columna cantidad" in corto.stderr
    assert todos.stderr.count("columna cantidad") == 25
    assert corto.stdout == ""


def test_cli_headline_says_what_is_absurd_and_how_names_were_read(tmp_path):
    filas = [
        make_fila(clave_municipio="Mezquital", clave_localidad="Huazamota"),
        make_fila(folio_obra="B", monto_mxn=300_000_000_000, nombre_obra="Otra red"),
    ]

    resultado = CORREDOR.invoke(app, ["revisar", str(write_xlsx(tmp_path / "l.xlsx", filas))])

    assert resultado.exit_code == 0
    assert "se puede leer, pero trae 2 hallazgos graves" in resultado.stdout.splitlines()[0]
    assert "clave_localidad: «Huazamota» se leyó como «100140016»" in resultado.stdout  # INEGI, Censo 2020


def test_the_list_of_municipios_shows_names_and_is_read_as_shown(libro, tmp_path):
    ofrecido = next(c.value for c in libro["Listas"]["A"] if str(c.value).startswith("10014"))
    ruta = write_xlsx(tmp_path / "l.xlsx", [make_fila(clave_municipio=ofrecido, clave_localidad=None)])

    assert ofrecido == "10014 Mezquital"
    assert "sin problemas" in CORREDOR.invoke(app, ["revisar", str(ruta)]).stdout


def test_cli_explains_a_missing_file(tmp_path):
    resultado = CORREDOR.invoke(app, ["revisar", str(tmp_path / "nada.xlsx")])

    assert resultado.exit_code == 2
    assert "no existe" in resultado.stderr


def test_centavos_are_shown_exactly():
    assert format_centavos(184_395_338_771) == "$1,843,953,387.71"
