"""El .xlsx y el .ods por dentro: un zip con piezas XML que se recorren sin cargarlas enteras."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from xml.parsers import expat

from fais_analysis.loaders.libros.celdas import MAXIMO_BYTES, LibroIlegible

TROZO = 1 << 16
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
    ) -> None:
        """Recorre el XML de una pieza; los nombres llegan sin prefijo, sea cual sea el dialecto del libro.

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
        try:
            with self._zip.open(pieza) as flujo:
                while trozo := flujo.read(TROZO):
                    lector.Parse(trozo, False)
                lector.Parse(b"", True)
        except Alto:
            return


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
