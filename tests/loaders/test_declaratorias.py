"""Lectores de anexos ZAP, con ejemplos sintéticos: qué aceptan y qué rechazan por su nombre."""

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from fais_analysis.claves import is_ageb
from fais_analysis.cli.datos import app
from fais_analysis.errors import (
    EsquemaError,
    FaisError,
    FuenteAlteradaError,
    FuenteFaltanteError,
    ParametroError,
)
from fais_analysis.loaders.declaratorias import (
    import_anexo,
    load_declaratorias_cargadas,
    load_zap_anexos,
    read_anexo,
)
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.sources.anexos import AnexoZap, load_anexos, locate_anexo
from tests.loaders.anexos_de_prueba import RURAL, URBANA, write_html, write_zip

DE_2020 = AnexoZap(2020, "rural", "2019-12-11")


@pytest.fixture
def fuentes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FAIS_FUENTES", str(tmp_path / "fuentes"))
    return tmp_path


def test_rural_html_is_read_by_key_even_with_cut_names(tmp_path):
    claves = read_anexo(write_html(tmp_path, [["Anexo A"]], RURAL, [["Rúbrica"]]), "rural")

    assert claves["clave"].tolist() == ["05001", "10002", "10014"]
    assert claves["traslape_rural"].isna().all()


def test_table_split_in_two_keeps_both_halves(tmp_path):
    claves = read_anexo(write_html(tmp_path, RURAL[:2], RURAL[2:]), "rural")

    assert len(claves) == 3


def test_repeated_header_and_titles_are_not_data(tmp_path):
    partida = [*RURAL[:2], ["Durango"], RURAL[0], *RURAL[2:], ["", "", "", ""]]

    assert len(read_anexo(write_html(tmp_path, partida), "rural")) == 3


def test_rural_and_urban_of_one_page_are_not_mixed(tmp_path):
    pagina = write_html(tmp_path, RURAL, URBANA)

    assert len(read_anexo(pagina, "rural")) == 3
    assert len(read_anexo(pagina, "urbana")) == 2


def test_urban_zip_takes_the_updated_key_and_the_overlap(tmp_path):
    claves = read_anexo(write_zip(tmp_path, URBANA), "urbana")

    assert claves["clave"].tolist() == ["1000500010015", "100140001089A"]  # la actualizada, no la original
    assert claves["traslape_rural"].tolist() == ["no", "sí"]


def test_rural_list_of_2022_labels_without_spaces(tmp_path):
    ruta = tmp_path / "rural_2022.csv"
    ruta.write_text(
        "ClaveEntidad,ClaveMunicipio,NombreEntidad,NombreMunicipio,NivelDelictivo20202021\n1,1001,AGUAS,AGUAS,\n"
        "10,10014,DURANGO,MEZQUITAL,ALTO\n",
        encoding="utf-8",
    )

    assert read_anexo(ruta, "rural")["clave"].tolist() == ["01001", "10014"]


def test_rural_by_locality_keeps_nine_digits(tmp_path):
    tabla = [["Clave entidad", "Clave municipio", "Clave localidad"], ["10", "10014", "100140001"]]

    assert read_anexo(write_html(tmp_path, tabla), "rural")["clave"].tolist() == ["100140001"]


@pytest.mark.parametrize(
    ("cambio", "dice"),
    [
        (lambda r: [["CLAVE", *r[0][1:]], *r[1:]], "CLAVE ENTIDAD"),
        (lambda r: [*r, ["10", "", "DURANGO", "TOPIA"]], "forma de clave_municipio"),
        (lambda r: [*r, ["10", "037", "DURANGO", "TOPIA"]], "«037»"),
        (lambda r: [*r, ["10", "10014", "DURANGO", "MEZQUITAL"]], "una sola vez"),
        (lambda r: [*r, ["05", "10037", "DURANGO", "TOPIA"]], "su entidad"),
        (lambda r: [*r, ["10037", "DURANGO"]], "celdas en cada renglón"),
        (lambda r: [*r, ["10", "10037", "DURANGO", "TOPIA", "de más"]], "celdas en cada renglón"),
        (lambda r: [[*r[0], "Clave municipio"], *[[*f, f[1]] for f in r[1:]]], "una sola columna"),
        (lambda r: r[:1], "columnas CLAVE ENTIDAD"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(tmp_path, cambio, dice):
    with pytest.raises(EsquemaError) as error:
        read_anexo(write_html(tmp_path, cambio(RURAL)), "rural")

    assert dice in str(error.value)
    assert "declaratorias.yml" in error.value.que_hacer


def test_overlap_must_be_yes_or_no(tmp_path):
    malo = [URBANA[0], [*URBANA[1][:10], "QUIZÁ", URBANA[1][11]]]

    with pytest.raises(EsquemaError, match="formato") as error:
        read_anexo(write_zip(tmp_path, malo), "urbana")

    assert "SI o NO" in str(error.value)


def test_unknown_file_and_zip_with_two_books_are_refused(tmp_path):
    pdf = tmp_path / "anexo.pdf"
    pdf.write_bytes(b"%PDF")
    for ruta in (pdf, write_zip(tmp_path, URBANA, nombres=("a", "b"))):
        with pytest.raises(FuenteAlteradaError):
            read_anexo(ruta, "urbana")


def test_import_stores_year_and_decree_and_table_is_built_from_it(fuentes):
    anexo, avisos = import_anexo(write_html(fuentes, RURAL), DE_2020)

    tabla = load_zap_anexos()
    assert avisos == ["formato no cotejado con el archivo; 3 claves leídas"]
    assert tabla["clave"].tolist() == ["05001", "10002", "10014"]
    assert set(tabla["fecha_dof"]) == {"2019-12-11"}
    assert set(tabla["anio"]) == {2020}
    assert load_anexos() == (anexo,)


def test_count_different_from_the_known_one_is_said(fuentes):
    # Total de 2026: 1,575 municipios (data/zap_declaratorias, prensa, por cotejar).
    _, avisos = import_anexo(write_html(fuentes, RURAL), AnexoZap(2026, "rural", "2025-11-21"))

    assert "1,575" in avisos[1]


def test_another_annex_of_the_same_year_needs_permission(fuentes):
    import_anexo(write_html(fuentes, RURAL), DE_2020)
    otra = write_html(fuentes, RURAL[:2])

    with pytest.raises(FuenteAlteradaError, match="Ya hay"):
        import_anexo(otra, DE_2020)
    import_anexo(otra, DE_2020, reemplazar=True)

    assert len(load_zap_anexos()) == 1


def test_altered_annex_is_refused(fuentes):
    anexo, _ = import_anexo(write_html(fuentes, RURAL), DE_2020)
    locate_anexo(anexo).write_text("otra cosa", encoding="utf-8")

    with pytest.raises(FuenteAlteradaError, match="cambió"):
        load_zap_anexos()


def test_unknown_municipality_is_refused(fuentes):
    with pytest.raises(EsquemaError) as error:
        import_anexo(write_html(fuentes, [*RURAL, ["10", "10999", "DURANGO", "NINGUNO"]]), DE_2020)

    assert "10999" in str(error.value)
    assert load_anexos() == ()


@pytest.mark.parametrize(
    "anexo",
    [
        AnexoZap(2020, "rural", ""),
        AnexoZap(2020, "rural", "2019-13-01"),
        AnexoZap(2020, "rural", "2017-12-01"),
        AnexoZap(2020, "costera", "2019-12-11"),
        AnexoZap(0, "rural", "2019-12-11"),
    ],
)
def test_year_scope_and_decree_must_agree(fuentes, anexo):
    with pytest.raises(ParametroError):
        import_anexo(write_html(fuentes, RURAL), anexo)


def test_without_annexes_there_is_an_empty_table_and_a_clear_error(fuentes):
    vacia = load_declaratorias_cargadas()

    assert vacia.empty
    assert "fecha_dof" in vacia.columns
    with pytest.raises(FuenteFaltanteError, match="ningún anexo"):
        load_zap_anexos()


def test_command_line_imports_and_builds(fuentes):
    ruta = write_html(fuentes, RURAL)
    corre = CliRunner()
    opciones = ["--zap", "rural", "--anio", "2020", "--fecha-dof", "2019-12-11"]

    importado = corre.invoke(app, ["importar", str(ruta), *opciones])
    construido = corre.invoke(app, ["construir", "--tabla", "zap_anexos", "--salida", str(fuentes / "data")])

    assert importado.exit_code == 0, importado.output
    assert "Declaratoria ZAP 2020, Anexo A (rural), DOF 2019-12-11" in importado.output
    assert construido.exit_code == 0, construido.output
    escrita = pd.read_csv(fuentes / "data" / "zap_anexos.csv", dtype=str)
    assert escrita["clave"].tolist() == ["05001", "10002", "10014"]
    ficha = (fuentes / "data" / "zap_anexos.ficha.yml").read_text(encoding="utf-8")
    assert "decreto.html" in ficha
    assert "no cotejado" in ficha


def test_errors_have_five_parts(tmp_path):
    with pytest.raises(FaisError) as error:
        read_anexo(write_html(tmp_path, [["nada"]]), "rural")

    assert all([error.value.donde, error.value.esperado, error.value.encontrado, error.value.que_hacer])


@pytest.mark.parametrize("mala", ["1000500010010", "1000600010015", "1000500010105"])
def test_an_ageb_with_one_wrong_digit_is_refused(tmp_path: Path, mala: str):
    """El verificador, el municipio o la AGEB mal: la clave buena es 1000500010015."""
    tabla = [[c.replace("1000500010015", mala) for c in fila] for fila in URBANA]

    with pytest.raises(EsquemaError, match=mala):
        read_anexo(write_html(tmp_path, tabla), "urbana")


def test_every_official_ageb_ends_in_its_check_digit():
    """INEGI y CONAPO: las de 2010 y 2020 del estado, tal como se publicaron."""
    for nombre in ("agebs", "marginacion_ageb"):
        assert all(map(is_ageb, load_tabla(nombre)["clave_ageb"]))
