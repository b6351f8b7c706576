"""Comparar lo observado con una regla: cumple, no cumple o no se puede evaluar. Nunca lanza por la obra."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from fais_analysis.rules.reglas import Regla

CUMPLE, NO_CUMPLE, NO_EVALUABLE = "cumple", "no cumple", "no se puede evaluar"
Observado = int | Decimal | Fraction | date | str | None
Medido = TypeVar("Medido", date, Fraction)


@dataclass(frozen=True)
class Evaluacion:
    """El resultado de comparar algo con una regla.

    ``puede_bloquear`` es cierto sólo si no cumple y la regla está verificada. ``leyenda`` («por verificar»)
    se imprime siempre junto al resultado. ``razon`` dice por qué no se pudo evaluar.
    """

    regla: Regla
    resultado: str
    observado: str
    esperado: str
    razon: str = ""

    @property
    def puede_bloquear(self) -> bool:
        """Si el incumplimiento puede detener la propuesta."""
        return self.resultado == NO_CUMPLE and self.regla.puede_bloquear

    @property
    def accion(self) -> str:
        """Qué se hace con el resultado: nada, exigir, señalar o avisar."""
        return self.regla.accion if self.resultado == NO_CUMPLE else "nada"

    @property
    def leyenda(self) -> str:
        """La de la regla."""
        return self.regla.leyenda


def compute_parte_pct(parte_centavos: int, total_centavos: int) -> Fraction | None:
    """Porcentaje exacto que una parte es de su total; nulo si el total es cero (no hay de qué).

    Examples
    --------
    >>> compute_parte_pct(70, 100), compute_parte_pct(1, 0)
    (Fraction(70, 1), None)
    """
    return Fraction(100 * parte_centavos, total_centavos) if total_centavos else None


def evaluate_regla(regla: Regla, observado: Observado) -> Evaluacion:
    """Compara lo observado con la regla, sin redondear.

    Parameters
    ----------
    regla
        La que rige, de :func:`get_regla`.
    observado
        Según ``regla.mide``: porcentaje exacto (:func:`compute_parte_pct`), conteo entero, fecha en que
        ocurrió o vía de focalización. Nulo = sin dato.
    """
    esperado = f"{regla.operador} {_format(regla.valor)} {regla.unidad}".strip()
    razon = _find_razon(regla, observado)
    if razon:
        return Evaluacion(regla, NO_EVALUABLE, _format(observado), esperado, razon)
    cumple = _compare(regla, observado)
    return Evaluacion(regla, CUMPLE if cumple else NO_CUMPLE, _format(observado), esperado)


def _find_razon(regla: Regla, observado: Observado) -> str:
    if not regla.activa:
        return "la regla se conoce demasiado poco y está apagada"
    if regla.valor is None:
        return "no se sabe qué valor fija la norma"
    if regla.mide in ("texto", "referencia"):
        return "la regla sólo informa; no se compara con un número"
    if observado is None:
        return "sin dato"
    return "" if isinstance(observado, _TIPOS[regla.mide]) else "el dato no es del tipo que pide la regla"


_TIPOS = {
    "parte": (int, Decimal, Fraction),
    "conteo": (int,),
    "fecha": (date,),
    "lista": (str,),
}


def _compare(regla: Regla, observado: Observado) -> bool:
    """Sólo después de ``_find_razon``: lo observado ya es del tipo que pide la regla."""
    if isinstance(regla.valor, tuple):
        return observado in regla.valor
    if isinstance(observado, date) and regla.vence is not None:
        return _meets(regla.operador, observado, regla.vence)
    if isinstance(observado, int | Decimal | Fraction):
        return _meets(regla.operador, Fraction(observado), Fraction(str(regla.valor)))
    raise TypeError(f"la regla {regla.codigo} no se puede comparar con {observado!r}")


def _meets(operador: str, medido: Medido, limite: Medido) -> bool:
    if operador == "<=":
        return medido <= limite
    return medido >= limite if operador == ">=" else medido == limite


def _format(valor: object) -> str:
    if valor is None:
        return "sin dato"
    if isinstance(valor, tuple):
        return ", ".join(valor)
    if isinstance(valor, Fraction):
        return f"{float(valor):.4f}".rstrip("0").rstrip(".")
    return valor.isoformat() if isinstance(valor, date) else str(valor)
