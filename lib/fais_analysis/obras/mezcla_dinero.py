"""El dinero de la mezcla en centavos enteros: cada fuente cuadra y cada regla se vuelve a comprobar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fais_analysis.obras.mezcla_modelo import (
    CIEN_MIL,
    EncargoMezcla,
    Planteamiento,
    Restriccion,
    build_fila,
    classify_clase,
    is_parte,
)
from fais_analysis.obras.modelo import Obra
from fais_analysis.programa import Programa, Solucion

UN_PESO = 100


@dataclass(frozen=True)
class Parte:
    """Una obra en la mezcla: cuántas unidades, cuánto cuesta y de qué fuente, en centavos."""

    obra: Obra
    es_propuesta: bool
    unidades: int
    propuestas: int
    montos: Mapping[str, int]

    @property
    def total(self) -> int:
        """Centavos de la parte."""
        return sum(self.montos.values())


def fund_mezcla(
    plan: Planteamiento, encargo: EncargoMezcla, elegidas: Sequence[tuple[int, int]]
) -> list[Parte] | None:
    """Cada obra con sus centavos enteros por fuente; nada si alguna se pasa o una regla se rompe."""
    costos = [z * o.obra.total + p * o.unitario for o, (z, p) in zip(plan.opciones, elegidas, strict=True)]
    if sum(costos) > sum(encargo.presupuesto.values()):
        return None
    # con un peso de holgura en cada regla el redondeo no la rompe; sin ella, sólo si cae justo en su límite
    for holgura in (UN_PESO, 0):
        bolsas = _split_clases(plan, encargo, costos, holgura)
        if bolsas is not None and all(_keeps(r, bolsas) for r in encargo.restricciones):
            break
    else:
        return None
    partes = []
    for opcion, (z, p), costo in zip(plan.opciones, elegidas, costos, strict=True):
        if not costo:
            continue
        montos = _draw(bolsas[classify_clase(opcion.obra)], costo, opcion.obra.montos)
        unidades = z * opcion.unidades + p
        partes.append(Parte(opcion.obra, opcion.es_propuesta, unidades, opcion.unidades, montos))
    return partes


def _split_clases(
    plan: Planteamiento, encargo: EncargoMezcla, costos: Sequence[int], holgura: int
) -> dict[str, dict[str, int]] | None:
    """Cuántos centavos de cada fuente paga cada clase: el programa los sugiere y aquí se cuadran."""
    debidos: dict[str, int] = {}
    for opcion, costo in zip(plan.opciones, costos, strict=True):
        clase = classify_clase(opcion.obra)
        debidos[clase] = debidos.get(clase, 0) + costo
    programa = Programa([0.0] * len(plan.programa.minimos), [0.0] * len(plan.programa.minimos),
                        [False] * len(plan.programa.minimos))  # fmt: skip
    for clase, debido in sorted(debidos.items()):
        columnas = [c for (g, _), c in plan.dinero.items() if g == clase]
        for columna in columnas:
            programa.maximos[columna] = float("inf")
        programa.add_fila(dict.fromkeys(columnas, 1.0), debido / CIEN_MIL, debido / CIEN_MIL)
    for fuente, tope in encargo.presupuesto.items():
        programa.add_fila(
            {c: 1.0 for (_, f), c in plan.dinero.items() if f == fuente}, maximo=tope / CIEN_MIL
        )
    for regla in encargo.restricciones:
        terminos, minimo, maximo = build_fila(plan, regla)
        programa.add_fila(terminos, minimo + holgura / CIEN_MIL, maximo - holgura / CIEN_MIL)
    solucion = programa.maximize({})
    return None if solucion is None else _round_bolsas(plan, encargo, debidos, solucion)


def _round_bolsas(
    plan: Planteamiento, encargo: EncargoMezcla, debidos: Mapping[str, int], solucion: Solucion
) -> dict[str, dict[str, int]] | None:
    """Al centavo de abajo y lo que falte de la fuente que todavía tenga: las sumas cuadran exactas."""
    restante = dict(encargo.presupuesto)
    bolsas: dict[str, dict[str, int]] = {clase: {} for clase in debidos}
    for (clase, fuente), columna in plan.dinero.items():
        if clase in bolsas:
            centavos = min(int(float(solucion.valores[columna]) * CIEN_MIL), restante[fuente])
            bolsas[clase][fuente] = max(0, min(centavos, debidos[clase] - sum(bolsas[clase].values())))
            restante[fuente] -= bolsas[clase][fuente]
    for clase, debido in debidos.items():
        falta = debido - sum(bolsas[clase].values())
        for fuente in bolsas[clase]:
            pone = min(falta, restante[fuente])
            bolsas[clase][fuente] += pone
            restante[fuente] -= pone
            falta -= pone
        if falta:
            return None
    return bolsas


def _keeps(regla: Restriccion, bolsas: Mapping[str, Mapping[str, int]]) -> bool:
    """Si una regla se cumple, exacta, con los centavos ya repartidos."""
    todo = parte = 0
    for clase, montos in bolsas.items():
        for fuente, centavos in montos.items():
            if fuente in regla.fondos:
                todo += centavos
                es_parte = is_parte(regla.cuenta, clase, fuente)
                parte += centavos if es_parte else 0
    diferencia = parte * 100 - Fraction(str(regla.parte_pct)) * todo
    return diferencia >= 0 if regla.operador == ">=" else diferencia <= 0


def _draw(bolsa: dict[str, int], costo: int, preferidas: Mapping[str, int]) -> dict[str, int]:
    """Toma de la bolsa de su clase, primero de las fuentes que la obra ya traía."""
    montos: dict[str, int] = {}
    for fuente in [*(f for f in bolsa if f in preferidas), *(f for f in bolsa if f not in preferidas)]:
        toma = min(costo, bolsa[fuente])
        if toma:
            montos[fuente] = toma
            bolsa[fuente] -= toma
            costo -= toma
    return montos
