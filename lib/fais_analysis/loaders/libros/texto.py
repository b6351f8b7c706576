"""El texto separado por comas: en qué está escrito, con qué signo separa y qué renglones trae."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence

from fais_analysis.loaders.libros.celdas import (
    MAXIMO_BYTES,
    MAXIMO_CELDAS,
    Celdas,
    ErrorExcel,
    Fila,
    LibroIlegible,
    is_error,
)

SEPARADORES = (",", ";", "\t", "|")
FIN_DE_ARCHIVO = "\x1a"  # Ctrl-Z: así terminan los textos que exportan programas muy viejos
CODIFICACIONES = {"cp1252": "latin-1", "mac_roman": "Mac Roman", "cp850": "la página 850 de MS-DOS"}
SIGNOS_ESPANOL = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡°ºª«»–—‘’“”…·²³½¼\xa0")
LIGADURAS = frozenset("–—‘’“”…«»¿¡°ºª·")  # entre dos letras delatan que la codificación es otra
TRES_LETRAS = re.compile(r"(?=([^\W\d_])([^\x00-\x7e])([^\W\d_]))")
MAXIMO_CAMPOS = 4 * MAXIMO_CELDAS  # con los vacíos: una celda perdida al final los vuelve millones


def read_texto(contenido: bytes, rate: Callable[[Sequence[Sequence[str]]], int], maximo: int = 0) -> Celdas:
    """Lee un texto separado; el separador es con el que ``rate`` reconoce más encabezados.

    ``maximo`` es cuántos renglones con datos caben; cero, los que sean.

    Raises
    ------
    LibroIlegible
        Si es un libro de Excel, no se sabe en qué está escrito o trae comillas sin cerrar.
    """
    if len(contenido) > MAXIMO_BYTES:
        raise LibroIlegible(
            f"un texto de {len(contenido) / 1e6:,.0f} MB",
            f"a lo más {MAXIMO_BYTES / 1e6:,.0f} MB",
            "divídalo en varios archivos",
        )
    if contenido.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise LibroIlegible(
            "un libro de Excel con extensión .csv",
            "texto separado por comas",
            "cámbiele la extensión a .xlsx",
        )
    celdas = Celdas(maximo=maximo)
    texto, declarado = _cut_declarado(_strip_fin(_decode(contenido, celdas.avisos)))
    separador = declarado or _choose_separador(texto, rate)
    if separador != ",":
        celdas.avisos.append("Las columnas vienen separadas por otro signo, no por comas")
    try:
        for fila in _iter_filas(texto, separador):
            celdas.add_fila(fila)
    except csv.Error:
        raise LibroIlegible(
            "comillas sin cerrar o un renglón roto", "un CSV bien formado", "guárdelo de nuevo desde Excel"
        ) from None
    return celdas


def _iter_filas(texto: str, separador: str) -> Iterator[Fila]:
    vistos = 0
    for numero, campos in enumerate(_iter_campos(texto, separador), start=1):
        vistos += len(campos)
        if vistos > MAXIMO_CAMPOS:
            raise LibroIlegible(
                f"un texto con más de {MAXIMO_CAMPOS:,} celdas, casi todas vacías",
                "una hoja capturada",
                "borre los renglones y las columnas que sobran al final y guárdelo de nuevo",
            )
        yield _build_fila(numero, campos)


def _build_fila(numero: int, campos: Sequence[str]) -> Fila:
    valores: dict[int, object] = {
        i: ErrorExcel(v.strip()) if is_error(v) else v for i, v in enumerate(campos) if v and v.strip()
    }
    return Fila(numero, valores, len(campos))


def _iter_campos(texto: str, separador: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(texto, newline=""), delimiter=separador, strict=True)


def _choose_separador(texto: str, rate: Callable[[Sequence[Sequence[str]]], int]) -> str:
    """El signo con que más encabezados se reconocen; si empatan, el que más aparece en el primer renglón."""
    primera = next((li for li in texto.splitlines() if li.strip()), "")

    def puntuar(separador: str) -> tuple[int, int]:
        primeros = []
        try:
            for campos, _ in zip(_iter_campos(texto, separador), range(20), strict=False):
                primeros.append(campos)
        except csv.Error:
            pass  # se dirá al leerlo entero
        return rate(primeros), primera.count(separador)

    return max(SEPARADORES, key=puntuar)


def _cut_declarado(texto: str) -> tuple[str, str]:
    """Quita el primer renglón «sep=;» que Excel entiende, y da el signo que declara."""
    primera, _, resto = texto.partition("\n")
    plano = primera.strip().strip('"')
    if plano.lower().startswith("sep=") and len(plano) == 5:
        return resto, plano[-1]
    return texto, "\t" if plano.lower() == "sep=" and "\t" in primera else ""


def _strip_fin(texto: str) -> str:
    limpio = texto.rstrip("\r\n" + FIN_DE_ARCHIVO) if texto.rstrip().endswith(FIN_DE_ARCHIVO) else texto
    if FIN_DE_ARCHIVO in limpio:
        raise LibroIlegible(
            "una marca de fin de archivo (Ctrl-Z) a la mitad",
            "un texto completo",
            "ábralo en Excel, revise que no falten renglones y guárdelo de nuevo",
        )
    return limpio


def _decode(contenido: bytes, avisos: list[str]) -> str:
    if contenido.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            texto = contenido.decode("utf-16")
        except UnicodeDecodeError:
            raise _build_otro("un texto en UTF-16 o dañado") from None
        if "\0" in texto:
            raise _build_otro("un texto en UTF-16 o dañado")
        avisos.append("El archivo está en UTF-16: verifique acentos y eñes")
        return texto
    if b"\0" in contenido:
        raise _build_otro("un texto en UTF-16 o dañado")
    try:
        return contenido.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode_antigua(contenido, avisos)


def _decode_antigua(contenido: bytes, avisos: list[str]) -> str:
    """De Windows, de Mac o de MS-DOS: la única en que lo escrito parece español."""
    leidos = {c: _try_decode(contenido, c) for c in CODIFICACIONES}
    posibles = [c for c, texto in leidos.items() if texto and is_espanol(texto)]
    if not posibles:
        raise _build_otro("un texto que no está en UTF-8 ni en otra codificación del español")
    elegida = max(posibles, key=lambda c: count_acentos(leidos[c]))  # si empatan, la de Windows
    avisos.append(
        f"El archivo no está en UTF-8: se leyó como {CODIFICACIONES[elegida]}; verifique acentos y eñes"
    )
    return leidos[elegida]


def _try_decode(contenido: bytes, codificacion: str) -> str:
    try:
        return contenido.decode(codificacion)
    except UnicodeDecodeError:
        return ""


def is_espanol(texto: str) -> bool:
    """Si todo lo escrito es del español y ningún signo parte una palabra («Pe–—n»).

    Examples
    --------
    >>> is_espanol("Otáez"), is_espanol("Otßez")
    (True, False)
    """
    raros = {c for c in set(texto) if ord(c) > 126 or (ord(c) < 32 and c not in "\t\r\n" + FIN_DE_ARCHIVO)}
    if not raros <= SIGNOS_ESPANOL:
        return False
    return not any(_is_corte(*m.groups()) for m in TRES_LETRAS.finditer(texto))


def _is_corte(antes: str, signo: str, luego: str) -> bool:
    """Un signo entre dos letras, o una mayúscula acentuada tras una minúscula: la codificación es otra."""
    if signo in LIGADURAS:
        return True
    minuscula_suelta = antes.isupper() and signo.islower() and luego.isupper()
    return minuscula_suelta or (antes.islower() and signo.isupper())


def count_acentos(texto: str) -> int:
    """Cuántas letras con acento o eñe trae un texto: la codificación buena es la que más da."""
    return sum(texto.count(c) for c in set(texto) if c.isalpha() and ord(c) > 126)


def _build_otro(encontrado: str) -> LibroIlegible:
    return LibroIlegible(encontrado, "texto en UTF-8", "guárdelo como «CSV UTF-8» desde Excel")
