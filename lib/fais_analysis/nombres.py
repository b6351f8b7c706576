"""Nombres de lugares como los escribe una persona: sin acentos, a medias, con una errata o con otra clave."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence

PARECIDO_MINIMO = 75.0
PALABRA_MINIMA = 4
SUGERIDOS = 3


def fold_texto(texto: str) -> str:
    """El texto en minúsculas, sin acentos ni espacios de más, para buscar, comparar y ordenar.

    Examples
    --------
    >>> fold_texto("Peñón  Blanco ")
    'penon blanco'
    """
    partes = unicodedata.normalize("NFKD", texto.casefold())
    return " ".join("".join(c for c in partes if not unicodedata.combining(c)).split())


def find_lugares(texto: str, nombres: Mapping[str, str]) -> list[str]:
    """Las claves que pueden ser lo que alguien escribió, la más parecida primero; vacío si ninguna.

    Primero lo exacto; si no hay, lo que contiene el texto; si tampoco, lo que se le parece. Un número se
    busca entre las claves: sin un dígito, o sólo el del municipio.

    Examples
    --------
    >>> durango = {"10014": "Mezquital", "10032": "Santiago Papasquiaro", "10033": "Súchil"}
    >>> find_lugares("papasquaro", durango), find_lugares("1014", durango), find_lugares("SUCHIL", durango)
    (['10032'], ['10014'], ['10033'])
    """
    buscado = fold_texto(texto)
    if not buscado:
        return []
    if buscado.isascii() and buscado.isdecimal():
        return _find_claves(buscado, nombres)
    doblados = {clave: fold_texto(nombre) for clave, nombre in nombres.items()}
    for es_hallado in (buscado.__eq__, lambda nombre: buscado in nombre):
        if hallados := [clave for clave, nombre in doblados.items() if es_hallado(nombre)]:
            return hallados
    return _find_parecidos(buscado, doblados)


def describe_sugerencia(texto: str, nombres: Mapping[str, str]) -> str:
    """«¿quiso decir 10014 Mezquital?», con los más parecidos; vacío si no se parece a ninguno."""
    hallados = find_lugares(texto, nombres)[:SUGERIDOS]
    return phrase_sugerencia([f"{c} {nombres[c]}" for c in hallados])


def phrase_sugerencia(parecidos: Sequence[str]) -> str:
    """«¿quiso decir esto o aquello?»; vacío si no hay qué sugerir."""
    return f"¿quiso decir {' o '.join(parecidos)}?" if parecidos else ""


def _find_claves(numero: str, claves: Collection[str]) -> list[str]:
    if numero in claves:
        return [numero]
    from rapidfuzz.distance import Levenshtein  # sólo quien se equivoca lo paga

    if len(numero) <= PALABRA_MINIMA - 1:
        return [clave for clave in claves if clave[2:] == numero.zfill(3)]
    # Una clave completa que no existe no se adivina: cualquier otra estaría igual de cerca.
    return [c for c in claves if len(numero) != len(c) and Levenshtein.distance(numero, c) <= 1]


def _find_parecidos(buscado: str, doblados: Mapping[str, str]) -> list[str]:
    from rapidfuzz import fuzz

    puntos = {
        clave: max(
            fuzz.ratio(buscado, parte)
            for parte in (nombre, *(p for p in nombre.split() if len(p) >= PALABRA_MINIMA))
        )
        for clave, nombre in doblados.items()
    }
    cercanos = [clave for clave, parecido in puntos.items() if parecido >= PARECIDO_MINIMO]
    return sorted(cercanos, key=lambda clave: -puntos[clave])
