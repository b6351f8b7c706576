"""El avance de las obras de un convenio: programado, ganado y real; quién va tarde y por qué."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from fais_analysis.obras.modelo import Obra

FIN_DE_TRIMESTRE = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31), 5: (12, 31)}
MINIMO_COSTO = 20  # con menos avance físico el costo estimado es ruido


@dataclass(frozen=True)
class AvanceObra:
    """Una obra en un corte, con valores acumulados; nulo es sin dato. Los momentos, en centavos."""

    folio: str
    corte: int
    renglon: int = 0
    fisico_pct: Decimal | None = None
    momentos: Mapping[str, int] = field(default_factory=dict)
    fotos: int | None = None
    con_acta: bool | None = None


@dataclass(frozen=True)
class PuntoCurva:
    """Un corte de la curva S, en centavos: programado, ganado (físico) y real (devengado).

    ``spi`` es ganado entre programado (menos de uno, tarde) y ``cpi``, ganado entre real (menos de uno, se
    pagó más de lo hecho): sólo de las obras que dicen lo que se compara, y nulos si no hay de qué.
    ``es_supuesto``: alguna obra no trae programa y es recto.
    """

    corte: int
    programado: int
    ganado: int
    real: int
    es_supuesto: bool
    sin_dato: int
    spi: Fraction | None
    cpi: Fraction | None


@dataclass(frozen=True)
class Plazo:
    """Una fecha límite: qué vence y cuándo. Si cae en día inhábil no se recorre: se avisa."""

    que: str
    vence: date


def build_curva(obras: Sequence[Obra], avances: Sequence[AvanceObra], ejercicio: int) -> list[PuntoCurva]:
    """La curva S: un punto por corte con avances, del primero al último."""
    por_llave = {(a.folio, a.corte): a for a in avances}
    supuesto = any(o.inicio is None or o.termino is None for o in obras)
    puntos = []
    for corte in sorted({a.corte for a in avances}):
        fin = date(ejercicio, *FIN_DE_TRIMESTRE[corte])
        medidas = [_measure(o, por_llave.get((o.folio, corte)), fin, ejercicio) for o in obras]
        con_fisico = [(p, g) for p, g, _ in medidas if g is not None]
        con_ambos = [(r, g) for _, g, r in medidas if g is not None and r is not None]
        puntos.append(
            PuntoCurva(
                corte,
                programado=round(sum(p for p, _, _ in medidas)),
                ganado=round(sum(g for _, g in con_fisico)),
                real=sum(r or 0 for _, _, r in medidas),
                es_supuesto=supuesto,
                sin_dato=len(medidas) - len(con_fisico),
                spi=_divide(con_fisico),
                cpi=_divide(con_ambos),
            )
        )
    return puntos


def _measure(
    obra: Obra, avance: AvanceObra | None, fin: date, ejercicio: int
) -> tuple[Fraction, Fraction | None, int | None]:
    """Centavos programados, ganados y devengados de una obra; un avance imposible es sin dato."""
    programado = obra.total * compute_programado_pct(obra, fin, ejercicio) / 100
    if avance is None:
        return programado, None, None
    fisico = avance.fisico_pct
    es_posible = fisico is not None and 0 <= fisico <= 100
    ganado = obra.total * Fraction(fisico or 0) / 100 if es_posible else None
    return programado, ganado, avance.momentos.get("devengado")


def _divide(pares: Sequence[tuple[Fraction | int, Fraction]]) -> Fraction | None:
    """Lo ganado entre aquello con que se compara; pares (con qué, ganado)."""
    debajo = sum(base for base, _ in pares)
    return sum(ganado for _, ganado in pares) / Fraction(debajo) if debajo else None


def compute_programado_pct(obra: Obra, fecha: date, ejercicio: int) -> Fraction:
    """Cuánto debería llevar a una fecha: recta de su inicio a su término; sin ellos, todo el año."""
    inicio, termino = obra.inicio or date(ejercicio, 1, 1), obra.termino or date(ejercicio, 12, 31)
    if fecha >= termino:
        return Fraction(100)
    dias = (termino - inicio).days
    return max(Fraction(0), Fraction(100 * (fecha - inicio).days, dias)) if dias > 0 else Fraction(0)


def list_plazos(ejercicio: int) -> list[Plazo]:
    """Los plazos de ley del ejercicio, en orden (LCF 48, LFPRH 85-II y LDFEFM 17, desde 2016)."""
    plazos = [
        Plazo(f"informe del trimestre {t}", date(ejercicio, *FIN_DE_TRIMESTRE[t]) + timedelta(days=20))
        for t in (1, 2, 3, 4)
    ]
    plazos += [
        Plazo("devengar", date(ejercicio, 12, 31)),
        Plazo("reintegrar lo no devengado", date(ejercicio + 1, 1, 15)),
        Plazo("pagar lo comprometido o devengado", date(ejercicio + 1, 3, 31)),
    ]
    return sorted(plazos, key=lambda p: p.vence)


def estimate_costo(obra: Obra, avance: AvanceObra) -> int | None:
    """A cuánto llegaría la obra si sigue igual; nulo con menos de 20 % físico o sin dato. Sólo informa."""
    fisico, real = avance.fisico_pct, avance.momentos.get("devengado")
    if fisico is None or real is None or fisico < MINIMO_COSTO:
        return None
    return int(Decimal(real) * 100 / fisico)
