"""Baja un archivo por HTTP: reanuda lo cortado, insiste con pausas y no toma una página web por un libro."""

import hashlib
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

import requests

from fais_analysis.sources.escritura import write_con_carpeta

INTENTOS = 4
PAUSA_SEGUNDOS = 1.0
PAUSA_MAXIMA_SEGUNDOS = 30.0
ESPERA_SEGUNDOS = 60.0
OCTETOS_POR_VEZ = 1 << 16
VECES_TAMANO = 20  # una edición nueva no pesa veinte veces más que la registrada
TAMANO_MINIMO = 50_000_000
REINTENTABLES = frozenset({408, 425, 429, 500, 502, 503, 504})
MOVIDA = frozenset({301, 302, 303, 307, 308, 401, 403, 404, 410})
FIRMAS = {
    ".xlsx": (b"PK\x03\x04",),
    ".zip": (b"PK\x03\x04",),
    ".gpkg": (b"SQLite",),
    ".xls": (b"\xd0\xcf\x11\xe0",),
}
PAGINA = (b"<!doctype html", b"<html", b'<?xml version="1.0" encoding="utf-8"?><!doctype html')


class TransferenciaFallida(Exception):
    """No se pudo bajar; ``se_movio`` si hay que buscar la dirección nueva."""

    def __init__(self, motivo: str, encontrado: str, se_movio: bool = False) -> None:
        super().__init__(motivo)
        self.motivo, self.encontrado, self.se_movio = motivo, encontrado, se_movio


class _Cortada(Exception):
    """Se interrumpió: se puede reanudar."""

    def __init__(self, encontrado: str, pausa: float = 0.0) -> None:
        super().__init__(encontrado)
        self.encontrado, self.pausa = encontrado, pausa


@dataclass(frozen=True)
class PedidoDescarga:
    """Qué se baja: la dirección, la extensión que debe tener y cuánto pesa la edición conocida."""

    url: str
    extension: str
    bytes_conocidos: int
    sesion: requests.Session


def fetch_url(pedido: PedidoDescarga, parciales: Path) -> bytes:
    """Los octetos de una dirección, completos y de su tipo.

    Lo que se alcance a bajar queda en ``parciales``: la siguiente vez se pide sólo lo que falta, y sólo si la
    página confirma que el archivo es el mismo (``If-Range``). Un proxy se toma del ambiente.

    Raises
    ------
    TransferenciaFallida
        Con el motivo: la dirección se movió, no responde, llega cortado, vacío o de otro tipo.
    requests.exceptions.SSLError
        Si el certificado no se puede comprobar: no se insiste ni se desactiva.
    """
    parcial = parciales / hashlib.sha256(pedido.url.encode()).hexdigest()[:16]
    parcial.parent.mkdir(parents=True, exist_ok=True)
    ultima = ""
    for intento in range(INTENTOS):
        try:
            _advance(pedido, parcial)
            return _finish(pedido, parcial)
        except _Cortada as falla:
            ultima = falla.encontrado
            pausa = max(falla.pausa, PAUSA_SEGUNDOS * 2**intento)
            if intento + 1 < INTENTOS:
                time.sleep(min(pausa, PAUSA_MAXIMA_SEGUNDOS))
    if not _read_parcial(parcial)[1]:
        _drop(parcial)  # sin marca no se puede reanudar
    raise TransferenciaFallida(f"la página no lo entregó completo en {INTENTOS} intentos", ultima)


def _advance(pedido: PedidoDescarga, parcial: Path) -> None:
    """Pide lo que falta y lo agrega; termina sólo si llegó todo."""
    tenidos, marca = _read_parcial(parcial)
    encabezados = {"Accept-Encoding": "identity"}
    if tenidos and marca:
        encabezados |= {"Range": f"bytes={tenidos}-", "If-Range": marca}
    try:
        with pedido.sesion.get(
            pedido.url, headers=encabezados, stream=True, timeout=ESPERA_SEGUNDOS
        ) as respuesta:
            _check_respuesta(pedido, respuesta, parcial)
            sigue = respuesta.status_code == 206 and _starts_at(respuesta, tenidos)
            _write_parcial(pedido, respuesta, parcial, tenidos if sigue else 0)
    except requests.exceptions.SSLError:
        raise
    except requests.exceptions.RequestException as error:
        raise _Cortada(f"{type(error).__name__}: {str(error)[:120]}") from None


def _check_respuesta(pedido: PedidoDescarga, respuesta: requests.Response, parcial: Path) -> None:
    codigo = respuesta.status_code
    if pedido.url.startswith("https:") and not respuesta.url.startswith("https:"):
        raise TransferenciaFallida("la página llevó a una dirección sin cifrar", respuesta.url, se_movio=True)
    if codigo == 416:
        _drop(parcial)
        raise _Cortada("la página no reconoce lo que ya se había bajado")
    if codigo in REINTENTABLES:
        raise _Cortada(f"la página respondió {codigo}", _read_pausa(respuesta))
    if codigo in MOVIDA:
        raise TransferenciaFallida("la dirección se movió o ya no existe", f"HTTP {codigo}", se_movio=True)
    if codigo not in (200, 206):
        raise TransferenciaFallida("la página se negó a entregarlo", f"HTTP {codigo}")


def _write_parcial(pedido: PedidoDescarga, respuesta: requests.Response, parcial: Path, desde: int) -> None:
    marca = respuesta.headers.get("ETag", "") or respuesta.headers.get("Last-Modified", "")
    write_con_carpeta(parcial.with_suffix(".marca"), "" if marca.startswith("W/") else marca)
    largo = respuesta.headers.get("Content-Length", "")
    total = desde + int(largo) if largo.isdigit() else None
    tope = max(TAMANO_MINIMO, VECES_TAMANO * pedido.bytes_conocidos)
    with parcial.open("r+b" if desde else "wb") as archivo:
        archivo.seek(desde)
        archivo.truncate()
        for trozo in respuesta.iter_content(OCTETOS_POR_VEZ):
            archivo.write(trozo)
            if archivo.tell() > tope:
                _drop(parcial)
                raise TransferenciaFallida("pesa mucho más que la edición conocida", f"más de {tope:,} bytes")
        llegados = archivo.tell()
    if total is not None and llegados != total:
        raise _Cortada(f"llegaron {llegados:,} de {total:,} bytes")


def _finish(pedido: PedidoDescarga, parcial: Path) -> bytes:
    contenido = parcial.read_bytes()
    _drop(parcial)
    check_tipo(contenido, pedido.extension)
    return contenido


def check_tipo(contenido: bytes, extension: str) -> None:
    """Comprueba que los octetos sean del tipo que dice la extensión.

    Raises
    ------
    TransferenciaFallida
        Si están vacíos, son una página web o empiezan con la firma de otro tipo.
    """
    if not contenido:
        raise TransferenciaFallida("la página entregó un archivo vacío", "0 bytes")
    inicio = contenido[:400].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if extension not in (".html", ".htm") and inicio.startswith(PAGINA):
        raise TransferenciaFallida(
            "la página entregó una página web en lugar del archivo",
            f"{len(contenido):,} bytes de HTML guardados como {extension}",
            se_movio=True,
        )
    firmas = FIRMAS.get(extension)
    if firmas and not contenido.startswith(firmas):
        raise TransferenciaFallida(
            f"lo que llegó no es un archivo {extension}", f"empieza con {contenido[:8]!r}", se_movio=True
        )


def _read_parcial(parcial: Path) -> tuple[int, str]:
    marca = parcial.with_suffix(".marca")
    if not parcial.is_file() or not marca.is_file():
        return 0, ""
    return parcial.stat().st_size, marca.read_text(encoding="utf-8").strip()


def _starts_at(respuesta: requests.Response, tenidos: int) -> bool:
    return respuesta.headers.get("Content-Range", "").startswith(f"bytes {tenidos}-")


def _read_pausa(respuesta: requests.Response) -> float:
    """Lo que pide la página esperar (``Retry-After``), en segundos o con fecha."""
    texto = respuesta.headers.get("Retry-After", "").strip()
    if texto.isdigit():
        return float(texto)
    try:
        return max(0.0, parsedate_to_datetime(texto).timestamp() - time.time())
    except (ValueError, TypeError):
        return 0.0


def _drop(parcial: Path) -> None:
    parcial.unlink(missing_ok=True)
    parcial.with_suffix(".marca").unlink(missing_ok=True)
