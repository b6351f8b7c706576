"""Folios que se ven iguales y no lo son: una obra contada dos veces."""

import re
import unicodedata

GUIONES = "‐‑‒–—―−﹘﹣－˗⁃ー"
# Letras de otro alfabeto que nadie distingue a la vista de las latinas.
GEMELAS = str.maketrans(
    "АВЕЅІЈКМНОРСТХУҮавеѕіјкмнорстхуүΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεικνορτυχ",
    "ABESIJKMHOPCTXYYabesijkmhopctxyyABEZHIKMNOPTYXaeiknoptux",
)


def normalize_folio(folio: str) -> str:
    """Como se compara un folio: dos que se ven iguales dan lo mismo. Nunca se muestra.

    Se igualan mayúsculas y acentos, guiones largos o que no se parten, espacios (también los invisibles),
    letras cirílicas o griegas y la letra O con el cero.

    Examples
    --------
    >>> normalize_folio("SEB–2019 – 0O1") == normalize_folio("seb-2019-001")
    True
    >>> normalize_folio("2016-1-11") == normalize_folio("2016-11-1")
    False
    """
    plano = unicodedata.normalize("NFKD", folio.translate(GEMELAS))
    plano = "".join(
        "-" if c in GUIONES or unicodedata.category(c) == "Pd" else c
        for c in plano
        if unicodedata.category(c) not in ("Mn", "Cf", "Cc")
    )
    unido = re.sub(r"\s*([-/_.])\s*", r"\1", " ".join(plano.casefold().split()))
    return unido.replace("o", "0")


def reduce_folio(folio: str) -> str:
    """Lo que queda de un folio sin separadores ni ceros a la izquierda, con la I y la l como uno.

    Dos obras distintas pueden coincidir: sólo sirve para avisar entre las que se llaman igual.

    Examples
    --------
    >>> reduce_folio("SEB 2019/001") == reduce_folio("SEB-2019-1")
    True
    """
    partes = re.findall(r"\d+|[^\W\d_]+", re.sub(r"[il|]", "1", normalize_folio(folio)))
    return "".join(p.lstrip("0") or "0" if p.isdigit() else p for p in partes)
