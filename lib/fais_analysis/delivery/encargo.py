"""Lo que se pide al preparar una campaña y lo que queda de cada municipio para la revisión."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from fais_analysis.delivery.bitacora import Bitacora
from fais_analysis.delivery.configuracion import Configuracion
from fais_analysis.delivery.corrida import Corrida
from fais_analysis.delivery.directorio import Contacto, Directorio
from fais_analysis.delivery.mapa import Base
from fais_analysis.delivery.plantilla import Cuerpo, Plantillas
from fais_analysis.delivery.verificacion import Verificador

LISTO, CAMBIO, FALTA, NO_ENVIABLE, YA_ENVIADO, SIN_CAMBIOS, NO_PEDIDO = (
    "listo", "cambió desde la última vez", "falta la dirección", "no enviable", "ya enviado", "sin cambios",
    "no pedido",
)  # fmt: skip


@dataclass(frozen=True)
class Vista:
    """Lo que se ve de un mensaje en la revisión."""

    cuerpo: Cuerpo
    mapa: bytes
    cid: str
    bytes_total: int
    adjunto: str


@dataclass(frozen=True)
class Renglon:
    """Un renglón de la revisión: municipio, estado, por qué y, si hay mensaje, cómo se verá."""

    clave: str
    municipio: str
    estado: str
    razon: str = ""
    contacto: Contacto | None = None
    huella: str = ""
    folio: int = 0
    vista: Vista | None = None


@dataclass
class Encargo:
    """Todo lo que hace falta para preparar; se arma una vez por orden."""

    campania: str
    carpeta: Path
    corrida: Corrida
    directorio: Directorio
    ruta_directorio: Path
    configuracion: Configuracion
    plantillas: Plantillas
    bitacora: Bitacora
    verificador: Verificador
    ahora: datetime
    aviso: Callable[[str], None]
    repetir: bool = False
    solo: frozenset[str] = frozenset()
    base: Base | None = None
    verificados: Mapping[str, str] = field(default_factory=dict)
    nuevos: list[dict[str, Any]] = field(default_factory=list)

    @property
    def carpeta_campania(self) -> Path:
        """Donde quedan los mensajes y la revisión de la campaña."""
        return self.carpeta / self.campania
