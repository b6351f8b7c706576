"""El CSV que una persona abre en su hoja de cálculo: con marca, saltos CRLF y sin fórmulas ajenas."""

import csv
import io
import re
from collections.abc import Iterable

from fais_analysis.views.dato import write_valor
from fais_analysis.views.marcado import protect_formula

MARCA = "\ufeff"
_NUMERO = re.compile(r"[+-]?\d+(?:\.\d+)?")


def build_hoja_csv(renglones: Iterable[Iterable[object]]) -> str:
    r"""Los renglones como CSV: una fila por renglón, con coma, punto decimal y celda vacía sin dato.

    Empieza con la marca de UTF-8, que es como Excel reconoce los acentos. El texto que una hoja de cálculo
    ejecutaría lleva apóstrofo; un número escrito como texto («-3.5») se queda como está, porque no ejecuta
    nada y con apóstrofo dejaría de ser número.

    Examples
    --------
    >>> build_hoja_csv([["municipio", "pct"], ["=HYPERLINK(0)", "-3.5"], ["Canatlán", None]])
    "\ufeffmunicipio,pct\r\n'=HYPERLINK(0),-3.5\r\nCanatlán,\r\n"
    """
    texto = io.StringIO(newline="")
    escritor = csv.writer(texto, lineterminator="\r\n")
    escritor.writerows([_write_celda(valor) for valor in renglon] for renglon in renglones)
    return MARCA + texto.getvalue()


def _write_celda(valor: object) -> str:
    if isinstance(valor, str) and not _NUMERO.fullmatch(valor):
        return protect_formula(valor)
    return write_valor(valor)
