"""Asociación entre dos columnas: correlación por rangos con su intervalo. Nunca es efecto."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from fais_analysis.indicators.parametros import (
    CONFIANZA_PCT,
    MINIMO_ASOCIACION,
    REMUESTREOS,
    SEMILLA_REMUESTREO,
)


@dataclass(frozen=True)
class Asociacion:
    """Correlación de Spearman (de −1 a 1), su intervalo y con cuántas filas; nula si no se puede medir."""

    rho: float
    inferior: float
    superior: float
    casos: int


def compute_spearman(x: pd.Series, y: pd.Series, minimo: int = MINIMO_ASOCIACION) -> Asociacion:
    """Correlación por rangos, con intervalo percentil por remuestreo determinista.

    Los empates comparten el rango medio. Las filas sin alguno de los dos datos se omiten y se cuentan fuera.
    El remuestreo ordena antes los pares y usa una semilla fija: los mismos datos, en cualquier orden, dan los
    mismos números. Las muestras sin variación se descartan.

    Parameters
    ----------
    x, y
        Dos columnas con el mismo índice.
    minimo
        Con menos casos el resultado es nulo.

    Examples
    --------
    >>> x = pd.Series(range(10)); a = compute_spearman(x, -x)
    >>> round(a.rho, 6), round(a.superior, 6), a.casos
    (-1.0, -1.0, 10)
    """
    pares = pd.DataFrame({"x": x.astype("float64"), "y": y.astype("float64")}).dropna()
    casos, nulo = len(pares), float("nan")
    if casos < minimo or pares["x"].nunique() < 2 or pares["y"].nunique() < 2:
        return Asociacion(nulo, nulo, nulo, casos)
    valores = pares.sort_values(["x", "y"]).to_numpy()
    rho = float(_correlate_rangos(valores[None, :, 0], valores[None, :, 1])[0])
    azar = np.random.Generator(np.random.PCG64(SEMILLA_REMUESTREO))
    elegidos = azar.integers(0, casos, size=(REMUESTREOS, casos))
    muestras = _correlate_rangos(valores[elegidos, 0], valores[elegidos, 1])
    cola = (100 - CONFIANZA_PCT) / 2
    inferior, superior = np.nanpercentile(muestras, [cola, 100 - cola])
    return Asociacion(rho, float(inferior), float(superior), casos)


def _correlate_rangos(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Spearman por renglón; nulo donde no hay variación."""
    rangos = [_rank(m) - (m.shape[1] + 1) / 2 for m in (x, y)]
    producto = (rangos[0] * rangos[1]).sum(axis=1)
    escala = np.sqrt((rangos[0] ** 2).sum(axis=1) * (rangos[1] ** 2).sum(axis=1))
    return np.divide(producto, escala, out=np.full(len(x), np.nan), where=escala > 0)


def _rank(matriz: np.ndarray) -> np.ndarray:
    """Rango medio de cada valor en su renglón: menores + (iguales + 1) / 2."""
    columnas = matriz[:, :, None], matriz[:, None, :]
    menores = (columnas[1] < columnas[0]).sum(axis=2)
    iguales = (columnas[1] == columnas[0]).sum(axis=2)
    return menores + (iguales + 1) / 2
