"""La hoja de revisión que vuelve: se lee en memoria, sin dejar en el disco lo que venía sellado."""

import io
from datetime import datetime

import openpyxl

from fais_analysis.errors import EsquemaError


def read_hoja_revision(
    contenido: bytes, hoja: str, columnas: tuple[str, ...]
) -> list[tuple[int, dict[str, str]]]:
    """Los renglones A de la hoja, como texto, con su número.

    Raises
    ------
    EsquemaError
        Si no es la hoja que se entregó.
    """
    try:
        libro = openpyxl.load_workbook(io.BytesIO(contenido), read_only=True, data_only=True)
        filas = list(libro[hoja].iter_rows(min_row=2, values_only=True))
    except Exception:  # el mensaje puede traer lo que dice una celda
        raise _fail("un libro que no se puede leer") from None
    encabezado = tuple(str(c or "") for c in filas[0][: len(columnas)]) if filas else ()
    if encabezado != columnas:
        raise _fail("otros encabezados")
    renglones = []
    for numero, fila in enumerate(filas[1:], start=3):
        valores = dict(zip(columnas, (_show(c) for c in fila), strict=False))
        if valores.get("renglón") == "A":
            renglones.append((numero, valores))
    return renglones


def _show(celda: object) -> str:
    if isinstance(celda, datetime):
        return celda.date().isoformat()
    return "" if celda is None else str(celda).strip()


def _fail(encontrado: str) -> EsquemaError:
    return EsquemaError(
        "La hoja de revisión no se puede leer.",
        donde="hoja de revisión",
        esperado="el .xlsx que entregó «fais padron hoja», o ese mismo cifrado (.age)",
        encontrado=encontrado,
        que_hacer="guárdela como .xlsx, sin cambiar encabezados ni hojas",
    )
