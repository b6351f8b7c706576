"""El ataque: con lo publicado y los totales exactos que se conocen por fuera, ¿se demuestra una celda chica?

Cada celda se pregunta con un programa lineal: su mínimo y su máximo entre las tablas que dirían lo mismo. Si
quedan entre 1 y 4, cualquiera lo demuestra. El atacante sabe cómo se redondea y qué localidades están vacías.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fais_analysis.padron.celdas import UMBRAL
from fais_analysis.padron.redondeo import BASE
from fais_analysis.programa import Programa, Sondeo

Pregunta = tuple["Blanco", list[int]]
RUIDO = 1e-6  # lo que el motor deja de imprecisión


@dataclass(frozen=True)
class Hecho:
    """Lo que el atacante sabe: la suma de unos átomos está entre ``minimo`` y ``maximo``."""

    atomos: tuple[Any, ...]
    minimo: int
    maximo: int


@dataclass(frozen=True)
class Blanco:
    """Una celda que nadie debe demostrar; ``nombre`` la identifica en el resultado.

    ``menos`` son los que ya se conocen por su nombre: lo protegido es lo que queda.
    """

    nombre: Hashable
    atomos: tuple[Any, ...]
    menos: int = 0


def build_hecho(atomos: Sequence[Any], publicado: int) -> Hecho:
    """Lo que se sabe de una celda publicada con redondeo; la que no aparece es un cero."""
    return Hecho(tuple(atomos), max(0, publicado - BASE + 1), publicado + BASE - 1)


def find_demostradas(
    verdad: Mapping[Any, int], hechos: Iterable[Hecho], blancos: Iterable[Blanco]
) -> list[Blanco]:
    """Los blancos que los hechos demuestran entre 1 y 4.

    Sólo puede demostrarse lo que es cierto: se preguntan los blancos cuya cuenta verdadera está entre 1 y 4.
    """
    hechos, chicos = list(hechos), [b for b in blancos if _is_chico(verdad, b)]
    demostradas: list[Blanco] = []
    componente = _find_componentes(verdad, hechos)
    por_grupo = _group(chicos, componente)
    hechos_de = _group([h for h in hechos if h.atomos], componente)
    atomos_de: dict[Hashable, list[Hashable]] = {}
    for atomo in verdad:
        atomos_de.setdefault(componente[atomo], []).append(atomo)
    for grupo, propios in por_grupo.items():
        sondeo, numero = open_ataque(atomos_de[grupo], hechos_de.get(grupo, []))
        demostradas += _probe(sondeo, [(b, [numero[a] for a in b.atomos]) for b in propios])
    return demostradas


def open_ataque(atomos: Sequence[Any], hechos: Iterable[Hecho]) -> tuple[Sondeo, dict[Any, int]]:
    """El programa de lo que se sabe de unos átomos, y el número de columna de cada uno."""
    programa = Programa()
    numero = {atomo: programa.add_columna(0, float("inf"), es_entera=False) for atomo in atomos}
    for hecho in hechos:
        programa.add_fila({numero[a]: 1 for a in hecho.atomos}, hecho.minimo, hecho.maximo)
    return programa.open_sondeo(), numero


def _probe(sondeo: Sondeo, pendientes: list[Pregunta]) -> list[Blanco]:
    """Pregunta cada blanco; toda tabla que el motor halla en el camino absuelve a los que en ella no son
    chicos.
    """
    demostradas = []
    while pendientes:
        blanco, columnas = pendientes.pop(0)
        if sondeo.compute_extremo(columnas, es_maximo=False) > blanco.menos + RUIDO:
            pendientes = _keep_chicos(pendientes, sondeo)
            if sondeo.compute_extremo(columnas, es_maximo=True) < blanco.menos + UMBRAL - RUIDO:
                demostradas.append(blanco)
        pendientes = _keep_chicos(pendientes, sondeo)
    return demostradas


def _keep_chicos(pendientes: list[Pregunta], sondeo: Sondeo) -> list[tuple[Blanco, list[int]]]:
    valores = sondeo.valores
    return [p for p in pendientes if RUIDO < float(valores[p[1]].sum()) - p[0].menos < UMBRAL - RUIDO]


def _group(cosas: Iterable[Any], componente: Mapping[Hashable, Hashable]) -> dict[Hashable, list[Any]]:
    grupos: dict[Hashable, list[Any]] = {}
    for cosa in cosas:
        grupos.setdefault(componente[cosa.atomos[0]], []).append(cosa)
    return grupos


def _is_chico(verdad: Mapping[Any, int], blanco: Blanco) -> bool:
    return 0 < sum(verdad[a] for a in blanco.atomos) - blanco.menos < UMBRAL


def _find_componentes(verdad: Mapping[Any, int], hechos: Sequence[Hecho]) -> dict[Hashable, Hashable]:
    """A qué grupo va cada átomo: los que algún hecho enlaza van juntos; los demás no se influyen."""
    jefe: dict[Hashable, Hashable] = {a: a for a in verdad}

    def find(atomo: Hashable) -> Hashable:
        while jefe[atomo] != atomo:
            jefe[atomo] = jefe[jefe[atomo]]
            atomo = jefe[atomo]
        return atomo

    for hecho in hechos:
        for otro in hecho.atomos[1:]:
            jefe[find(otro)] = find(hecho.atomos[0])
    return {atomo: find(atomo) for atomo in verdad}
