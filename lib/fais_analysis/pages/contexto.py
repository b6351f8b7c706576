"""Lo que rodea a una página. Módulo ligero: viaja entre procesos."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


LARGO_HUELLA_CORTA = 12


@dataclass(frozen=True)
class Contexto:
    """Lo que rodea a una página: la entidad, la versión y las huellas de lo que la determina.

    En la corrida (y en su índice), las huellas son las de todo; en un informe, las de lo que ese informe usó:
    ``entradas`` es la de cada tabla, sólo de sus filas.
    """

    entidad: str
    nombre_entidad: str
    version: str
    huella_datos: str
    huella_corrida: str
    es_demostracion: bool
    entradas: Mapping[str, str] = field(default_factory=dict)

    @property
    def huella_corta(self) -> str:
        """Huella de los datos, lo bastante larga para distinguirla."""
        return self.huella_datos[:LARGO_HUELLA_CORTA]

    @property
    def corrida_corta(self) -> str:
        """Huella de datos, cuadernos y biblioteca."""
        return self.huella_corrida[:LARGO_HUELLA_CORTA]
