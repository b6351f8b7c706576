"""Lo que todo contrato de capítulo declara: cómo se llama y con qué columnas se localiza cada renglón."""

import importlib
import importlib.util
from collections.abc import Mapping
from typing import ClassVar, Protocol, TypeAlias

from fais_analysis.errors import EsquemaError
from fais_analysis.schemas.capitulos.lugares import Lugar

# Tabla del capítulo → columnas que localizan un renglón; sin columnas, la tabla es de un solo renglón.
Llaves: TypeAlias = Mapping[str, tuple[str, ...]]


class Contrato(Protocol):
    """Las tablas que recibe el cuaderno de un capítulo.

    ``capitulo`` es su nombre, el de su módulo en ``reports`` y el que encabeza cada procedencia; ``llaves``,
    cómo se localiza un renglón de cada tabla que una cifra puede citar.
    """

    capitulo: ClassVar[str]
    llaves: ClassVar[Llaves]

    @property
    def lugar(self) -> Lugar:
        """De quién es el informe."""


def get_contrato(capitulo: str) -> type[Contrato]:
    """El contrato de un capítulo, en ``schemas/capitulos/<capitulo>.py``.

    Raises
    ------
    EsquemaError
        Si no hay tal módulo, o ninguna de sus clases declara ser de ese capítulo con sus llaves.
    """
    nombre = f"fais_analysis.schemas.capitulos.{capitulo}"
    if importlib.util.find_spec(nombre) is None:
        raise _build_error(capitulo, "ningún módulo con ese nombre")
    for clase in vars(importlib.import_module(nombre)).values():
        if (
            isinstance(clase, type)
            and getattr(clase, "capitulo", "") == capitulo
            and hasattr(clase, "llaves")
        ):
            return clase
    raise _build_error(capitulo, "un módulo sin clase con «capitulo» y «llaves»")


def _build_error(capitulo: str, encontrado: str) -> EsquemaError:
    return EsquemaError(
        f"El capítulo «{capitulo}» no tiene contrato.",
        donde=f"schemas/capitulos/{capitulo}.py",
        esperado="una dataclass con «capitulo» y «llaves» (ClassVar)",
        encontrado=encontrado,
        que_hacer="escriba el contrato como los demás de la carpeta; vea CONTRIBUTING.md",
    )
