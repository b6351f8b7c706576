"""Una cifra en HTML: su valor exacto, su texto y de dónde viene."""

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from fais_analysis.indicators.texto import SIN_DATO
from fais_analysis.views.formato import is_sin_dato
from fais_analysis.views.marcado import Html, escape_html

if TYPE_CHECKING:
    import pandas as pd

_HUECO = re.compile(r"\{(\w+)\}")
_EXPRESION_HECHA = re.compile(r"\{\w+\}")
# Lo que separa las partes de una procedencia va escapado dentro de una llave.
_RESERVADOS = re.compile(r"[%,\[\]{}\x00-\x1f\x7f]")
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


def fill_procedencia(plantilla: str | None, renglon: "Mapping[str, object] | pd.Series") -> str:
    """Llena ``{campo}`` con el valor del renglón; un campo que no existe se deja como está.

    Una plantilla que es un solo hueco (``"{origen}"``) toma la expresión ya hecha que trae el renglón.

    Examples
    --------
    >>> fill_procedencia("diagnostico(10014).brechas[{indicador},{anio}].municipio_pct",
    ...                  {"indicador": "pobreza", "anio": 2020})
    'diagnostico(10014).brechas[pobreza,2020].municipio_pct'
    """
    if not plantilla:
        return ""
    dar = write_valor if _EXPRESION_HECHA.fullmatch(plantilla) else write_llave
    return _HUECO.sub(lambda m: dar(renglon[m[1]]) if m[1] in renglon else m[0], plantilla)


def write_llave(valor: object) -> str:
    """Escribe una llave dentro de una procedencia: lo que separa partes va como ``%XX``.

    Examples
    --------
    >>> write_llave("Agua, luz [y más]")
    'Agua%2C luz %5By más%5D'
    """
    return _RESERVADOS.sub(lambda m: f"%{ord(m[0]):02X}", write_valor(valor))
