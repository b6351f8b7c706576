"""El libro de Excel: qué hojas trae, dónde está de verdad cada una y sus celdas, en una sola pasada."""

import posixpath
from dataclasses import dataclass, field
from functools import partial

from fais_analysis.loaders.libros.celdas import DANADO, MAXIMO_CELDAS, Celdas, Hoja, LibroIlegible
from fais_analysis.loaders.libros.paquete import Atributos, Piezas, unescape_texto
from fais_analysis.loaders.libros.xlsx_estilos import EstilosXlsx, check_tope, is_tachado
from fais_analysis.loaders.libros.xlsx_hoja import LectorHoja, Libro

CON_NOTAS = ("comments", "drawing")  # comentarios de celda y cuadros de texto


def open_xlsx(contenido: bytes) -> list[Hoja]:
    """Las hojas de cálculo de un .xlsx (o .xlsm), en su orden; ninguna se lee todavía.

    La pieza de cada hoja se halla por las relaciones del libro, también en el dialecto estricto: su nombre
    dentro del archivo no quiere decir nada.

    Raises
    ------
    LibroIlegible
        Si no es un libro.
    """
    piezas = Piezas(contenido)
    raiz = _find_raiz(piezas)
    relaciones = _read_relaciones(piezas, raiz)
    declaradas, es_1904 = _read_libro(piezas, raiz)
    libro = _Diferido(piezas, {tipo: destino for tipo, destino in relaciones.values()}, es_1904)
    hojas = []
    for nombre, relacion, es_visible in declaradas:
        tipo, destino = relaciones.get(relacion, ("", ""))
        if tipo == "worksheet" and piezas.has(destino):
            hojas.append(Hoja(nombre, es_visible, partial(libro.read_hoja, destino)))
    return hojas


def find_piezas(contenido: bytes) -> dict[str, str]:
    """En qué pieza del archivo está cada hoja de un .xlsx, por su nombre.

    Raises
    ------
    LibroIlegible
        Si no es un libro.
    """
    piezas = Piezas(contenido)
    raiz = _find_raiz(piezas)
    relaciones = _read_relaciones(piezas, raiz)
    destinos = {
        nombre: relaciones.get(relacion, ("", "")) for nombre, relacion, _ in _read_libro(piezas, raiz)[0]
    }
    return {nombre: pieza for nombre, (tipo, pieza) in destinos.items() if tipo == "worksheet"}


def _find_raiz(piezas: Piezas) -> str:
    """La pieza del libro: la que dicen las relaciones del archivo, o la de costumbre."""
    oficina = _read_relaciones(piezas, "")
    raiz = next(
        (destino for tipo, destino in oficina.values() if tipo == "officeDocument"), "xl/workbook.xml"
    )
    if raiz.endswith(".bin"):
        raise LibroIlegible(
            "un libro binario de Excel (.xlsb)", "un .xlsx", "ábralo en Excel y guárdelo como .xlsx"
        )
    if not piezas.has(raiz):
        raise LibroIlegible(*DANADO)
    return raiz


@dataclass
class _Diferido:
    """Textos y formatos compartidos, que se leen la primera vez que una hoja los pide."""

    piezas: Piezas
    partes: dict[str, str]
    es_1904: bool
    libro: Libro | None = field(default=None)

    def read_hoja(self, pieza: str, hasta: int, maximo: int = 0) -> Celdas:
        if self.libro is None:
            textos, tachados = self._read_textos()
            self.libro = Libro(textos, tachados, self._read_estilos(), self.es_1904)
        lector = LectorHoja(self.libro, hasta, maximo)
        self.piezas.walk(pieza, lector.open, lector.close, lector.add_texto, sin_vacias=True)
        if not hasta:
            lector.celdas.notas = _read_notas(self.piezas, pieza)
        return lector.celdas

    def _read_textos(self) -> tuple[list[str], set[int]]:
        """Los textos compartidos y cuáles de ellos van, aunque sea en parte, tachados."""
        destino = self.partes.get("sharedStrings", "")
        textos: list[str] = []
        tachados: set[int] = set()
        if not self.piezas.has(destino):
            return textos, tachados
        trozos: list[str] = []
        dentro: list[str] = []  # «si» > («r» >) «t»; lo de «rPh» es pronunciación y no se lee

        def abre(nombre: str, atributos: Atributos) -> None:
            dentro.append(nombre)
            if is_tachado(nombre, atributos):
                tachados.add(len(textos))

        def cierra(nombre: str) -> None:
            dentro.pop()
            if nombre == "si":
                textos.append(unescape_texto("".join(trozos)))
                check_tope(textos, MAXIMO_CELDAS, "textos")
                trozos.clear()

        def texto(pedazo: str) -> None:
            if dentro[-1:] == ["t"] and "rPh" not in dentro:
                trozos.append(pedazo)

        self.piezas.walk(destino, abre, cierra, texto)
        return textos, tachados

    def _read_estilos(self) -> EstilosXlsx:
        estilos, destino = EstilosXlsx(), self.partes.get("styles", "")
        if self.piezas.has(destino):
            self.piezas.walk(destino, estilos.open, estilos.close)
        return estilos


def _read_relaciones(piezas: Piezas, parte: str) -> dict[str, tuple[str, str]]:
    """Relaciones de una pieza: identificador → (última palabra del tipo, pieza de destino)."""
    carpeta, nombre = posixpath.split(parte)
    ruta = posixpath.join(carpeta, "_rels", f"{nombre}.rels")
    relaciones: dict[str, tuple[str, str]] = {}

    def abre(elemento: str, atributos: Atributos) -> None:
        if elemento == "Relationship" and atributos.get("TargetMode") != "External":
            destino = atributos.get("Target", "").replace("\\", "/")
            entero = destino if destino.startswith("/") else posixpath.join(carpeta, destino)
            tipo = atributos.get("Type", "").rpartition("/")[2]
            relaciones[atributos.get("Id", "")] = (tipo, posixpath.normpath(entero).lstrip("/"))

    if piezas.has(ruta):
        piezas.walk(ruta, abre)
    return relaciones


def _read_notas(piezas: Piezas, hoja: str) -> list[tuple[str, str]]:
    """Los comentarios y cuadros de texto de una hoja: en qué celda («» si flota) y qué dicen."""
    notas: list[tuple[str, list[str]]] = []
    dentro: list[str] = []

    def abre(nombre: str, atributos: Atributos) -> None:
        dentro.append(nombre)
        if nombre in ("comment", "sp"):
            notas.append((atributos.get("ref", ""), []))

    def cierra(_: str) -> None:
        dentro.pop()

    def texto(pedazo: str) -> None:
        if notas and dentro[-1:] == ["t"]:
            notas[-1][1].append(pedazo)

    for tipo, destino in _read_relaciones(piezas, hoja).values():
        if tipo in CON_NOTAS and piezas.has(destino):
            piezas.walk(destino, abre, cierra, texto)
    return [(lugar, "".join(trozos)) for lugar, trozos in notas]


def _read_libro(piezas: Piezas, raiz: str) -> tuple[list[tuple[str, str, bool]], bool]:
    """Las hojas declaradas (nombre, relación, si se ve) y si el libro cuenta los días desde 1904."""
    hojas: list[tuple[str, str, bool]] = []
    es_1904 = False

    def abre(elemento: str, atributos: Atributos) -> None:
        nonlocal es_1904
        if elemento == "sheet":
            visible = atributos.get("state", "visible") == "visible"
            hojas.append((atributos.get("name", ""), atributos.get("id", ""), visible))
        elif elemento == "workbookPr":
            es_1904 = atributos.get("date1904") in ("1", "true", "on")

    piezas.walk(raiz, abre)
    return hojas, es_1904
