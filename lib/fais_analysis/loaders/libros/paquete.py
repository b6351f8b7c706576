"""El .xlsx y el .ods por dentro: un zip con piezas XML que se recorren sin cargarlas enteras."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import IO
from xml.parsers import expat

from fais_analysis.loaders.libros.celdas import MAXIMO_BYTES, LibroIlegible

TROZO = 1 << 16
RENGLON_VACIO = re.compile(rb'<row r="\d+"[^<>]*(?:/>|(?<!/)>(?:<c r="[A-Z]+\d+"[^<>]*/>)*+</row>)')
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
Atributos = Mapping[str, str]


class Alto(Exception):
    """Ya se leyó lo que hacía falta de una pieza."""


class Piezas:
    """Las piezas de un libro comprimido, por nombre (sin distinguir mayúsculas, como Excel)."""

    def __init__(self, contenido: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(contenido))
        self._nombres = {
            i.filename.replace("\\", "/").lstrip("/").casefold(): i for i in self._zip.infolist()
        }

    def has(self, nombre: str) -> bool:
        """Si el libro trae esa pieza."""
        return nombre.casefold() in self._nombres

    def walk(
        self,
        nombre: str,
        abre: Callable[[str, Atributos], None],
        cierra: Callable[[str], None] | None = None,
        texto: Callable[[str], None] | None = None,
        *,
        sin_vacias: bool = False,
    ) -> None:
        """Recorre el XML de una pieza; los nombres llegan sin prefijo, sea cual sea el dialecto del libro.

        Con ``sin_vacias`` los renglones que no traen nada se saltan: un libro puede declarar un millón.

        Raises
        ------
        LibroIlegible
            Si descomprimida pasa del tope: se revisa antes de abrirla.
        """
        pieza = self._nombres[nombre.casefold()]
        if pieza.file_size > MAXIMO_BYTES:
            raise LibroIlegible(
                f"una hoja de {pieza.file_size / 1e6:,.0f} MB ya descomprimida",
                f"un libro capturado (a lo más {MAXIMO_BYTES / 1e6:,.0f} MB por hoja)",
                "copie los datos a la plantilla y pegue sólo los valores",
            )
        lector = expat.ParserCreate()
        lector.buffer_text = True
        lector.EntityDeclHandler = _refuse_entidad
        cortos = _Cortos()
        lector.StartElementHandler = lambda n, a: abre(cortos[n], {cortos[k]: v for k, v in a.items()})
        if cierra:
            lector.EndElementHandler = lambda n: cierra(cortos[n])
        if texto:
            lector.CharacterDataHandler = texto
        with suppress(Alto), self._zip.open(pieza) as flujo:
            for trozo in _iter_trozos(flujo, sin_vacias):
                lector.Parse(trozo, False)
            lector.Parse(b"", True)


def _iter_trozos(flujo: IO[bytes], sin_vacias: bool) -> Iterator[bytes]:
    """La pieza por partes; para saltar renglones vacíos se corta donde empieza uno."""
    resto = b""
    while trozo := flujo.read(TROZO):
        datos = resto + trozo
        corte = datos.rfind(b"<row") if sin_vacias else 0
        if corte <= 0:  # también si un solo renglón no cabe: se entrega como venga
            corte = len(datos)
        yield RENGLON_VACIO.sub(b"", datos[:corte]) if sin_vacias else datos
        resto = datos[corte:]
    yield resto


def unescape_texto(texto: str) -> str:
    """Los caracteres que el .xlsx guarda como ``_x000D_``."""
    return ESCAPE.sub(lambda m: chr(int(m[1], 16)), texto) if "_x" in texto else texto


class _Cortos(dict[str, str]):
    """Nombres de XML sin su prefijo; se cortan una vez y se repiten millones."""

    def __missing__(self, nombre: str) -> str:
        corto = nombre.rpartition(":")[2]
        self[nombre] = corto
        return corto


def _refuse_entidad(*_: object) -> None:
    raise LibroIlegible(
        "un libro con entidades XML declaradas",
        "un libro que Excel guarde",
        "ábralo en Excel y guárdelo de nuevo",
    )
