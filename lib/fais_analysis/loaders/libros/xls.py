"""El libro de Excel 97-2003 (.xls). Sus fórmulas se buscan en el archivo: el lector sólo da su valor."""

import io
import struct
from functools import partial
from typing import Any

import xlrd

from fais_analysis.loaders.libros.celdas import (
    Celdas,
    ErrorExcel,
    Fila,
    Hoja,
    LibroIlegible,
    build_lugar,
    find_disfraz,
)
from fais_analysis.loaders.libros.xlsx_hoja import build_fecha

FORMULA, HOJA_DECLARADA, FIN = 0x0006, 0x0085, 0x000A
TIPO_HOJA = 0


def open_xls(contenido: bytes) -> list[Hoja]:
    """Las hojas de un .xls, en su orden.

    Raises
    ------
    LibroIlegible
        Si trae contraseña o no es un libro.
    """
    try:
        libro = xlrd.open_workbook(
            file_contents=contenido,
            logfile=io.StringIO(),
            formatting_info=True,
            ragged_rows=True,
            on_demand=True,
        )
    except Exception:  # cada daño falla a su modo; para quien lo captura, el archivo no abre
        raise LibroIlegible(
            "un libro de Excel 97-2003 dañado o con contraseña",
            "un .xls sin contraseña que Excel abra sin avisos",
            "ábralo en Excel, quite la contraseña y guárdelo como .xlsx",
        ) from None
    inicios = _find_inicios(libro.mem, libro.base)
    return [
        Hoja(n, libro._sheet_visibility[i] == 0, partial(_read_hoja, libro, i, inicios.get(n, -1)))
        for i, n in enumerate(libro.sheet_names())
    ]


def _read_hoja(libro: xlrd.Book, cual: int, inicio: int, hasta: int, maximo: int = 0) -> Celdas:
    hoja = libro.sheet_by_index(cual)
    celdas = Celdas(maximo=maximo)
    celdas.formulas = _find_formulas(libro.mem, libro.base + inicio) if inicio >= 0 else set()
    for i in range(min(hoja.nrows, hasta or hoja.nrows)):
        ficha = hoja.rowinfo_map.get(i)
        fila = Fila(i + 1, es_oculta=bool(ficha and ficha.hidden))
        for j in range(hoja.row_len(i)):
            valor = _parse(libro, hoja.cell_type(i, j), hoja.cell_value(i, j))
            if valor is not None and valor != "":
                fila.valores[j] = valor
                disfraz = _find_disfraz(libro, hoja, (i, j))
                if disfraz:
                    celdas.disfraces[i + 1, j] = disfraz
                if _is_tachada(libro, hoja, (i, j)):
                    celdas.tachadas.add((i + 1, j))
        celdas.add_fila(fila)
    celdas.combinadas = [(r1 + 1, c1, r2, c2 - 1) for r1, r2, c1, c2 in hoja.merged_cells]
    celdas.notas = [(build_lugar(i + 1, j), nota.text) for (i, j), nota in sorted(hoja.cell_note_map.items())]
    celdas.columnas_ocultas = {j for j, ficha in hoja.colinfo_map.items() if ficha.hidden}
    return celdas


def _parse(libro: xlrd.Book, tipo: int, valor: Any) -> object:
    if tipo == xlrd.XL_CELL_ERROR:
        return ErrorExcel(xlrd.error_text_from_code.get(valor, "#N/A"))
    if tipo == xlrd.XL_CELL_BOOLEAN:
        return bool(valor)
    if tipo == xlrd.XL_CELL_DATE:
        return build_fecha(valor, bool(libro.datemode))
    if tipo == xlrd.XL_CELL_NUMBER and float(valor).is_integer():
        return int(valor)
    return valor if tipo in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER) else None


def _find_disfraz(libro: xlrd.Book, hoja: xlrd.sheet.Sheet, lugar: tuple[int, int]) -> str:
    if hoja.cell_type(*lugar) != xlrd.XL_CELL_NUMBER:
        return ""
    formato = libro.format_map.get(libro.xf_list[hoja.cell_xf_index(*lugar)].format_key)
    return find_disfraz(formato.format_str) if formato else ""


def _is_tachada(libro: xlrd.Book, hoja: xlrd.sheet.Sheet, lugar: tuple[int, int]) -> bool:
    letras = [libro.xf_list[hoja.cell_xf_index(*lugar)].font_index]
    letras += [letra for _, letra in hoja.rich_text_runlist_map.get(lugar, ())]
    return any(libro.font_list[letra].struck_out for letra in letras)


def _find_inicios(flujo: bytes, base: int) -> dict[str, int]:
    """Dónde empieza cada hoja dentro del archivo (registros «BOUNDSHEET»), por nombre."""
    inicios: dict[str, int] = {}
    posicion = base
    while posicion + 4 <= len(flujo):
        codigo, largo = struct.unpack_from("<HH", flujo, posicion)
        cuerpo = flujo[posicion + 4 : posicion + 4 + largo]
        if codigo == HOJA_DECLARADA and len(cuerpo) >= 8 and cuerpo[5] == TIPO_HOJA:
            codificacion = "utf-16-le" if cuerpo[7] & 1 else "latin-1"
            nombre = cuerpo[8:].decode(codificacion, errors="replace")[: cuerpo[6]]
            inicios[nombre] = struct.unpack_from("<I", cuerpo)[0]
        if codigo == FIN:
            break
        posicion += 4 + largo
    return inicios


def _find_formulas(flujo: bytes, posicion: int) -> set[tuple[int, int]]:
    halladas = set()
    while posicion + 4 <= len(flujo):
        codigo, largo = struct.unpack_from("<HH", flujo, posicion)
        if codigo == FIN:
            break
        if codigo == FORMULA and largo >= 4:
            renglon, columna = struct.unpack_from("<HH", flujo, posicion + 4)
            halladas.add((renglon + 1, columna))
        posicion += 4 + largo
    return halladas
