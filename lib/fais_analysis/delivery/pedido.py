"""Lo que se pide al preparar una campaña y lo que queda de cada municipio para la revisión."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from fais_analysis.delivery.bitacora import Bitacora
from fais_analysis.delivery.cambios import Cambio, Foto, InformeEnviado, compare_fotos
from fais_analysis.delivery.configuracion import Configuracion
from fais_analysis.delivery.corrida import Corrida, InformeCorrida
from fais_analysis.delivery.directorio import Contacto, Directorio
from fais_analysis.delivery.historia import Historia
from fais_analysis.delivery.leido import InformeLeido
from fais_analysis.delivery.mapa import Base
from fais_analysis.delivery.mensaje import parse_mensaje, read_cuerpo, read_imagenes
from fais_analysis.delivery.plantilla import Cuerpo, Plantillas
from fais_analysis.delivery.verificacion import Verificador

LISTO, CAMBIO, FALTA, NO_ENVIABLE, YA_ENVIADO, SIN_CAMBIOS, NO_PEDIDO = (
    "listo", "cambió desde la última vez", "falta la dirección", "no enviable", "ya enviado", "sin cambios",
    "no pedido",
)  # fmt: skip


@dataclass(frozen=True)
class VistaPrevia:
    """Un mensaje ya escrito en disco: se abre al mostrarlo, para no tener miles en memoria."""

    ruta: Path
    bytes_total: int
    adjunto: str

    @property
    def cuerpo(self) -> Cuerpo:
        """Asunto, texto y HTML, leídos del mensaje."""
        return self.read()[0]

    def read(self) -> tuple[Cuerpo, dict[str, bytes]]:
        """Lo que dice y las imágenes que lleva dentro, por identificador."""
        mensaje = parse_mensaje(self.ruta.read_bytes())
        return read_cuerpo(mensaje), read_imagenes(mensaje)


@dataclass(frozen=True)
class Entrega:
    """Un informe para una persona y lo que ya pasó. ``previa``: lo último que se le envió."""

    leido: InformeLeido
    contacto: Contacto
    historia: Historia
    foto: Foto
    previa: InformeEnviado | None

    @property
    def informe(self) -> InformeCorrida:
        """La ficha del informe."""
        return self.leido.informe

    @property
    def cambios(self) -> list[Cambio]:
        """Qué cifras cambiaron desde lo último que recibió; ninguna si es lo primero."""
        return compare_fotos(self.previa.foto, self.foto) if self.previa else []


@dataclass(frozen=True)
class Aviso:
    """Algo que quien aprueba debe ver y contestar; con ``bloquea``, exige además una razón asentada."""

    tipo: str
    texto: str
    bloquea: bool = False


@dataclass(frozen=True)
class MensajeNuevo:
    """Un mensaje ya escrito en disco que falta poner en la cola."""

    campos: dict[str, Any]
    avisos: tuple[Aviso, ...]


@dataclass(frozen=True)
class RenglonRevision:
    """Un renglón de la revisión: municipio, estado, por qué y, si hay mensaje, cómo se verá."""

    clave: str
    municipio: str
    estado: str
    razon: str = ""
    contacto: Contacto | None = None
    huella: str = ""
    folio: int = 0
    vista: VistaPrevia | None = None


@dataclass
class PedidoCampania:
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
    nuevos: list[MensajeNuevo] = field(default_factory=list)
    valores: Mapping[str, float | None] = field(default_factory=dict)
    recordatorio: bool = False

    @property
    def carpeta_campania(self) -> Path:
        """Donde quedan los mensajes y la revisión de la campaña."""
        return self.carpeta / self.campania
