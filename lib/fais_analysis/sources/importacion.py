"""Toma un archivo que el analista ya tiene, lo reconoce y lo pone en la carpeta de fuentes."""

import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fais_analysis.errors import FuenteAlteradaError, FuenteFaltanteError
from fais_analysis.sources.ediciones import accept_edicion
from fais_analysis.sources.escritura import write_con_carpeta
from fais_analysis.sources.fichas import Archivo, EdicionArchivo, get_archivo, load_fichas
from fais_analysis.sources.huella import compute_sha256, compute_sha256_bytes
from fais_analysis.sources.paquetes import iter_miembros, normalize_nombre
from fais_analysis.sources.rutas import get_fuentes


@dataclass(frozen=True)
class Importado:
    """Un archivo reconocido: de qué fuente y edición es, dónde quedó y si se reconoció por huella."""

    id: str
    edicion: EdicionArchivo
    ruta: Path
    por_huella: bool
    mismas: str = ""
    cotejado: bool = True

    @property
    def aviso(self) -> str:
        """Lo que hay que saber si no es la edición registrada; vacío si lo es."""
        if self.por_huella:
            return ""
        if not self.cotejado:
            return (
                f"formato no cotejado con el original: «{self.ruta.name}» se leyó y cumple todo lo que se le "
                f"pide ({self.mismas}); revise sus cifras antes de publicar"
            )
        if self.mismas:
            return f"«{self.ruta.name}» no es la edición comprobada; se leyó y se revisó: {self.mismas}."
        return (
            f"«{self.ruta.name}» se reconoció por su nombre: NO es la edición comprobada. "
            "Revise las cifras de control antes de publicar: fais datos construir"
        )


@dataclass(frozen=True)
class LectorPrevio:
    """Quien sabe leer: ``comprobar`` un archivo antes de que entre y ``reconocer`` uno por lo que trae."""

    comprobar: Callable[[str, EdicionArchivo, Path], str]
    reconocer: Callable[[Path], tuple[str, EdicionArchivo]]


def import_archivo(
    ruta: Path, *, reemplazar: bool = False, revisor: LectorPrevio | None = None
) -> list[Importado]:
    """Copia un archivo oficial (o los que traiga un ZIP) a su lugar en la carpeta de fuentes.

    Lo reconoce por huella, nombre o contenido; lo que no es la edición registrada se lee antes de que entre.

    Parameters
    ----------
    ruta
        El archivo o el ZIP.
    reemplazar
        Permite que una edición que no es la registrada ocupe su lugar.
    revisor
        Quien lee el archivo; sin él, sólo se reconocen huellas y nombres.

    Raises
    ------
    FuenteFaltanteError
        Si el archivo no existe o no corresponde a ninguna fuente.
    FuenteAlteradaError, EsquemaError
        Si ya está la registrada, si cambia cifras sin un motivo, o si el archivo o el ZIP no se pueden leer.
    """
    if not ruta.is_file():
        raise _no_reconocido(ruta, "no existe o es una carpeta")
    directo = _match(ruta.name, compute_sha256(ruta))
    if directo or not _has_miembros(ruta):
        return [_store(directo or _recognise(ruta, revisor), ruta.read_bytes(), reemplazar, revisor)]
    importados = [
        _store(hallado, contenido, reemplazar, revisor)
        for nombres, leer in iter_miembros(ruta)
        for contenido in [leer()]
        for hallado in [_match_alguno(nombres, compute_sha256_bytes(contenido))]
        if hallado
    ]
    if not importados:
        raise _no_reconocido(ruta, "un ZIP sin archivos conocidos")
    return importados


@dataclass(frozen=True)
class _Hallado:
    id: str
    edicion: EdicionArchivo
    archivo: Archivo
    por_huella: bool


def _recognise(ruta: Path, revisor: LectorPrevio | None) -> _Hallado:
    """De qué fuente es, por lo que trae."""
    if revisor is None:
        raise _no_reconocido(ruta, f"sha256 {compute_sha256(ruta)[:12]}…, ningún nombre conocido")
    id_, edicion = revisor.reconocer(ruta)
    return _Hallado(id_, edicion, get_archivo(id_, *edicion), por_huella=False)


def _has_miembros(ruta: Path) -> bool:
    """Si es un ZIP que puede traer archivos dentro (un .xlsx también es un ZIP, y no los trae)."""
    return zipfile.is_zipfile(ruta) and ruta.suffix.lower() not in (".xlsx", ".xlsm")


def _match(nombre: str, huella: str) -> _Hallado | None:
    return _match_alguno({normalize_nombre(nombre)}, huella)


def _match_alguno(nombres: set[str], huella: str) -> _Hallado | None:
    por_nombre = None
    for id_, ficha in load_fichas().items():
        for edicion, archivo in ficha.archivos.items():
            if archivo.sha256 == huella:
                return _Hallado(id_, edicion, archivo, por_huella=True)
            if nombres & _list_nombres(archivo):
                por_nombre = _Hallado(id_, edicion, archivo, por_huella=False)
    return por_nombre


def _list_nombres(archivo: Archivo) -> set[str]:
    """Nombres con que puede llegar: el nuestro, el que lleva dentro del ZIP y el de su dirección."""
    de_la_url = "" if archivo.zip or not archivo.es_descargable else unquote(urlsplit(archivo.url).path)
    return {normalize_nombre(n) for n in (archivo.nombre, archivo.zip, de_la_url) if n}


def _store(hallado: _Hallado, contenido: bytes, reemplazar: bool, revisor: LectorPrevio | None) -> Importado:
    mismas = ""
    carpeta = get_fuentes()
    destino = carpeta / hallado.archivo.ruta
    if not hallado.por_huella:
        registrada = destino.is_file() and compute_sha256(destino) == hallado.archivo.sha256
        if registrada and not reemplazar:
            raise FuenteAlteradaError(
                f"Ya está la edición comprobada de «{hallado.archivo.nombre}» y ésta es otra.",
                donde=hallado.archivo.ruta,
                esperado=hallado.archivo.huella_breve,
                encontrado=f"sha256 {compute_sha256_bytes(contenido)[:12]}…",
                que_hacer="si de verdad quiere usar la otra edición, agregue --reemplazar",
            )
        mismas = _review(hallado, contenido, revisor)
        accept_edicion(carpeta, hallado.archivo.ruta, compute_sha256_bytes(contenido))
    write_con_carpeta(destino, contenido)
    return Importado(
        hallado.id, hallado.edicion, destino, hallado.por_huella, mismas, bool(hallado.archivo.sha256)
    )


def _review(hallado: _Hallado, contenido: bytes, revisor: LectorPrevio | None) -> str:
    """Lee el archivo aparte, antes de que entre."""
    if revisor is None:
        return ""
    with tempfile.TemporaryDirectory(prefix="fais-importar-") as aparte:
        ruta = Path(aparte) / hallado.archivo.nombre
        ruta.write_bytes(contenido)
        return revisor.comprobar(hallado.id, hallado.edicion, ruta)


def _no_reconocido(ruta: Path, encontrado: str) -> FuenteFaltanteError:
    return FuenteFaltanteError(
        f"«{ruta.name}» no es ninguno de los archivos registrados.",
        donde=ruta.name,
        esperado="un archivo oficial con la huella o el nombre de una ficha, o un ZIP que lo traiga",
        encontrado=encontrado,
        que_hacer="vea los nombres con: fais datos fichas; si cambió de nombre, devuélvale el oficial",
    )
