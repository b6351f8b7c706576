"""Números dentro de una frase: mismos redondeos y signos en todas las razones que devuelve el cálculo."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

ESPACIO_DURO = "\u00a0"
SIN_DATO = "sin dato"


def round_mitad_arriba(valor: float, decimales: int) -> Decimal:
    """Redondea como en la escuela: 0.05 → 0.1; trabaja con la escritura decimal corta del número.

    Examples
    --------
    >>> str(round_mitad_arriba(2.25, 1)), str(round_mitad_arriba(-0.04, 1))
    ('2.3', '0.0')
    """
    redondo = Decimal(repr(float(valor))).quantize(Decimal(1).scaleb(-decimales), rounding=ROUND_HALF_UP)
    return abs(redondo) if redondo == 0 else redondo


def phrase_pct(valor: float) -> str:
    """Porcentaje con un decimal: «12.3 %» (con espacio de no separación); nulo → «sin dato»."""
    return SIN_DATO if pd.isna(valor) else f"{round_mitad_arriba(valor, 1):,}{ESPACIO_DURO}%"


def phrase_puntos(valor: float) -> str:
    """Magnitud en puntos porcentuales, sin signo: «1.2 puntos porcentuales»; nulo → «sin dato»."""
    if pd.isna(valor):
        return SIN_DATO
    redondo = round_mitad_arriba(abs(valor), 1)
    return f"{redondo:,} {'punto porcentual' if redondo == 1 else 'puntos porcentuales'}"


def phrase_personas(valor: float) -> str:
    """Personas con separador de miles: «40,775 personas», «1 persona»; nulo → «sin dato»."""
    if pd.isna(valor):
        return SIN_DATO
    entero = int(round_mitad_arriba(valor, 0))
    return f"{entero:,} {'persona' if entero == 1 else 'personas'}"


def phrase_municipios(cuantos: int) -> str:
    """«1 municipio», «39 municipios»."""
    return f"{cuantos:,} {'municipio' if cuantos == 1 else 'municipios'}"


def join_frase(partes: Sequence[str]) -> str:
    """Enumera en español: «a», «a y b», «a, b y c»; «e» ante el sonido i.

    Examples
    --------
    >>> join_frase(["pisos", "techos", "cuartos"]), join_frase(["salud", "ingreso"])
    ('pisos, techos y cuartos', 'salud e ingreso')
    """
    if len(partes) < 2:
        return "".join(partes)
    ultima = partes[-1]
    suena_i = ultima.lower().startswith(("i", "hi", "í")) and not ultima.lower().startswith(
        ("hie", "hia", "io")
    )
    return f"{', '.join(partes[:-1])} {'e' if suena_i else 'y'} {ultima}"
