"""En qué van las propuestas de una entidad, para su índice: lo privado que deja ``fais propuesta``."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fais_analysis.errors import PropuestaError
from fais_analysis.sources.rutas import get_datos

ESTADO_ENTIDAD = "estado_{}.json"
CAMPOS = ("clave", "municipio", "estado", "pesos", "llega", "hallazgos", "acuerdos", "sigue")


@dataclass(frozen=True)
class EstadoPropuestas:
    """Las propuestas de un ejercicio: una fila por municipio (``CAMPOS``, en texto), en orden de llamada.

    ``huella`` dice si cambió desde que se hizo un índice.
    """

    ejercicio: int
    orden: str
    filas: tuple[dict[str, str], ...]
    huella: str

    @property
    def por_municipio(self) -> dict[str, str]:
        """El estado de cada municipio, por su clave."""
        return {fila["clave"]: fila["estado"] for fila in self.filas}


def read_estado_propuestas(clave_entidad: str) -> EstadoPropuestas | None:
    """El estado de las propuestas de una entidad; nulo si no hay ninguna en ``data/propuestas``.

    Raises
    ------
    PropuestaError
        Si el archivo está dañado.
    """
    ruta = get_ruta_estado(clave_entidad)
    if not ruta.is_file():
        return None
    try:
        crudo = ruta.read_bytes()
        leido = json.loads(crudo)
        filas = tuple({campo: str(fila.get(campo, "")) for campo in CAMPOS} for fila in leido["filas"])
        return EstadoPropuestas(
            int(leido["ejercicio"]), str(leido["orden"]), filas, sha256(crudo).hexdigest()[:16]
        )
    except (ValueError, KeyError, TypeError):
        raise PropuestaError(
            "El estado de las propuestas no se puede leer.",
            donde=f"data/propuestas/{ruta.name}",
            esperado="el que deja fais propuesta",
            encontrado="un archivo dañado",
            que_hacer="bórrelo y vuelva a hacerlo con: fais propuesta estado --ejercicio AÑO",
        ) from None


def get_ruta_estado(clave_entidad: str) -> Path:
    """Dónde queda ese archivo."""
    return get_datos() / "propuestas" / ESTADO_ENTIDAD.format(clave_entidad)
