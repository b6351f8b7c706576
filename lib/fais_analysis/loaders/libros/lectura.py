"""Del archivo a renglones: hoja de obras de un .xlsx o un .csv, con el número de renglón que ve Excel."""

import csv
import io
import zipfile
from itertools import pairwise
from pathlib import Path

import python_calamine

from fais_analysis.loaders.libros.formulas import inspect_celdas
from fais_analysis.loaders.libros.hoja import HojaCruda, add_problema, find_encabezado, split_encabezado
from fais_analysis.loaders.libros.problemas import Advertencia, Problema, show_valor
from fais_analysis.loaders.libros.valores import ValorError, is_vacio, normalize_texto, parse_entero
from fais_analysis.schemas.inversion import EJERCICIO_MAXIMO, EJERCICIO_MINIMO

HOJA_OBRAS = "obras"
HOJA_INSTRUCCIONES = "instrucciones"
ROTULO_EJERCICIO = "ejercicio del libro"
SEPARADORES = (",", ";", "\t")
FIRMA_OLE = b"\xd0\xcf\x11\xe0"


def read_hoja_obras(ruta: Path) -> HojaCruda:
    """Lee la hoja de obras; lo que no se pueda leer queda como problema, nunca como traza."""
    hoja = HojaCruda()
    try:
        contenido = ruta.read_bytes()
    except OSError:
        return add_problema(
            hoja,
            "un archivo que no existe o no se puede abrir",
            "un .xlsx o .csv",
            "revise la ruta y los permisos",
        )
    if not contenido.strip(b"\0 \t\r\n"):
        return add_problema(hoja, "un archivo vacío", "un libro con obras", "vuelva a guardarlo desde Excel")
    if ruta.suffix.lower() == ".csv":
        filas = _read_csv(contenido, hoja)
    elif ruta.suffix.lower() == ".xlsx":
        filas = _read_xlsx(contenido, hoja)
    else:
        return add_problema(
            hoja, f"un archivo {ruta.suffix or 'sin extensión'}", ".xlsx o .csv", "guárdelo como .xlsx"
        )
    if filas is not None:
        split_encabezado(hoja, filas)
    if hoja.nombre and hoja.renglon_encabezado:
        problemas, advertencias = inspect_celdas(ruta, hoja.nombre, hoja.renglon_encabezado)
        hoja.problemas += problemas
        hoja.advertencias += advertencias
    return hoja


# --- xlsx -------------------------------------------------------------------------------------------


def _read_xlsx(contenido: bytes, hoja: HojaCruda) -> list[list[object]] | None:
    libro = _open_xlsx(contenido, hoja)
    if libro is None:
        return None
    try:
        hojas = {n: libro.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in _list_hojas(libro)}
    except Exception:
        add_problema(
            hoja,
            "una hoja dañada",
            "un libro que Excel abra sin avisos",
            "ábralo en Excel y guárdelo de nuevo",
        )
        return None
    nombre = _choose_hoja(hojas, hoja)
    hoja.ejercicio_declarado = _find_ejercicio(hojas, hoja)
    if nombre is None:
        return None
    hoja.nombre = nombre
    return hojas[nombre]


def _open_xlsx(contenido: bytes, hoja: HojaCruda) -> python_calamine.CalamineWorkbook | None:
    if contenido.startswith(FIRMA_OLE):
        add_problema(
            hoja,
            "un libro con contraseña o de Excel 97-2003 con otra extensión",
            "un .xlsx sin contraseña",
            "ábralo en Excel, quite la contraseña y guárdelo como .xlsx",
        )
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(contenido)) as paquete:
            es_libro = "xl/workbook.xml" in paquete.namelist()
    except zipfile.BadZipFile:
        es_libro = False
    if es_libro:
        try:
            return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(contenido))
        except Exception:  # cualquier daño del archivo se explica igual; no hay traza que ayude
            es_libro = False
    add_problema(
        hoja,
        "un archivo dañado o que no es un libro de Excel",
        "un .xlsx que Excel abra sin avisos",
        "ábralo en Excel y guárdelo de nuevo como .xlsx",
    )
    return None


def _list_hojas(libro: python_calamine.CalamineWorkbook) -> list[str]:
    return [m.name for m in libro.sheets_metadata if m.typ == python_calamine.SheetTypeEnum.WorkSheet]


def _choose_hoja(hojas: dict[str, list[list[object]]], hoja: HojaCruda) -> str | None:
    """La hoja «Obras»; sin ella, la única con encabezados del libro. Dos con obras: no se adivina."""
    parecidas = [n for n, filas in hojas.items() if find_encabezado(filas) is not None]
    obras = [n for n in hojas if normalize_texto(n) == HOJA_OBRAS]
    otras = [n for n in parecidas if n not in obras]
    if len(obras + otras) > 1:
        nombres = ", ".join(f"«{n}»" for n in obras + otras)
        add_problema(
            hoja,
            f"obras en {len(obras + otras)} hojas ({nombres})",
            "una sola hoja, «Obras»",
            "junte todas las obras en la hoja «Obras» y borre las demás",
        )
        return None
    if obras:
        return obras[0]
    if otras:
        hoja.advertencias.append(Advertencia(f"No hay hoja «Obras»: se leyó «{otras[0]}»"))
        return otras[0]
    nombres = ", ".join(f"«{n}»" for n in list(hojas)[:5]) or "ninguna"
    add_problema(
        hoja, f"hojas {nombres}", "una hoja «Obras»", "copie las obras a la hoja «Obras» de la plantilla"
    )
    return None


def _find_ejercicio(hojas: dict[str, list[list[object]]], hoja: HojaCruda) -> int | None:
    """El ejercicio que declara la hoja Instrucciones, si lo declara (rótulo y, a su derecha, el año)."""
    for nombre, filas in hojas.items():
        if normalize_texto(nombre) != HOJA_INSTRUCCIONES:
            continue
        for numero, fila in enumerate(filas, start=1):
            for rotulo, valor in pairwise(fila):
                if isinstance(rotulo, str) and normalize_texto(rotulo).startswith(ROTULO_EJERCICIO):
                    return _parse_ejercicio(valor, numero, hoja)
    return None


def _parse_ejercicio(valor: object, renglon: int, hoja: HojaCruda) -> int | None:
    if is_vacio(valor):
        return None
    try:
        return parse_entero(valor, EJERCICIO_MINIMO, EJERCICIO_MAXIMO)
    except ValorError as error:
        hoja.problemas.append(
            Problema(
                renglon,
                "Ejercicio (hoja Instrucciones)",
                show_valor(valor),
                "un año, o vacío",
                error.que_hacer,
            )
        )
        return None


# --- csv --------------------------------------------------------------------------------------------


def _read_csv(contenido: bytes, hoja: HojaCruda) -> list[list[object]] | None:
    if contenido.startswith((b"PK\x03\x04", FIRMA_OLE)):
        add_problema(
            hoja,
            "un libro de Excel con extensión .csv",
            "texto separado por comas",
            "cámbiele la extensión a .xlsx",
        )
        return None
    texto = _decode(contenido, hoja)
    if texto is None:
        return None
    primera = next((li for li in texto.splitlines() if li.strip()), "")
    separador = max(SEPARADORES, key=primera.count)
    if separador != ",":
        hoja.advertencias.append(Advertencia("Las columnas vienen separadas por otro signo, no por comas"))
    try:
        filas = list(csv.reader(io.StringIO(texto, newline=""), delimiter=separador, strict=True))
    except csv.Error:
        add_problema(
            hoja,
            "comillas sin cerrar o un renglón roto",
            "un CSV bien formado",
            "guárdelo de nuevo desde Excel",
        )
        return None
    return filas


def _decode(contenido: bytes, hoja: HojaCruda) -> str | None:
    if contenido.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in contenido:
        add_problema(
            hoja, "un texto en UTF-16 o dañado", "texto en UTF-8", "guárdelo como «CSV UTF-8» desde Excel"
        )
        return None
    try:
        return contenido.decode("utf-8-sig")
    except UnicodeDecodeError:
        hoja.advertencias.append(
            Advertencia("El archivo no está en UTF-8: se leyó como latin-1; verifique acentos y eñes")
        )
        return contenido.decode("cp1252", errors="replace")
