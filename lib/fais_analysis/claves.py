"""Claves INEGI como texto: 2 dígitos la entidad, 5 el municipio, 9 la localidad, 13 la AGEB."""

import re
from collections.abc import Collection, Mapping

from fais_analysis.errors import ClaveError
from fais_analysis.nombres import describe_sugerencia

# La columna que dice de qué municipio es cada fila, en toda tabla.
COLUMNA_MUNICIPIO = "clave_municipio"

ENTIDADES: dict[str, str] = {
    "01": "Aguascalientes",
    "02": "Baja California",
    "03": "Baja California Sur",
    "04": "Campeche",
    "05": "Coahuila de Zaragoza",
    "06": "Colima",
    "07": "Chiapas",
    "08": "Chihuahua",
    "09": "Ciudad de México",
    "10": "Durango",
    "11": "Guanajuato",
    "12": "Guerrero",
    "13": "Hidalgo",
    "14": "Jalisco",
    "15": "México",
    "16": "Michoacán de Ocampo",
    "17": "Morelos",
    "18": "Nayarit",
    "19": "Nuevo León",
    "20": "Oaxaca",
    "21": "Puebla",
    "22": "Querétaro",
    "23": "Quintana Roo",
    "24": "San Luis Potosí",
    "25": "Sinaloa",
    "26": "Sonora",
    "27": "Tabasco",
    "28": "Tamaulipas",
    "29": "Tlaxcala",
    "30": "Veracruz de Ignacio de la Llave",
    "31": "Yucatán",
    "32": "Zacatecas",
}

PATRON_ENTIDAD = r"^(0[1-9]|[12][0-9]|3[0-2])$"
PATRON_MUNICIPIO = r"^(0[1-9]|[12][0-9]|3[0-2])[0-9]{3}$"
PATRON_LOCALIDAD = r"^(0[1-9]|[12][0-9]|3[0-2])[0-9]{7}$"
PATRON_AGEB = r"^(0[1-9]|[12][0-9]|3[0-2])[0-9]{10}[0-9A-Z]$"
# El último signo de una AGEB verifica a los demás: cada cifra por su peso (la localidad no), módulo 11. Así
# salen las 94,428 AGEB urbanas que el CONAPO publicó en 2010 y 2020.
PESOS_AGEB = (4, 5, 6, 7, 8, 0, 0, 0, 0, 9, 4, 5)
VERIFICADORES = "0123456789A"


def is_ageb(clave: str) -> bool:
    """Si una clave con la forma de AGEB termina en el verificador que le toca.

    Examples
    --------
    >>> is_ageb("1000100010054"), is_ageb("1000100010045")
    (True, False)
    """
    suma = sum(peso * int(cifra) for peso, cifra in zip(PESOS_AGEB, clave[:-1], strict=True))
    return clave[-1] == VERIFICADORES[suma % len(VERIFICADORES)]


def check_clave_municipio(
    clave: object, conocidas: Collection[str] | None = None, nombres: Mapping[str, str] | None = None
) -> str:
    """Devuelve la clave si es texto de cinco dígitos y, cuando se dan, está entre las conocidas.

    Con ``nombres``, de clave a nombre, el error dice a cuál se parece lo que se escribió.

    Raises
    ------
    ClaveError
        Si llega un número (se habría perdido el cero inicial), otra forma o una clave inexistente.

    Examples
    --------
    >>> check_clave_municipio("10014")
    '10014'
    """
    try:
        return _check_clave(clave, conocidas, PATRON_MUNICIPIO, "municipio", 5, "10014")
    except ClaveError as error:
        if sugerencia := describe_sugerencia(str(clave), nombres or {}):
            error.que_hacer = f"{sugerencia} Busque otras con: fais municipios NOMBRE"
        raise


def check_clave_entidad(clave: object) -> str:
    """Devuelve la clave de entidad si es texto de dos dígitos entre «01» y «32».

    Raises
    ------
    ClaveError
        Si no es texto o no es una de las 32 entidades.
    """
    return _check_clave(clave, ENTIDADES, PATRON_ENTIDAD, "entidad", 2, "10")


def _check_clave(
    clave: object, conocidas: Collection[str] | None, patron: str, nivel: str, digitos: int, ejemplo: str
) -> str:
    consulta = (
        "consulte la clave con: fais municipios"
        if nivel == "municipio"
        else "use una de las 32 entidades, de 01 a 32"
    )
    if not isinstance(clave, str):
        raise ClaveError(
            f"La clave de {nivel} llegó como número, no como texto.",
            donde=f"clave de {nivel}",
            esperado=f"texto de {digitos} dígitos, por ejemplo «{ejemplo}»",
            encontrado=f"{clave!r} ({type(clave).__name__})",
            que_hacer="escriba la clave entre comillas; con papermill use la API de Python o la opción -r",
        )
    if not re.fullmatch(patron, clave):
        raise ClaveError(
            f"«{clave}» no tiene la forma de una clave de {nivel} del INEGI.",
            donde=f"clave de {nivel}",
            esperado=f"{digitos} dígitos (entidad de 01 a 32), por ejemplo «{ejemplo}»",
            encontrado=f"«{clave}»" + (f" ({len(clave)} caracteres)" if len(clave) != digitos else ""),
            que_hacer=consulta,
        )
    if conocidas is not None and clave not in conocidas:
        raise ClaveError(
            f"No existe {'el municipio' if nivel == 'municipio' else 'la entidad'} «{clave}».",
            donde=f"clave de {nivel}",
            esperado=f"una de las {len(conocidas):,} claves del catálogo",
            encontrado=f"«{clave}»",
            que_hacer=consulta,
        )
    return clave
