"""Números y fechas como se escriben en México: 1,234.5 · «12.3 %» · «+4.1 pp» · $1,234,567.

Reglas comunes: sin dato es «sin dato», nunca 0 ni vacío; se redondea la mitad hacia arriba (alejándose
del cero) sobre la representación decimal del número, como lo haría una persona a mano; el signo menos es
el tipográfico (U+2212); la unidad va tras un espacio que no se parte (U+00A0); nunca se escribe «−0.0».
"""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.indicators.texto import ESPACIO_DURO, SIN_DATO

MENOS = "\u2212"

MESES = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)

_CONTEXTO = Context(prec=60, rounding=ROUND_HALF_UP)
_PASOS = {n: Decimal(1).scaleb(-n) for n in range(13)}


def is_sin_dato(valor: object) -> bool:
    """Dice si el valor es un nulo: ``None``, ``NaN``, ``NaT`` o ``pd.NA``.

    Examples
    --------
    >>> is_sin_dato(float("nan")), is_sin_dato(0)
    (True, False)
    """
    if valor is None or valor is pd.NA or valor is pd.NaT:
        return True
    return isinstance(valor, float | Decimal) and valor != valor


def round_decimal(valor: object, decimales: int) -> Decimal:
    """Redondea la mitad hacia arriba sobre la escritura decimal del número.

    ``2.675`` a dos decimales es ``2.68`` aunque en binario sea un poco menor, y ``0.5`` a entero es ``1``
    (el redondeo bancario daría 0). El resultado nunca es un cero negativo.

    Raises
    ------
    ParametroError
        Si el valor no es un número finito.

    Examples
    --------
    >>> round_decimal(2.675, 2)
    Decimal('2.68')
    """
    try:
        if isinstance(valor, bool | str):
            raise InvalidOperation
        numero = valor if isinstance(valor, Decimal) else Decimal(str(valor))
        redondo = numero.quantize(_PASOS[decimales], context=_CONTEXTO)
    except (InvalidOperation, KeyError) as error:
        raise ParametroError(
            "Se pidió dar formato a algo que no es una cifra.",
            donde="views.formato",
            esperado="un número finito y de 0 a 12 decimales",
            encontrado=f"{type(valor).__name__} con {decimales} decimales",
            que_hacer="revise la columna que se muestra: un infinito suele ser una división entre cero",
        ) from error
    return abs(redondo) if redondo == 0 else redondo


def _write(
    valor: object, decimales: int, prefijo: str = "", sufijo: str = "", con_signo: bool = False
) -> str:
    if is_sin_dato(valor):
        return SIN_DATO
    redondo = round_decimal(valor, decimales)
    signo = MENOS if redondo < 0 else "+" if con_signo and redondo > 0 else ""
    return f"{signo}{prefijo}{abs(redondo):,f}{sufijo}"


def format_entero(valor: object) -> str:
    """Entero con comas de millar: ``1,852,264``."""
    return _write(valor, 0)


def format_decimal(valor: object, decimales: int = 1) -> str:
    """Número con comas de millar y los decimales pedidos: ``1,234.5``."""
    return _write(valor, decimales)


def format_pct(valor: object, decimales: int = 1) -> str:
    """Porcentaje: «12.3 %», con espacio que no se parte.

    Examples
    --------
    >>> format_pct(91.0983).split()
    ['91.1', '%']
    """
    return _write(valor, decimales, sufijo=f"{ESPACIO_DURO}%")


def format_pp(valor: object, decimales: int = 1) -> str:
    """Diferencia en puntos porcentuales, siempre con signo: «+4.1 pp», «−0.3 pp», «0.0 pp»."""
    return _write(valor, decimales, sufijo=f"{ESPACIO_DURO}pp", con_signo=True)


def format_cambio(valor: object, decimales: int = 0) -> str:
    """Diferencia sin unidad, siempre con signo: «+1,234», «−56»."""
    return _write(valor, decimales, con_signo=True)


def format_mxn(valor: object, decimales: int = 0) -> str:
    """Pesos: ``$1,234,567``; con centavos si se piden dos decimales."""
    return _write(valor, decimales, prefijo="$")


def format_mdp(valor: object, decimales: int = 1) -> str:
    """Millones de pesos a partir de **pesos**: «1,234.5 mdp». El informe define «mdp» donde lo usa."""
    if is_sin_dato(valor):
        return SIN_DATO
    exacto = valor if isinstance(valor, Decimal) else Decimal(str(valor))
    return _write(exacto.scaleb(-6), decimales, prefijo="$", sufijo=f"{ESPACIO_DURO}mdp")


def format_personas(valor: object) -> str:
    """Personas: «44,732 personas», «1 persona»."""
    if is_sin_dato(valor):
        return SIN_DATO
    unidad = "persona" if round_decimal(valor, 0) == 1 else "personas"
    return _write(valor, 0, sufijo=f"{ESPACIO_DURO}{unidad}")


def format_habitantes(valor: object) -> str:
    """Habitantes de un lugar: «1,204 habitantes», «1 habitante»; nulo, «sin dato».

    Examples
    --------
    >>> format_habitantes(1), format_habitantes(1204), format_habitantes(None)
    ('1 habitante', '1,204 habitantes', 'sin dato')
    """
    if is_sin_dato(valor):
        return SIN_DATO
    unidad = "habitante" if round_decimal(valor, 0) == 1 else "habitantes"
    return _write(valor, 0, sufijo=f" {unidad}")


def format_anio(valor: object) -> str:
    """Año o ejercicio, sin coma de millar: ``2020``."""
    return SIN_DATO if is_sin_dato(valor) else str(round_decimal(valor, 0))


def format_texto(valor: object) -> str:
    """El texto tal cual; nulo o vacío es «sin dato»."""
    return SIN_DATO if is_sin_dato(valor) or valor == "" else str(valor)


def format_fecha(fecha: object) -> str:
    """Fecha larga: «22 de noviembre de 2026».

    Raises
    ------
    ParametroError
        Si no es una fecha.

    Examples
    --------
    >>> format_fecha(date(2026, 11, 22))
    '22 de noviembre de 2026'
    """
    if is_sin_dato(fecha):
        return SIN_DATO
    if not isinstance(fecha, date):
        raise ParametroError(
            "Ese valor no se puede escribir como fecha.",
            donde="views.formato",
            esperado="una fecha",
            encontrado=type(fecha).__name__,
            que_hacer="convierta la columna a fecha antes de mostrarla, o use el formato «texto»",
        )
    return f"{fecha.day} de {MESES[fecha.month - 1]} de {fecha.year}"


Formato = str | Callable[[object], str]

FORMATOS: dict[str, Callable[[object], str]] = {
    "texto": format_texto,
    "anio": format_anio,
    "entero": format_entero,
    "decimal": format_decimal,
    "decimal2": lambda valor: format_decimal(valor, 2),
    "decimal3": lambda valor: format_decimal(valor, 3),
    "pct": format_pct,
    "pct0": lambda valor: format_pct(valor, 0),
    "pct2": lambda valor: format_pct(valor, 2),
    "pct3": lambda valor: format_pct(valor, 3),
    "pp": format_pp,
    "cambio": format_cambio,
    "mxn": format_mxn,
    "mxn2": lambda valor: format_mxn(valor, 2),
    "mdp": format_mdp,
    "personas": format_personas,
    "fecha": format_fecha,
}


def get_formato(formato: Formato) -> Callable[[object], str]:
    """Devuelve la función de un formato por su nombre (``"pct"``, ``"mxn"``…) o la función misma.

    Raises
    ------
    ParametroError
        Si el nombre no está en ``FORMATOS``.
    """
    if callable(formato):
        return formato
    if formato not in FORMATOS:
        raise ParametroError(
            f"No existe el formato «{formato}».",
            donde="views.formato",
            esperado=", ".join(FORMATOS),
            encontrado=f"«{formato}»",
            que_hacer="use uno de esos nombres o pase una función que reciba el valor y devuelva texto",
        )
    return FORMATOS[formato]
