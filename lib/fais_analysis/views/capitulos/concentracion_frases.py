"""El índice de concentración en palabras: su signo, y entre qué extremos puede ir."""

import pandas as pd

from fais_analysis.indicators.necesidad import NO_SE_PUEDE
from fais_analysis.views.formato import format_decimal, is_sin_dato


def write_rango(fila: pd.Series) -> str:
    """El índice entre los extremos que puede tomar con estos municipios.

    Examples
    --------
    >>> write_rango(pd.Series({"indice": 0.0, "indice_minimo": 0.0, "indice_maximo": 0.0}))
    'Con tan pocos municipios no hay índice que calcular.'
    """
    indice, menor, mayor = (format_decimal(fila[c], 2) for c in ("indice", "indice_minimo", "indice_maximo"))
    if menor == mayor:
        return "Con tan pocos municipios no hay índice que calcular."
    return (
        f"Índice: {indice}. Con estos municipios va de {menor} (todo al de menor porcentaje) a {mayor} "
        "(todo al de mayor); 0 es repartir igual que la carencia."
    )


def phrase_concentracion(fila: pd.Series, nombre: str) -> str:
    """El signo del índice en palabras, o por qué no se puede concluir.

    Examples
    --------
    >>> fila = pd.Series({"conclusion": "se puede leer", "motivo": "", "indice": -0.2})
    >>> phrase_concentracion(fila, "la pobreza extrema")
    'Donde la pobreza extrema es mayor se recibieron menos pesos por persona que la padece'
    """
    if fila["conclusion"] == NO_SE_PUEDE:
        return f"No se puede concluir si el dinero siguió a {nombre}: {fila['motivo']}"
    if is_sin_dato(fila["indice"]):
        return f"Sin dato para decir si el dinero siguió a {nombre}"
    if round(fila["indice"], 2) == 0:
        return f"La inversión se repartió casi igual que {nombre}"
    lado = "más" if fila["indice"] > 0 else "menos"
    return f"Donde {nombre} es mayor se recibieron {lado} pesos por persona que la padece"
