"""Fórmulas y celdas combinadas en la hoja de obras: lo que se ve no siempre es lo que se lee."""

import re
import zipfile
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter

from fais_analysis.loaders.inversion_problemas import Problema

MARCAS = re.compile(rb"<(?:\w+:)?(?:f|mergeCell)[\s>/]")


def find_formulas_y_combinadas(ruta: Path, hoja: str, desde: int) -> list[Problema]:
    """Un problema por celda con fórmula o bloque de celdas combinadas, del encabezado hacia abajo.

    El lector toma el último valor que Excel calculó, que puede estar atrasado o no existir; y de una
    celda combinada sólo el primer renglón trae el valor. Por eso no se aceptan.
    """
    try:
        if not _has_marcas(ruta):
            return []
        libro = openpyxl.load_workbook(ruta)
        celdas = libro[hoja]
    except Exception:  # el archivo abre con el lector de valores, pero no se puede revisar
        return [
            Problema(
                0,
                "",
                "un libro en el que no se puede revisar si hay fórmulas",
                "un .xlsx guardado por Excel",
                "ábralo en Excel y guárdelo de nuevo",
            )
        ]
    problemas = [
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
    for fila in celdas.iter_rows(min_row=desde):
        problemas += [
            Problema(
                celda.row,
                celda.column_letter,
                "una fórmula",
                "un valor escrito",
                "copie la columna y péguela como valores",
            )
            for celda in fila
            if celda.data_type == "f"
        ]
    return problemas


def _has_marcas(ruta: Path) -> bool:
    """Si alguna hoja del libro trae fórmulas o celdas combinadas (mirar esto es mucho más rápido)."""
    with zipfile.ZipFile(ruta) as paquete:
        hojas = [n for n in paquete.namelist() if n.startswith("xl/worksheets/") and n.endswith(".xml")]
        return any(MARCAS.search(paquete.read(n)) for n in hojas)
