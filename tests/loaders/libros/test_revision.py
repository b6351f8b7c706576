"""El lector dice todo lo que está mal, renglón por renglón, y nunca se rinde con una traza."""

from dataclasses import replace

import openpyxl
import pytest

from fais_analysis.loaders.inversion_revision import RevisionLibro, build_libro_error
from fais_analysis.schemas.inversion import OBLIGATORIAS, LibroInversionEsquema

from .conftest import COLUMNAS, make_fila, make_obras, write_xlsx


def list_lugares(revision: RevisionLibro) -> list[tuple[int, str]]:
    return [(p.renglon, p.columna) for p in revision.problemas]


def test_good_book_fulfils_the_schema(revisar):
    revision = revisar([make_fila(), make_fila(fuente_recurso="FISE", monto_mxn="$1,200.50")])

    assert revision.problemas == []
    tabla = LibroInversionEsquema.validate(revision.tabla)
    assert tabla["monto_centavos"].tolist() == [120_050, 120_050]
    assert tabla["grupo"].tolist() == ["Agua y Saneamiento"] * 2
    assert tabla["carencia"].tolist() == ["servicios_basicos"] * 2
    assert not tabla["es_demostracion"].any()


def test_csv_says_the_same_as_xlsx(revisar):
    filas = [make_fila(), make_fila(folio_obra="SEB-2", beneficiarios_m=30, meta=2.5)]

    assert revisar(filas).tabla.equals(revisar(filas, csv_=True).tabla)


def test_every_problem_is_reported_with_its_excel_row(revisar):
    filas = [
        make_fila(),
        make_fila(folio_obra="SEB-2", monto_mxn=-5),
        make_fila(folio_obra="SEB-3", clave_municipio=1001, clave_localidad=None),
        make_fila(folio_obra="SEB-4", cantidad=0, incidencia="indirecta"),
    ]

    assert list_lugares(revisar(filas)) == [
        (3, "monto_mxn"),
        (4, "clave_municipio"),
        (5, "incidencia"),
        (5, "cantidad"),
    ]


def test_blank_rows_do_not_shift_the_row_number(revisar):
    revision = revisar([make_fila(), {}, {}, make_fila(folio_obra="SEB-2", monto_mxn="1.200,50")])

    assert list_lugares(revision) == [(5, "monto_mxn")]


@pytest.mark.parametrize("csv_", [False, True])
def test_header_in_another_row_is_found_and_said(revisar, tmp_path, revisar_ruta, csv_):
    ruta = write_xlsx(tmp_path / "l.xlsx", [make_fila(), make_fila(folio_obra="X", cantidad="tres")], antes=3)
    if csv_:
        texto = "Secretaría\n\nOficio\n" + ",".join(COLUMNAS) + "\n"
        fila = make_fila(cantidad="tres", folio_obra="X")
        vacia = ",".join(str(make_fila().get(c) or "") for c in COLUMNAS) + "\n"
        texto += vacia + ",".join(str(fila.get(c) or "") for c in COLUMNAS) + "\n"
        ruta = tmp_path / "l.csv"
        ruta.write_text(texto, encoding="utf-8")

    revision = revisar_ruta(ruta)

    assert list_lugares(revision) == [(6, "cantidad")]
    assert any("renglón 4" in str(a) for a in revision.advertencias)


@pytest.mark.parametrize("columna", OBLIGATORIAS)
def test_missing_column_is_said_once(revisar, columna):
    revision = revisar(make_obras(3), columnas=[c for c in COLUMNAS if c != columna])

    assert [p.columna for p in revision.problemas if p.renglon == 1] == [columna]
    assert all(p.columna != columna or p.renglon == 1 for p in revision.problemas)


@pytest.mark.parametrize("columna", OBLIGATORIAS)
def test_empty_obligatory_cell_is_a_problem(revisar, columna):
    otra = None if columna in ("clave_municipio",) else "100050001"

    assert (3, columna) in list_lugares(
        revisar([make_fila(folio_obra="A"), make_fila(clave_localidad=otra) | {columna: None}])
    )


def test_unknown_column_is_a_problem_and_observaciones_is_not(revisar):
    revision = revisar([make_fila()], columnas=[*COLUMNAS, "Beneficiarias", "Observaciones"])

    assert list_lugares(revision) == [(1, "«Beneficiarias»")]


def test_repeated_column_is_a_problem(revisar):
    assert (1, "meta") in list_lugares(revisar([make_fila()], columnas=[*COLUMNAS, "meta"]))


def test_headers_may_have_accents_case_and_spaces(revisar):
    columnas = [c.replace("_", " ").upper() for c in COLUMNAS]
    filas = [{c.replace("_", " ").upper(): v for c, v in make_fila().items()}]

    assert revisar(filas, columnas=columnas).problemas == []


def test_data_without_header_is_a_problem(tmp_path, revisar_ruta):
    ruta = write_xlsx(tmp_path / "l.xlsx", [make_fila()])
    libro = openpyxl.load_workbook(ruta)
    libro["Obras"].cell(2, len(COLUMNAS) + 2, "suelto")
    libro.save(ruta)

    assert list_lugares(revisar_ruta(ruta)) == [(2, "")]


@pytest.mark.parametrize("total, cuadra", [(1200.5, True), ("$1,200.50", True), (999, False), (None, True)])
def test_total_row_is_skipped_and_said_and_must_add_up(revisar, total, cuadra):
    revision = revisar([make_fila(), {"nombre_obra": "TOTAL", "monto_mxn": total}])

    assert revision.problemas == []
    assert len(revision.tabla) == 1
    assert str(revision.entendidas[0]) == "Renglón de totales, que no se leyó como obra: 1 renglón (3)."
    assert any("no es la suma" in str(a) for a in revision.advertencias) is not cuadra


def test_total_row_may_be_a_formula(tmp_path, revisar_ruta):
    ruta = write_xlsx(
        tmp_path / "l.xlsx", [make_fila(), {"nombre_obra": "Total", "monto_mxn": "=SUM(P2:P2)"}]
    )

    assert revisar_ruta(ruta).problemas == []


def test_an_obra_named_total_is_not_a_total_row(revisar):
    assert revisar([make_fila(nombre_obra="Total rehabilitación de la red", clave_municipio=None)]).problemas


def test_formula_is_rejected_even_with_a_cached_value(tmp_path, revisar_ruta):
    ruta = write_xlsx(tmp_path / "l.xlsx", [make_fila(), make_fila(folio_obra="B", monto_mxn="=1+1")])

    assert any(p.renglon == 3 and p.encontrado == "una fórmula" for p in revisar_ruta(ruta).problemas)


def test_merged_cells_are_rejected(tmp_path, revisar_ruta):
    ruta = write_xlsx(tmp_path / "l.xlsx", make_obras(3))
    libro = openpyxl.load_workbook(ruta)
    libro["Obras"].merge_cells("C2:C4")
    libro.save(ruta)

    revision = revisar_ruta(ruta)

    assert any("combinadas (C2:C4)" in p.encontrado for p in revision.problemas)


def test_title_above_the_header_may_be_merged(tmp_path, revisar_ruta):
    ruta = write_xlsx(tmp_path / "l.xlsx", make_obras(2), antes=2)
    libro = openpyxl.load_workbook(ruta)
    libro["Obras"].merge_cells("A1:F1")
    libro.save(ruta)

    assert revisar_ruta(ruta).problemas == []


def test_missing_sheet_and_two_sheets_with_obras(tmp_path, revisar_ruta):
    sin_hoja = openpyxl.Workbook()
    sin_hoja.save(tmp_path / "a.xlsx")
    dos = openpyxl.load_workbook(write_xlsx(tmp_path / "b.xlsx", make_obras(1)))
    copia = dos.copy_worksheet(dos["Obras"])
    copia.title = "Obras 2017"
    dos.save(tmp_path / "b.xlsx")

    assert "«Obras»" in revisar_ruta(tmp_path / "a.xlsx").problemas[0].esperado
    assert "2 hojas" in revisar_ruta(tmp_path / "b.xlsx").problemas[0].encontrado


def test_the_only_sheet_with_headers_is_read_and_said(revisar):
    revision = revisar([make_fila()], hoja="Hoja1")

    assert revision.problemas == []
    assert "«Hoja1»" in str(revision.advertencias[0])


def test_unknown_municipio_and_localidad_of_another(revisar):
    revision = revisar(
        [
            make_fila(clave_municipio="10099", clave_localidad=None),
            make_fila(folio_obra="B", clave_localidad="100140001"),
            make_fila(folio_obra="C", clave_ageb="1000100010012"),
        ]
    )

    assert list_lugares(revision) == [(2, "clave_municipio"), (3, "clave_localidad"), (4, "clave_ageb")]


@pytest.mark.parametrize(("ageb", "avisos"), [("1000500010015", 0), ("1000500010016", 1)])
def test_an_ageb_with_a_wrong_last_sign_is_only_a_warning(ageb: str, avisos: int, revisar):
    revision = revisar([make_fila(clave_ageb=ageb)])

    assert revision.problemas == []
    assert sum("último signo" in a.texto and a.renglones == (2,) for a in revision.advertencias) == avisos


def test_localidad_absent_from_the_census_is_only_a_warning(revisar):
    revision = revisar([make_fila(clave_localidad="100059999")])

    assert revision.problemas == []
    assert "por verificar: 1 renglón (2)" in str(revision.advertencias[0])


def test_other_states_are_accepted(revisar):
    assert revisar([make_fila(clave_municipio="01001", clave_localidad="010010001")]).problemas == []


def test_duplicate_folio_and_fuente(revisar):
    revision = revisar([make_fila(), make_fila(folio_obra="B"), make_fila()])

    assert list_lugares(revision) == [(4, "fuente_recurso")]
    assert "renglón 2" in revision.problemas[0].encontrado


@pytest.mark.parametrize(
    "columna, valor",
    [
        ("cantidad", 2),
        ("clave_municipio", "10014"),
        ("ejercicio", 2019),
        ("subclasificacion", "Cárcamo"),
        ("tipo_conteo", "accion"),
        ("nombre_obra", "Otra obra"),
        ("viviendas", 9),
    ],
)
def test_folio_must_say_the_same_in_all_its_rows(revisar, columna, valor):
    base = {"clave_localidad": None, "viviendas": 8}
    otra = make_fila(fuente_recurso="FISE", **(base | {columna: valor}))

    revision = revisar([make_fila(**base), otra])

    assert (3, columna) in list_lugares(revision)
    assert all("Otra obra" not in str(p) for p in revision.problemas)


def test_folio_written_in_two_ways_would_count_twice(revisar):
    revision = revisar([make_fila(folio_obra="SEB-1"), make_fila(folio_obra="seb-1", fuente_recurso="FISE")])

    assert list_lugares(revision) == [(3, "folio_obra")]
    assert "«SEB-1»" in revision.problemas[0].esperado


def test_hidden_rows_are_read_and_said(tmp_path, revisar_ruta):
    ruta = write_xlsx(tmp_path / "l.xlsx", make_obras(3))
    libro = openpyxl.load_workbook(ruta)
    libro["Obras"].row_dimensions[3].hidden = True
    libro.save(ruta)

    revision = revisar_ruta(ruta)

    assert len(revision.tabla) == 3
    assert "Renglones ocultos que sí se leyeron: 1 renglón (3)." in map(str, revision.advertencias)


def test_optional_cell_is_completed_from_the_same_folio_and_said(revisar):
    revision = revisar([make_fila(viviendas=8), make_fila(fuente_recurso="FISE")])

    assert revision.tabla["viviendas"].tolist() == [8, 8]
    assert any("completadas" in str(a) for a in revision.advertencias)


def test_declared_ejercicio_binds_every_row(tmp_path, revisar_ruta):
    ruta = write_xlsx(tmp_path / "l.xlsx", [make_fila(), make_fila(folio_obra="B", ejercicio=2019)])
    libro = openpyxl.load_workbook(ruta)
    instrucciones = libro.create_sheet("Instrucciones")
    instrucciones["A3"], instrucciones["B3"] = "Ejercicio del libro (opcional)", 2018
    libro.save(ruta)

    revision = revisar_ruta(ruta)

    assert list_lugares(revision) == [(3, "ejercicio")]
    assert "2018" in revision.problemas[0].esperado


def test_without_declared_ejercicio_several_are_accepted(revisar):
    assert revisar([make_fila(), make_fila(folio_obra="B", ejercicio=2019)]).problemas == []


def test_incidencia_that_differs_from_the_catalogo_is_only_a_warning(revisar):
    revision = revisar([make_fila(incidencia="complementaria")])

    assert revision.problemas == []
    assert revision.tabla["incidencia"].tolist() == ["complementaria"]
    assert "por verificar" in str(revision.advertencias[0])


def test_grupo_written_by_the_secretaria_wins_and_is_said(revisar):
    fila = make_fila(rubro="Vivienda", subclasificacion="Cuarto para baño", grupo="Agua y Saneamiento")

    revision = revisar([fila])

    assert revision.tabla["grupo"].tolist() == ["Agua y Saneamiento"]
    assert any("grupo" in str(a) for a in revision.advertencias)


def test_unknown_subclasificacion_needs_a_grupo(revisar):
    revision = revisar([make_fila(subclasificacion="Biblioteca móvil")])
    con_grupo = revisar([make_fila(subclasificacion="Biblioteca móvil", grupo="Otros proyectos")])

    assert list_lugares(revision) == [(2, "subclasificacion")]
    assert con_grupo.problemas == []
    assert any("no está en el Catálogo" in str(a) for a in con_grupo.advertencias)


def test_year_outside_the_catalogo_is_a_warning(revisar):
    assert any("fuera de los años" in str(a) for a in revisar([make_fila(ejercicio=2023)]).advertencias)


@pytest.mark.parametrize(
    "cambio",
    [{"folio_obra": "DEMO-2016-001-A001"}, {"folio_obra": "demo-1"}, {"nombre_obra": "Red (demostración)"}],
)
def test_demonstration_rows_are_rejected(revisar, cambio):
    assert "demostración" in revisar([make_fila(**cambio)]).problemas[0].encontrado


def test_demonstration_column_is_rejected(revisar):
    revision = revisar([make_fila(es_demostracion="sí")], columnas=[*COLUMNAS, "es_demostracion"])

    assert len(revision.problemas) == 1
    assert revisar([make_fila(es_demostracion="no")], columnas=[*COLUMNAS, "es_demostracion"]).problemas == []


def test_book_without_rows(revisar):
    assert "sin renglones" in revisar([]).problemas[0].encontrado


def test_equal_errors_are_one_line(revisar):
    revision = revisar(make_obras(57, monto_mxn="mucho"))

    error = build_libro_error(revision.problemas, "libro.xlsx")

    assert len(revision.problemas) == 57
    assert "57 problemas" in error.que_paso
    assert "57 renglones (2, 3, 4, 5, 6, …), columna monto_mxn: se encontró «mucho»;" in str(error)
    assert str(error).count("monto_mxn") == 1


def test_error_shows_twenty_lines_and_counts_the_rest(revisar):
    filas = [make_fila(folio_obra=f"F-{i}", clave_localidad=f"0{i}0050001") for i in range(10, 40)]
    problemas = revisar([*filas, *make_obras(2, monto_mxn="mucho")]).problemas
    distintos = [replace(p, que_hacer=f"{p.que_hacer} {n}") for n, p in enumerate(problemas)]

    error = build_libro_error(distintos, "libro.xlsx")

    assert str(error).count("renglón ") == 20
    assert f"y {len(problemas) - 20} más" in str(error)
    assert "fais inversion revisar" in error.que_hacer


def test_unusual_amounts_are_warned(revisar):
    revision = revisar([make_fila(monto_mxn=0), make_fila(folio_obra="B", monto_mxn=600_000_000)])

    assert revision.problemas == []
    assert {str(a).split(",")[0] for a in revision.advertencias} == {
        "Monto en cero",
        "Obra de monto fuera de toda proporción",
    }
