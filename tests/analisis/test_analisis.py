"""Lo propio de la superficie: leer una tabla ajena, exportar con fuente, calcular con reglas y pedir informes."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fais_analysis as fais
from fais_analysis.analisis import informes
from fais_analysis.analisis.propias import _check_claves
from fais_analysis.errors import ClaveError, EsquemaError, FuenteFaltanteError, ParametroError, SalidaError
from fais_analysis.loaders.ordenadas import load_tabla

CLAVES = load_tabla("catalogo_municipios")["clave_municipio"].tolist()


# --- mi propia tabla ---


@settings(max_examples=30)
@given(st.lists(st.sampled_from(CLAVES), min_size=1, max_size=20))
def test_a_key_survives_however_the_sheet_kept_it(claves: list[str]):
    for escrita in (
        claves,
        [str(int(c)) for c in claves],
        [f"{int(c)}.0" for c in claves],
        [f" {c} " for c in claves],
    ):
        assert _check_claves(pd.Series(escrita, dtype="str"), "x.xlsx").tolist() == claves


@pytest.mark.parametrize("terminacion", [".xlsx", ".csv"])
def test_own_table_recovers_the_lost_zero(terminacion: str, tmp_path: Path):
    ruta = tmp_path / f"mia{terminacion}"
    tabla = pd.DataFrame({"cve": [1001, 10014], "valor": [1.5, None]})
    tabla.to_excel(ruta, index=False) if terminacion == ".xlsx" else tabla.to_csv(ruta, index=False)

    mia = fais.read_tabla_propia(ruta, columna_clave="cve")

    assert mia["clave_municipio"].tolist() == ["01001", "10014"]
    assert mia["valor"].isna().tolist() == [False, True]
    assert mia.attrs["fuente"] == f"Tabla propia: mia{terminacion}"


def test_csv_saved_by_excel_on_windows_keeps_its_accents(tmp_path: Path):
    ruta = tmp_path / "mia.csv"
    ruta.write_bytes("clave_municipio,nombre\n10021,Peñón Blanco\n".encode("cp1252"))

    assert fais.read_tabla_propia(ruta)["nombre"].tolist() == ["Peñón Blanco"]


def test_own_table_errors_say_the_row_the_columns_and_the_file(tmp_path: Path):
    ruta = tmp_path / "mia.csv"
    ruta.write_text("clave_municipio,x\n10014,1\nTotal,2\n,3\n", encoding="utf-8")
    with pytest.raises(EsquemaError, match=r"renglón 3 «Total», renglón 4 «»"):
        fais.read_tabla_propia(ruta)
    with pytest.raises(EsquemaError, match="«clave_municipio», «x»"):
        fais.read_tabla_propia(ruta, columna_clave="cve")
    with pytest.raises(FuenteFaltanteError, match="no existe"):
        fais.read_tabla_propia(tmp_path / "nada.xlsx")
    rota = tmp_path / "rota.xlsx"
    rota.write_bytes(b"esto no es Excel")
    with pytest.raises(EsquemaError, match="guárdelo como"):
        fais.read_tabla_propia(rota)


# --- exportar ---


def test_excel_keeps_keys_as_text_numbers_as_numbers_and_says_where_it_comes_from(tmp_path: Path):
    pobreza = fais.load_pobreza("01", 2020)
    ruta = fais.export_excel(pobreza, tmp_path / "p.xlsx", filtros="Aguascalientes, 2020")

    libro = openpyxl.load_workbook(ruta)
    datos, ficha = libro["datos"], dict(libro["fuente y filtros"].iter_rows(min_row=2, values_only=True))
    titulos = [c.value for c in datos[1]]
    assert datos.cell(2, titulos.index("clave_municipio") + 1).value == "01001"
    assert datos.cell(2, titulos.index("pobreza_pct") + 1).value == pobreza["pobreza_pct"].iloc[0]
    assert ficha["Filtros"] == "Aguascalientes, 2020"
    assert ficha["Fuente"] == pobreza.attrs["fuente"]
    assert [r[0] for r in libro["columnas"].iter_rows(min_row=2, values_only=True)] == titulos


def test_excel_leaves_missing_data_empty_never_zero(tmp_path: Path):
    sin_dato = fais.load_pobreza(anio=2020).query("pobreza_pct.isna()")
    ruta = fais.export_excel(sin_dato, tmp_path / "p.xlsx")

    leida = pd.read_excel(ruta, sheet_name="datos", dtype={"clave_municipio": "str"}, engine="calamine")
    assert len(leida) == len(sin_dato) > 0
    assert leida["pobreza_pct"].isna().all()


def test_nothing_in_the_sheet_is_a_formula(tmp_path: Path):
    tabla = pd.DataFrame({"texto": ["=1+1", "=HYPERLINK(0)", "http://x.example"]})
    ruta = fais.export_excel(tabla, tmp_path / "f.xlsx", fuente="prueba")

    celdas = [fila[0] for fila in openpyxl.load_workbook(ruta)["datos"].iter_rows(min_row=2)]
    assert [c.data_type for c in celdas] == ["s", "s", "s"]
    assert all(c.hyperlink is None for c in celdas)


def test_demonstration_is_the_name_of_the_sheet(tmp_path: Path):
    libro = fais.load_inversion()
    calculada = fais.compute_inversion_por(libro, ["grupo"])

    for tabla, fuente in ((libro.head(), ""), (calculada, libro.attrs["fuente"])):
        escrito = openpyxl.load_workbook(fais.export_excel(tabla, tmp_path / "d.xlsx", fuente=fuente))
        assert escrito.sheetnames[0] == "DATOS DE DEMOSTRACIÓN"
        ficha = [r[1] for r in escrito["fuente y filtros"].iter_rows(values_only=True)]
        assert any("ficticio" in str(v) for v in ficha)


def test_a_table_without_source_is_not_exported(tmp_path: Path):
    with pytest.raises(ParametroError, match="no sabe de dónde salió"):
        fais.export_excel(pd.DataFrame({"a": [1]}), tmp_path / "x.xlsx")
    with pytest.raises(ParametroError, match="terminación"):
        fais.export_excel(fais.load_pobreza("10"), tmp_path / "x.csv")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_explained(tmp_path: Path):
    (tmp_path / "archivo").write_text("x")
    with pytest.raises(SalidaError, match="No se pudo escribir"):
        fais.export_excel(fais.load_pobreza("10", 2020), tmp_path / "archivo" / "x.xlsx")


def test_html_page_stands_alone_and_escapes_its_title(tmp_path: Path):
    tabla = fais.load_pobreza("10", 2020).head(3)
    grafica = fais.plot_barras(
        tabla, fais.Campos("municipio", "pobreza_pct"), fais.Presentacion("id-1", "T", "D", "F")
    )

    pagina = fais.export_html([grafica], tmp_path / "g.html", "Peñón <b>&", True).read_text(encoding="utf-8")

    assert "<h1>Peñón &lt;b&gt;&amp;</h1>" in pagina
    assert pagina.index("DATOS DE DEMOSTRACIÓN") < pagina.index("<svg")
    assert "<script" not in pagina
    assert 'lang="es-MX"' in pagina


def test_style_is_for_the_notebook_and_prints_short():
    estilo = fais.show_estilo()

    assert estilo._repr_html_().startswith("<style>")
    assert "</style>" not in estilo._repr_html_()[:-8]
    assert repr(estilo) == "<Estilo de gráficas, mapas y tablas>"


# --- calcular con reglas y zonas ---


def test_focalization_covers_the_whole_ledger():
    libro = fais.load_inversion()
    tabla = fais.compute_focalizacion(libro)

    assert len(tabla) == 39
    # La suma de los municipios es la del libro, al centavo (concentrado 2016-2020: 5,320,692,627.02).
    assert round(tabla["inversion_mxn"].sum(), 2) == 5_320_692_627.02
    assert set(tabla["conclusion"]) == {"no se puede concluir"}, "con el libro de demostración no se concluye"


def test_focalization_of_another_state_rejects_foreign_works():
    with pytest.raises(EsquemaError):
        fais.compute_focalizacion(fais.load_inversion(), "32")


# --- informes ---


@pytest.mark.parametrize(
    ("claves", "error"),
    [(["10014", "32010"], ParametroError), ([], ParametroError), (["7"], ClaveError), ([10014], ClaveError)],
)
def test_a_batch_is_of_one_state_and_its_keys_are_text(claves: list, error: type[Exception]):
    with pytest.raises(error):
        fais.produce_reportes(claves)


def test_a_state_key_means_all_its_municipalities():
    assert informes._split_claves(["32"]) == ("32", ())
    assert informes._split_claves("32") == ("32", ())
    assert informes._split_claves("10014") == ("10", ("10014",))
