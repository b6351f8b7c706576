"""Lectura estricta de cada celda: o se entiende sin duda, o se dice qué se esperaba."""

import math
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from fais_analysis.loaders.libros.celdas import is_error

PATRON_MONTO = re.compile(r"\$?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?", re.ASCII)
PATRON_CLAVE_POR_MONTO = re.compile(r"0\d+", re.ASCII)  # «010014»: nadie escribe así pesos
PATRON_CIENTIFICO = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE | re.ASCII)
DIGITOS_MUNICIPIO = 5
GUIAS_CLAVE = {
    DIGITOS_MUNICIPIO: "copie la clave del catálogo: fais municipios",
    9: "copie la clave de la lista de su municipio: fais localidades CLAVE_MUNICIPIO",
    13: "copie la clave del Marco Geoestadístico del INEGI, o deje vacía la celda",
}
# Así escriben «no hay dato» los programas que exportan: no es un nombre ni un folio.
SIN_DATO = frozenset({"NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "<NA>"})
MAXIMO_EXACTO = 10**15  # de ahí en adelante una celda numérica ya no distingue dos números seguidos
FORMAS_FECHA = ("%Y-%m-%d", "%d/%m/%Y")
PATRON_ENTERO = re.compile(r"\d{1,3}(?:,\d{3})+|\d+", re.ASCII)
PUNTO_CERO = re.compile(
    r"(?<=\d)\.00?$", re.ASCII
)  # «2020.0»: así deja los enteros un programa; «.000» serían miles
PATRON_NUMERO = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?", re.ASCII)
MAXIMO_ENTERO = 10**9
NO_SON_NUMEROS = (bool, date, time, timedelta)
MAXIMO_CENTAVOS = 10**15  # diez billones de pesos: más que cualquier fondo; es un error de captura
CIFRAS_PERDIDAS = (
    "un texto con todas sus cifras",
    "Excel sólo guarda quince: dé formato de texto a la celda y escríbalo de nuevo del documento original",
)
TOLERANCIA_CENTAVO = Decimal("0.0001")  # ruido binario de una celda numérica


class ValorError(ValueError):
    """Una celda que no se entiende; lleva lo que se esperaba y qué hacer."""

    def __init__(self, esperado: str, que_hacer: str) -> None:
        super().__init__(esperado)
        self.esperado = esperado
        self.que_hacer = que_hacer


def normalize_texto(texto: str) -> str:
    """Minúsculas, sin acentos y con espacios sencillos: para comparar, nunca para mostrar.

    Examples
    --------
    >>> normalize_texto("  Electrificación   RURAL ")
    'electrificacion rural'
    """
    if not texto.isascii():
        texto = unicodedata.normalize("NFKD", texto).encode("ascii", "ignore").decode()
    return " ".join(texto.casefold().split())


def is_vacio(valor: object) -> bool:
    """Si la celda no trae nada (vacía o sólo espacios)."""
    return valor is None or (isinstance(valor, str) and not valor.strip())


def parse_texto(valor: object) -> str:
    """Texto sin espacios en los extremos; un número entero se lee como su texto.

    Raises
    ------
    ValorError
        Si es una fecha, un lógico o un error de Excel.
    """
    if isinstance(valor, bool):
        raise ValorError("un texto", "escríbalo como texto")
    if isinstance(valor, date | time | timedelta):
        raise ValorError(
            "un texto, no una fecha",
            "Excel lo convirtió en fecha: dé formato de texto a la celda y reescríbalo",
        )
    if isinstance(valor, int | float):
        return _number_to_texto(valor)
    texto = " ".join(str(valor).split())
    if is_error(texto):
        raise ValorError("un valor, no un error de Excel", "corrija la celda")
    if PATRON_CIENTIFICO.fullmatch(texto):
        raise ValorError(*CIFRAS_PERDIDAS)
    return texto


def parse_clave(valor: object, digitos: int, patron: str = r"[0-9A-Z]+") -> str:
    """Clave INEGI como texto; un número se admite sólo si conserva todos sus dígitos.

    Raises
    ------
    ValorError
        Si no tiene los dígitos debidos; cuando falta uno, dice que se perdió el cero inicial.
    """
    texto = parse_texto(valor).upper()
    if isinstance(valor, str) and len(sin_cero := PUNTO_CERO.sub("", texto)) == digitos:
        texto = sin_cero  # «10014.0»
    esperado = f"{digitos} caracteres de clave INEGI, como texto"
    if len(texto) == digitos - 1 and texto.isascii() and texto[:1].isdigit() and texto.isalnum():
        raise ValorError(
            esperado,
            f"parece que se perdió el cero inicial: si es «0{texto}», dé formato de texto a la celda",
        )
    if len(texto) != digitos or not re.fullmatch(patron, texto):
        raise ValorError(esperado, GUIAS_CLAVE.get(digitos, GUIAS_CLAVE[DIGITOS_MUNICIPIO]))
    return texto


def parse_entero(valor: object, minimo: int = 0, maximo: int = MAXIMO_ENTERO) -> int:
    """Entero escrito sin ambigüedad («1200», «1,200», «2020.0», 1200 o 1200.0).

    Raises
    ------
    ValorError
        Si trae decimales, es negativo, no es número o sale de los límites.
    """
    hasta = f" a {maximo}" if maximo != MAXIMO_ENTERO else " o más"
    esperado = f"un número entero de {minimo}{hasta}"
    numero: int | None = None
    if isinstance(valor, NO_SON_NUMEROS):
        numero = None
    elif isinstance(valor, int):
        numero = valor
    elif isinstance(valor, float):
        numero = int(valor) if math.isfinite(valor) and valor.is_integer() else None
    elif PATRON_ENTERO.fullmatch(texto := PUNTO_CERO.sub("", str(valor).strip())):
        numero = int(texto.replace(",", ""))
    if numero is None or not minimo <= numero <= maximo:
        raise ValorError(esperado, "escriba sólo el número, sin letras ni decimales")
    return numero


def parse_numero(valor: object) -> float:
    """Número de cero o más, con punto decimal (la meta física).

    Raises
    ------
    ValorError
        Si no es un número de cero o más.
    """
    numero = math.nan
    if isinstance(valor, int | float) and not isinstance(valor, bool):
        numero = float(valor)
    elif isinstance(valor, str) and PATRON_NUMERO.fullmatch(valor.strip()):
        numero = float(valor.replace(",", ""))
    if not math.isfinite(numero) or numero < 0:
        raise ValorError("un número de 0 o más, con punto decimal", "escriba sólo el número, sin unidad")
    return numero


def parse_medida(valor: object) -> str:
    """Un número con signo y decimales (grados, por ciento) como texto; el texto, como se escribió.

    Raises
    ------
    ValorError
        Si es una fecha, un lógico, un error de Excel o un número que no es finito.
    """
    if isinstance(valor, int | float) and not isinstance(valor, bool) and math.isfinite(valor):
        return repr(valor)
    return parse_texto(valor)


def parse_centavos(valor: object) -> int:
    """Monto en centavos exactos, sin pasar por punto flotante.

    Se aceptan números, «1200.50», «1,200.50» y «$1,200.50». Se rechaza lo que pueda leerse de dos
    maneras («1.200,50», «1200,50», «1.200») y lo que no tenga a lo más dos decimales.

    Raises
    ------
    ValorError
        Si no se entiende sin duda, es negativo o no es un número.

    Examples
    --------
    >>> parse_centavos("$1,200.50"), parse_centavos(1200.5)
    (120050, 120050)
    """
    esperado = "un monto en pesos de 0 o más, como 1200.50 o $1,200.50"
    if isinstance(valor, NO_SON_NUMEROS):
        raise ValorError(esperado, "escriba sólo el monto")
    if isinstance(valor, int | float | Decimal):
        centavos = _number_to_centavos(valor)
    else:
        if PATRON_CLAVE_POR_MONTO.fullmatch(str(valor).strip()):
            raise ValorError(esperado, "parece una clave: revise si se recorrió una columna")
        hallado = PATRON_MONTO.fullmatch(str(valor).strip())
        decimal = Decimal(hallado[1].replace(",", "") + (hallado[2] or "")) if hallado else None
        centavos = None if decimal is None else int(decimal * 100)
    if centavos is None or not 0 <= centavos <= MAXIMO_CENTAVOS:
        raise ValorError(
            esperado, "use coma para los miles y punto para los centavos, a lo más dos, sin signo negativo"
        )
    return centavos


def build_parse_opcion(
    opciones: Collection[str], sinonimos: Iterable[tuple[str, str]] = ()
) -> Callable[[object], str]:
    """Lector de una lista cerrada; devuelve la forma oficial.

    No importan mayúsculas, acentos, espacios ni guiones; ``sinonimos`` son otras formas de decir una opción.
    """
    por_normal = {_reduce_opcion(dicha): opcion for dicha, opcion in sinonimos}
    por_normal |= {_reduce_opcion(o): o for o in opciones}

    def parse_opcion(valor: object) -> str:
        texto = parse_texto(valor)
        if _reduce_opcion(texto) not in por_normal:
            raise ValorError(f"uno de: {', '.join(opciones)}", "elija de la lista de la plantilla")
        return por_normal[_reduce_opcion(texto)]

    return parse_opcion


def parse_fecha(valor: object) -> date:
    """Fecha de una celda de fecha o de un texto «AAAA-MM-DD» o «DD/MM/AAAA».

    Raises
    ------
    ValorError
        Si no se entiende.
    """
    if isinstance(valor, datetime):
        return valor.date()
    if isinstance(valor, date):
        return valor
    leida = _parse_fecha_texto(valor.strip()) if isinstance(valor, str) else None
    if leida is None:
        raise ValorError("AAAA-MM-DD", "escriba la fecha completa")
    return leida


@lru_cache(maxsize=4_096)  # en un libro se repiten las mismas
def _parse_fecha_texto(texto: str) -> date | None:
    for forma in FORMAS_FECHA:
        try:
            return datetime.strptime(texto, forma).date()
        except ValueError:
            continue
    return None


def _reduce_opcion(texto: str) -> str:
    return "".join(c for c in normalize_texto(texto) if c.isalnum())


def _number_to_texto(valor: float) -> str:
    if isinstance(valor, float) and not valor.is_integer():
        raise ValorError("un texto", "dé formato de texto a la celda y reescríbalo")
    if abs(valor) >= MAXIMO_EXACTO:
        raise ValorError(*CIFRAS_PERDIDAS)
    return str(int(valor))


def _number_to_centavos(valor: float | Decimal) -> int | None:
    try:
        exacto = (valor if isinstance(valor, Decimal) else Decimal(repr(valor))) * 100
        redondo = exacto.to_integral_value()
        return int(redondo) if abs(exacto - redondo) <= TOLERANCIA_CENTAVO else None
    except (InvalidOperation, ValueError, OverflowError):  # NaN o infinito
        return None
