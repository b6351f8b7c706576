"""Lo que viaja entre el proceso padre y los trabajadores. Módulo ligero: lo importan los dos."""

from dataclasses import dataclass, field
from pathlib import Path

from fais_analysis.reports.ensamble import Contexto
from fais_analysis.reports.manifiesto import FichaInforme


@dataclass(frozen=True)
class Limites:
    """Segundos que se espera a que el kernel arranque y a que el cuaderno termine."""

    arranque_s: float = 120
    cuaderno_s: float = 300


@dataclass(frozen=True)
class Encargo:
    """Lo que un trabajador necesita saber de la corrida; todo se puede mandar a otro proceso."""

    parcial: Path
    cuadernos: Path
    limites: Limites
    contexto: Contexto
    vivero: Path | None = None
    es_incrustado: bool = False


@dataclass(frozen=True)
class Resultado:
    """Un informe terminado, bueno o no, con lo que el índice necesita de él."""

    ficha: FichaInforme
    fragmentos: dict[str, str] = field(default_factory=dict)
    es_demostracion: bool = False
    segundos: float = 0
