"""Nombres en español: sin acentos ni partículas, abreviaturas enteras y una clave de cómo suenan."""

import re
import unicodedata

PARTICULAS = frozenset(["DE", "DEL", "LA", "LAS", "LOS", "Y", "E", "D"])
# Apellido de casada: «de Salas» en el segundo apellido no es un apellido de nacimiento.
ABREVIATURAS = {
    **{"MA": "MARIA", "M": "MARIA", "MARA": "MARIA", "J": "JOSE", "JSE": "JOSE", "GPE": "GUADALUPE"},
    **{"FCO": "FRANCISCO", "FCA": "FRANCISCA", "MTZ": "MARTINEZ", "HDZ": "HERNANDEZ", "GZZ": "GONZALEZ"},
    **{"RDZ": "RODRIGUEZ", "GLZ": "GONZALEZ"},
}
COMUNES = frozenset({"MARIA", "JOSE"})
_PEGADAS = re.compile(r"^(?:DELOS|DELAS|DELA|DEL|D[EA])(?=[A-Z]{4,}$)")
_NO_PEGADAS = frozenset(
    [
        "DELGADO",
        "DELGADILLO",
        "DELIA",
        "DELFINA",
        "DELFINO",
        "DELMA",
        "DELICIAS",
        "DELMY",
        "DENISE",
        "DESIREE",
        "DENISSE",
        "DEBORA",
        "DANIEL",
        "DANIELA",
        "DAMIAN",
        "DARIO",
        "DAVID",
        "DAVILA",
        "DAYANA",
        "DAMARIS",
        "DALILA",
        "DANTE",
        "DELANO",
        "DERAS",
        "DEMETRIO",
        "DEMETRIA",
        "DESIDERIO",
    ]
)
_CON_DE = [
    [p] for p in ["LEON", "ANDA", "LIRA", "ALBA", "SANTIAGO", "HARO", "JESUS", "DIOS", "AVILA", "HOYOS"]
]
_SUSTITUTOS = str.maketrans(
    {"#": "N", "Ñ": "N", "ª": "A", "º": "", "’": "", "'": "", "ʼ": "", "‘": "", "`": ""}
)
_SONIDOS = (
    *(("PH", "F"), ("CH", "1"), ("LL", "Y"), ("NV", "MV"), ("NB", "MV"), ("MB", "MV")),
    *(("QUE", "KE"), ("QUI", "KI"), ("QU", "K"), ("GUE", "G2"), ("GUI", "G3"), ("GE", "JE"), ("GI", "JI")),
    *(("GY", "JI"), ("X", "J"), ("CE", "SE"), ("CI", "SI"), ("Z", "S"), ("C", "K"), ("Q", "K"), ("B", "V")),
    *(("W", "V"), ("H", ""), ("Y", "I"), ("G2", "GE"), ("G3", "GI")),
)
_DOBLES = re.compile(r"(.)\1+")
_GENERO = re.compile(r"[OA]$")
# Nombres que hacen el femenino con una A de más; en los otros, una A de menos es un error de dedo.
_CON_A = frozenset(
    [
        "DANIEL",
        "GABRIEL",
        "MANUEL",
        "RAFAEL",
        "MIGUEL",
        "ANGEL",
        "SAMUEL",
        "LUIS",
        "JUAN",
        "MARTIN",
        "AGUSTIN",
        "JOAQUIN",
        "FERMIN",
        "RAMON",
        "SIMON",
        "JULIAN",
        "FABIAN",
        "ADRIAN",
        "CRISTIAN",
        "SEBASTIAN",
        "DAMIAN",
        "ISMAEL",
        "EMANUEL",
        "ISRAEL",
        "VALENTIN",
        "BENJAMIN",
        "ANDRES",
        "MOISES",
        "LEON",
        "IVAN",
    ]
)


def normalize_palabras(texto: str) -> list[str]:
    """Las palabras de un nombre: mayúsculas, sin marcas ni partículas, con las abreviaturas enteras.

    Examples
    --------
    >>> normalize_palabras("Mª  del Rosario"), normalize_palabras("De la Cruz"), normalize_palabras("Ni#o")
    (['MARIA', 'ROSARIO'], ['CRUZ'], ['NINO'])
    """
    plano = unicodedata.normalize("NFC", texto).upper().translate(_SUSTITUTOS)
    plano = "".join(c for c in unicodedata.normalize("NFD", plano) if not unicodedata.combining(c))
    palabras = re.sub(r"[^A-Z]+", " ", plano).split()
    palabras = [p for i, p in enumerate(palabras) if len(p) > 1 or (i == 0 and p in ABREVIATURAS)]
    sueltas = [_unglue(p) for p in palabras if p not in PARTICULAS]
    return [ABREVIATURAS.get(p, p) for p in sueltas]


def normalize_segundo(texto: str) -> list[str]:
    """El segundo apellido; el de casada («de Salas») no es de nacimiento y queda vacío.

    «De León» o «De la Cruz» sí son apellidos.

    Examples
    --------
    >>> normalize_segundo("de Salas"), normalize_segundo("De León"), normalize_segundo("de la Cruz")
    ([], ['LEON'], ['CRUZ'])
    """
    palabras = normalize_palabras(texto)
    partes = texto.split()
    es_casada = len(partes) == 2 and partes[0].casefold() == "de" and palabras[:1] not in _CON_DE
    es_inicial = len(partes) == 1 and len(partes[0].strip(".")) == 1
    return [] if es_casada or es_inicial else palabras


def build_sonido(texto: str) -> str:
    """Cómo suena un texto ya normalizado, en español de México.

    Examples
    --------
    >>> build_sonido("JIMENEZ") == build_sonido("XIMENES"), build_sonido("CHAVEZ") == build_sonido("CHABES")
    (True, True)
    """
    for escrito, sonido in _SONIDOS:
        texto = texto.replace(escrito, sonido)
    return _DOBLES.sub(r"\1", texto)


def get_principal(palabras: list[str]) -> str:
    """El nombre por el que se conoce a la persona: el primero que no sea María ni José."""
    return next((p for p in palabras if p not in COMUNES), palabras[0] if palabras else "")


def build_sin_genero(palabras: list[str]) -> str:
    """El nombre sin lo que distingue Francisco de Francisca, ni José Guadalupe de María Guadalupe."""
    sin_comunes = ["*" if p in COMUNES and len(palabras) > 1 else p for p in palabras]
    return " ".join(f"{p}*" if p in _CON_A else _GENERO.sub("*", p) for p in sin_comunes)


def _unglue(palabra: str) -> str:
    return palabra if palabra in _NO_PEGADAS else _PEGADAS.sub("", palabra)
