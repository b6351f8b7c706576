"""Ancho aproximado de un texto y su partición en renglones, sin abrir una tipografía.

Los anchos son los de DejaVu Sans, la más ancha de las tipografías comunes: lo que cabe con ella cabe con la
del teléfono. Así ningún rótulo se corta ni se encima aunque cada aparato use otra letra.
"""

from functools import lru_cache

# Centésimas de em → caracteres (medido en el navegador con DejaVu Sans).
_GRUPOS: dict[int, str] = {
    28: "'ijlí",
    30: "IJÍ",
    32: " ,.\u00a0·‘’",
    34: "/:;\\|",
    37: "f-",
    40: "()[]t",
    42: "!¡²³r",
    46: '"',
    50: "*_`°–",
    55: "sz“”?¿c",
    58: "LFk",
    62: "vxyPTYaoáó«»eé",
    64: "ESbdghnpquÉúüñ$0123456789{}€",
    66: "K",
    70: "AVÁBRXZC",
    76: "UÚÜHNÑ",
    79: "DG&OQÓ",
    84: "w#+<=>^~−×",
    87: "M",
    99: "%mW",
    100: "@—…",
}
_ANCHOS = {caracter: ancho / 100 for ancho, caracteres in _GRUPOS.items() for caracter in caracteres}
_ANCHO_OTRO = 1.0
_NEGRITA = 1.12
INTERLINEA = 1.25


@lru_cache(maxsize=8192)
def measure_texto(texto: str, tamano_px: float, es_negrita: bool = False) -> float:
    """Ancho estimado por arriba, en pixeles, de un texto de un renglón."""
    em = sum(_ANCHOS.get(caracter, _ANCHO_OTRO) for caracter in texto)
    return em * tamano_px * (_NEGRITA if es_negrita else 1)


@lru_cache(maxsize=4096)
def split_renglones(
    texto: str, ancho_px: float, tamano_px: float, es_negrita: bool = False
) -> tuple[str, ...]:
    """Parte el texto en los renglones que caben en el ancho, sin abreviar ni cortar palabras.

    Los espacios duros no se parten; una palabra sola más ancha que el renglón se corta por caracteres.

    Examples
    --------
    >>> split_renglones("Acceso a los servicios básicos en la vivienda", 200, 14)
    ('Acceso a los servicios', 'básicos en la vivienda')
    """
    renglones: list[str] = []
    for palabra in texto.split(" "):
        junto = f"{renglones[-1]} {palabra}" if renglones else palabra
        if renglones and measure_texto(junto, tamano_px, es_negrita) <= ancho_px:
            renglones[-1] = junto
            continue
        *cortados, resto = _cut_palabra(palabra, ancho_px, tamano_px, es_negrita)
        renglones += [*cortados, resto]
    return tuple(renglones)


def _cut_palabra(palabra: str, ancho_px: float, tamano_px: float, es_negrita: bool) -> list[str]:
    if measure_texto(palabra, tamano_px, es_negrita) <= ancho_px:
        return [palabra]
    trozos, actual = [], ""
    for caracter in palabra:
        if actual and measure_texto(actual + caracter, tamano_px, es_negrita) > ancho_px:
            trozos.append(actual)
            actual = ""
        actual += caracter
    return [*trozos, actual]


def measure_bloque(
    renglones: tuple[str, ...], tamano_px: float, es_negrita: bool = False
) -> tuple[float, float]:
    """Ancho y alto, en pixeles, de un bloque de renglones."""
    ancho = max((measure_texto(renglon, tamano_px, es_negrita) for renglon in renglones), default=0.0)
    return ancho, len(renglones) * tamano_px * INTERLINEA
