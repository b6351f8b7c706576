"""De qué municipios se separó cada municipio nuevo: cambia de qué territorio son las cifras de los otros."""

from functools import cache
from pathlib import Path
from types import MappingProxyType

from fais_analysis.schemas.textos import read_yaml

RUTA_TERRITORIO = Path(__file__).parent / "data" / "territorio.yml"


@cache
def load_territorio() -> MappingProxyType[str, tuple[str, ...]]:
    """Clave de cada municipio nuevo → claves de los que perdieron territorio con él; por verificar.

    Un municipio que no está aquí es «sin dato», no «de ninguno».

    Examples
    --------
    >>> load_territorio()["02006"]
    ('02001',)
    """
    crudo = read_yaml(RUTA_TERRITORIO.read_text(encoding="utf-8"))
    return MappingProxyType({fila["clave"]: tuple(fila["de"]) for fila in crudo["municipios"]})
