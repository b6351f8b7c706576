"""Cuántas viviendas carecen de cada servicio en un municipio y cuántas caben en cada localidad.

El porcentaje del rezago social, con sus decimales, delata su denominador: de ahí salen viviendas exactas.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

# Subcarencia → columna del rezago social que la aproxima (viviendas).
COLUMNA_DE_SUBCARENCIA: dict[str, str] = {
    "isb_dren": "sin_drenaje_pct",
    "isb_agua": "sin_agua_pct",
    "isb_luz": "sin_electricidad_pct",
    "icv_pisos": "piso_tierra_pct",
}
NOMBRE_SUBCARENCIA: dict[str, str] = {
    "isb_dren": "drenaje",
    "isb_agua": "agua",
    "isb_luz": "electricidad",
    "isb_combus": "leña o carbón sin chimenea",
    "icv_pisos": "piso de tierra",
    "icv_techos": "techo endeble",
    "icv_muros": "muros endebles",
    "icv_hac": "hacinamiento",
}
SERVICIOS_CONTADOS: tuple[str, ...] = ("isb_agua", "isb_dren", "isb_luz")


@dataclass(frozen=True)
class Localidad:
    """Una localidad del municipio y sus habitantes en 2020."""

    nombre: str
    habitantes: int


@dataclass(frozen=True)
class Necesidad:
    """Lo que le falta a un municipio, en viviendas; lo que no se sabe no está o es nulo.

    ``viviendas`` es la base reconstruida; ``carecen``, las viviendas que carecen de cada componente;
    ``aproximadas``, los componentes cuyo número no es exacto; ``sin_alguno``, las que carecen al menos de
    agua, drenaje o electricidad. ``marco`` encierra sus localidades (oeste, sur, este, norte, en grados).
    """

    clave_municipio: str
    municipio: str
    habitantes: int
    viviendas: int | None
    carecen: Mapping[str, int]
    localidades: Mapping[str, Localidad] = field(default_factory=dict)
    aproximadas: tuple[str, ...] = ()
    sin_alguno: int | None = None
    marco: tuple[float, float, float, float] | None = None

    def get_tope(self, localidad: str, subcarencia: str) -> int | None:
        """A lo más cuántas viviendas de un lugar pueden dejar un componente; nulo si no se sabe."""
        faltan = self.carecen.get(subcarencia)
        caben = self.estimate_viviendas(localidad)
        topes = [t for t in (faltan, caben) if t is not None]
        return min(topes) if topes else None

    def estimate_viviendas(self, localidad: str) -> int | None:
        """Viviendas de una localidad: habitantes entre ocupantes por vivienda. Cota, no dato."""
        propia = self.localidades.get(localidad)
        if propia is None or not self.viviendas:
            return None
        return propia.habitantes * self.viviendas // self.habitantes


def compute_carecen(base: int | None, porcentajes: Mapping[str, float]) -> dict[str, int]:
    """Viviendas que carecen de cada componente; sin base, ninguna se sabe."""
    if base is None:
        return {}
    return {
        k: round(base * porcentajes[columna] / 100)
        for k, columna in COLUMNA_DE_SUBCARENCIA.items()
        if columna in porcentajes
    }


def compute_salen_solo(necesidad: Necesidad, subcarencia: str) -> tuple[int, int] | None:
    """Entre cuántas y cuántas viviendas dejarían la carencia de servicios sólo con un componente.

    Cotas de Fréchet sobre las que carecen de al menos uno. La menor supone resuelto el combustible. Nulo si
    no se sabe cuántas carecen de al menos uno.
    """
    union = necesidad.sin_alguno
    otras = [necesidad.carecen.get(k) for k in SERVICIOS_CONTADOS if k != subcarencia]
    if union is None or subcarencia not in SERVICIOS_CONTADOS or any(o is None for o in otras):
        return None
    conocidas = [o for o in otras if o is not None]
    return max(0, union - sum(conocidas)), max(0, union - max(conocidas))
