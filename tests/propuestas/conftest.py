"""Libros de propuesta inventados, escritos al vuelo."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import xlsxwriter

Filas = Sequence[Sequence[object]]
CALLE = [
    ["H. AYUNTAMIENTO DE MEZQUITAL, DGO. PROPUESTA 2020"],
    [],
    ["No.", "NOMBRE DE LA OBRA", "LOCALIDAD", "META", "UNIDAD", "INVERSIÓN TOTAL", "INVERSIÓN", None, "Viv."],
    [None, None, None, None, None, None, "FISE", "FISMDF", None],
    [1, "Ampliacion red de drenaje col. centro", "San Francisco del Mezquital", "850 ML", "METRO",
     "$1,234,500.50 MXN", 617250.25, 617250.25, 60],
    [2, "PISO FIRME", "100140042 El Troncón", "200", "vivienda", "$1,600,000.00", 800000, 800000, 200],
    [None, "VIVIENDA"],
    [3, "rehab. plaza principal", "cabecera", 1, "obra", 2000000.1, "-", 2000000, None],
    [4, "PAGO DE NOMINA SEG. PUB.", None, 1, None, 500000, None, 500000, None],
    [None, None, None, None, "TOTAL", "5,334,500.60", None, None, None],
]  # fmt: skip


@pytest.fixture(scope="session")
def escribir(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Escribe filas en un .xlsx y devuelve su ruta."""

    def write(filas: Filas, nombre: str = "propuesta.xlsx", hoja: str = "Obras") -> Path:
        ruta = tmp_path_factory.mktemp("libro") / nombre
        with xlsxwriter.Workbook(ruta) as libro:
            pagina = libro.add_worksheet(hoja)
            for i, fila in enumerate(filas):
                for j, valor in enumerate(fila):
                    if valor is not None:
                        pagina.write(i, j, valor)
        return ruta

    return write


@pytest.fixture(scope="session")
def calle(escribir: Callable[..., Path]) -> Path:
    """Una hoja de la calle: dos renglones de encabezado, un título, un total y montos con letra."""
    return escribir(CALLE, hoja="PROPUESTA 2020")
