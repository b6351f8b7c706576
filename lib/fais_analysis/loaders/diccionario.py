"""Diccionario de columnas: se genera de las fichas, así no puede decir otra cosa que los datos."""

from collections.abc import Iterator

from fais_analysis.loaders.ordenadas import list_tablas, load_ficha_tabla
from fais_analysis.loaders.poligonos import list_poligonos, load_ficha_poligonos
from fais_analysis.sources.tablas import FichaTabla

ENCABEZADO = """# Diccionario de columnas

Se genera de las fichas de `data/` y `shapefiles/` con `fais datos diccionario`; no se edita a mano (una
prueba comprueba que esté al día). Las claves son texto; una celda vacía es «sin dato», nunca cero.
"""


def build_diccionario() -> str:
    """El diccionario en Markdown: por tabla, su título, cita, llave, columnas y advertencias."""
    tablas = [_format_tabla(f"data/{n}.csv", load_ficha_tabla(n)) for n in list_tablas()]
    mapas = [_format_tabla(f"shapefiles/{n}.geojson", load_ficha_poligonos(n)) for n in list_poligonos()]
    return "\n".join([ENCABEZADO, *tablas, *mapas])


def _format_tabla(ruta: str, ficha: FichaTabla) -> str:
    cita = ficha.cita.rstrip(".")
    return "\n".join(
        [
            f"## `{ruta}`\n",
            f"{ficha.titulo}. {ficha.filas:,} filas; llave: {', '.join(f'`{c}`' for c in ficha.llave)}.\n",
            f"Institución: {ficha.institucion}. Corte: {ficha.fecha_corte}. Cita: «{cita}».\n",
            "| Columna | Significado | Unidad | Tipo |",
            "|---|---|---|---|",
            *_iter_columnas(ficha),
            "",
            *(f"- {_escape(a)}" for a in ficha.advertencias),
            *([""] if ficha.advertencias else []),
        ]
    )


def _iter_columnas(ficha: FichaTabla) -> Iterator[str]:
    for nombre, columna in ficha.columnas.items():
        yield f"| `{nombre}` | {_escape(columna.significado)} | {_escape(columna.unidad)} | {columna.tipo} |"


def _escape(texto: str) -> str:
    return texto.replace("|", "\\|").replace("\n", " ")
