"""Fórmulas, celdas combinadas y renglones ocultos: lo que se ve no siempre es lo que se lee."""

import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from fais_analysis.loaders.libros.problemas import Advertencia, Problema

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MARCAS = re.compile(rb'<(?:\w+:)?(?:f|mergeCell)[\s>/]|<(?:\w+:)?row [^>]*hidden="(?:1|true)"')


def inspect_celdas(ruta: Path, hoja: str, desde: int) -> tuple[list[Problema], list[Advertencia]]:
    """Un problema por fórmula o bloque combinado, del encabezado hacia abajo; aviso de lo oculto.

    El lector toma el último valor que Excel calculó, que puede estar atrasado o no existir; y de una
    celda combinada sólo el primer renglón trae el valor. Por eso no se aceptan. Un renglón oculto sí
    se lee: quien lo ocultó quizá no lo recuerda.
    """
    try:
        if not _has_marcas(ruta):
            return [], []
        import openpyxl  # tarda en importarse y casi ningún libro lo necesita

        celdas = openpyxl.load_workbook(ruta)[hoja]
    except Exception:  # el archivo abre con el lector de valores, pero no se puede revisar
        esperado, que_hacer = "un .xlsx guardado por Excel", "ábralo en Excel y guárdelo de nuevo"
        return [Problema(0, "", "un libro en el que no se pueden buscar fórmulas", esperado, que_hacer)], []
    problemas = _find_combinadas(celdas, desde) + _find_formulas(celdas, desde)
    ocultos = tuple(n for n, r in sorted(celdas.row_dimensions.items()) if r.hidden and n > desde)
    return problemas, [Advertencia("Renglones ocultos que sí se leyeron", ocultos)] if ocultos else []


def _find_combinadas(celdas: "Worksheet", desde: int) -> list[Problema]:
    from openpyxl.utils import get_column_letter

    return [
        Problema(
            bloque.min_row,
            get_column_letter(bloque.min_col),
            f"celdas combinadas ({bloque.coord})",
            "una celda por dato",
            "separe las celdas y repita el dato en cada renglón",
        )
        for bloque in sorted(celdas.merged_cells.ranges, key=lambda b: (b.min_row, b.min_col))
        if bloque.max_row >= desde
    ]


def _find_formulas(celdas: "Worksheet", desde: int) -> list[Problema]:
    return [
        Problema(
            celda.row,
            celda.column_letter,
            "una fórmula",
            "un valor escrito",
            "copie la columna y péguela como valores",
        )
        for fila in celdas.iter_rows(min_row=desde)
        for celda in fila
        if celda.data_type == "f"
    ]


def _has_marcas(ruta: Path) -> bool:
    """Si alguna hoja del libro trae algo de eso (mirarlo así es mucho más rápido que abrirlo)."""
    with zipfile.ZipFile(ruta) as paquete:
        hojas = [n for n in paquete.namelist() if n.startswith("xl/worksheets/") and n.endswith(".xml")]
        return any(MARCAS.search(paquete.read(n)) for n in hojas)
