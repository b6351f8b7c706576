"""El diccionario publicado es el que sale de las fichas."""

from fais_analysis.loaders.diccionario import build_diccionario
from fais_analysis.loaders.ordenadas import list_tablas, load_ficha_tabla


def test_published_dictionary_is_up_to_date(raiz):
    publicado = (raiz / "docs" / "diccionario.md").read_text(encoding="utf-8")

    assert publicado == build_diccionario(), "corra: fais datos diccionario"


def test_every_column_of_every_table_is_described():
    texto = build_diccionario()

    for nombre in list_tablas():
        seccion = texto.split(f"## `data/{nombre}.csv`")[1].split("\n## ")[0]
        for columna in load_ficha_tabla(nombre).columnas:
            assert f"| `{columna}` |" in seccion, f"{nombre}.{columna}"
