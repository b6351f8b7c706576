"""Descarga e importación de archivos oficiales; el único módulo de fuentes que toca la red.

Lo bajado se escribe aparte y sólo ocupa su lugar si su huella es la registrada. Lo que no casa se guarda en
``por_revisar`` y nunca pisa lo que ya había. La comprobación del certificado no se desactiva.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit

import requests

from fais_analysis.errors import FaisError, FuenteAlteradaError, FuenteFaltanteError
from fais_analysis.sources.ediciones import accept_edicion, is_edicion_aceptada
from fais_analysis.sources.escritura import write_con_carpeta
from fais_analysis.sources.fichas import Archivo, EdicionArchivo, get_ficha
from fais_analysis.sources.huella import compute_sha256, compute_sha256_bytes
from fais_analysis.sources.paquetes import read_miembro
from fais_analysis.sources.rutas import get_fuentes
from fais_analysis.sources.transferencia import PedidoDescarga, TransferenciaFallida, fetch_url

POR_REVISAR = "por_revisar"
PARCIALES = ".parciales"
Comprobar = Callable[[str, EdicionArchivo, Path], str]
A_MANO = "descárguelo con el navegador; después corra: fais datos importar ARCHIVO"


@dataclass(frozen=True)
class Descarga:
    """Resultado de bajar un archivo: dónde quedó y si ya estaba."""

    ruta: Path
    ya_estaba: bool
    aviso: str = ""


def download_fuente(id_: str, *, espejo: str = "", comprobar: Comprobar | None = None) -> list[Descarga]:
    """Baja los archivos de una fuente a la carpeta de fuentes; los que ya están bien no se bajan otra vez.

    Parameters
    ----------
    id_
        Identificador de la fuente.
    espejo
        Dirección o carpeta con los mismos archivos, de donde se toman en lugar de la institución.
    comprobar
        Recibe un archivo con otros bytes que los registrados y dice si sus cifras son las mismas.

    Raises
    ------
    FuenteFaltanteError
        Si la fuente no tiene dirección directa o la institución no responde.
    FuenteAlteradaError
        Si lo bajado no es lo registrado ni dice lo mismo.
    """
    archivos = get_ficha(id_).archivos
    return [
        download_archivo(archivo, get_fuentes(), espejo=espejo, comprobar=_bind(comprobar, id_, edicion))
        for edicion, archivo in archivos.items()
    ]


def download_archivo(
    archivo: Archivo,
    carpeta: Path,
    *,
    espejo: str = "",
    comprobar: Callable[[Path], str] | None = None,
) -> Descarga:
    """Baja un archivo registrado y lo deja en su lugar sólo si su huella casa o dice las mismas cifras.

    Si la dirección entrega un ZIP con la huella registrada, el archivo que trae dentro se acepta aunque sea
    otra edición que la comprobada; queda anotada en la carpeta y se avisa.

    Raises
    ------
    FuenteFaltanteError, FuenteAlteradaError
        Véase ``download_fuente``.
    """
    destino = carpeta / archivo.ruta
    if destino.is_file() and _is_conocida(carpeta, archivo, compute_sha256(destino)):
        return Descarga(destino, ya_estaba=True)
    if not archivo.es_descargable and not espejo:
        raise _sin_direccion(archivo)
    bajado, huella_zip = _fetch(archivo, carpeta, espejo)
    huella = compute_sha256_bytes(bajado)
    aviso = ""
    if huella != archivo.sha256:
        aviso = _review(archivo, carpeta, bajado, huella_zip, comprobar)
        accept_edicion(carpeta, archivo.ruta, huella)
    write_con_carpeta(destino, bajado)
    return Descarga(destino, ya_estaba=False, aviso=aviso)


def _review(
    archivo: Archivo,
    carpeta: Path,
    bajado: bytes,
    huella_zip: str,
    comprobar: Callable[[Path], str] | None,
) -> str:
    """Por qué se acepta lo que tiene otros bytes; si no hay por qué, se aparta y lo que había no se toca."""
    huella = compute_sha256_bytes(bajado)
    if archivo.zip_sha256 and huella_zip == archivo.zip_sha256:
        return f"{archivo.nombre}: otra edición, dentro del ZIP registrado; se aceptó sha256 {huella[:12]}…"
    apartado = carpeta / POR_REVISAR / archivo.nombre
    write_con_carpeta(apartado, bajado)
    if comprobar is None:
        raise _keep_por_revisar(archivo, apartado, huella, "")
    try:
        mismas = comprobar(apartado)
    except FaisError as error:
        raise _keep_por_revisar(archivo, apartado, huella, f"; {error.que_paso} {error.encontrado}") from None
    if not mismas:
        raise _keep_por_revisar(archivo, apartado, huella, "; ninguna tabla lo comprueba")
    apartado.unlink()
    que = "otros bytes y las mismas cifras" if archivo.sha256 else "formato no cotejado; se leyó y cumple"
    return f"{archivo.nombre}: {que} ({mismas}); se aceptó sha256 {huella[:12]}…"


def _bind(comprobar: Comprobar | None, id_: str, edicion: EdicionArchivo) -> Callable[[Path], str] | None:
    return None if comprobar is None else partial(comprobar, id_, edicion)


def _fetch(archivo: Archivo, carpeta: Path, espejo: str) -> tuple[bytes, str]:
    """Contenido bajado (ya fuera de su ZIP, si venía en uno) y la huella del ZIP."""
    if espejo and not espejo.startswith(("http://", "https://")):
        return _read_local(archivo, Path(espejo).expanduser()), ""
    url = f"{espejo.rstrip('/')}/{quote(archivo.ruta)}" if espejo else archivo.url
    extension = ".zip" if archivo.zip and not espejo else Path(archivo.ruta).suffix.lower()
    try:
        with requests.Session() as sesion:
            pedido = PedidoDescarga(url, extension, archivo.bytes, sesion)
            bajado = fetch_url(pedido, carpeta / PARCIALES)
    except requests.exceptions.SSLError as error:
        raise _sin_respuesta(
            archivo, url, "el certificado de la página no se pudo comprobar", f"SSLError: {str(error)[:120]}"
        ) from None
    except TransferenciaFallida as falla:
        raise _sin_respuesta(archivo, url, falla.motivo, falla.encontrado) from None
    if archivo.zip and not espejo:
        with tempfile.TemporaryDirectory(dir=carpeta, prefix=".descarga-") as temporal:
            libro = Path(temporal) / "archivo.zip"
            libro.write_bytes(bajado)
            return read_miembro(libro, archivo.zip), compute_sha256(libro)
    return bajado, ""


def _read_local(archivo: Archivo, espejo: Path) -> bytes:
    """El archivo de una carpeta espejo: en su ruta o suelto."""
    for ruta in (espejo / archivo.ruta, espejo / archivo.nombre):
        if ruta.is_file():
            return ruta.read_bytes()
    raise FuenteFaltanteError(
        f"«{archivo.nombre}» no está en el espejo.",
        donde=str(espejo),
        esperado=f"{archivo.ruta} o {archivo.nombre}",
        encontrado="no existe el archivo" if espejo.is_dir() else "no existe la carpeta",
        que_hacer="revise la carpeta o quite --espejo para bajarlo de la institución",
    )


def _phrase_tamano(octetos: int, conocidos: int) -> str:
    """«581,629 bytes, +6»: lo que pesa y en cuánto difiere de la edición registrada, si se conoce."""
    return f"{octetos:,} bytes" + (f", {octetos - conocidos:+,}" if conocidos else "")


def _is_conocida(carpeta: Path, archivo: Archivo, huella: str) -> bool:
    return huella == archivo.sha256 or is_edicion_aceptada(carpeta, archivo.ruta, huella)


def _keep_por_revisar(archivo: Archivo, apartado: Path, huella: str, reporte: str) -> FuenteAlteradaError:
    return FuenteAlteradaError(
        f"Lo que hoy publica la institución no es la edición registrada de «{archivo.nombre}».",
        donde=archivo.url,
        esperado=archivo.huella_breve,
        encontrado=f"sha256 {huella[:12]}… ({_phrase_tamano(apartado.stat().st_size, archivo.bytes)}); se "
        f"apartó en {POR_REVISAR}/{archivo.nombre} y lo que ya había no se tocó{reporte}",
        que_hacer="compare sus valores con docs/datos.md y, si son buenos, corra: fais datos importar "
        f'"{apartado}" --reemplazar --motivo "por qué cambian"',
    )


def _sin_direccion(archivo: Archivo) -> FuenteFaltanteError:
    return FuenteFaltanteError(
        f"«{archivo.nombre}» no tiene una dirección de descarga directa.",
        donde=archivo.url or "elaboración propia, sin dirección",
        esperado="una dirección que entregue el archivo",
        encontrado=f"estado de la dirección: {archivo.estado_url}",
        que_hacer="consígalo en esa página o con quien lo elaboró y corra: fais datos importar ARCHIVO",
    )


def _sin_respuesta(archivo: Archivo, url: str, motivo: str, encontrado: str) -> FuenteFaltanteError:
    plantilla = " (dirección deducida, por probar)" if archivo.estado_url == "plantilla" else ""
    return FuenteFaltanteError(
        f"No se pudo bajar «{archivo.nombre}»: {motivo}.",
        donde=url + plantilla,
        esperado=archivo.huella_breve,
        encontrado=encontrado,
        que_hacer=f"busque el archivo en {archivo.pagina or _get_carpeta(url)} y {A_MANO}",
    )


def _get_carpeta(url: str) -> str:
    """La carpeta que contenía un archivo: por dónde empezar si su ficha no dice en qué página se publica."""
    partes = urlsplit(url)
    return f"{partes.scheme}://{partes.netloc}{partes.path.rpartition('/')[0]}/"
