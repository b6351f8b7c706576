"""Del archivo a renglones: la hoja debida de un .xlsx, .ods, .xls o .csv, con el número que ve Excel."""

import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from fais_analysis.errors import describe_falla_sistema
from fais_analysis.loaders.libros.celdas import DANADO, Celdas, Hoja, LibroIlegible, MuchasFilas
from fais_analysis.loaders.libros.hoja import (
    HojaCruda,
    add_problema,
    count_reconocidas,
    find_encabezado,
    split_encabezado,
)
from fais_analysis.loaders.libros.ocultos import inspect_celdas
from fais_analysis.loaders.libros.ods import open_ods
from fais_analysis.loaders.libros.problemas import Advertencia
from fais_analysis.loaders.libros.texto import read_texto
from fais_analysis.loaders.libros.valores import normalize_texto
from fais_analysis.loaders.libros.xlsx import open_xlsx
from fais_analysis.schemas.libros import FormatoLibro

EXTENSIONES = (".xlsx", ".xlsm", ".ods", ".xls", ".csv")
Extra = Callable[[list[Hoja], HojaCruda], None]
FIRMA_OLE = b"\xd0\xcf\x11\xe0"
OLE_AJENO = (
    "un libro con contraseña o de Excel 97-2003 con otra extensión",
    "un .xlsx sin contraseña",
    "ábralo en Excel, quite la contraseña y guárdelo como .xlsx",
)


def read_hoja(ruta: Path, formato: FormatoLibro, extra: Extra | None = None) -> HojaCruda:
    """Lee la hoja de un libro capturado; lo que no se pueda leer queda como problema, nunca como traza.

    ``extra`` recibe las hojas del libro y la que se está leyendo: por si hay algo que tomar de otra.
    """
    hoja = HojaCruda()
    try:
        celdas = _read_celdas(ruta, formato, hoja, extra)
    except MuchasFilas:
        caben = f"a lo más {formato.maximo_filas:,} {formato.contenido}"
        que_hacer = "deje sólo las del ejercicio, o parta el libro"
        return add_problema(hoja, f"más de {formato.maximo_filas:,} renglones", caben, que_hacer)
    except LibroIlegible as falla:
        return add_problema(hoja, falla.encontrado, falla.esperado, falla.que_hacer)
    except Exception:  # cualquier daño del archivo se explica igual; no hay traza que ayude
        return add_problema(hoja, *DANADO)
    if celdas is not None:
        hoja.advertencias += [Advertencia(aviso) for aviso in celdas.avisos]
        filas = split_encabezado(hoja, celdas, formato)
        if hoja.renglon_encabezado:
            inspect_celdas(hoja, celdas, filas, formato)
    return hoja


def read_primera(ruta: Path, rate: Callable[[Sequence[Sequence[str]]], int]) -> tuple[str, Celdas]:
    """La primera hoja a la vista de un libro cualquiera, o el texto separado; con su nombre («» en un texto).

    Raises
    ------
    LibroIlegible
        Si no se puede leer o no hay ninguna hoja a la vista.
    """
    contenido = _read_bytes(ruta)
    if ruta.suffix.lower() not in EXTENSIONES or ruta.suffix.lower() == ".csv":
        return "", read_texto(contenido, rate)
    primera = next((h for h in _open_libro(contenido, ruta.suffix.lower()) if h.es_visible), None)
    if primera is None:
        raise LibroIlegible("ninguna hoja a la vista", "una hoja con la tabla", "muestre la hoja en Excel")
    return primera.nombre, primera.leer(0)


def _read_celdas(ruta: Path, formato: FormatoLibro, hoja: HojaCruda, extra: Extra | None) -> Celdas | None:
    contenido = _read_bytes(ruta)
    if ruta.suffix.lower() not in EXTENSIONES:
        raise LibroIlegible(
            f"un archivo {ruta.suffix or 'sin extensión'}", ".xlsx, .ods o .csv", "guárdelo como .xlsx"
        )
    tope = formato.maximo_filas and formato.maximo_filas + formato.renglones_encabezado
    if ruta.suffix.lower() == ".csv":
        return read_texto(contenido, partial(_rate, formato=formato), tope)
    hojas = _open_libro(contenido, ruta.suffix.lower())
    elegida = _choose_hoja(hojas, formato, hoja)
    if extra is not None:
        extra(hojas, hoja)
    if elegida is None:
        return None
    hoja.nombre = elegida.nombre
    return elegida.leer(0, tope)


def _rate(primeros: list[list[str]], formato: FormatoLibro) -> int:
    return max((count_reconocidas(campos, formato) for campos in primeros), default=0)


def _read_bytes(ruta: Path) -> bytes:
    try:
        contenido = ruta.read_bytes()
    except OSError as error:
        raise LibroIlegible(
            f"un archivo que no existe o no se puede abrir ({describe_falla_sistema(error)})",
            "un .xlsx, .ods o .csv",
            "revise la ruta y los permisos",
        ) from None
    if not contenido.strip(b"\0 \t\r\n"):
        raise LibroIlegible("un archivo vacío", "un libro con datos", "vuelva a guardarlo desde Excel")
    return contenido


def _open_libro(contenido: bytes, extension: str) -> list[Hoja]:
    if extension == ".xls":
        from fais_analysis.loaders.libros.xls import open_xls  # casi ningún libro lo necesita

        return open_xls(contenido)
    if contenido.startswith(FIRMA_OLE):
        raise LibroIlegible(*OLE_AJENO)
    try:
        return open_ods(contenido) if extension == ".ods" else open_xlsx(contenido)
    except zipfile.BadZipFile:
        raise LibroIlegible(*DANADO) from None


def _choose_hoja(hojas: list[Hoja], formato: FormatoLibro, hoja: HojaCruda) -> Hoja | None:
    """La hoja debida; sin ella, la única con encabezados del libro. Dos con datos: no se adivina.

    Una hoja oculta nunca se lee en lugar de la que se ve; si trae datos se dice que no se leyó.
    """
    debidas = [h for h in hojas if normalize_texto(h.nombre) == normalize_texto(formato.hoja)]
    otras = [h for h in hojas if h not in debidas and _has_encabezado(h, formato)]
    ocultas = [h for h in [*debidas, *otras] if not h.es_visible and _has_encabezado(h, formato)]
    candidatas = debidas if formato.es_hoja_obligada else [*debidas, *otras]
    visibles = [h for h in candidatas if h.es_visible]
    if len(visibles) != 1:
        encontrado, que_hacer = _describe_hojas(hojas, visibles, ocultas, formato.contenido)
        add_problema(hoja, encontrado, f"una sola hoja «{formato.hoja}», a la vista", que_hacer)
        return None
    if visibles[0] not in debidas:
        hoja.advertencias.append(Advertencia(f"No hay hoja «{formato.hoja}»: se leyó «{visibles[0].nombre}»"))
    for oculta in ocultas:
        hoja.advertencias.append(
            Advertencia(f"La hoja oculta «{oculta.nombre}» trae {formato.contenido} y no se leyó")
        )
    return visibles[0]


def _has_encabezado(hoja: Hoja, formato: FormatoLibro) -> bool:
    return find_encabezado(hoja.leer(formato.renglones_encabezado).filas, formato) is not None


def _describe_hojas(
    hojas: list[Hoja], visibles: list[Hoja], ocultas: list[Hoja], contenido: str
) -> tuple[str, str]:
    """Qué hojas se encontraron y qué hacer con ellas."""
    if visibles:
        nombres = ", ".join(f"«{h.nombre}»" for h in visibles)
        que_hacer = "junte todo en una sola hoja y borre las demás"
        return f"{contenido} en {len(visibles)} hojas ({nombres})", que_hacer
    if ocultas:
        que_hacer = "muestre la hoja en Excel y revise que sea la buena"
        return f"{contenido} sólo en una hoja oculta («{ocultas[0].nombre}»)", que_hacer
    nombres = ", ".join(f"«{h.nombre}»" for h in hojas[:5]) or "ninguna"
    return f"hojas {nombres}", "copie los datos a la hoja debida de la plantilla"
