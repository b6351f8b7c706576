"""Cuánto de la propuesta llega a las carencias del municipio y qué falta: con qué obras y en qué lugares."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fais_analysis.obras.efecto import Efecto
from fais_analysis.obras.modelo import Obra, RenglonCatalogo
from fais_analysis.obras.necesidad import Necesidad

PRIORITARIAS = 4  # las carencias de más viviendas que se comparan con la propuesta
LUGARES = 5
DIRECTA_VIVIENDA, DIRECTA_OTRA, NO_INCIDE, POR_CONFIRMAR = (
    "llega a la vivienda",
    "directa, sin llegar a la vivienda",
    "no incide en carencias",
    "por confirmar",
)


@dataclass(frozen=True)
class Alineacion:
    """El dinero de la propuesta según a qué llega; ``por_carencia`` va de subcarencia a centavos."""

    total: int
    por_clase: Mapping[str, int]
    por_carencia: Mapping[str, int]

    @property
    def prioritario(self) -> int:
        """Centavos que llegan a la vivienda."""
        return self.por_clase.get(DIRECTA_VIVIENDA, 0)


@dataclass(frozen=True)
class Alternativa:
    """Una carencia del municipio que la propuesta atiende poco o nada, y con qué podría atenderla.

    ``obras`` son renglones del Catálogo que por sí solos sacan a la vivienda; ``lugares``, las localidades
    con más viviendas estimadas que la propuesta no toca: (clave, nombre, viviendas estimadas).
    """

    subcarencia: str
    carecen: int
    atendidas: int
    obras: tuple[str, ...]
    lugares: tuple[tuple[str, str, int], ...]


def classify_obra(obra: Obra) -> str:
    """A qué llega el dinero de una obra."""
    if obra.catalogo is None:
        return POR_CONFIRMAR
    if obra.catalogo.incidencia != "directa":
        return NO_INCIDE
    return DIRECTA_VIVIENDA if obra.catalogo.subindicador.startswith(("isb_", "icv_")) else DIRECTA_OTRA


def compute_alineacion(obras: Iterable[Obra]) -> Alineacion:
    """Reparte el dinero de la propuesta por clase y por carencia, al centavo."""
    por_clase = dict.fromkeys((DIRECTA_VIVIENDA, DIRECTA_OTRA, NO_INCIDE, POR_CONFIRMAR), 0)
    por_carencia: dict[str, int] = defaultdict(int)
    for obra in obras:
        clase = classify_obra(obra)
        por_clase[clase] += obra.total
        if clase == DIRECTA_VIVIENDA and obra.catalogo:
            por_carencia[obra.catalogo.subindicador] += obra.total
    return Alineacion(sum(por_clase.values()), por_clase, dict(sorted(por_carencia.items())))


def list_prioritarias(necesidad: Necesidad) -> list[str]:
    """Las carencias de la vivienda con más viviendas, de más a menos."""
    orden = sorted(necesidad.carecen, key=lambda k: (-necesidad.carecen[k], k))
    return [k for k in orden if necesidad.carecen[k]][:PRIORITARIAS]


def suggest_alternativas(
    necesidad: Necesidad, efectos: Sequence[Efecto], catalogo: Iterable[RenglonCatalogo]
) -> list[Alternativa]:
    """Para cada carencia prioritaria atendida a menos de la décima parte: obras del Catálogo y lugares."""
    finales: dict[str, list[str]] = defaultdict(list)
    for renglon in catalogo:
        if renglon.efecto == "final":
            finales[renglon.subindicador].append(renglon.subclasificacion)
    alternativas = []
    for k in list_prioritarias(necesidad):
        propios = [e for e in efectos if e.subcarencia == k]
        atendidas = sum(e.alto for e in propios)
        carecen = necesidad.carecen[k]
        if atendidas * 10 < carecen:
            tocadas = {e.localidad for e in propios}
            lugares = _list_lugares(necesidad, tocadas)
            alternativas.append(Alternativa(k, carecen, atendidas, tuple(finales[k]), lugares))
    return alternativas


def _list_lugares(necesidad: Necesidad, tocadas: set[str]) -> tuple[tuple[str, str, int], ...]:
    estimadas = [
        (clave, localidad.nombre, necesidad.estimate_viviendas(clave) or 0)
        for clave, localidad in necesidad.localidades.items()
        if clave not in tocadas
    ]
    return tuple(sorted(estimadas, key=lambda t: (-t[2], t[0]))[:LUGARES])
