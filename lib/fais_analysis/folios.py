"""Folios que se ven iguales y no lo son: una obra contada dos veces."""

import re
import unicodedata

GUIONES = "‐‑‒–—―−﹘﹣－˗⁃ー"
# Letras de otro alfabeto que nadie distingue a la vista de las latinas.
GEMELAS = str.maketrans(
    "АВЕЅІЈКМНОРСТХУҮавеѕіјкмнорстхуүΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεικνορτυχ",
    "ABESIJKMHOPCTXYYabesijkmhopctxyyABEZHIKMNOPTYXaeiknoptux",
)

PARECIDAS = str.maketrans("il|sbz", "111582")  # letras que al capturar se confunden con una cifra
PROPIAS = re.compile(r"[\x20-\x7eáéíóúüñÁÉÍÓÚÜÑ°ºª‐‑‒–—―−]*")
NUMERO_CON_CERO = re.compile(r"(\d+)\.0+", re.ASCII)
CIFRAS_PERDIDAS = re.compile(r"\d{15}0+", re.ASCII)


def normalize_folio(folio: str) -> str:
    """Como se compara un folio: dos que se ven iguales dan lo mismo. Nunca se muestra.

    Se igualan mayúsculas y acentos, guiones largos o que no se parten, espacios (también los invisibles),
    letras cirílicas o griegas, la letra O con el cero y lo que Excel o un programa agregan: el apóstrofo del
    principio, el punto del final, el «.0» de un número.

    Examples
    --------
    >>> normalize_folio("SEB–2019 – 0O1") == normalize_folio("seb-2019-001")
    True
    >>> normalize_folio("2016-1-11") == normalize_folio("2016-11-1")
    False
    """
    plano = folio if folio.isascii() and folio.isprintable() else _flatten(folio)
    unido = re.sub(r"\s*([-/_.])\s*", r"\1", " ".join(plano.casefold().split()))
    unido = unido.replace("o", "0").lstrip("'’`´").rstrip(".")
    con_cero = NUMERO_CON_CERO.fullmatch(unido)
    return con_cero[1] if con_cero else unido


def _flatten(folio: str) -> str:
    """Sin acentos, signos que no se ven, guiones raros ni letras gemelas de otro alfabeto."""
    plano = unicodedata.normalize("NFKD", folio.translate(GEMELAS))
    return "".join(
        "-" if c in GUIONES or unicodedata.category(c) == "Pd" else c
        for c in plano
        if unicodedata.category(c) not in ("Mn", "Cf", "Cc")
    )


def reduce_folio(folio: str) -> str:
    """Lo que queda de un folio sin separadores ni ceros a la izquierda, con la I, la S o la B como cifras.

    Dos obras distintas pueden coincidir: sólo sirve para avisar entre las que se llaman igual.

    Examples
    --------
    >>> reduce_folio("SEB 2019/001") == reduce_folio("SEB-2019-1")
    True
    """
    parecidas = normalize_folio(folio).translate(PARECIDAS)
    partes = re.findall(r"\d+|[^\W\d_]+", parecidas)
    return "".join(p.lstrip("0") or "0" if p.isdigit() else p for p in partes)


def is_ajeno(folio: str) -> bool:
    r"""Si trae letras de otro alfabeto o signos que no se ven: a la vista es otro folio.

    Examples
    --------
    >>> is_ajeno("SEB-2019-001"), is_ajeno("S\u0415B-2019-001"), is_ajeno("SEB-2019-001\u3164")
    (False, True, True)
    """
    return PROPIAS.fullmatch(folio) is None


def is_redondeado(folio: str) -> bool:
    """Si son más de quince cifras y de la 16 en adelante todas son cero: así las deja Excel.

    Examples
    --------
    >>> is_redondeado("202310014000001000"), is_redondeado("202310014000001123")
    (True, False)
    """
    return CIFRAS_PERDIDAS.fullmatch(folio) is not None
