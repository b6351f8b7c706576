"""El diccionario y las fuentes publicados son los que salen de las fichas."""

from fais_analysis.loaders.diccionario import build_diccionario
from fais_analysis.loaders.documento_fuentes import build_documento_fuentes
from fais_analysis.loaders.ordenadas import list_tablas, load_ficha_tabla
from fais_analysis.sources.fichas import load_fichas


def test_published_dictionary_is_up_to_date(raiz):
    publicado = (raiz / "docs" / "diccionario.md").read_text(encoding="utf-8")

    assert publicado == build_diccionario(), "corra: fais datos diccionario"


def test_every_column_of_every_table_is_described():
    texto = build_diccionario()

    for nombre in list_tablas():
        seccion = texto.split(f"## `data/{nombre}.csv`")[1].split("\n## ")[0]
        for columna in load_ficha_tabla(nombre).columnas:
            assert f"| `{columna}` |" in seccion, f"{nombre}.{columna}"


def test_published_sources_are_up_to_date(raiz):
    publicado = (raiz / "docs" / "fuentes.md").read_text(encoding="utf-8")

    assert publicado == build_documento_fuentes(), "corra: fais datos diccionario"


def test_every_source_says_who_answers_now_what_it_covers_and_how_it_is_cited():
    texto = build_documento_fuentes()

    for id_, ficha in load_fichas().items():
        seccion = texto.split(f"## `{id_}`")[1].split("\n## ")[0]
        assert f"«{ficha.cita.strip().rstrip('.')}»" in seccion
        assert all(f"`{a.ruta}`" in seccion for a in ficha.archivos.values())
    # CONEVAL pasó sus funciones al INEGI el 17 de julio de 2025 (docs/terminos_datos.md).
    assert "CONEVAL (hoy, INEGI); todo el país" in texto
    assert "INEGI; Durango" in texto
