"""Los informes que van por enlace: se dejan listos para publicar y, antes de mandar, se comprueban.

Preparar no toca la red: deja ``publicar/`` con los nombres que dice el enlace. Al enviar, justo antes de
abrir la conversación, se pide la dirección y se exige que devuelva los bytes del informe.
"""

import hashlib
import ssl
import urllib.error
import urllib.request
from pathlib import Path

from fais_analysis.delivery.adjunto import build_enlace
from fais_analysis.delivery.carpeta import make_carpeta, write_privado
from fais_analysis.delivery.corrida import BYTES_MAXIMO, HOJA
from fais_analysis.delivery.leido import InformeLeido

CARPETA = "publicar"
LIMITE_S = 60.0


class _SinDesvios(urllib.request.HTTPRedirectHandler):
    """Un desvío suele ser una página de acceso: no es el informe."""

    def redirect_request(self, *_: object) -> None:
        return None


def write_publicacion(carpeta: Path, enlace: str, leido: InformeLeido) -> Path:
    """Deja un informe y su hoja como van en el servidor: lo fijo del enlace es la raíz de ``publicar/``.

    Examples
    --------
    >>> get_relativa("https://informes.example/fais/{clave}/{huella}.html")
    '{clave}/{huella}.html'
    """
    relativa = build_enlace(get_relativa(enlace), leido.informe)
    destino = make_carpeta(carpeta / CARPETA).joinpath(*relativa.split("/"))
    make_carpeta(destino.parent)
    write_privado(destino, leido.crudo)
    if leido.hoja:
        write_privado(destino.parent / HOJA, leido.hoja)
    return destino


def get_relativa(enlace: str) -> str:
    """Del enlace, lo que sigue a la última diagonal fija."""
    fijo = enlace[: enlace.index("{")].rpartition("/")[0]
    return enlace[len(fijo) + 1 :]


def check_publicado(direccion: str, sha256: str, contexto: ssl.SSLContext) -> str:
    """Qué tiene de malo lo publicado en una dirección; vacío si son los bytes del informe.

    Sólo se llama al enviar. No sigue desvíos ni manda credenciales.
    """
    abridor = urllib.request.build_opener(_SinDesvios, urllib.request.HTTPSHandler(context=contexto))
    abridor.addheaders = [("User-Agent", "fais-correo"), ("Accept-Encoding", "identity")]
    try:
        with abridor.open(direccion, timeout=LIMITE_S) as respuesta:
            crudo = respuesta.read(BYTES_MAXIMO + 1)
    except urllib.error.HTTPError as error:
        return f"el servidor del enlace contestó {error.code}"
    except (OSError, ValueError) as error:
        motivo = getattr(error, "reason", error)
        return f"no se pudo abrir el enlace ({type(motivo).__name__})"
    huella = hashlib.sha256(crudo).hexdigest()
    return "" if huella == sha256 else f"en el enlace hay otro archivo (sha256 {huella[:12]}…)"
