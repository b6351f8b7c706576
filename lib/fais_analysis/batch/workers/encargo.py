"""Lo que viaja entre el proceso padre y los trabajadores. Módulo ligero: lo importan los dos."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

from fais_analysis.batch.corridas.manifiesto import FichaInforme
from fais_analysis.batch.plan.limites import MOTOR_FABRICA
from fais_analysis.batch.plan.pedido import Pedido
from fais_analysis.batch.plan.plan import Tarea
from fais_analysis.pages.contexto import Contexto

# Un proceso nuevo por municipio, bifurcado de uno tibio; o procesos tibios que hacen varios.
BIFURCADO, TIBIO = "bifurcado", "tibio"
# Lo que se agrega al plazo de una tarea por importar, exportar y escribir.
MARGEN_S = 120


@dataclass(frozen=True)
class Encargo:
    """Lo que un trabajador necesita saber de la corrida; todo se puede mandar a otro proceso.

    ``es_aparte``: cada cuaderno, en una copia del proceso que hace el municipio.
    """

    parcial: Path
    pedido: Pedido
    contexto: Contexto
    es_aparte: bool = False


@dataclass(frozen=True)
class TurnoObrero:
    """Lo que se le da a un trabajador al empezar: sus tareas y cuántos hijos a la vez; cero, él las hace."""

    encargo: Encargo
    tareas: list[Tarea]
    hijos: int


@dataclass(frozen=True)
class Resultado:
    """Un informe terminado, bueno o no, con lo que el índice necesita de él."""

    ficha: FichaInforme
    fragmentos: dict[str, str] = field(default_factory=dict)
    es_demostracion: bool = False
    segundos: float = 0


def get_aislamiento(encargo: Encargo) -> str:
    """Cómo se aísla cada municipio: lo pedido o, si no se pidió, bifurcar en Linux y procesos tibios fuera.

    macOS también tiene ``fork``, pero sus bibliotecas de sistema no lo toleran.
    """
    return encargo.pedido.aislamiento or (BIFURCADO if sys.platform == "linux" else TIBIO)


def compute_plazo_s(tarea: Tarea, encargo: Encargo) -> float:
    """Plazo de una tarea: el de sus cuadernos y un margen; con kernel, además, lo que tarde en arrancar."""
    limites = encargo.pedido.limites
    arranque_s = 2 * limites.arranque_s if encargo.pedido.motor == MOTOR_FABRICA else 0
    return len(tarea.cuadernos) * (limites.cuaderno_s + arranque_s) + MARGEN_S
