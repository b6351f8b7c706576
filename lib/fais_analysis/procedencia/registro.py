"""El registro de procedencias: qué tablas y columnas puede citar una cifra, y de dónde sale cada una.

Las llaves están en el contrato de cada capítulo; las fórmulas y las tablas de origen, en ``columnas/``, un
archivo por capítulo.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fais_analysis.errors import ProcedenciaError
from fais_analysis.reports.capitulos import CAPITULOS, check_piezas
from fais_analysis.schemas.capitulos.contrato import get_contrato
from fais_analysis.schemas.textos import read_yaml

CARPETA = Path(__file__).with_name("columnas")
COMUN = "comun"
LIBRO = "libro"
PADRON = "padron"  # las cuentas que el padrón deja de cada municipio
# Con qué nombre entra el libro de inversión entre las entradas de un informe.
INVERSION, INVERSION_ENTIDAD = "inversion", "inversion_entidad"


@dataclass(frozen=True)
class FichaColumna:
    """De qué tablas de ``data/`` sale una columna y con qué fórmula (``libro`` y ``padron`` son los suyos).

    ``renglones`` son las que sólo deciden qué renglones entran o en qué orden: el valor cambia con ellas.
    """

    formula: str
    tablas: tuple[str, ...]
    nota: str = ""
    renglones: tuple[str, ...] = ()


@dataclass(frozen=True)
class FichaTablaCapitulo:
    """Una tabla de un capítulo: con qué columnas se localiza un renglón y qué columnas se pueden citar."""

    llave: tuple[str, ...]
    columnas: Mapping[str, FichaColumna]


@cache
def load_registro() -> dict[str, dict[str, FichaTablaCapitulo]]:
    """El registro completo: capítulo → tabla → ficha.

    Raises
    ------
    ProcedenciaError, EsquemaError
        Si un capítulo no tiene su archivo o su contrato, o una tabla no tiene llave.
    """
    check_capitulos()
    return {c.nombre: load_tablas(c.nombre) for c in CAPITULOS}


def load_tablas(capitulo: str) -> dict[str, FichaTablaCapitulo]:
    """Las fichas de un capítulo, por tabla; lo común se antepone al leer, para que sus nombres valgan."""
    llaves = get_contrato(capitulo).llaves
    textos = [(CARPETA / f"{nombre}.yml").read_text(encoding="utf-8") for nombre in (COMUN, capitulo)]
    crudo = {tabla: f for tabla, f in read_yaml("\n".join(textos)).items() if tabla != COMUN}
    if sin_llave := sorted(crudo.keys() - llaves.keys()):
        declaradas = f"llave declarada para {', '.join(sin_llave)}"
        raise _build_error(capitulo, declaradas, "ninguna", f"agréguela en schemas/capitulos/{capitulo}.py")
    return {nombre: _build_ficha(llaves[nombre], ficha) for nombre, ficha in crudo.items()}


def check_capitulos() -> None:
    """Que a ningún capítulo le falte una pieza; se revisa antes de correr nada y sólo importa sus contratos.

    Raises
    ------
    ProcedenciaError, EsquemaError
        Con la pieza que falta.
    """
    for capitulo in CAPITULOS:
        check_piezas(capitulo)
        if not (CARPETA / f"{capitulo.nombre}.yml").is_file():
            raise _build_error(
                capitulo.nombre, f"procedencia/columnas/{capitulo.nombre}.yml", "nada", "escríbalo"
            )
        get_contrato(capitulo.nombre)


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
            que_hacer="agregue la tabla a procedencia/columnas o vuelva a producir el informe",
        )
    return registro[capitulo][tabla]


def list_tablas_de(capitulo: str, tabla: str, columna: str) -> tuple[str, ...]:
    """Tablas de las que depende una columna, también por sus renglones; vacío si no está en el registro."""
    ficha = load_registro().get(capitulo, {}).get(tabla)
    if ficha is None or columna not in ficha.columnas:
        return ()
    return ficha.columnas[columna].tablas + ficha.columnas[columna].renglones


def _build_ficha(llave: tuple[str, ...], crudo: Mapping[str, Any]) -> FichaTablaCapitulo:
    omision = tuple(crudo.get("tablas", ()))
    columnas = {}
    for nombre, valor in crudo["columnas"].items():
        ficha = {"formula": valor} if isinstance(valor, str) else valor
        tablas = tuple(ficha.get("tablas", omision))
        nota, renglones = ficha.get("nota", crudo.get("nota", "")), tuple(ficha.get("renglones", ()))
        columnas[nombre] = FichaColumna(ficha["formula"], tablas, nota, renglones)
    return FichaTablaCapitulo(llave, columnas)


def _build_error(capitulo: str, esperado: str, encontrado: str, que_hacer: str) -> ProcedenciaError:
    return ProcedenciaError(
        f"No se sabe de dónde salen las cifras del capítulo «{capitulo}».",
        donde="procedencia/columnas",
        esperado=esperado,
        encontrado=encontrado,
        que_hacer=f"{que_hacer}; vea CONTRIBUTING.md",
    )
