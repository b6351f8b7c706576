"""Cuándo una cifra es más, menos, casi igual o igual que otra: toda frase que compara lo pregunta aquí.

Decide lo que se imprime: dos cifras que se leen iguales son iguales, y una diferencia que ya redondeada no
pasa del umbral es «casi igual», para que ningún informe diga «más de 1 punto» junto a «+1.0».
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from fais_analysis.indicators.texto import SIN_DATO, round_mitad_arriba

MAS, MENOS, CASI_IGUAL, IGUAL = "más", "menos", "casi igual", "igual"
PALABRAS_CUANTO: Mapping[str, str] = MappingProxyType(
    {MAS: "más que", MENOS: "menos que", CASI_IGUAL: "casi lo mismo que", IGUAL: "lo mismo que"}
)
"""Cómo sigue «se registra…» según la comparación; sin dato no hay frase."""


def compare(propio: float, otro: float, similar: float, decimales: int = 1) -> str:
    """Qué es ``propio`` frente a ``otro``: más, menos, casi igual, igual o sin dato.

    Parameters
    ----------
    propio, otro
        Las dos cifras, en la misma unidad.
    similar
        Diferencia hasta la que son «casi iguales», en esa unidad.
    decimales
        Con cuántos se imprimen: si así se leen igual, son iguales.

    Examples
    --------
    >>> compare(11_477.0, 11_477.2, 500, 0), compare(6.0, 5.0, 1), compare(6.04, 5.0, 1), compare(6.1, 5.0, 1)
    ('igual', 'casi igual', 'casi igual', 'más')
    """
    if pd.isna(propio) or pd.isna(otro):
        return SIN_DATO
    if round_mitad_arriba(propio, decimales) == round_mitad_arriba(otro, decimales):
        return IGUAL
    if is_similar(propio - otro, similar, decimales):
        return CASI_IGUAL
    return MAS if propio > otro else MENOS


def is_similar(diferencia: float, similar: float, decimales: int = 1) -> bool:
    """Si una diferencia, exacta o como se imprime, no pasa del umbral; sin dato, no.

    Examples
    --------
    >>> is_similar(1.04, 1.0), is_similar(-1.06, 1.0), is_similar(float("nan"), 1.0)
    (True, False, False)
    """
    if pd.isna(diferencia):
        return False
    return abs(diferencia) <= similar or float(round_mitad_arriba(abs(diferencia), decimales)) <= similar


def find_similares(diferencias: pd.Series, similar: float, decimales: int = 1) -> np.ndarray:
    """Lo mismo que :func:`is_similar`, de cada diferencia de una columna."""
    valores = np.abs(diferencias.to_numpy(dtype="float64", na_value=np.nan))
    cerca = valores <= similar
    # Redondear cada número es caro: sólo los que pasan por menos de lo que el redondeo puede quitar.
    for n in np.flatnonzero(~cerca & (valores <= similar + 10.0**-decimales)):
        cerca[n] = is_similar(valores[n], similar, decimales)
    return cerca
