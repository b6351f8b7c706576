"""Tablas semánticas: encabezados, cifras recuperables, descarga en CSV y desplazamiento accesible."""

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from numbers import Number
from typing import TYPE_CHECKING
from urllib.parse import quote

import pandas as pd

from fais_analysis.views.formato import SIN_DATO, get_formato, is_sin_dato
from fais_analysis.views.marcado import Html, escape_html, protect_formula

if TYPE_CHECKING:
    from fais_analysis.views.modelos import Columna, Tabla

_HUECO = re.compile(r"\{(\w+)\}")
_SEGUROS_EN_URI = ",;:/?@&=+$!*'()-_.~|"
NULO = f'<span class="fais-nulo">{SIN_DATO}</span>'


def write_valor(valor: object) -> str:
    """Escribe un valor para una máquina: número con punto decimal, fecha ISO, vacío si no hay dato."""
    if is_sin_dato(valor):
        return ""
    if isinstance(valor, date):
        return valor.isoformat()[:10]
    return str(valor)


def render_dato(valor: object, texto: str, procedencia: str = "") -> Html:
    """Una cifra con su valor exacto: ``<data value="91.09">91.1 %</data>``; sin dato va en gris."""
    if is_sin_dato(valor):
        return Html(NULO)
    atributo = f' data-procedencia="{escape_html(procedencia)}"' if procedencia else ""
    return Html(f'<data value="{escape_html(write_valor(valor))}"{atributo}>{escape_html(texto)}</data>')


def fill_procedencia(plantilla: str | None, renglon: Mapping[str, object]) -> str:
    """Llena ``{campo}`` con el valor del renglón; un campo que no existe se deja como está.

    Examples
    --------
    >>> fill_procedencia("pobreza_municipal[{clave},{anio}]", {"clave": "10014", "anio": 2020})
    'pobreza_municipal[10014,2020]'
    """
    if not plantilla:
        return ""
    return _HUECO.sub(lambda m: write_valor(renglon[m[1]]) if m[1] in renglon else m[0], plantilla)


def render_tabla(tabla: "Tabla", con_pie: bool = True) -> Html:
    """Tabla en HTML dentro de un contenedor que se desplaza y recibe el foco.

    ``con_pie`` agrega fuente y nota (dentro de una gráfica ya están al pie de ella).
    """
    titulo, ident = escape_html(tabla.titulo), tabla.id
    encabezados = "".join(
        f'<th scope="col"{"" if c.es_texto else _NUM}>{escape_html(c.rotulo)}</th>' for c in tabla.columnas
    )
    total = ""
    if tabla.total is not None:
        total = f"<tfoot>{_render_renglon(tabla.columnas, tabla.total)}</tfoot>"
    partes = [
        f'<div class="fais-tabla" id="{ident}">',
        f'<div class="fais-desplaza" role="region" tabindex="0" aria-labelledby="{ident}-titulo">',
        f'<table><caption id="{ident}-titulo"><span>{titulo}</span></caption>',
        f"<thead><tr>{encabezados}</tr></thead><tbody>{_render_cuerpo(tabla)}</tbody>{total}</table></div>",
        _render_pie(tabla) if con_pie else "",
        render_descarga(tabla),
        "</div>",
    ]
    return Html("".join(partes))


_NUM = ' class="fais-num"'


def _render_cuerpo(tabla: "Tabla") -> str:
    registros = list_renglones(tabla.filas)
    if not registros:
        return f'<tr><td colspan="{len(tabla.columnas)}">{NULO}</td></tr>'
    return "".join(
        _render_renglon(tabla.columnas, registro, bool(tabla.destacar and registro[tabla.destacar]))
        for registro in registros
    )


def list_renglones(filas: pd.DataFrame) -> list[dict[str, object]]:
    """Renglones de la tabla como diccionarios de valores de Python, en su orden."""
    columnas = [str(c) for c in filas.columns]
    return [dict(zip(columnas, valores, strict=True)) for valores in filas.itertuples(index=False, name=None)]


def _render_renglon(
    columnas: "list[Columna]", registro: Mapping[str, object], es_destacado: bool = False
) -> str:
    celdas = []
    for numero, columna in enumerate(columnas):
        contenido = _render_celda(columna, registro)
        if numero == 0:
            marca = '<span class="fais-sena" aria-hidden="true">▸ </span>' if es_destacado else ""
            celdas.append(f'<th scope="row">{marca}{contenido}</th>')
        else:
            celdas.append(f"<td{'' if columna.es_texto else _NUM}>{contenido}</td>")
    clase = ' class="fais-destacada"' if es_destacado else ""
    return f"<tr{clase}>{''.join(celdas)}</tr>"


def _render_celda(columna: "Columna", registro: Mapping[str, object]) -> str:
    valor = registro.get(columna.campo)
    if isinstance(valor, Html):
        return str(valor)
    if is_sin_dato(valor) or valor == "":
        return NULO
    texto = get_formato(columna.formato)(valor)
    if isinstance(valor, Number | Decimal) and not isinstance(valor, bool):
        return render_dato(valor, texto, fill_procedencia(columna.procedencia, registro))
    if isinstance(valor, date):
        return f'<time datetime="{write_valor(valor)}">{escape_html(texto)}</time>'
    return escape_html(texto)


def _render_pie(tabla: "Tabla") -> str:
    nota = f'<p class="fais-nota">{escape_html(tabla.nota)}</p>' if tabla.nota else ""
    fuente = f'<p class="fais-fuente">Fuente: {escape_html(tabla.fuente)}</p>' if tabla.fuente else ""
    return nota + fuente


def render_descarga(tabla: "Tabla") -> str:
    """Enlace que guarda la tabla como CSV, sin red: los datos van en el propio enlace."""
    contenido = quote("\ufeff" + build_csv(tabla), safe=_SEGUROS_EN_URI)
    destino = f"data:text/csv;charset=utf-8,{contenido}"
    return (
        f'<p class="fais-descarga"><a download="{tabla.id}.csv" href="{destino}">'
        f'Descargar CSV<span class="fais-oculto">: {escape_html(tabla.titulo)}</span></a></p>'
    )


def build_csv(tabla: "Tabla") -> str:
    """CSV con los valores sin redondear; el texto que parezca fórmula sale con apóstrofo.

    Sin dato es celda vacía. Separador coma, punto decimal, saltos CRLF.
    """
    salida = io.StringIO()
    escritor = csv.writer(salida, lineterminator="\r\n")
    escritor.writerow([protect_formula(c.rotulo) for c in tabla.columnas])
    registros = list_renglones(tabla.filas)
    for registro in [*registros, *([tabla.total] if tabla.total is not None else [])]:
        escritor.writerow([_write_csv(registro.get(c.campo)) for c in tabla.columnas])
    return salida.getvalue()


def _write_csv(valor: object) -> str:
    escrito = write_valor(valor)
    return protect_formula(escrito) if isinstance(valor, str) else escrito


def write_registros(filas: pd.DataFrame, campos: list[str]) -> list[dict[str, object]]:
    """Renglones listos para JSON: nulos como ``None``, decimales y fechas como texto."""
    return [{c: _write_json(registro[c]) for c in campos} for registro in list_renglones(filas[campos])]


def _write_json(valor: object) -> object:
    if is_sin_dato(valor):
        return None
    if isinstance(valor, Decimal | date):
        return write_valor(valor)
    return valor.item() if hasattr(valor, "item") else valor
