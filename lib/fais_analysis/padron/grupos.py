"""De pares a personas: unión codiciosa en que cada grupo lleva, a lo más, una CURP válida.

La restricción es transitiva: si A y B tienen CURP distinta, un registro sin CURP entre los dos no los junta.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

MARGEN_AMBIGUO_BITS = 3.0
Par = tuple[str, str]


@dataclass
class Grupos:
    """``grupo`` da el de cada registro (el menor de los suyos); ``conflictos``, los pares que no se
    unieron.
    """

    grupo: dict[str, str]
    conflictos: dict[Par, str] = field(default_factory=dict)


class _Union:
    """Unión de conjuntos con CURP, con año de nacimiento y con parejas prohibidas por una decisión humana."""

    def __init__(self, curps: Mapping[str, str], anios: Mapping[str, str], separados: Sequence[Par]) -> None:
        self.padre = {r: r for r in curps}
        self.curp = dict(curps)
        self.anios = {r: {anios.get(r, "")} - {""} for r in curps}
        self.miembros = {r: [r] for r in curps}
        self.prohibidos: dict[str, set[str]] = {}
        for a, b in separados:
            self.prohibidos.setdefault(a, set()).add(b)
            self.prohibidos.setdefault(b, set()).add(a)

    def find(self, registro: str) -> str:
        raiz = registro
        while self.padre[raiz] != raiz:
            raiz = self.padre[raiz]
        while self.padre[registro] != raiz:
            self.padre[registro], registro = raiz, self.padre[registro]
        return raiz

    def join(self, a: str, b: str, es_decision: bool = False) -> str:
        """Une si se puede; si no, por qué no. El año no detiene lo que una persona decidió."""
        a, b = self.find(a), self.find(b)
        if a == b:
            return ""
        if self.curp[a] and self.curp[b] and self.curp[a] != self.curp[b]:
            return "al unirlos, una persona tendría dos CURP válidas"
        con_curp = es_decision or (self.curp[a] and self.curp[b])
        if not con_curp and not _is_mismo_nacimiento(self.anios[a], self.anios[b]):
            return "al unirlos, una persona habría nacido en dos años distintos"
        chico, grande = sorted((a, b), key=lambda r: (len(self.miembros[r]), r))
        vetados = set().union(*(self.prohibidos.get(m, set()) for m in self.miembros[chico]))
        if vetados and vetados & set(self.miembros[grande]):
            return "ya se decidió que son personas distintas"
        self.padre[chico] = grande
        self.curp[grande] = self.curp[grande] or self.curp[chico]
        self.anios[grande] |= self.anios.pop(chico)
        self.miembros[grande] += self.miembros.pop(chico)
        return ""


def join_pares(
    curps: Mapping[str, str],
    pares: pd.DataFrame,
    iguales: Sequence[Par] = (),
    separados: Sequence[Par] = (),
    anios: Mapping[str, str] | None = None,
    ajenas: Collection[str] = (),
) -> Grupos:
    """Une los pares de mayor a menor peso; antes, los que una persona decidió.

    Parameters
    ----------
    curps
        La CURP válida de cada registro, o vacío.
    pares
        Los que pueden unirse: ``a``, ``b``, ``peso``.
    iguales, separados
        Lo que una persona decidió. «Separados» es restricción dura.
    anios
        El año de nacimiento de cada registro, o vacío.
    ajenas
        Los registros cuya CURP no dice lo suyo: no se la disputan a quien no trae.
    """
    # Los que no están en ningún par, casi todos, son su propio grupo: no hace falta llevarles cuenta.
    tocados = {*pares["a"], *pares["b"], *(r for par in iguales for r in par if r in curps)}
    union = _Union({r: curps[r] for r in sorted(tocados)}, anios or {}, separados)
    conflictos: dict[Par, str] = {}
    for a, b in sorted(iguales):
        if a in curps and b in curps and (motivo := union.join(a, b, es_decision=True)):
            conflictos[a, b] = motivo
    conflictos |= _join_por_peso(union, pares, _find_ambiguos(curps, pares, ajenas))
    grupos = {registro: registro for registro in curps}
    for miembros in union.miembros.values():
        cabeza = min(miembros)
        grupos.update(dict.fromkeys(miembros, cabeza))
    conflictos = {par: m for par, m in conflictos.items() if grupos[par[0]] != grupos[par[1]]}
    return Grupos(grupos, conflictos)


def _join_por_peso(union: _Union, pares: pd.DataFrame, ambiguos: Collection[Par]) -> dict[Par, str]:
    """Une de mayor a menor peso; devuelve los que no se pudo, con su motivo."""
    conflictos: dict[Par, str] = {}
    orden = pares.sort_values(["peso", "a", "b"], ascending=[False, True, True])
    for a, b in zip(orden["a"].tolist(), orden["b"].tolist(), strict=True):
        if (a, b) in ambiguos and union.find(a) != union.find(b):
            conflictos[a, b] = "podría ser de dos personas con CURP distinta, y ninguna gana con claridad"
        elif motivo := union.join(a, b):
            conflictos[a, b] = motivo
    return conflictos


def _is_mismo_nacimiento(unos: set[str], otros: set[str]) -> bool:
    """Si cada año de unos puede ser cada año de otros: el mismo, el de junto, otra década o un dígito mal."""
    return all(
        uno == otro
        or abs(int(uno) - int(otro)) in (1, 10)
        or sum(x != y for x, y in zip(uno, otro, strict=True)) == 1
        for uno in unos
        for otro in otros
    )


def _find_ambiguos(curps: Mapping[str, str], pares: pd.DataFrame, ajenas: Collection[str]) -> set[Par]:
    """Pares de un registro sin CURP cuyas dos mejores CURP candidatas casi empatan."""
    candidatas: dict[str, dict[str, float]] = {}
    filas = list(zip(*(pares[c].tolist() for c in ("a", "b", "peso")), strict=True))
    for a, b, peso in filas:
        for sin, con in ((a, b), (b, a)):
            if not curps[sin] and curps[con] and con not in ajenas:
                vistas = candidatas.setdefault(sin, {})
                vistas[curps[con]] = max(vistas.get(curps[con], peso), peso)
    ambiguos = set()
    for sin, pesos in candidatas.items():
        mejores = sorted(pesos.values(), reverse=True)
        if len(mejores) > 1 and mejores[0] - mejores[1] < MARGEN_AMBIGUO_BITS:
            ambiguos.add(sin)
    return {(a, b) for a, b, _ in filas if (a in ambiguos and curps[b]) or (b in ambiguos and curps[a])}
