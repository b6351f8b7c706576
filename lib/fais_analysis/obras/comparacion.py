"""Casar dos versiones de una propuesta aunque las obras cambien de nombre, se partan o se junten.

El folio decide si coincide. Si no, un puntaje por nombre, renglón del Catálogo, lugar, dinero y unidades; de
mayor a menor, sin forzar parejas. Un renglón distinto nunca se casa solo: es una sustitución, y es lo que se
busca mostrar.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rapidfuzz import fuzz

from fais_analysis.obras.efecto import count_unidades
from fais_analysis.obras.modelo import Obra
from fais_analysis.obras.reconocimiento import normalize_nombre, singularize

UMBRAL, DUDA = 0.75, 0.65
PESO_NOMBRE, PESO_RENGLON, PESO_LUGAR, PESO_MONTO, PESO_UNIDADES = 0.45, 0.20, 0.15, 0.12, 0.08
HOLGURA_PARTES = Fraction(5, 100)
SIN_CAMBIO, CAMBIA, DIVIDIDA, FUSIONADA, NUEVA, ELIMINADA, POR_DECIDIR = (
    "igual",
    "cambia",
    "dividida",
    "fusionada",
    "nueva",
    "eliminada",
    "¿es la misma?",
)


@dataclass(frozen=True)
class Pareja:
    """Obras de las dos versiones que son la misma; vacío de un lado si es nueva o se fue."""

    clase: str
    iniciales: tuple[Obra, ...]
    modificadas: tuple[Obra, ...]
    puntaje: float = 1.0

    @property
    def diferencia(self) -> int:
        """Centavos de más (o de menos) en la modificada."""
        return sum(o.total for o in self.modificadas) - sum(o.total for o in self.iniciales)


@dataclass(frozen=True)
class _Ficha:
    """Lo que se compara de una obra, ya listo."""

    obra: Obra
    texto: str
    residuo: str
    renglon: str
    unidades: int | None


def match_versiones(
    iniciales: Sequence[Obra], modificadas: Sequence[Obra], vocabulario: Iterable[str]
) -> list[Pareja]:
    """Las parejas de dos versiones, en orden de contenido; el orden de las filas no las cambia.

    ``vocabulario`` son las palabras del Catálogo: lo que queda de un nombre sin ellas es el lugar, y pesa la
    mitad del parecido.
    """
    palabras = {singularize(p) for p in vocabulario}
    unas = [_build_ficha(o, palabras) for o in sorted(iniciales, key=lambda o: o.llave)]
    otras = [_build_ficha(o, palabras) for o in sorted(modificadas, key=lambda o: o.llave)]
    uniones, dudas = _pair(unas, otras)
    _add_partes(unas, otras, uniones)
    return _build_parejas(unas, otras, uniones, dudas)


def _build_ficha(obra: Obra, palabras: set[str]) -> _Ficha:
    """El renglón es el seguro; si no lo hay, lo primero que se entendió."""
    llanas = [singularize(p) for p in normalize_nombre(obra.nombre).split()]
    renglon = obra.lectura.renglon.subclasificacion if obra.lectura.renglon else ""
    if not renglon and obra.lectura.candidatas:
        renglon = obra.lectura.candidatas[0]
    residuo = " ".join(p for p in llanas if p not in palabras and not p.isdigit())
    return _Ficha(obra, " ".join(llanas), residuo, renglon, count_unidades(obra))


def _score(una: _Ficha, otra: _Ficha) -> float:
    if una.renglon != otra.renglon:
        return 0.0
    nombre = fuzz.token_set_ratio(una.texto, otra.texto) / 200 + fuzz.ratio(una.residuo, otra.residuo) / 200
    mismo_lugar = una.obra.lugar.localidad == otra.obra.lugar.localidad
    return (
        PESO_NOMBRE * nombre
        + PESO_RENGLON
        + PESO_LUGAR * mismo_lugar
        + PESO_MONTO * _compute_razon(una.obra.total, otra.obra.total)
        + PESO_UNIDADES * _compute_razon(una.unidades or 1, otra.unidades or 1)
    )


def _compute_razon(uno: int, otro: int) -> float:
    return min(uno, otro) / max(uno, otro) if max(uno, otro) else 1.0


def _has_folio(obra: Obra) -> bool:
    return not obra.folio.startswith("t-")


def _pair(
    unas: Sequence[_Ficha], otras: Sequence[_Ficha]
) -> tuple[dict[int, list[int]], list[tuple[int, int, float]]]:
    """Primero el folio; después, de la pareja más parecida a la menos."""
    por_folio = {f.obra.folio: j for j, f in enumerate(otras) if _has_folio(f.obra)}
    uniones = {i: [por_folio[f.obra.folio]] for i, f in enumerate(unas) if f.obra.folio in por_folio}
    tomadas = {j for js in uniones.values() for j in js}
    posibles = sorted(
        (-_score(una, otra), i, j)
        for i, una in enumerate(unas)
        if i not in uniones
        for j, otra in enumerate(otras)
        if j not in tomadas and una.renglon == otra.renglon
    )
    dudas = []
    for negado, i, j in posibles:
        if i in uniones or j in tomadas:
            continue
        if -negado >= UMBRAL:
            uniones[i] = [j]
            tomadas.add(j)
        elif -negado >= DUDA:
            dudas.append((i, j, -negado))
    return uniones, dudas


def _add_partes(unas: Sequence[_Ficha], otras: Sequence[_Ficha], uniones: dict[int, list[int]]) -> None:
    """Una obra partida: lo libre y lo ya casado, del mismo renglón y lugar, suman lo que costaba."""
    tomadas = {j for js in uniones.values() for j in js}
    for i in list(uniones):
        for j, otra in enumerate(otras):
            propias = [otras[k].obra.total for k in uniones[i]]
            if j not in tomadas and _is_parte(unas[i], otra, sum(propias)):
                uniones[i].append(j)
                tomadas.add(j)
    libres = [i for i in range(len(unas)) if i not in uniones]
    for i in libres:
        for k, js in list(uniones.items()):
            iguales = [m for m, otros in uniones.items() if otros == js]
            suma = sum(unas[m].obra.total for m in iguales)
            if len(js) == 1 and _is_parte(otras[js[0]], unas[i], suma) and _is_mismo(unas[k], unas[i]):
                uniones[i] = js
                break


def _is_mismo(una: _Ficha, otra: _Ficha) -> bool:
    return una.renglon == otra.renglon and una.obra.lugar.localidad == otra.obra.lugar.localidad


def _is_parte(entera: _Ficha, parte: _Ficha, ya_casado: int) -> bool:
    total = entera.obra.total
    if not _is_mismo(entera, parte) or not total or fuzz.token_set_ratio(entera.texto, parte.texto) < 70:
        return False
    return abs(ya_casado + parte.obra.total - total) <= HOLGURA_PARTES * total


def _build_parejas(
    unas: Sequence[_Ficha],
    otras: Sequence[_Ficha],
    uniones: dict[int, list[int]],
    dudas: Sequence[tuple[int, int, float]],
) -> list[Pareja]:
    parejas: list[Pareja] = []
    vistas: set[int] = set()
    for i in sorted(uniones):
        if i in vistas:
            continue
        iguales = [m for m in sorted(uniones) if uniones[m] == uniones[i]]
        vistas.update(iguales)
        iniciales = tuple(unas[m].obra for m in iguales)
        modificadas = tuple(otras[j].obra for j in sorted(uniones[i]))
        parejas.append(Pareja(_classify(iniciales, modificadas), iniciales, modificadas))
    tomadas = {j for js in uniones.values() for j in js}
    usadas: set[int] = set(uniones)
    for i, j, puntaje in dudas:
        if i not in usadas and j not in tomadas:
            parejas.append(Pareja(POR_DECIDIR, (unas[i].obra,), (otras[j].obra,), round(puntaje, 2)))
            usadas.add(i)
            tomadas.add(j)
    parejas += [Pareja(ELIMINADA, (f.obra,), ()) for i, f in enumerate(unas) if i not in usadas]
    parejas += [Pareja(NUEVA, (), (f.obra,)) for j, f in enumerate(otras) if j not in tomadas]
    return parejas


def _classify(iniciales: Sequence[Obra], modificadas: Sequence[Obra]) -> str:
    if len(modificadas) > 1:
        return DIVIDIDA
    if len(iniciales) > 1:
        return FUSIONADA
    una, otra = iniciales[0], modificadas[0]
    return SIN_CAMBIO if una.llave[:-1] == otra.llave[:-1] else CAMBIA
