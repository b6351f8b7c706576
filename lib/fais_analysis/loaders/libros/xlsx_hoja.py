"""Las celdas de una hoja de Excel, una por una: sólo ocupa memoria lo que trae algo."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from fais_analysis.loaders.libros.celdas import (
    MAXIMO_CELDAS,
    Celdas,
    ErrorExcel,
    Fila,
    LibroIlegible,
)
from fais_analysis.loaders.libros.paquete import Alto, Atributos, unescape_texto
from fais_analysis.loaders.libros.xlsx_estilos import EstilosXlsx, is_tachado

LUGAR = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
ENTERO = re.compile(r"-?\d{1,17}", re.ASCII)
EPOCA, EPOCA_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
SI = ("1", "true", "on")


@dataclass(frozen=True)
class Libro:
    """Lo que las hojas comparten: textos (y cuáles van tachados), estilos y desde cuándo cuentan los días."""

    textos: list[str]
    tachados: set[int]
    estilos: EstilosXlsx
    es_1904: bool


class LectorHoja:
    """Arma las celdas conforme pasa el XML; se detiene al pasar de los primeros ``hasta`` renglones."""

    def __init__(self, libro: Libro, hasta: int, maximo: int) -> None:
        self.celdas = Celdas(maximo=maximo)
        self._libro, self._hasta = libro, hasta
        self._fechas, self._disfraces = libro.estilos.list_fechas(), libro.estilos.list_disfraces()
        self._tachados = libro.estilos.list_tachados()
        self._fila = Fila(0)
        self._vistas = self._columna = self._estilo = 0
        self._tipo, self._dentro, self._oculta_todo = "n", "", False
        self._trozos: list[str] = []
        self._pronunciacion = self._en_celda = False

    def open(self, nombre: str, atributos: Atributos) -> None:
        """Empieza un elemento."""
        if nombre == "c":
            self._start_celda(atributos)
        elif nombre == "row":
            self._start_fila(atributos)
        elif not self._en_celda:  # al final de la hoja hay otros elementos con los mismos nombres
            self._open_otro(nombre, atributos)
        elif nombre in ("v", "t"):
            self._dentro = nombre
        elif nombre == "f":
            self.celdas.formulas.add((self._fila.numero, self._columna))
        elif nombre == "rPh":
            self._pronunciacion = True
        elif is_tachado(nombre, atributos):
            self.celdas.tachadas.add((self._fila.numero, self._columna))

    def close(self, nombre: str) -> None:
        """Termina un elemento."""
        if nombre == "c":
            self._en_celda = False
            if self._trozos or self._tipo == "e":  # un error sin su texto tampoco es un vacío
                self._save_celda("".join(self._trozos) or "#ERROR")
                self._trozos = []
        elif nombre in ("v", "t"):
            self._dentro = ""
        elif nombre == "rPh":
            self._pronunciacion = False
        elif nombre == "row":
            self.celdas.add_fila(self._fila)

    def add_texto(self, pedazo: str) -> None:
        """Texto de la celda en curso."""
        if self._dentro and not self._pronunciacion:
            self._trozos.append(pedazo)

    def _open_otro(self, nombre: str, atributos: Atributos) -> None:
        if nombre == "mergeCell":
            self._add_combinada(atributos.get("ref", ""))
        elif nombre == "col" and (atributos.get("hidden") in SI or atributos.get("width") == "0"):
            desde, hasta = int(atributos.get("min", 1)), int(atributos.get("max", 1))
            self.celdas.columnas_ocultas.update(range(desde - 1, min(hasta, 16_384)))
        elif nombre == "sheetFormatPr":
            self._oculta_todo = atributos.get("zeroHeight") in SI

    def _start_fila(self, atributos: Atributos) -> None:
        numero = int(atributos["r"]) if "r" in atributos else self._fila.numero + 1
        if self._hasta and numero > self._hasta:
            raise Alto
        oculta = atributos.get("hidden")
        es_oculta = oculta in SI or (oculta is None and self._oculta_todo) or atributos.get("ht") == "0"
        self._fila = Fila(numero, es_oculta=es_oculta)
        self._columna = -1

    def _start_celda(self, atributos: Atributos) -> None:
        self._vistas += 1
        if self._vistas > MAXIMO_CELDAS:
            raise LibroIlegible(
                f"una hoja con más de {MAXIMO_CELDAS:,} celdas",
                "una hoja capturada",
                "copie los datos a la plantilla y pegue sólo los valores",
            )
        lugar = atributos.get("r")
        self._columna = parse_letra(lugar.rstrip("0123456789")) if lugar else self._columna + 1
        self._en_celda = True
        self._tipo, self._estilo = atributos.get("t", "n"), int(atributos.get("s", 0))

    def _save_celda(self, crudo: str) -> None:
        lugar = (self._fila.numero, self._columna)
        self._fila.valores[self._columna] = self._parse(crudo)
        if self._tipo == "n" and self._estilo in self._disfraces:
            self.celdas.disfraces[lugar] = self._disfraces[self._estilo]
        if self._estilo in self._tachados or (self._tipo == "s" and int(crudo) in self._libro.tachados):
            self.celdas.tachadas.add(lugar)

    def _parse(self, crudo: str) -> object:
        if self._tipo == "s":
            return self._libro.textos[int(crudo)]
        if self._tipo == "b":
            return crudo.strip() in SI
        if self._tipo == "e":
            return ErrorExcel(crudo)
        if self._tipo == "d":
            return datetime.fromisoformat(crudo)
        if self._tipo != "n":
            return unescape_texto(crudo)
        numero = int(crudo) if ENTERO.fullmatch(crudo) else float(crudo)
        return build_fecha(numero, self._libro.es_1904) if self._estilo in self._fechas else numero

    def _add_combinada(self, bloque: str) -> None:
        extremos = [LUGAR.fullmatch(lugar) for lugar in bloque.split(":")]
        if len(extremos) == 2 and all(extremos):
            (c1, r1), (c2, r2) = ((parse_letra(e[1]), int(e[2])) for e in extremos if e)
            self.celdas.combinadas.append((r1, c1, r2, c2))


@cache
def parse_letra(letras: str) -> int:
    """Posición de una columna por su letra (A = 0)."""
    posicion = 0
    for letra in letras.upper():
        posicion = posicion * 26 + ord(letra) - 64
    return posicion - 1


def build_fecha(numero: float, es_1904: bool) -> date | float:
    """La fecha de un número de serie; lo que no cabe en el calendario se queda en número."""
    try:
        return (EPOCA_1904 if es_1904 else EPOCA) + timedelta(days=numero)
    except OverflowError:
        return numero
