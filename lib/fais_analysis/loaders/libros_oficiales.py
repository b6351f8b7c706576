"""Lo que un libro oficial esconde y el lector rápido no dice: celdas en error o lejanas y hojas ocultas."""

import re
import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

import python_calamine

from fais_analysis.loaders.libros.celdas import LibroIlegible, build_letra, is_error
from fais_analysis.loaders.libros.xlsx import find_piezas

CELDA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>')
EN_ERROR = re.compile(rb'\bt="e"')
MAXIMO_CELDAS = 20_000_000  # el libro oficial más grande conocido trae 400 mil
MAXIMO_BYTES = 400_000_000


def list_visibles(libro: python_calamine.CalamineWorkbook) -> list[str]:
    """Las hojas que se ven al abrir el libro."""
    visible = python_calamine.SheetVisibleEnum.Visible
    return [hoja.name for hoja in libro.sheets_metadata if hoja.visible == visible]


def read_hoja_oficial(libro: python_calamine.CalamineWorkbook, hoja: str) -> list[list[Any]]:
    """Las filas de una hoja a la vista y sin celdas en error.

    Raises
    ------
    LookupError
        Con lo que se encontró: hoja oculta, celda en error o libro dañado.
    """
    metadatos = next(m for m in libro.sheets_metadata if m.name == hoja)
    if metadatos.visible != python_calamine.SheetVisibleEnum.Visible:
        raise LookupError(f"la hoja «{hoja}» está oculta: no es la que se ve al abrir el libro")
    try:
        filas = libro.get_sheet_by_name(hoja).to_python(skip_empty_area=False)
    except Exception as error:  # un libro dañado falla de muchas maneras; todas se dicen igual
        raise LookupError(f"{type(error).__name__}: {str(error)[:120]}") from None
    for i, fila in enumerate(filas, 1):
        malas = [j for j, v in enumerate(fila) if isinstance(v, str) and v.startswith("#") and is_error(v)]
        if malas:
            raise LookupError(f"una celda en error, {build_letra(malas[0])}{i} de la hoja «{hoja}»")
    return filas


def check_celdas(ruta: Path, hojas: Collection[str]) -> None:
    """Revisa las hojas que se van a leer de un .xlsx: sin celdas en error ni tan lejos que agoten la memoria.

    El lector rápido vuelve vacía una celda en error («#N/A»): se perdería un dato sin decirlo. Lo que haya en
    las demás hojas no se lee y no importa.

    Raises
    ------
    LookupError
        Con la celda y la hoja.
    """
    if not zipfile.is_zipfile(ruta):
        return  # un .xls de antes: no tiene piezas que revisar
    en_pieza = {pieza: hoja for hoja, pieza in _find_piezas(ruta).items()}
    with zipfile.ZipFile(ruta) as paquete:
        for info in paquete.infolist():
            es_hoja = info.filename.startswith("xl/worksheets/") and info.filename.endswith(".xml")
            nombre = en_pieza.get(info.filename, "")
            # De una pieza que no se sabe de qué hoja es no se supone que sobre.
            if (nombre in hojas) if nombre else es_hoja:
                if info.file_size > MAXIMO_BYTES:
                    raise LookupError(f"una hoja de {info.file_size / 1e6:,.0f} MB ya descomprimida")
                _check_pieza(paquete.read(info), f"la hoja «{nombre}»" if nombre else info.filename)


def _find_piezas(ruta: Path) -> dict[str, str]:
    try:
        return find_piezas(ruta.read_bytes())
    except LibroIlegible:
        return {}


def _check_pieza(xml: bytes, pieza: str) -> None:
    columna, renglon = 0, 0
    hay_error = EN_ERROR.search(xml) is not None
    for celda in CELDA.finditer(xml):
        letras, numero = celda[1], int(celda[2])
        if hay_error and EN_ERROR.search(celda[0]):
            raise LookupError(f"una celda en error, {letras.decode()}{numero} de {pieza}")
        columna, renglon = max(columna, _parse_letras(letras)), max(renglon, numero)
    if columna * renglon > MAXIMO_CELDAS:
        raise LookupError(
            f"un valor perdido muy lejos de la tabla ({renglon:,} renglones × {columna:,} columnas)"
        )


def _parse_letras(letras: bytes) -> int:
    numero = 0
    for letra in letras:
        numero = numero * 26 + letra - 64
    return numero
