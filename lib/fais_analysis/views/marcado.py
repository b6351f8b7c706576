"""HTML inerte: todo texto que viene de una tabla se escapa aquí, y sólo aquí."""

import html
import re

from fais_analysis.errors import ParametroError

# Controles C0/C1 y marcas que invierten el sentido de lectura: no se ven y sirven para engañar.
_INVISIBLES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_ENTRADA_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Html(str):
    """Texto que ya es HTML y no debe volver a escaparse.

    Jinja lo respeta (``__html__``) y Jupyter lo muestra dibujado (``_repr_html_``).
    """

    __slots__ = ()

    def __html__(self) -> str:
        """Devuelve el marcado tal cual."""
        return str(self)

    def _repr_html_(self) -> str:
        return str(self)


def escape_html(texto: object) -> str:
    """Escapa ``& < > " '`` y retira caracteres invisibles; lo que ya es ``Html`` pasa igual.

    Examples
    --------
    >>> escape_html("<b>Peñón & Cía</b>")
    '&lt;b&gt;Peñón &amp; Cía&lt;/b&gt;'
    """
    if isinstance(texto, Html):
        return str(texto)
    return html.escape(_INVISIBLES.sub("", str(texto)), quote=True)


def protect_formula(texto: str) -> str:
    """Antepone un apóstrofo al texto que una hoja de cálculo ejecutaría como fórmula.

    Examples
    --------
    >>> protect_formula("=HYPERLINK(0)")
    "'=HYPERLINK(0)"
    """
    return f"'{texto}" if texto.lstrip(" ").startswith(_ENTRADA_FORMULA) else texto


def encode_plotly(texto: object) -> str:
    """Texto para una figura: plotly lee pseudo-HTML, así que ``<``, ``>`` y ``&`` van como entidades."""
    return html.escape(_INVISIBLES.sub("", str(texto)), quote=False)


def decode_plotly(texto: object) -> list[str]:
    """Renglones de un texto de plotly: separa por ``<br>`` y deshace las entidades."""
    return [html.unescape(renglon) for renglon in str(texto).split("<br>")]


def check_id(identificador: str) -> str:
    """Devuelve el id si sirve como atributo de HTML: letra inicial y luego letras, cifras, «-» o «_».

    Raises
    ------
    ParametroError
        Si lleva espacios, acentos u otro carácter, o no empieza con letra.
    """
    if not isinstance(identificador, str) or not _ID.fullmatch(identificador):
        raise ParametroError(
            "El id de una vista no sirve como atributo de HTML.",
            donde="views",
            esperado="letra inicial y luego letras sin acento, cifras, «-» o «_»",
            encontrado=repr(identificador),
            que_hacer="use un id corto y estable, por ejemplo «evolucion-pobreza»",
        )
    return identificador
