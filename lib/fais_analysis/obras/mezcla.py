"""La mezcla que saca más viviendas de sus carencias dentro del presupuesto y de las reglas.

El motor propone con tolerancias; aquí se redondea, se suma en centavos enteros y, si se pasó, se corta y se
vuelve a resolver. El orden de las filas no cambia la mezcla y nunca sale peor que la propuesta.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fais_analysis.obras.efecto import compute_efectos, sum_municipio
from fais_analysis.obras.mezcla_dinero import UN_PESO, Parte, fund_mezcla
from fais_analysis.obras.mezcla_modelo import (
    CIEN_MIL,
    PRESUPUESTO,
    EncargoMezcla,
    Planteamiento,
    build_planteamiento,
    hash_obra,
)
from fais_analysis.obras.modelo import Obra
from fais_analysis.obras.necesidad import Necesidad
from fais_analysis.obras.reglas import FONDOS
from fais_analysis.programa import Programa, Solucion

VUELTAS = 6
OBRAS_CON_DESEMPATE = 300  # el último desempate es lo caro: con más obras se declara y no se corre
MILLON = 100_000_000


@dataclass(frozen=True)
class Mezcla:
    """Lo que propone el optimizador. ``viviendas`` son viviendas-componente: una cuenta varias veces.

    ``costos`` dice cuántas viviendas más habría sin cada regla que obliga; cero es «no ata». Si ninguna
    mezcla cumple, ``partes`` va vacía y ``ceder`` dice qué cambiar y con cuántos centavos alcanza.
    """

    partes: tuple[Parte, ...]
    viviendas: int
    viviendas_propuesta: int
    distancia: float
    costos: Mapping[str, int]
    por_millon: int = 0
    ceder: tuple[tuple[str, int], ...] = ()

    @property
    def es_factible(self) -> bool:
        """Si alguna mezcla cumple todo."""
        return not self.ceder


def find_mezcla(
    propuesta: Sequence[Obra], candidatas: Sequence[Obra], necesidad: Necesidad, encargo: EncargoMezcla
) -> Mezcla:
    """La mejor mezcla de las obras de la propuesta y de las candidatas.

    Gana la de más viviendas-componente; después, la que atiende más prioridades de comité y cambia menos
    obras. No rompe ninguna regla que obligue ni pasa un centavo de ninguna fuente.
    """
    plan = build_planteamiento(propuesta, candidatas, necesidad, encargo)
    inicial = count_viviendas(propuesta, necesidad)
    solucion, partes = _solve_exacto(plan, encargo)
    if solucion is None:
        return Mezcla((), 0, inicial, 0.0, {}, ceder=_explain(plan, encargo))
    viviendas = count_viviendas([scale_obra(p) for p in partes], necesidad)
    if viviendas < inicial and (propias := _fund_propuesta(plan, encargo)):
        partes, viviendas = propias, inicial
    costos, por_millon = _price_reglas(propuesta, candidatas, necesidad, encargo)
    return Mezcla(tuple(partes), viviendas, inicial, solucion.distancia, costos, por_millon)


def count_viviendas(obras: Sequence[Obra], necesidad: Necesidad) -> int:
    """Viviendas-componente que, a lo más, dejarían sus carencias con unas obras."""
    efectos = compute_efectos(obras, necesidad)
    return sum(e.alto for e in sum_municipio(efectos, necesidad).values())


def scale_obra(parte: Parte) -> Obra:
    """La obra con las unidades y el dinero de la mezcla."""
    if parte.unidades == parte.propuestas:
        return replace(parte.obra, montos=parte.montos, total_declarado=None)
    acreditadas = parte.obra.metas.viviendas_acreditadas
    metas = replace(
        parte.obra.metas,
        viviendas=parte.unidades,
        viviendas_acreditadas=None if acreditadas is None else min(acreditadas, parte.unidades),
    )
    return replace(parte.obra, montos=parte.montos, metas=metas, total_declarado=None)


def _solve_exacto(plan: Planteamiento, encargo: EncargoMezcla) -> tuple[Solucion | None, list[Parte]]:
    """Resuelve, suma en enteros y corta hasta que nada se pase; sin solución que cumpla, nada."""
    programa = plan.programa.copy()
    for _ in range(VUELTAS):
        solucion = _solve_etapas(plan, programa)
        if solucion is None:
            return None, []
        partes = fund_mezcla(plan, encargo, _read_unidades(plan, solucion))
        if partes is not None:
            return solucion, partes
        _cut(plan, programa, solucion, encargo)
    return None, []


def _solve_etapas(plan: Planteamiento, programa: Programa) -> Solucion | None:
    """Viviendas; después comités y pocos cambios; y, si caben, un desempate por contenido."""
    viviendas = dict.fromkeys(plan.efectos, 1.0)
    primera = programa.maximize(viviendas)
    if primera is None:
        return None
    etapas = programa.copy()
    logradas = sum(primera.get_entero(c) for c in plan.efectos)
    etapas.add_fila(viviendas, minimo=logradas - 0.001)
    segundo = _build_segundo(plan)
    segunda = etapas.maximize(segundo)
    if segunda is None or len(plan.opciones) > OBRAS_CON_DESEMPATE:
        return segunda or primera
    etapas.add_fila(segundo, minimo=sum(c * segunda.get_entero(i) for i, c in segundo.items()) - 0.001)
    desempate = {o.z: -float(hash_obra(o.obra)) for o in plan.opciones}
    desempate |= {o.p: -float(hash_obra(o.obra)) / 1024 for o in plan.opciones}
    return etapas.maximize(desempate, holgura=0.0) or segunda


def _build_segundo(plan: Planteamiento) -> dict[int, float]:
    """Cada prioridad de comité pesa más que todos los cambios juntos."""
    peso = len(plan.opciones) + 1
    objetivo: dict[int, float] = {}
    for opcion in plan.opciones:
        prioridad = peso if opcion.obra.comite.prioridad is not None else 0
        objetivo[opcion.z] = float(prioridad + (1 if opcion.es_propuesta else -1))
    return objetivo


def _read_unidades(plan: Planteamiento, solucion: Solucion) -> list[tuple[int, int]]:
    return [(solucion.get_entero(o.z), solucion.get_entero(o.p)) for o in plan.opciones]


def _cut(plan: Planteamiento, programa: Programa, solucion: Solucion, encargo: EncargoMezcla) -> None:
    """Quita esa solución: la combinación exacta si todo es entero sí o no; si no, un peso a cada tope."""
    elegidas = _read_unidades(plan, solucion)
    if all(p == 0 for _, p in elegidas):
        puestas = [o.z for o, (z, _) in zip(plan.opciones, elegidas, strict=True) if z]
        programa.add_fila(dict.fromkeys(puestas, 1.0), maximo=len(puestas) - 1)
        return
    reglas = range(len(plan.programa.filas) - len(encargo.restricciones), len(plan.programa.filas))
    for fila in (*plan.presupuesto.values(), *reglas):
        terminos, minimo, maximo = programa.filas[fila]
        programa.filas[fila] = (terminos, minimo + UN_PESO / CIEN_MIL, maximo - UN_PESO / CIEN_MIL)


def _fund_propuesta(plan: Planteamiento, encargo: EncargoMezcla) -> list[Parte] | None:
    """La propuesta tal cual, si cumple: la mezcla nunca sale peor que ella."""
    programa = plan.programa.copy()
    for opcion in plan.opciones:
        programa.add_fila({opcion.z: 1.0}, float(opcion.es_propuesta), float(opcion.es_propuesta))
        programa.add_fila({opcion.p: 1.0}, 0.0, 0.0)
    if programa.maximize({}) is None:  # lo prohibido, un lote o una descarga sin red
        return None
    return fund_mezcla(plan, encargo, [(int(o.es_propuesta), 0) for o in plan.opciones])


def _price_reglas(
    propuesta: Sequence[Obra], candidatas: Sequence[Obra], necesidad: Necesidad, encargo: EncargoMezcla
) -> tuple[dict[str, int], int]:
    """Cuántas viviendas más habría sin cada regla, y con un millón de pesos más."""

    def best(otro: EncargoMezcla) -> int:
        plan = build_planteamiento(propuesta, candidatas, necesidad, otro)
        solucion = plan.programa.maximize(dict.fromkeys(plan.efectos, 1.0))
        return 0 if solucion is None else sum(solucion.get_entero(c) for c in plan.efectos)

    actual = best(encargo)
    costos = {
        r.codigo: best(replace(encargo, restricciones=tuple(x for x in encargo.restricciones if x != r)))
        - actual
        for r in encargo.restricciones
    }
    fuente = next((f for f in FONDOS if encargo.presupuesto.get(f)), next(iter(encargo.presupuesto), ""))
    mas = {**encargo.presupuesto, fuente: encargo.presupuesto.get(fuente, 0) + MILLON}
    return costos, best(replace(encargo, presupuesto=mas)) - actual


def _explain(plan: Planteamiento, encargo: EncargoMezcla) -> tuple[tuple[str, int], ...]:
    """Qué ceder cuando nada cumple: cuantas menos reglas, mejor; después, los menos pesos que alcancen."""
    programa = plan.programa.copy()
    inicio_reglas = len(programa.filas) - len(encargo.restricciones)
    elasticas = {f"{PRESUPUESTO} {f}": fila for f, fila in plan.presupuesto.items()}
    elasticas |= {r.codigo: inicio_reglas + i for i, r in enumerate(encargo.restricciones)}
    techo = 10 * (sum(o.obra.total for o in plan.opciones) + 1) / CIEN_MIL
    holguras: dict[str, tuple[int, int]] = {}
    for codigo, fila in elasticas.items():
        terminos, minimo, maximo = programa.filas[fila]
        h, usa = programa.add_columna(0, techo, es_entera=False), programa.add_columna(0, 1)
        programa.filas[fila] = ({**terminos, h: -1.0 if maximo != float("inf") else 1.0}, minimo, maximo)
        programa.add_fila({h: 1.0, usa: -techo}, maximo=0)
        holguras[codigo] = h, usa
    menos = {usa: -1.0 for _, usa in holguras.values()}
    primera = programa.maximize(menos)
    if primera is None:
        return (("LO FIJADO", 0),)
    programa.add_fila(menos, minimo=-sum(primera.get_entero(u) for _, u in holguras.values()) - 0.001)
    segunda = programa.maximize({h: -1.0 for h, _ in holguras.values()}, holgura=UN_PESO / CIEN_MIL)
    valores = (segunda or primera).valores
    return tuple(
        (codigo, int(float(valores[h]) * CIEN_MIL) + UN_PESO)
        for codigo, (h, _) in holguras.items()
        if float(valores[h]) * CIEN_MIL >= 1
    )
