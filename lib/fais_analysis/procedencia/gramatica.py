"""La gramática de una procedencia, ``capitulo(clave).tabla[llave].columna``, leída sin ejecutar nada."""

import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import unquote

from fais_analysis.errors import ProcedenciaError
from fais_analysis.views.dato import write_llave

ATRIBUTO, ATRIBUTO_BASE = "data-procedencia", "data-procedencia-base"
LARGO_MAXIMO = 400
FORMA = "capitulo(clave).tabla[llave,llave].columna"
_NOMBRE = r"[a-z][a-z0-9_]{0,63}"
_EXPRESION = re.compile(
    rf"(?P<capitulo>{_NOMBRE})\((?P<clave>\d{{2}}|\d{{5}})\)\.(?P<tabla>{_NOMBRE})"
    rf"\[(?P<llaves>[^\[\]{{}}]*)\]\.(?P<columna>{_NOMBRE})",
    re.ASCII,
)
_BASE = re.compile(r'data-procedencia="([a-z][a-z0-9_]*\(\d+\)\.)')
_ES_ENTERA = re.compile(rf"{_NOMBRE}\(")
_LLAVE = re.compile(r"(?:[^%,\[\]{}\x00-\x1f\x7f]|%[0-7][0-9A-F])+")


@dataclass(frozen=True)
class Expresion:
    """Una procedencia ya leída. ``llaves`` van como texto, sin escapar."""

    capitulo: str
    clave: str
    tabla: str
    llaves: tuple[str, ...]
    columna: str

    def __str__(self) -> str:
        llaves = ",".join(write_llave(llave) for llave in self.llaves)
        return f"{self.capitulo}({self.clave}).{self.tabla}[{llaves}].{self.columna}"


def parse_procedencia(texto: str) -> Expresion:
    """Lee una procedencia sin ejecutar nada.

    Raises
    ------
    ProcedenciaError
        Si no tiene, carácter por carácter, la forma acordada.

    Examples
    --------
    >>> parse_procedencia("diagnostico(10014).brechas[pobreza,2020].municipio_pct").llaves
    ('pobreza', '2020')
    """
    hallada = _EXPRESION.fullmatch(texto) if len(texto) <= LARGO_MAXIMO else None
    llaves = hallada["llaves"].split(",") if hallada and hallada["llaves"] else []
    if hallada is None or not all(_LLAVE.fullmatch(llave) for llave in llaves):
        raise ProcedenciaError(
            "Una procedencia está mal escrita.",
            donde="atributo data-procedencia",
            esperado=FORMA,
            encontrado=ascii(texto[:80])[1:-1],
            que_hacer="vuelva a producir el informe; una procedencia no se escribe a mano",
        )
    return Expresion(
        hallada["capitulo"],
        hallada["clave"],
        hallada["tabla"],
        tuple(unquote(llave) for llave in llaves),
        hallada["columna"],
    )


def find_base(fragmento: str) -> str:
    """El principio más común de las procedencias de un fragmento de HTML, «capitulo(clave).», o vacío."""
    (base, _), *_ = Counter(_BASE.findall(fragmento)).most_common(1) or [("", 0)]
    return base


def shorten_procedencias(fragmento: str, base: str) -> str:
    """El fragmento sin el principio común, que va una sola vez en su sección (``ATRIBUTO_BASE``)."""
    return fragmento.replace(f'data-procedencia="{base}', 'data-procedencia="') if base else fragmento


def complete_procedencia(texto: str, base: str) -> str:
    """La procedencia entera: si no empieza con su capítulo, lleva antes el de su sección.

    Examples
    --------
    >>> complete_procedencia("brechas[pobreza,2020].municipio_pct", "diagnostico(10014).")
    'diagnostico(10014).brechas[pobreza,2020].municipio_pct'
    """
    return texto if not texto or _ES_ENTERA.match(texto) else base + texto
