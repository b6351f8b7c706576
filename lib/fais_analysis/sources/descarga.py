"""Descarga e importación de archivos oficiales; el único módulo de fuentes que toca la red.

Lo bajado se escribe aparte y sólo ocupa su lugar si su huella es la registrada. Lo que no casa se guarda en
``por_revisar`` y nunca pisa lo que ya había. La comprobación del certificado no se desactiva.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pooch
import requests

from fais_analysis.errors import FuenteAlteradaError, FuenteFaltanteError
from fais_analysis.sources.ediciones import accept_edicion, is_edicion_aceptada
from fais_analysis.sources.escritura import write_con_carpeta
from fais_analysis.sources.fichas import Archivo, get_ficha
from fais_analysis.sources.huella import compute_sha256, compute_sha256_bytes
from fais_analysis.sources.paquetes import read_miembro
from fais_analysis.sources.rutas import get_fuentes

POR_REVISAR = "por_revisar"
ESPERA_SEGUNDOS = 60
A_MANO = "descárguelo con el navegador desde la página de la institución y corra: fais datos importar ARCHIVO"


@dataclass(frozen=True)
class Descarga:
    """Resultado de bajar un archivo: dónde quedó y si ya estaba."""

    ruta: Path
    ya_estaba: bool
    aviso: str = ""


def download_fuente(id_: str, avisar: Callable[[str], None] | None = None) -> list[Descarga]:
    """Baja los archivos de una fuente a la carpeta de fuentes; los que ya están bien no se bajan otra vez.

    Parameters
    ----------
    id_
        Identificador de la fuente.
    avisar
        Recibe un renglón de texto antes de bajar cada archivo.

    Raises
    ------
    FuenteFaltanteError
        Si la fuente no tiene dirección directa o la institución no responde.
    FuenteAlteradaError
        Si lo bajado no tiene la huella registrada.
    """
    hechas = []
    for archivo in get_ficha(id_).archivos.values():
        if avisar:
            avisar(f"{id_}: {archivo.nombre}")
        hechas.append(download_archivo(archivo, get_fuentes()))
    return hechas


def download_archivo(archivo: Archivo, carpeta: Path) -> Descarga:
    """Baja un archivo registrado y lo deja en su lugar sólo si su huella casa.

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
    if not archivo.es_descargable:
        raise _sin_direccion(archivo)
    bajado, huella_zip = _fetch(archivo, carpeta)
    huella = compute_sha256_bytes(bajado)
    aviso = ""
    if huella != archivo.sha256:
        if not (archivo.zip_sha256 and huella_zip == archivo.zip_sha256):
            raise _keep_por_revisar(archivo, carpeta, bajado, huella)
        accept_edicion(carpeta, archivo.ruta, huella)
        aviso = f"{archivo.nombre}: otra edición, dentro del ZIP registrado; se aceptó sha256 {huella[:12]}…"
    write_con_carpeta(destino, bajado)
    return Descarga(destino, ya_estaba=False, aviso=aviso)


def _fetch(archivo: Archivo, carpeta: Path) -> tuple[bytes, str]:
    """Contenido bajado (ya fuera de su ZIP, si venía en uno) y la huella del ZIP."""
    carpeta.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=carpeta, prefix=".descarga-") as temporal:
        bajado = Path(temporal) / "archivo"
        try:
            pooch.HTTPDownloader(timeout=ESPERA_SEGUNDOS)(archivo.url, str(bajado), None)
        except requests.exceptions.SSLError as error:
            raise _sin_respuesta(archivo, "el certificado de la página no se pudo comprobar", error) from None
        except (requests.exceptions.RequestException, OSError) as error:
            raise _sin_respuesta(archivo, "la página no respondió o no existe", error) from None
        if archivo.zip:
            return read_miembro(bajado, archivo.zip), compute_sha256(bajado)
        return bajado.read_bytes(), ""


def _is_conocida(carpeta: Path, archivo: Archivo, huella: str) -> bool:
    return huella == archivo.sha256 or is_edicion_aceptada(carpeta, archivo.ruta, huella)


def _keep_por_revisar(archivo: Archivo, carpeta: Path, contenido: bytes, huella: str) -> FuenteAlteradaError:
    apartado = carpeta / POR_REVISAR / archivo.nombre
    write_con_carpeta(apartado, contenido)
    return FuenteAlteradaError(
        f"Lo que hoy publica la institución no es la edición registrada de «{archivo.nombre}».",
        donde=archivo.url,
        esperado=f"sha256 {archivo.sha256[:12]}… ({archivo.bytes:,} bytes)",
        encontrado=f"sha256 {huella[:12]}… ({len(contenido):,} bytes); se apartó en "
        f"{POR_REVISAR}/{archivo.nombre} y lo que ya había no se tocó",
        que_hacer="compare sus valores con docs/datos.md y, si son buenos, corra: "
        f'fais datos importar "{apartado}" --reemplazar',
    )


def _sin_direccion(archivo: Archivo) -> FuenteFaltanteError:
    return FuenteFaltanteError(
        f"«{archivo.nombre}» no tiene una dirección de descarga directa.",
        donde=archivo.url or "elaboración propia, sin dirección",
        esperado="una dirección que entregue el archivo",
        encontrado=f"estado de la dirección: {archivo.estado_url}",
        que_hacer="consígalo en esa página o con quien lo elaboró y corra: fais datos importar ARCHIVO",
    )


def _sin_respuesta(archivo: Archivo, motivo: str, error: Exception) -> FuenteFaltanteError:
    plantilla = " (dirección deducida, por probar)" if archivo.estado_url == "plantilla" else ""
    return FuenteFaltanteError(
        f"No se pudo bajar «{archivo.nombre}»: {motivo}.",
        donde=archivo.url + plantilla,
        esperado=f"{archivo.bytes:,} bytes con sha256 {archivo.sha256[:12]}…",
        encontrado=f"{type(error).__name__}: {str(error)[:160]}",
        que_hacer=A_MANO,
    )
