"""Las tablas de un anexo oficial como renglones de texto: HTML del Diario Oficial, CSV, XLSX o ZIP."""

import csv
import io
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from fais_analysis.errors import FuenteAlteradaError
from fais_analysis.loaders.lectura import build_error_danado, open_libro, read_hojas
from fais_analysis.loaders.libros_oficiales import list_visibles
from fais_analysis.recorrido import Atributos, Recorrido

Renglon = list[str]
Tabla = list[Renglon]
EXTENSIONES = (".html", ".htm", ".csv", ".xlsx", ".xls")


def read_tablas(ruta: Path) -> list[Tabla]:
    """Las tablas del archivo, cada una como lista de renglones de texto.

    Raises
    ------
    FuenteAlteradaError
        Si está dañado, no es de un tipo conocido o el ZIP no trae exactamente un archivo de datos.
    """
    extension = ruta.suffix.lower()
    if extension == ".zip":
        return _read_zip(ruta)
    if extension in (".html", ".htm"):
        return _parse_html(_decode(ruta.read_bytes()))
    if extension == ".csv":
        return [_parse_csv(ruta)]
    if extension in (".xlsx", ".xls"):
        hojas = read_hojas(ruta, list_visibles(open_libro(ruta)))
        return [[[_as_text(c) for c in renglon] for renglon in hoja] for hoja in hojas.values()]
    raise _build_tipo(ruta.name, f"un archivo «{extension or 'sin extensión'}»")


def _read_zip(ruta: Path) -> list[Tabla]:
    try:
        with zipfile.ZipFile(ruta) as libro:
            miembros = [i for i in libro.infolist() if not i.is_dir()]
            datos = [i for i in miembros if PurePosixPath(i.filename).suffix.lower() in EXTENSIONES]
            if len(datos) != 1:
                nombres = ", ".join(PurePosixPath(i.filename).name for i in datos[:5])
                raise _build_tipo(
                    ruta.name, f"un ZIP con {len(datos)} archivos de datos ({nombres or 'nada'})"
                )
            contenido, nombre = libro.read(datos[0]), PurePosixPath(datos[0].filename).name
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        raise build_error_danado(ruta, f"{type(error).__name__}: {error}") from None
    with tempfile.TemporaryDirectory() as carpeta:
        suelto = Path(carpeta) / f"anexo{Path(nombre).suffix}"
        suelto.write_bytes(contenido)
        return read_tablas(suelto)


class _LectorAnexo(Recorrido):
    """Junta las celdas de cada tabla; las tablas anidadas se leen como tablas aparte."""

    def __init__(self) -> None:
        super().__init__()
        self.tablas: list[Tabla] = []
        self._pila: list[Tabla] = []
        self._celda: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: Atributos) -> None:
        if tag == "table":
            self._pila.append([])
            self._celda = None
        elif tag == "tr" and self._pila:
            self._close_celda()
            self._pila[-1].append([])
        elif tag in ("td", "th") and self._pila:
            self._close_celda()
            if not self._pila[-1]:
                self._pila[-1].append([])
            self._celda = []
        elif tag == "br" and self._celda is not None:
            self._celda.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr"):
            self._close_celda()
        elif tag == "table" and self._pila:
            self._close_celda()
            self.tablas.append(self._pila.pop())

    def handle_data(self, data: str) -> None:
        if self._celda is not None:
            self._celda.append(data)

    def _close_celda(self) -> None:
        if self._celda is not None and self._pila:
            self._pila[-1][-1].append(" ".join("".join(self._celda).split()))
        self._celda = None


def _parse_csv(ruta: Path) -> Tabla:
    try:
        return [[c.strip() for c in r] for r in csv.reader(io.StringIO(_decode(ruta.read_bytes())))]
    except csv.Error as error:
        raise build_error_danado(ruta, f"un CSV que no se puede separar: {error}") from None


def _parse_html(texto: str) -> list[Tabla]:
    lector = _LectorAnexo().read(texto)
    while lector._pila:  # una página cortada deja tablas sin cerrar: se leen, y luego se cuentan
        lector.tablas.append(lector._pila.pop())
    return lector.tablas


def _decode(contenido: bytes) -> str:
    try:
        return contenido.decode("utf-8-sig")
    except UnicodeDecodeError:
        return contenido.decode("cp1252", errors="replace")


def _as_text(valor: object) -> str:
    if isinstance(valor, float) and valor.is_integer():
        return str(int(valor))
    return " ".join(str(valor).split())


def _build_tipo(nombre: str, encontrado: str) -> FuenteAlteradaError:
    return FuenteAlteradaError(
        "El anexo no es de un tipo que se pueda leer.",
        donde=nombre,
        esperado="la página del DOF (.html), .csv, .xlsx, o un .zip con uno solo de ellos",
        encontrado=encontrado,
        que_hacer="guarde la página completa del Diario Oficial o la tabla de datos abiertos",
    )
