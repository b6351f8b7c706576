"""Lo que pidió la persona, completo: de la orden al plan y del plan a cada trabajador. Módulo ligero."""

from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path

from fais_analysis.batch.plan.limites import MOTOR_PROPIO, Limites
from fais_analysis.sources.rutas import get_raiz, get_salidas


def get_cuadernos() -> Path:
    """Los cuadernos de siempre: ``notebooks``, en la raíz del proyecto."""
    return get_raiz() / "notebooks"


@dataclass(frozen=True)
class Pedido:
    """Qué informes se quieren, de dónde, adónde y cómo. Nadie lo copia campo por campo: viaja entero.

    ``claves`` vacío = todos los municipios de la entidad; ``trabajadores`` nulo = uno por núcleo;
    ``es_incrustado``, el interactivo en un solo archivo; ``con_pdf``, también en PDF; ``con_docx``, además
    la hoja en Word; ``motor``, con qué se corren los cuadernos (``fais`` o ``papermill``, con kernel);
    ``dask``, la dirección de un clúster que los corra (vacía, esta máquina); ``forzar``, todo de nuevo aunque
    nada haya cambiado; ``aislamiento`` vacío = el mejor del sistema.
    """

    entidad: str
    claves: tuple[str, ...] = ()
    _: KW_ONLY
    cuadernos: Path = field(default_factory=get_cuadernos)
    salida: Path = field(default_factory=get_salidas)
    trabajadores: int | None = None
    es_incrustado: bool = False
    con_pdf: bool = False
    con_docx: bool = False
    motor: str = MOTOR_PROPIO
    dask: str = ""
    forzar: bool = False
    limites: Limites = field(default_factory=Limites)
    aislamiento: str = ""
