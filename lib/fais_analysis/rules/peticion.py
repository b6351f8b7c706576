"""Los cortes con que se decide la voz de una petición y las obras que propone: convención, como datos."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fais_analysis.schemas.textos import read_yaml

RUTA_PETICION = Path(__file__).parent / "data" / "peticion.yml"


@dataclass(frozen=True)
class UmbralesPeticion:
    """Los cortes de la petición; qué decide cada uno lo dice ``data/peticion.yml``. Son una convención."""

    urgente_pp: float
    similar_pp: float
    pocas_personas: int
    este_anio_viviendas: int
    minimo_viviendas: int
    minimo_parte_pct: float
    minimo_indicio_pp: float
    maximo_obras: int
    dispersa_pct: float
    pueblos_pct: float
    casi_todos_pct: float
    ciudad_personas: int
    minimo_obras_costo: int


@dataclass(frozen=True)
class ObraPosible:
    """Una obra que llega a la casa: qué carencia mueve y qué falla la cuenta (vacía: «por contar»).

    ``rural`` es su nombre donde la mayoría vive en localidades rurales; ``falta`` y ``que_falta``, cómo se
    dice lo que le falta a la vivienda; ``libro``, las subclasificaciones que dan su costo.
    """

    id: str
    carencia: str
    falla: str
    nombre: str
    rural: str
    falta: str
    que_falta: str
    libro: tuple[str, ...]


@dataclass(frozen=True)
class ReglasPeticion:
    """Todo lo que decide una petición, con la certeza de sus cortes."""

    certeza: str
    umbrales: UmbralesPeticion
    obras: tuple[ObraPosible, ...]
    entidades_cotejadas: frozenset[str]


@cache
def load_reglas_peticion() -> ReglasPeticion:
    """Los cortes y las obras posibles.

    Examples
    --------
    >>> reglas = load_reglas_peticion()
    >>> reglas.certeza, reglas.umbrales.urgente_pp, [o.id for o in reglas.obras if not o.falla]
    ('convención', 5.0, ['estufa', 'cuarto'])
    """
    crudo = read_yaml(RUTA_PETICION.read_text(encoding="utf-8"))
    return ReglasPeticion(
        certeza=crudo["certeza"],
        umbrales=UmbralesPeticion(**crudo["umbrales"]),
        obras=tuple(_build_obra(campos) for campos in crudo["obras"]),
        entidades_cotejadas=frozenset(crudo["entidades_cotejadas"]),
    )


def _build_obra(campos: dict) -> ObraPosible:
    return ObraPosible(**{**campos, "libro": tuple(campos["libro"])})
