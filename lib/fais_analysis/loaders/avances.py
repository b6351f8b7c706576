"""El libro de avance trimestral, renglón por renglón; lo que no se entiende queda dicho."""

from dataclasses import dataclass, field
from pathlib import Path

from fais_analysis.errors import PropuestaError
from fais_analysis.loaders.libros.columnas import build_lectores
from fais_analysis.loaders.libros.lectura import read_hoja
from fais_analysis.loaders.libros.problemas import Advertencia, Problema
from fais_analysis.loaders.libros.renglones import parse_celdas
from fais_analysis.schemas.avances import FORMATO_AVANCE


@dataclass
class LibroAvance:
    """Lo leído: (renglón, valores) con montos en centavos, y lo que no se entendió."""

    archivo: str
    filas: list[tuple[int, dict[str, object]]] = field(default_factory=list)
    problemas: list[Problema] = field(default_factory=list)
    advertencias: list[Advertencia] = field(default_factory=list)


def read_avance(ruta: Path) -> LibroAvance:
    """Lee un libro de avance (.xlsx, .ods, .xls o .csv).

    Raises
    ------
    PropuestaError
        Si no se puede abrir, no trae encabezados o no trae ningún avance.
    """
    hoja = read_hoja(ruta, FORMATO_AVANCE)
    if not hoja.renglon_encabezado or not hoja.filas:
        primero = hoja.problemas[0] if hoja.problemas else None
        raise PropuestaError(
            "El avance no se puede leer.",
            donde=ruta.name,
            esperado=primero.esperado if primero else "al menos un renglón de avance",
            encontrado=primero.encontrado if primero else "ninguno",
            que_hacer=primero.que_hacer if primero else "capture el avance de cada obra",
        )
    libro = LibroAvance(ruta.name, problemas=list(hoja.problemas), advertencias=hoja.advertencias)
    lectores = build_lectores(FORMATO_AVANCE)
    for renglon, crudo in hoja.filas:
        valores, problemas = parse_celdas(renglon, crudo, FORMATO_AVANCE, lectores)
        libro.filas.append((renglon, valores))
        libro.problemas += problemas
    return libro
