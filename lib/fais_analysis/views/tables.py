"""Tablas semánticas: encabezados, cifras recuperables, descarga en CSV y desplazamiento accesible."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import quote

from fais_analysis.views.dato import fill_procedencia, render_dato, write_valor
from fais_analysis.views.formato import is_sin_dato
from fais_analysis.views.marcado import Html, escape_html, protect_formula
from fais_analysis.views.tabla_contenido import is_ancha, list_renglones, render_contenido, write_rotulos

if TYPE_CHECKING:
    from fais_analysis.views.modelos import Tabla

__all__ = [
    "build_csv",
    "fill_procedencia",
    "list_renglones",
    "render_dato",
    "render_descarga",
    "render_tabla",
    "write_registros",
    "write_valor",
]

# Lo que un navegador no conserva, o entiende de otro modo, dentro de un enlace «data:».
_ESCAPADOS_EN_URI = str.maketrans({c: quote(c) for c in '%#"<>\t\r\n\ufeff'})


def render_tabla(tabla: "Tabla", rotulo: str = "") -> Html:
    """Tabla en HTML dentro de un contenedor que se desplaza y recibe el foco.

    Si sus columnas no caben en un teléfono, ahí cada renglón se lee como una ficha (rótulo y valor) en vez
    de desplazarse de lado. ``rotulo`` es el id de lo que ya la nombra: dentro de una gráfica, título,
    fuente y nota son los de ella y no se repiten.
    """
    ident, nombre = tabla.id, rotulo or f"{tabla.id}-titulo"
    es_ancha = is_ancha(tabla)
    contenido = render_contenido(tabla, es_ancha)
    partes = [
        f'<div class="fais-tabla{" fais-ancha" if es_ancha else ""}" id="{ident}">',
        f'<div class="fais-desplaza" role="region" tabindex="0" aria-labelledby="{nombre}">',
        f"<table{_write_clases(tabla)}{_write_nombre(rotulo)}{_write_estilo(tabla) if es_ancha else ''}>",
        "" if rotulo else f'<caption id="{nombre}"><span>{escape_html(tabla.titulo)}</span></caption>',
        f"{contenido}</table></div>",
        "" if rotulo else _render_pie(tabla),
        render_descarga(tabla, nombre),
        "</div>",
    ]
    return Html("".join(partes))


def _write_clases(tabla: "Tabla") -> str:
    """Qué columnas son cifras: una clase por columna en la tabla pesa menos que una por celda."""
    numeros = [f"n{n}" for n, c in enumerate(tabla.columnas, start=1) if n > 1 and not c.es_texto]
    return f' class="{" ".join(numeros)}"' if numeros else ""


def _write_nombre(rotulo: str) -> str:
    return f' aria-labelledby="{rotulo}"' if rotulo else ""


def _write_estilo(tabla: "Tabla") -> str:
    return f' style="{write_rotulos(tabla)}"'


def _render_pie(tabla: "Tabla") -> str:
    nota = f'<p class="fais-nota">{escape_html(tabla.nota)}</p>' if tabla.nota else ""
    fuente = f'<p class="fais-fuente">Fuente: {escape_html(tabla.fuente)}</p>' if tabla.fuente else ""
    return nota + fuente


def render_descarga(tabla: "Tabla", rotulo: str = "") -> str:
    """Enlace que guarda la tabla como CSV, sin red: los datos van en el propio enlace.

    Sólo se escapa lo que hace falta: el navegador completa acentos y espacios, y el documento pesa menos.
    """
    contenido = ("\ufeff" + build_csv(tabla)).translate(_ESCAPADOS_EN_URI)
    destino = escape_html(f"data:text/csv;charset=utf-8,{contenido}")
    nombre = f'download="{tabla.id}.csv" aria-describedby="{rotulo or tabla.id + "-titulo"}"'
    return f'<p class="fais-descarga"><a {nombre} href="{destino}">Descargar CSV</a></p>'


def build_csv(tabla: "Tabla") -> str:
    """CSV con los valores sin redondear; el texto que parezca fórmula sale con apóstrofo.

    Sin dato es celda vacía. Separador coma, punto decimal, saltos CRLF.
    """
    salida = io.StringIO()
    escritor = csv.writer(salida, lineterminator="\r\n")
    escritor.writerow([protect_formula(c.rotulo) for c in tabla.columnas])
    for registro in [*tabla.registros, *([tabla.total] if tabla.total is not None else [])]:
        escritor.writerow([_write_csv(registro.get(c.campo)) for c in tabla.columnas])
    return salida.getvalue()


def _write_csv(valor: object) -> str:
    escrito = write_valor(valor)
    return protect_formula(escrito) if isinstance(valor, str) else escrito


def write_registros(registros: Sequence[Mapping[str, object]], campos: list[str]) -> list[dict[str, object]]:
    """Renglones listos para JSON: nulos como ``None``, decimales y fechas como texto."""
    return [{c: _write_json(registro[c]) for c in campos} for registro in registros]


def _write_json(valor: object) -> object:
    if is_sin_dato(valor):
        return None
    if isinstance(valor, Decimal | date):
        return write_valor(valor)
    return valor.item() if hasattr(valor, "item") else valor
