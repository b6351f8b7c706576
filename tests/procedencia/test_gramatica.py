"""La gramática de una procedencia: sólo una forma, sin ejecutar nada, y el registro que la respalda."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fais_analysis.errors import ClaveError, ProcedenciaError
from fais_analysis.loaders.definiciones import load_definiciones
from fais_analysis.loaders.ordenadas import list_tablas, load_tabla
from fais_analysis.procedencia.gramatica import Expresion
from fais_analysis.procedencia.registro import LIBRO, PADRON, load_registro
from fais_analysis.procedencia.valor import (
    describe_procedencia,
    evaluate_procedencia,
    get_constructor,
    parse_procedencia,
)
from fais_analysis.views.dato import fill_procedencia

CLAVES = {"panorama": "10", "panorama_mapas": "10", "panorama_focalizacion": "10"}


@given(llaves=st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=3))
def test_any_key_survives_writing_and_reading(llaves: list[str]):
    nombres = {f"llave{n}": llave for n, llave in enumerate(llaves)}
    huecos = ",".join(f"{{{nombre}}}" for nombre in nombres)

    escrita = fill_procedencia(f"diagnostico(10014).brechas[{huecos}].municipio_pct", nombres)

    assert parse_procedencia(escrita).llaves == tuple(llaves)
    assert str(parse_procedencia(escrita)) == escrita


@pytest.mark.parametrize(
    "texto",
    [
        "",
        "pobreza_municipal[10014,2020].pobreza_pct",
        "diagnostico(10014).brechas[pobreza,2020]",
        "diagnostico(10014).brechas[pobreza,2020].municipio_pct ",
        "diagnostico(10014).brechas[pobreza,,2020].municipio_pct",
        "diagnostico(10014).brechas[pobreza,2020].municipio_pct\n",
        "diagnostico(10014).brechas[pobreza,2020].__class__",
        "diagnostico(１００１４).brechas[pobreza,2020].municipio_pct",
        "diagnostico(10014).brechas[__import__('os').system('id')].municipio_pct;",
        "diagnostico(10014).brechas[%zz].municipio_pct",
        "os.system(10014).brechas[a].b",
        "diagnostico(10014).brechas[" + "a" * 1000 + "].municipio_pct",
        "diagnostico(10014).brechas[[a]].municipio_pct",
        "diagnostico(10014).brechas[{indicador}].municipio_pct",
    ],
)
def test_anything_else_is_refused(texto: str):
    with pytest.raises(ProcedenciaError):
        parse_procedencia(texto)


@pytest.mark.parametrize(
    "texto",
    [
        "otro(10014).brechas[pobreza,2020].municipio_pct",
        "diagnostico(10014).citas[pobreza].municipio_pct",
        "diagnostico(10014).brechas[pobreza,2020].clave_municipio",
        "diagnostico(10014).brechas[pobreza].municipio_pct",
        "diagnostico(10014).brechas[pobreza,2016].municipio_pct",
        "diagnostico(10014).__dict__[a].b",
    ],
)
def test_what_does_not_exist_is_named(texto: str):
    with pytest.raises(ProcedenciaError):
        evaluate_procedencia(texto)


def test_unknown_municipio_is_refused():
    with pytest.raises(ClaveError):
        evaluate_procedencia("diagnostico(10999).brechas[pobreza,2020].municipio_pct")


@pytest.mark.parametrize(
    ("texto", "valor"),
    [
        # CONEVAL 2020, Mezquital: 44,732 personas en pobreza; Inevap 2021: 33 municipios bajan.
        ("diagnostico(10014).brechas[pobreza,2020].municipio_personas", 44_732),
        ("panorama(10).conteos[pobreza,pct].bajan", 33),
        ("panorama(10).concentrado[TOTAL].inversion_publicada_mxn", 5_320_692_627.02),
        # ITER 2020: cabecera de Mezquital.
        ("mapa_zap(10014).localidades[100140001].poblacion_personas", 2_106),
    ],
)
def test_evaluates_to_the_published_figure(texto: str, valor: float):
    assert evaluate_procedencia(texto) == valor


def test_the_value_is_the_one_of_the_data_table():
    tabla = load_tabla("pobreza_municipal")
    fila = tabla[(tabla["clave_municipio"] == "10014") & (tabla["anio"] == 2020)].iloc[0]

    valor = evaluate_procedencia("diagnostico(10014).brechas[pobreza,2020].municipio_pct")

    assert valor == 100 * fila["pobreza_personas"] / fila["poblacion_personas"]


def test_description_says_source_year_formula_table_and_hash():
    texto = describe_procedencia("diagnostico(10014).brechas[pobreza,2015].municipio_pct")

    for parte in (
        "CONEVAL",
        "Año: 2015",
        "100 × personas ÷ población",
        "data/pobreza_municipal.csv",
        "huella",
    ):
        assert parte in texto


def list_registradas() -> list[tuple[str, str]]:
    return [(capitulo, tabla) for capitulo, tablas in load_registro().items() for tabla in tablas]


@cache
def build_capitulo(capitulo: str) -> object:
    """Un capítulo, armado una vez para todas sus tablas."""
    return get_constructor(capitulo)(CLAVES.get(capitulo, "10014"))


@pytest.mark.lento
@pytest.mark.parametrize(("capitulo", "tabla"), list_registradas())
def test_registry_matches_what_the_chapter_builds(capitulo: str, tabla: str):
    ficha = load_registro()[capitulo][tabla]
    construida = getattr(build_capitulo(capitulo), tabla)

    # Sin resumen del padrón, o sin el ITER por localidad, van vacías, con sus columnas.
    filas = 0 if tabla in (PADRON, "ubicadas") else 1
    assert len(construida) >= filas
    assert set(ficha.llave) | set(ficha.columnas) <= set(construida.columns)
    assert not construida.duplicated(list(ficha.llave)).any() if ficha.llave else len(construida) == filas


def test_registry_cites_tables_that_exist_and_says_how():
    for capitulo, tabla in list_registradas():
        for nombre, columna in load_registro()[capitulo][tabla].columnas.items():
            assert columna.formula, f"{capitulo}.{tabla}.{nombre}"
            assert columna.tablas, f"{capitulo}.{tabla}.{nombre}"
            assert set(columna.tablas) <= {*list_tablas(), *load_definiciones(), LIBRO, PADRON}, (
                f"{capitulo}.{tabla}.{nombre}"
            )


def test_expression_writes_itself():
    assert str(Expresion("inversion", "10014", "total", (), "obras")) == "inversion(10014).total[].obras"
