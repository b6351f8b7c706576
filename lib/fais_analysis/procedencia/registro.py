"""El registro de procedencias: qué tablas y columnas puede citar una cifra, y de dónde sale cada una.

Las llaves están en ``schemas/llaves.py``; las fórmulas y las tablas de origen, en ``procedencias.yml``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from fais_analysis.errors import ProcedenciaError
from fais_analysis.schemas.llaves import LLAVES

if TYPE_CHECKING:
    pass


REGISTRO = Path(__file__).parent / "procedencias.yml"
LIBRO = "libro"
# Con qué nombre entra el libro de inversión entre las entradas de un informe.
INVERSION, INVERSION_ENTIDAD = "inversion", "inversion_entidad"


@dataclass(frozen=True)
class FichaColumna:
    """De qué tablas de ``data/`` sale una columna (``libro``: el de inversión) y con qué fórmula."""

    formula: str
    tablas: tuple[str, ...]
    nota: str = ""


@dataclass(frozen=True)
class FichaTablaCapitulo:
    """Una tabla de un capítulo: con qué columnas se localiza un renglón y qué columnas se pueden citar."""

    llave: tuple[str, ...]
    columnas: Mapping[str, FichaColumna]


@cache
def load_registro() -> dict[str, dict[str, FichaTablaCapitulo]]:
    """El registro completo: capítulo → tabla → ficha."""
    crudo = yaml.safe_load(REGISTRO.read_text(encoding="utf-8"))
    return {
        capitulo: {nombre: _build_ficha(LLAVES[capitulo][nombre], ficha) for nombre, ficha in tablas.items()}
        for capitulo, tablas in crudo.items()
    }


def get_ficha(capitulo: str, tabla: str) -> FichaTablaCapitulo:
    """Ficha de una tabla de un capítulo.

    Raises
    ------
    ProcedenciaError
        Si el capítulo o la tabla no están en el registro.
    """
    registro = load_registro()
    if tabla not in registro.get(capitulo, {}):
        conocidas = registro.get(capitulo, registro)
        raise ProcedenciaError(
            "Una cifra dice venir de una tabla que no está en el registro.",
            donde=f"{capitulo}.{tabla}",
            esperado=", ".join(conocidas),
            encontrado=tabla if capitulo in registro else capitulo,
            que_hacer="agregue la tabla a reports/procedencias.yml o vuelva a producir el informe",
        )
    return registro[capitulo][tabla]


def list_tablas_de(capitulo: str, tabla: str, columna: str) -> tuple[str, ...]:
    """Tablas de ``data/`` de las que sale una columna; vacío si no está en el registro."""
    ficha = load_registro().get(capitulo, {}).get(tabla)
    if ficha is None or columna not in ficha.columnas:
        return ()
    return ficha.columnas[columna].tablas


def _build_ficha(llave: tuple[str, ...], crudo: Mapping[str, object]) -> FichaTablaCapitulo:
    omision = tuple(crudo.get("tablas", ()))
    columnas = {}
    for nombre, valor in crudo["columnas"].items():
        ficha = {"formula": valor} if isinstance(valor, str) else valor
        tablas = tuple(ficha.get("tablas", omision))
        columnas[nombre] = FichaColumna(ficha["formula"], tablas, ficha.get("nota", crudo.get("nota", "")))
    return FichaTablaCapitulo(llave, columnas)
