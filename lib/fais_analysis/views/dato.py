"""Una cifra en HTML: su valor exacto, su texto y de dónde viene."""

import re
from collections.abc import Mapping
from datetime import date

from fais_analysis.views.formato import SIN_DATO, is_sin_dato
from fais_analysis.views.marcado import Html, escape_html

_HUECO = re.compile(r"\{(\w+)\}")
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
