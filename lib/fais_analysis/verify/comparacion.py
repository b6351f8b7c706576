"""Compara dos informes pieza por pieza y dice en palabras en qué difieren y dónde."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from itertools import chain, groupby

from fais_analysis.errors import ParametroError
from fais_analysis.pages.lectura import LugarPieza, Pieza
from fais_analysis.views.formato import MENOS, round_decimal

LARGO_MUESTRA = 70
# Más piezas distintas que éstas ya no se emparejan una a una: sería otro documento.
MAXIMO_EMPAREJADO = 6_000
NADA = "(nada)"
_ESCRITO = re.compile(
    rf"(?P<signo>[{MENOS}+-]?)\$?(?P<numero>\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.(?P<decimales>\d+))?"
    r"(?:\s(?P<unidad>%|pp|mdp|personas?|habitantes|puntos? porcentual(?:es)?))?"
)


@dataclass(frozen=True)
class Diferencia:
    """Una diferencia entre el informe y lo que dan los datos. ``cifra`` es la que la contiene, o -1.

    ``lugar`` es el del informe, para nombrarla; ``propios``, los de las piezas a que corresponde en lo vuelto
    a armar, que son los que dicen de qué datos depende: el informe podría mentir.
    """

    lugar: LugarPieza
    detalle: str
    informe: str
    datos: str
    cifra: int = -1
    propios: tuple[LugarPieza, ...] = ()


def compare_piezas(informe: Sequence[Pieza], datos: Sequence[Pieza]) -> list[Diferencia]:
    """Diferencias entre dos documentos leídos, en el orden del informe. Vacía si son iguales."""
    inicio = _count_iguales(informe, datos)
    final = _count_iguales(informe[inicio:][::-1], datos[inicio:][::-1])
    propias, otras = informe[inicio : len(informe) - final], datos[inicio : len(datos) - final]
    if [p.forma for p in propias] == [p.forma for p in otras]:
        return [d for a, b in zip(propias, otras, strict=True) for d in compare_pieza(a, b)]
    return list(_compare_tramos(_split_tramos(propias), _split_tramos(otras)))


def compare_pieza(informe: Pieza, datos: Pieza) -> list[Diferencia]:
    """Diferencias entre dos piezas de la misma forma."""
    if informe.valor == datos.valor:
        return []
    detalle = f"atributo {informe.nombre}" if informe.tipo == "atributo" else ""
    distintos = show_distintos(informe.valor, datos.valor)
    return [Diferencia(informe.lugar, detalle, *distintos, informe.cifra, (datos.lugar,))]


def is_redondeo(texto: str, valor: str) -> bool | None:
    """Si un texto impreso es el redondeo de un valor a los decimales que muestra; nulo si no se sabe leer.

    Examples
    --------
    >>> is_redondeo("91.1 %", "91.0983"), is_redondeo("91.2 %", "91.0983"), is_redondeo("Alto", "3")
    (True, False, None)
    """
    leido = _ESCRITO.fullmatch(texto.strip())
    if leido is None:
        return None
    try:
        exacto = Decimal(valor)
        exacto = exacto.scaleb(-6) if leido["unidad"] == "mdp" else exacto
        decimales = leido["decimales"] or ""
        escrito = Decimal(f"{leido['numero'].replace(',', '')}.{decimales or 0}")
        escrito = -escrito if leido["signo"] in (MENOS, "-") else escrito
        return round_decimal(exacto, len(decimales)) == escrito
    except (InvalidOperation, ParametroError, ValueError):
        return False


def is_mismo_numero(informe: str, datos: str) -> bool:
    """Si dos escrituras son, dígito por dígito, el mismo número (``905`` y ``905.0`` lo son)."""
    if informe == datos:
        return True
    try:
        uno, otro = Decimal(informe), Decimal(datos)
    except InvalidOperation:
        return False
    return uno.is_finite() and otro.is_finite() and uno == otro


def show_distintos(informe: str, datos: str) -> tuple[str, str]:
    """Los dos valores, recortados alrededor de lo que cambia."""
    if max(len(informe), len(datos)) <= LARGO_MUESTRA:
        return " ".join(informe.split()) or NADA, " ".join(datos.split()) or NADA
    pares = zip(informe, datos, strict=False)
    primero = next((n for n, (a, b) in enumerate(pares) if a != b), min(len(informe), len(datos)))
    desde = max(0, primero - LARGO_MUESTRA // 2)
    return _cut(informe, desde), _cut(datos, desde)


def _cut(texto: str, desde: int) -> str:
    trozo = " ".join(texto[desde : desde + LARGO_MUESTRA].split())
    antes, despues = "…" if desde else "", "…" if len(texto) > desde + LARGO_MUESTRA else ""
    return f"{antes}{trozo}{despues}" if trozo else NADA


def _count_iguales(unas: Sequence[Pieza], otras: Sequence[Pieza]) -> int:
    numero = 0
    for a, b in zip(unas, otras, strict=False):
        if a.forma != b.forma or a.valor != b.valor:
            break
        numero += 1
    return numero


def _split_tramos(piezas: Sequence[Pieza]) -> list[list[Pieza]]:
    """Piezas seguidas del mismo capítulo, sección y figura."""
    return [list(grupo) for _, grupo in groupby(piezas, key=lambda p: p.lugar.tramo)]


def _compare_tramos(propios: Sequence[list[Pieza]], otros: Sequence[list[Pieza]]) -> Iterator[Diferencia]:
    """Empareja por capítulo, sección y figura; dentro de cada tramo, pieza por pieza."""
    unos, dos = ([tramo[0].lugar.tramo for tramo in lista] for lista in (propios, otros))
    for orden, a1, a2, b1, b2 in SequenceMatcher(None, unos, dos, autojunk=False).get_opcodes():
        if orden == "equal":
            for propio, otro in zip(propios[a1:a2], otros[b1:b2], strict=True):
                yield from _align(propio, otro)
        else:
            cerca = otros[max(0, b1 - 1) : b1 + 1]  # entre qué tramos cae lo que sobra
            orillas = [pieza for tramo in cerca for pieza in (tramo[0], tramo[-1])]
            yield from _align([*chain(*propios[a1:a2])], [*chain(*otros[b1:b2])], orillas)


def _align(
    propias: Sequence[Pieza], otras: Sequence[Pieza], orillas: Sequence[Pieza] = ()
) -> Iterator[Diferencia]:
    """Empareja lo que se corresponde y nombra lo que falta o sobra: esto va con lo que tiene al lado."""
    if max(len(propias), len(otras)) > MAXIMO_EMPAREJADO:
        lugar = (propias or otras)[0].lugar
        cuantas = f"{len(propias)} piezas", f"{len(otras)} piezas"
        yield Diferencia(lugar, "otra estructura", *cuantas, propios=tuple(p.lugar for p in otras))
        return
    unas, dos = ([(*p.forma, p.valor) for p in lista] for lista in (propias, otras))
    for orden, a1, a2, b1, b2 in SequenceMatcher(None, unas, dos, autojunk=False).get_opcodes():
        if orden != "equal":
            vecinas = otras[b1:b2] or otras[max(0, b1 - 1) : b1 + 1] or orillas
            yield from _compare_trozos(propias[a1:a2], otras[b1:b2], tuple(p.lugar for p in vecinas))


def _compare_trozos(
    propias: Sequence[Pieza], otras: Sequence[Pieza], propios: tuple[LugarPieza, ...]
) -> Iterator[Diferencia]:
    if [p.forma for p in propias] == [p.forma for p in otras]:
        for a, b in zip(propias, otras, strict=True):
            yield from compare_pieza(a, b)
        return
    sobra, falta = _write_piezas(propias), _write_piezas(otras)
    pieza, cifra = (propias[0], propias[0].cifra) if propias else (otras[0], -1)
    detalle = "sobra o cambia" if propias else "falta"
    yield Diferencia(pieza.lugar, detalle, *show_distintos(sobra, falta), cifra, propios)


def _write_piezas(piezas: Sequence[Pieza]) -> str:
    textos = [
        f"<{p.etiqueta}>" if p.tipo == "abre" else f"{p.nombre}={p.valor}" if p.nombre else p.valor
        for p in piezas
        if p.tipo != "cierra"
    ]
    return " ".join(textos)
