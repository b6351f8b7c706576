"""Con qué datos se calcula el conjunto derivado de ZAP de cada ejercicio. Nunca es la declaratoria."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from fais_analysis.schemas.textos import read_yaml

RUTA_CORTES = Path(__file__).parent / "data" / "zap_cortes.yml"


@dataclass(frozen=True)
class CorteEjercicio:
    """Años de los insumos del conjunto derivado de un ejercicio.

    ``marginacion_tabla`` dice cuál de las dos tablas de marginación se usa: la del método que regía
    (``marginacion_original``) o la DP2 (``marginacion_municipal``). ``marginacion_ageb`` es el año del grado
    por AGEB urbana. ``certeza`` y ``nota`` se imprimen junto al resultado.
    """

    ejercicio: int
    marginacion_tabla: str
    marginacion: int
    rezago: int
    pobreza: int
    marginacion_ageb: int
    certeza: str
    nota: str = ""

    @property
    def texto_rural(self) -> str:
        """Los años de los insumos municipales, para imprimirlos."""
        return f"marginación {self.marginacion}, rezago social {self.rezago} y pobreza {self.pobreza}"

    @property
    def texto_urbano(self) -> str:
        """El año del insumo por AGEB."""
        return f"marginación por AGEB urbana {self.marginacion_ageb}"


@cache
def load_cortes_zap() -> MappingProxyType:
    """Corte de cada ejercicio con datos suficientes: ``{ejercicio: CorteEjercicio}``.

    Un ejercicio ausente no tiene conjunto derivado: es «sin dato», no el del año de junto.

    Examples
    --------
    >>> load_cortes_zap()[2016].texto_rural
    'marginación 2010, rezago social 2010 y pobreza 2010'
    >>> 2030 in load_cortes_zap()
    False
    """
    crudo = read_yaml(RUTA_CORTES.read_text(encoding="utf-8"))
    cortes = {
        ejercicio: CorteEjercicio(ejercicio=ejercicio, certeza=crudo["certeza"], **_drop_ejercicios(campos))
        for campos in crudo["cortes"]
        for ejercicio in campos["ejercicios"]
    }
    return MappingProxyType(dict(sorted(cortes.items())))


def _drop_ejercicios(campos: dict) -> dict:
    return {k: v for k, v in campos.items() if k != "ejercicios"}
