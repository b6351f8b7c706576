"""Un informe de la corrida, abierto: sus bytes, los de su hoja y lo que dicen."""

from dataclasses import dataclass

from fais_analysis.delivery.corrida import InformeCorrida, read_bytes_hoja, read_bytes_informe
from fais_analysis.delivery.historia import Huellas
from fais_analysis.delivery.informe import Contenido, read_contenido
from fais_analysis.delivery.portada import CifraMensaje, Portada, list_cifras, read_portada


@dataclass(frozen=True)
class InformeLeido:
    """Un informe de la corrida y lo que se leyó de sus bytes."""

    informe: InformeCorrida
    crudo: bytes
    contenido: Contenido
    portada: Portada
    hoja: bytes

    @property
    def cifras(self) -> tuple[CifraMensaje, ...]:
        """Las cifras que van en su mensaje."""
        return list_cifras(self.informe, self.portada)

    @property
    def huellas(self) -> Huellas:
        """La del archivo y la de lo que se lee."""
        return Huellas(self.informe.sha256, self.contenido.huella_lectura)


def read_informe(informe: InformeCorrida) -> InformeLeido:
    """Abre un informe y su hoja, comprobados contra el manifiesto.

    Raises
    ------
    CorridaError
        Si alguno no está, no salió bien o cambió después de publicarse.
    """
    crudo, hoja = read_bytes_informe(informe), read_bytes_hoja(informe)
    return InformeLeido(informe, crudo, read_contenido(crudo), read_portada(crudo), hoja)
