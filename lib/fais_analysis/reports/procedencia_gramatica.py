"""La gramática de una procedencia, ``capitulo(clave).tabla[llave].columna``, leída sin ejecutar nada."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from fais_analysis.errors import ProcedenciaError
from fais_analysis.views.dato import write_llave

LARGO_MAXIMO = 400
FORMA = "capitulo(clave).tabla[llave,llave].columna"
_NOMBRE = r"[a-z][a-z0-9_]{0,63}"
_EXPRESION = re.compile(
    rf"(?P<capitulo>{_NOMBRE})\((?P<clave>\d{{2}}|\d{{5}})\)\.(?P<tabla>{_NOMBRE})"
    rf"\[(?P<llaves>[^\[\]{{}}]*)\]\.(?P<columna>{_NOMBRE})",
    re.ASCII,
)
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
