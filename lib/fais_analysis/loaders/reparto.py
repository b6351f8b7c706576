"""Reparto exacto y elección repetible, sin azar ni reloj: lo que usa el libro de demostración."""

from bisect import bisect_right
from collections.abc import Sequence
from hashlib import sha256
from itertools import accumulate


def split_restos_mayores(total: int, pesos: Sequence[int]) -> list[int]:
    """Reparte un entero según los pesos, por restos mayores; la suma es el total exacto.

    Los empates se resuelven por posición. Todo es aritmética entera.

    Parameters
    ----------
    total
        Lo que se reparte (centavos, obras).
    pesos
        Enteros no negativos con suma positiva.

    Examples
    --------
    >>> split_restos_mayores(100, [1, 1, 1])
    [34, 33, 33]
    """
    suma = sum(pesos)
    partes = [total * p // suma for p in pesos]
    restos = [total * p % suma for p in pesos]
    orden = sorted(range(len(pesos)), key=lambda i: (-restos[i], i))
    for i in orden[: total - sum(partes)]:
        partes[i] += 1
    return partes


def split_con_minimo(total: int, pesos: Sequence[int], minimo: int = 1) -> list[int]:
    """Como :func:`split_restos_mayores`, pero nadie recibe menos del mínimo."""
    resto = split_restos_mayores(total - minimo * len(pesos), pesos)
    return [minimo + parte for parte in resto]


def compute_sorteo(*llaves: object) -> int:
    """Entero de 0 a 999,999 que sólo depende de las llaves: el mismo hoy, mañana y en otra máquina."""
    huella = sha256("|".join(map(str, llaves)).encode()).digest()
    return int.from_bytes(huella[:8], "big") % 1_000_000


def choose_indice(sorteo: int, pesos: Sequence[int]) -> int:
    """Posición elegida por un sorteo de 0 a 999,999 sobre pesos enteros.

    Examples
    --------
    >>> choose_indice(0, [1, 1]), choose_indice(999_999, [1, 1])
    (0, 1)
    """
    acumulado = list(accumulate(pesos))
    return bisect_right(acumulado, sorteo * acumulado[-1] // 1_000_000)
