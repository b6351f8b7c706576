"""Lo que no cuadra en un avance: imposible, pagada de más o sin evidencia, detenida, atrasada."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from fais_analysis.obras.avance import FIN_DE_TRIMESTRE, AvanceObra, compute_programado_pct
from fais_analysis.obras.modelo import Gravedad, Hallazgo, Obra, format_obras, format_pesos
from fais_analysis.schemas.avances import MOMENTOS

ANTICIPO_PCT = 30  # recordada: por verificar
HOLGURA_PAGO_PP = 15
ATRASO = Fraction(4, 5)
DEFINITIVO = 5
PARAMETRO = "parámetro de la casa; el anticipo de hasta 30 % está por verificar"


class Dicho(NamedTuple):
    """Lo que se le dice a quien captura: qué pasa y qué hacer."""

    que_pasa: str
    que_hacer: str


def list_hallazgos_avance(
    obras: Sequence[Obra], avances: Sequence[AvanceObra], ejercicio: int
) -> list[Hallazgo]:
    """Los hallazgos de todos los cortes, en orden de obra y corte."""
    por_obra: dict[str, list[AvanceObra]] = defaultdict(list)
    for avance in sorted(avances, key=lambda a: (a.folio, a.corte, a.renglon)):
        por_obra[avance.folio].append(avance)
    conocidas = {o.folio: o for o in obras}
    hallazgos: list[Hallazgo] = []
    for folio, propios in por_obra.items():
        obra = conocidas.get(folio)
        if obra is None:
            textos = Dicho("La obra no está en el anexo.", "corrija el folio o el nombre")
            hallazgos += [_make(a, "FUERA_DEL_ANEXO", "bloqueo", textos, folio) for a in propios]
            continue
        hallazgos += _check_serie(propios)
        for avance in propios:
            hallazgos += [*_check_imposible(avance), *_check_pago(obra, avance)]
        hallazgos += _check_atraso(obra, propios[-1], ejercicio)
    faltan = [o for o in obras if o.folio not in por_obra]
    if faltan:
        que_pasa = f"{format_obras(len(faltan))} del anexo, sin ningún avance."
        hallazgos.append(
            Hallazgo(
                "SIN_AVANCE", "corregir", que_pasa, "capture su avance", pesos=sum(o.total for o in faltan)
            )
        )
    return hallazgos


def _make(
    avance: AvanceObra, regla: str, gravedad: Gravedad, textos: Dicho, encontrado: str = ""
) -> Hallazgo:
    columna = f"corte {avance.corte}"
    return Hallazgo(
        regla,
        gravedad,
        textos.que_pasa,
        textos.que_hacer,
        avance.folio,
        avance.renglon,
        columna,
        encontrado,
        cita=PARAMETRO,
    )


def _check_imposible(avance: AvanceObra) -> Iterator[Hallazgo]:
    fisico = avance.fisico_pct
    if fisico is not None and not 0 <= fisico <= 100:
        textos = Dicho("El avance físico no está entre 0 y 100 %.", "escriba el porcentaje acumulado")
        yield _make(avance, "IMPOSIBLE", "bloqueo", textos, f"{fisico:f} %")
    presentes = [(m, avance.momentos[m]) for m in MOMENTOS if m in avance.momentos]
    for (antes, uno), (despues, otro) in pairwise(presentes):
        if otro > uno:
            textos = Dicho(f"Lo {despues} es más que lo {antes}.", "revise los montos acumulados")
            yield _make(avance, "IMPOSIBLE", "bloqueo", textos, f"{format_pesos(otro)} y {format_pesos(uno)}")


def _check_serie(avances: Sequence[AvanceObra]) -> Iterator[Hallazgo]:
    """De un corte al siguiente: nada acumulado baja, y dos cortes iguales es una obra detenida."""
    for antes, despues in pairwise(avances):
        if antes.corte == despues.corte:
            yield _make(
                despues,
                "CORTE_REPETIDO",
                "bloqueo",
                Dicho("Hay dos avances del mismo corte.", "deje uno"),
            )
            continue
        uno, otro = antes.fisico_pct, despues.fisico_pct
        bajan = [m for m in MOMENTOS if despues.momentos.get(m, 10**18) < antes.momentos.get(m, 0)]
        if uno is not None and otro is not None and otro < uno:
            bajan.append("físico")
        if bajan:
            textos = Dicho(f"Baja lo acumulado: {', '.join(bajan)}.", "corrija o explique el motivo")
            yield _make(despues, "IMPOSIBLE", "bloqueo", textos)
        elif uno is not None and uno == otro and uno < 100:
            textos = Dicho(f"Detenida: mismo avance físico que en el corte {antes.corte}.", "visite la obra")
            yield _make(despues, "DETENIDA", "corregir", textos, f"{uno:f} %")


def _check_pago(obra: Obra, avance: AvanceObra) -> Iterator[Hallazgo]:
    pagado, fisico = avance.momentos.get("pagado"), avance.fisico_pct
    if not pagado or not obra.total:
        return
    pagado_pct = Decimal(pagado) * 100 / obra.total
    cuanto = f"{format_pesos(pagado)} de {format_pesos(obra.total)}"
    if pagado > obra.total:
        textos = Dicho("Se pagó más de lo convenido.", "revise el pago o haga el modificatorio")
        yield _make(avance, "SOBREPAGADA", "bloqueo", textos, cuanto)
    elif fisico is not None and fisico == 0 and pagado_pct > ANTICIPO_PCT:
        textos = Dicho("Pagada sin avance, más que el anticipo.", "verifique la obra antes de otro pago")
        yield _make(avance, "PAGADA_SIN_AVANCE", "corregir", textos, cuanto)
    elif fisico is not None and fisico > 0 and pagado_pct - fisico > HOLGURA_PAGO_PP:
        textos = Dicho("Lo pagado va muy por delante de lo hecho.", "verifique la obra antes de otro pago")
        yield _make(
            avance, "SOBREPAGADA", "corregir", textos, f"{pagado_pct:.1f} % pagado, {fisico:f} % hecho"
        )
    if pagado >= obra.total and not (avance.fotos and avance.con_acta):
        textos = Dicho(
            "Pagada al 100 % sin fotos o sin acta de entrega.", "agregue la evidencia al expediente"
        )
        yield _make(avance, "SIN_EVIDENCIA", "corregir", textos)


def _check_atraso(obra: Obra, ultimo: AvanceObra, ejercicio: int) -> Iterator[Hallazgo]:
    if ultimo.fisico_pct is None or ultimo.corte not in FIN_DE_TRIMESTRE:
        return
    fin = date(ejercicio, *FIN_DE_TRIMESTRE[ultimo.corte])
    programado = compute_programado_pct(obra, fin, ejercicio)
    if programado and Fraction(ultimo.fisico_pct) < ATRASO * programado:
        supuesto = "" if obra.inicio and obra.termino else " (programa supuesto)"
        textos = Dicho("Va atrasada.", "pida el programa de recuperación")
        grave: Gravedad = "corregir" if ultimo.corte >= DEFINITIVO or programado == 100 else "aviso"
        dicho = f"{ultimo.fisico_pct:f} % de {float(programado):.0f} % programado{supuesto}"
        yield _make(ultimo, "ATRASADA", grave, textos, dicho)
