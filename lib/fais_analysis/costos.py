"""Lo que suelen costar las obras iguales, y qué costo queda tan lejos que le sobra o le falta un cero."""

from collections.abc import Iterable
from dataclasses import dataclass

MINIMO_OBRAS = 4  # con menos obras iguales no se sabe qué es lo usual
VECES_MEDIANA, VECES_EXTREMO = 5, 3


@dataclass(frozen=True)
class Distribucion:
    """Lo que cuesta cada unidad en varias obras iguales, en centavos: la mediana y los deciles 1 y 9."""

    obras: int
    bajo: int
    mediana: int
    alto: int

    def is_lejano(self, costo: int) -> bool:
        """Si un costo está lejos de la mediana y también de lo más barato o caro de lo usual.

        Lo segundo evita avisos donde los costos varían mucho de obra a obra: ahí un cero de más no se nota.

        Examples
        --------
        >>> pisos = measure_costos([900, 950, 1000, 1000, 1100, 1200])
        >>> [pisos.is_lejano(c) for c in (2000, 10_000, 100, 10)]
        [False, True, True, True]
        """
        caro = costo > max(VECES_MEDIANA * self.mediana, VECES_EXTREMO * self.alto)
        return caro or (costo * VECES_MEDIANA < self.mediana and costo * VECES_EXTREMO < self.bajo)


def measure_costos(costos: Iterable[int]) -> Distribucion | None:
    """La distribución de lo que cuestan por unidad varias obras iguales; nula si son muy pocas."""
    orden = sorted(costos)
    if len(orden) < MINIMO_OBRAS:
        return None
    decil = -(-(len(orden) - 1) // 10)  # hacia adentro: el más caro nunca es su propia medida
    return Distribucion(len(orden), orden[decil], orden[(len(orden) - 1) // 2], orden[-1 - decil])
