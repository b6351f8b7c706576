"""De dónde viene cada cifra: la gramática de una procedencia, y cómo se vuelve a obtener su valor.

Una procedencia tiene una sola forma: ``capitulo(clave).tabla[llave1,llave2].columna``. Por ejemplo,
``diagnostico(10014).brechas[pobreza,2020].municipio_pct``. Se lee con un analizador propio y estricto: nada
de lo que diga un informe se ejecuta. Qué capítulos, tablas, llaves y columnas existen lo dice
``procedencia.registro``.
"""

from functools import lru_cache

import pandas as pd

from fais_analysis.errors import ProcedenciaError
from fais_analysis.procedencia.gramatica import Expresion, parse_procedencia
from fais_analysis.procedencia.registro import FichaTablaCapitulo, get_ficha
from fais_analysis.procedencia.textos import build_procedencias, describe_procedencia
from fais_analysis.reports.capitulos import get_constructor
from fais_analysis.views.dato import write_valor

__all__ = [
    "Expresion",
    "build_procedencias",
    "clear_memoria",
    "describe_procedencia",
    "evaluate_procedencia",
    "parse_procedencia",
]


def evaluate_procedencia(expresion: Expresion | str) -> object:
    """El valor que hoy dan los datos para una procedencia; nulo si es «sin dato».

    Raises
    ------
    ProcedenciaError
        Si está mal escrita o lo que nombra no existe.
    ClaveError
        Si el municipio o la entidad no existe.
    FuenteFaltanteError, FuenteAlteradaError, LibroInversionError
        Si los datos no se pueden leer.
    """
    leida = parse_procedencia(expresion) if isinstance(expresion, str) else expresion
    ficha = get_ficha(leida.capitulo, leida.tabla)
    if leida.columna not in ficha.columnas:
        raise _build_error(leida, f"una columna de {leida.capitulo}.{leida.tabla}", leida.columna)
    tabla, indice = _index_tabla(leida.capitulo, leida.clave, leida.tabla)
    if leida.llaves not in indice:
        raise _build_error(leida, f"un renglón por {', '.join(ficha.llave) or 'sin llave'}", "no hay tal")
    return tabla[leida.columna].iloc[indice[leida.llaves]]


def clear_memoria() -> None:
    """Olvida los capítulos ya calculados; hace falta si los datos cambian dentro del mismo proceso."""
    _build_capitulo.cache_clear()
    _index_tabla.cache_clear()


@lru_cache(maxsize=16)
def _build_capitulo(capitulo: str, clave: str) -> object:
    return get_constructor(capitulo)(clave)


@lru_cache(maxsize=256)
def _index_tabla(capitulo: str, clave: str, nombre: str) -> tuple[pd.DataFrame, dict[tuple[str, ...], int]]:
    """La tabla de un capítulo y en qué posición está cada llave."""
    ficha: FichaTablaCapitulo = get_ficha(capitulo, nombre)
    tabla = getattr(_build_capitulo(capitulo, clave), nombre)
    if not isinstance(tabla, pd.DataFrame) or any(c not in tabla.columns for c in ficha.llave):
        return pd.DataFrame(), {}  # un capítulo sin esa tabla: el libro no registra obras, por ejemplo
    if not ficha.llave:
        return tabla, {(): 0} if len(tabla) == 1 else {}
    columnas = [[write_valor(v) for v in tabla[c].tolist()] for c in ficha.llave]
    llaves = list(zip(*columnas, strict=True))
    if len(set(llaves)) < len(llaves):
        raise ProcedenciaError(
            "Una tabla repite la llave con que se localizan sus cifras.",
            donde=f"{capitulo}({clave}).{nombre}",
            esperado=f"un renglón por {', '.join(ficha.llave)}",
            encontrado=f"{len(llaves) - len(set(llaves))} repetidos",
            que_hacer="corrija la llave en el contrato del capítulo o la tabla en su build_*",
        )
    return tabla, {llave: n for n, llave in enumerate(llaves)}


def _build_error(expresion: Expresion, esperado: str, encontrado: str) -> ProcedenciaError:
    return ProcedenciaError(
        "Una cifra dice venir de donde no hay nada.",
        donde=str(expresion),
        esperado=esperado,
        encontrado=encontrado,
        que_hacer="vuelva a producir el informe con esta versión de la biblioteca",
    )
