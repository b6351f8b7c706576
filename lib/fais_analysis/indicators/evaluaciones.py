"""Cómo va cada aspecto susceptible de mejora: cerrado, vencido, por vencer, en plazo o sin fecha."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from fais_analysis.schemas.evaluaciones import Aspecto

CERRADO, VENCIDO, POR_VENCER = "cerrado", "vencido", "por vencer"
EN_PLAZO, SIN_FECHA, SIN_ASPECTOS = "en plazo", "sin fecha", "sin aspectos"
ESTADOS_ASPECTO = (VENCIDO, POR_VENCER, EN_PLAZO, SIN_FECHA, CERRADO, SIN_ASPECTOS)
AVISO = timedelta(days=30)


def classify_aspecto(aspecto: Aspecto, hoy: date) -> str:
    """En qué estado está un aspecto; sólo se cierra con fecha, avance completo y huella de la evidencia.

    Examples
    --------
    >>> uno = Aspecto(2, "p", "e", 2020, "", "algo", fecha_compromiso=date(2020, 1, 1))
    >>> classify_aspecto(uno, date(2021, 1, 1))
    'vencido'
    """
    if not aspecto.recomendacion:
        return SIN_ASPECTOS
    if is_cerrado(aspecto):
        return CERRADO
    if aspecto.fecha_compromiso is None:
        return SIN_FECHA
    if aspecto.fecha_compromiso < hoy:
        return VENCIDO
    return POR_VENCER if aspecto.fecha_compromiso <= hoy + AVISO else EN_PLAZO


def is_cerrado(aspecto: Aspecto) -> bool:
    """Si está cerrado con todo lo que pide."""
    return aspecto.fecha_cierre is not None and aspecto.avance_pct == 100 and bool(aspecto.evidencia_sha256)


def find_inconsistencias(aspectos: Sequence[Aspecto], hoy: date) -> list[str]:
    """Lo que no cuadra, por renglón: cierre sin evidencia, fechas imposibles, avance completo sin cierre."""
    fallas = []
    for aspecto in aspectos:
        if aspecto.fecha_cierre is not None and not is_cerrado(aspecto):
            fallas.append(
                f"renglón {aspecto.renglon}: dice fecha de cierre, pero falta avance 100 o la evidencia."
            )
        if aspecto.fecha_cierre is not None and aspecto.fecha_cierre > hoy:
            fallas.append(f"renglón {aspecto.renglon}: la fecha de cierre todavía no llega.")
        if aspecto.avance_pct == 100 and aspecto.fecha_cierre is None:
            fallas.append(f"renglón {aspecto.renglon}: avance 100 sin fecha de cierre.")
        if aspecto.recomendacion and not aspecto.area:
            fallas.append(f"renglón {aspecto.renglon}: falta el área responsable.")
        if aspecto.anio > hoy.year:
            fallas.append(f"renglón {aspecto.renglon}: el año de la evaluación todavía no llega.")
    return fallas


def count_estados(aspectos: Sequence[Aspecto], hoy: date) -> dict[str, dict[str, int]]:
    """Cuántos aspectos hay en cada estado, por programa; un programa sin aspectos también está."""
    cuentas: dict[str, Counter[str]] = {}
    for aspecto in aspectos:
        cuentas.setdefault(aspecto.programa, Counter())[classify_aspecto(aspecto, hoy)] += 1
    return {p: {e: c[e] for e in ESTADOS_ASPECTO} for p, c in sorted(cuentas.items())}


def count_evaluaciones(aspectos: Sequence[Aspecto]) -> int:
    """Cuántas evaluaciones son: mismo programa, evaluador, año y tipo es una sola."""
    return len({(a.programa, a.evaluador, a.anio, a.tipo) for a in aspectos})
