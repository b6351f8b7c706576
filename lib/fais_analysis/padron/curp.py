"""La CURP: qué clase de error trae, sin repetirla nunca.

Fuente: Instructivo Normativo para la Asignación de la CURP (DOF 18/10/2021), por verificar; el dígito,
comprobado
con los vectores públicos. Que una CURP sea válida no prueba que exista en RENAPO. La lista de «palabras
inconvenientes» no es regla de validez: hay CURP reales que las traen.
"""

import re
from datetime import date

ALFABETO = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
LARGO = 18
ENTIDADES_CURP = frozenset(
    [
        "AS",
        "BC",
        "BS",
        "CC",
        "CL",
        "CM",
        "CS",
        "CH",
        "DF",
        "DG",
        "GT",
        "GR",
        "HG",
        "JC",
        "MC",
        "MN",
        "MS",
        "NT",
        "NL",
        "OC",
        "PL",
        "QT",
        "QR",
        "SP",
        "SL",
        "SR",
        "TC",
        "TS",
        "TL",
        "VZ",
        "YN",
        "ZS",
        "NE",
    ]
)
# Por clase de error, qué se dice a quien corrige. El orden es el de la revisión: manda el primero.
EXPLICACIONES = {
    "vacia": "la celda vacía: escriba la CURP o el motivo por el que no la hay",
    "longitud": "un largo distinto de 18 caracteres, sin espacios ni guiones por dentro",
    "caracter": "un signo que no es letra ni número (¿la Ñ se dañó al guardar?)",
    "letras_nombre": "algo que no es letra en las cuatro primeras posiciones",
    "vocal_interna": "una segunda letra que no es vocal ni X",
    "fecha_no_numerica": "una letra donde va la fecha (¿O por 0, I por 1?)",
    "diferenciador": "un signo indebido en la posición 17 (dígito: nació antes de 2000; letra: después)",
    "fecha_inexistente": "una fecha de nacimiento que no existe",
    "fecha_futura": "una fecha de nacimiento que todavía no llega",
    "sexo": "una letra de sexo que no es H, M ni X",
    "entidad": "dos letras que no son de una entidad de nacimiento",
    "consonantes": "una vocal o un número donde van las consonantes internas",
    "verificador_no_numerico": "una letra en la última posición, que es un dígito",
    "verificador": "un dígito verificador que no corresponde (algún carácter está mal copiado)",
}
VALIDA = ""
_VALORES = {letra: valor for valor, letra in enumerate(ALFABETO)}
_LETRAS = frozenset(ALFABETO[10:])
_CONSONANTES = _LETRAS - frozenset("AEIOU")
_DIGITOS = re.compile(r"\d{6}", re.ASCII)


def normalize_curp(texto: str) -> str:
    """En mayúsculas y sin blancos en los extremos; por dentro no se limpia nada."""
    return texto.strip().upper()


def compute_verificador(curp: str) -> str:
    """El dígito que corresponde a los primeros 17 caracteres.

    Examples
    --------
    >>> compute_verificador("OEAF771012HMCRGR0")
    '8'
    """
    suma = sum(_VALORES[letra] * (LARGO - i) for i, letra in enumerate(curp[: LARGO - 1]))
    return str(-suma % 10)


def find_error_curp(texto: str, hoy: date) -> str:
    """La clase del primer error de una CURP, o vacío si es válida.

    ``hoy`` decide qué fecha es futura. La clase es una llave de ``EXPLICACIONES``; el valor no se repite.

    Examples
    --------
    >>> find_error_curp("SABC560626MDFLRN01", date(2026, 11, 26))
    ''
    >>> find_error_curp("OEAF771012HMCRGR09", date(2026, 11, 26))
    'verificador'
    """
    curp = normalize_curp(texto)
    if not curp:
        return "vacia"
    if len(curp) != LARGO:
        return "longitud"
    if not set(curp) <= _VALORES.keys():
        return "caracter"
    return _find_error_letras(curp) or _find_error_fecha(curp, hoy) or _find_error_final(curp)


def get_nacimiento(curp: str) -> date:
    """La fecha de nacimiento de una CURP válida; la posición 17 dice el siglo."""
    siglo = 1900 if curp[16].isdigit() else 2000
    return date(siglo + int(curp[4:6]), int(curp[6:8]), int(curp[8:10]))


def _find_error_letras(curp: str) -> str:
    if not set(curp[:4]) <= _LETRAS:
        return "letras_nombre"
    return VALIDA if curp[1] in "AEIOUX" else "vocal_interna"


def _find_error_fecha(curp: str, hoy: date) -> str:
    if not _DIGITOS.fullmatch(curp[4:10]):
        return "fecha_no_numerica"
    if curp[16] == "Ñ":
        return "diferenciador"
    try:
        nacimiento = get_nacimiento(curp)
    except ValueError:
        return "fecha_inexistente"
    return "fecha_futura" if nacimiento > hoy else VALIDA


def _find_error_final(curp: str) -> str:
    if curp[10] not in "HMX":
        return "sexo"
    if curp[11:13] not in ENTIDADES_CURP:
        return "entidad"
    if not set(curp[13:16]) <= _CONSONANTES:
        return "consonantes"
    if not curp[17].isdigit():
        return "verificador_no_numerico"
    return VALIDA if compute_verificador(curp) == curp[17] else "verificador"
