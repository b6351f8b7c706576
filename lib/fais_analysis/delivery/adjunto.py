"""Lo que acompaña al mensaje: la hoja y el expediente, en PDF, en HTML o sólo un enlace.

El PDF lo imprime Chromium si está instalado, desde el mismo HTML con huella; se guarda por huella y no se
vuelve a imprimir. Sin Chromium, quien prefiere PDF queda «no enviable» con la razón.
"""

import hashlib
import json
import re
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from fais_analysis.delivery.carpeta import make_carpeta, write_privado
from fais_analysis.delivery.corrida import InformeCorrida
from fais_analysis.delivery.errores import CorridaError
from fais_analysis.delivery.leido import InformeLeido
from fais_analysis.errors import FaisError, describe_falla_sistema
from fais_analysis.navegador import VARIABLE, find_navegador, print_documento

_TITULO_PDF = re.compile(rb"/Title\s*(?:\(((?:\\.|[^\\)])*)\)|<([0-9A-Fa-f\s]*)>)", re.DOTALL)


@dataclass(frozen=True)
class Adjunto:
    """Un adjunto: nombre para quien lo recibe, tipo y bytes. Sin bytes, sólo va el enlace.

    ``hoja`` es el que va antes: la página que se lleva a la reunión.
    """

    formato: str
    nombre: str
    tipo: tuple[str, str]
    crudo: bytes
    enlace: str = ""
    hoja: "Adjunto | None" = None

    @property
    def bytes_total(self) -> int:
        """Lo que pesa, con su hoja."""
        return len(self.crudo) + (self.hoja.bytes_total if self.hoja else 0)

    @property
    def sha256(self) -> str:
        """Huella del adjunto, o vacía si no hay."""
        return hashlib.sha256(self.crudo).hexdigest() if self.crudo else ""


@dataclass(frozen=True)
class RecursosAdjunto:
    """Dónde se guardan los PDF y la dirección para quien prefiere enlace."""

    carpeta_pdf: Path
    enlace: str


def build_adjunto(formato: str, leido: InformeLeido, recursos: RecursosAdjunto) -> Adjunto:
    """Adjunto de un informe según la preferencia de quien lo recibe.

    Parameters
    ----------
    leido
        El informe y los bytes del expediente y su hoja, ya comprobados contra el manifiesto.

    Raises
    ------
    CorridaError
        Si pide PDF y no se puede imprimir, o pide enlace y no hay dirección configurada.
    """
    informe, de_quien = leido.informe, f"{leido.informe.nombre} {leido.informe.clave}"
    if formato == "pdf":
        hoja = _print_adjunto(f"Hoja {de_quien}", informe, leido.hoja, recursos) if leido.hoja else None
        return replace(_print_adjunto(f"Expediente {de_quien}", informe, leido.crudo, recursos), hoja=hoja)
    if formato == "html":  # cada nombre dice de quién es: en una carpeta con varios, ninguno abre el de otro
        hoja = Adjunto("html", f"Hoja {de_quien}.html", ("text", "html"), leido.hoja) if leido.hoja else None
        return Adjunto("html", f"Expediente {de_quien}.html", ("text", "html"), leido.crudo, hoja=hoja)
    if not recursos.enlace:
        raise _build_error(
            informe, "una dirección en «enlace» de correo.yml", "vacía", "complétela o cambie el formato"
        )
    return Adjunto("enlace", "", ("", ""), b"", build_enlace(recursos.enlace, informe))


def _print_adjunto(nombre: str, informe: InformeCorrida, crudo: bytes, recursos: RecursosAdjunto) -> Adjunto:
    pdf = print_pdf(informe, crudo, recursos.carpeta_pdf)
    return Adjunto("pdf", f"{nombre}.pdf", ("application", "pdf"), pdf)


def build_enlace(enlace: str, informe: InformeCorrida) -> str:
    """Dirección del informe: lleva la clave y la huella corta."""
    return enlace.replace("{clave}", informe.clave).replace("{huella}", informe.huella_corta)


def print_pdf(informe: InformeCorrida, crudo: bytes, carpeta: Path) -> bytes:
    """PDF de un documento, tomado de la carpeta si ya se imprimió con esa huella y es de ese municipio."""
    make_carpeta(carpeta)
    huella = hashlib.sha256(crudo).hexdigest()
    destino = carpeta / f"{huella}.pdf"
    if guardado := _read_guardado(informe, destino):
        return guardado
    pdf = _print(informe, crudo)
    if not is_pdf_propio(informe, pdf):
        raise _build_error(
            informe, f"un PDF titulado con la clave {informe.clave}", "otro título", "reporte esta falla"
        )
    write_privado(destino, pdf)
    write_privado(destino.with_suffix(".json"), json.dumps(_build_ficha(informe, huella, pdf)).encode())
    return pdf


def is_pdf_propio(informe: InformeCorrida, pdf: bytes) -> bool:
    """Si el título del PDF dice la clave y el nombre de ese municipio."""
    titulo = read_titulo_pdf(pdf)
    return f"({informe.clave})" in titulo and informe.nombre in titulo


def _build_ficha(informe: InformeCorrida, huella: str, pdf: bytes) -> dict[str, str]:
    return {"informe": huella, "clave": informe.clave, "sha256": hashlib.sha256(pdf).hexdigest()}


def _read_guardado(informe: InformeCorrida, destino: Path) -> bytes:
    """El PDF guardado, si su ficha y su título son de este informe; vacío si no: se vuelve a imprimir."""
    try:
        guardado, datos = destino.read_bytes(), json.loads(destino.with_suffix(".json").read_text("utf-8"))
    except (OSError, ValueError):
        return b""
    propio = datos == _build_ficha(informe, destino.stem, guardado) and is_pdf_propio(informe, guardado)
    return guardado if propio else b""


def read_titulo_pdf(crudo: bytes) -> str:
    r"""Título que el PDF declara en su ficha; vacío si no lo trae legible.

    Examples
    --------
    >>> read_titulo_pdf(b"%PDF-1.4 1 0 obj <</Title (Mezquital \\(10014\\))>>")
    'Mezquital (10014)'
    """
    hallado = _TITULO_PDF.search(crudo)
    if not hallado or not crudo.startswith(b"%PDF-"):
        return ""
    if hallado[2] is not None:
        datos = bytes.fromhex(re.sub(rb"\s", b"", hallado[2]).decode("ascii"))
    else:
        datos = re.sub(rb"\\(.)", rb"\1", hallado[1], flags=re.DOTALL)
    if datos.startswith(b"\xfe\xff"):
        return datos[2:].decode("utf-16-be", errors="replace")
    return datos.decode("latin-1")


def _print(informe: InformeCorrida, crudo: bytes) -> bytes:
    """Imprime los bytes con huella, no el archivo de la corrida, que pudo cambiar entre tanto."""
    try:
        with tempfile.TemporaryDirectory(prefix="fais-correo-", ignore_cleanup_errors=True) as temporal:
            origen = Path(temporal) / "expediente.html"
            origen.write_bytes(crudo)
            return print_documento(origen, find_navegador())
    except FaisError as error:
        remedio = f"instale Chromium, Chrome o Edge, señálelo en {VARIABLE} o cambie el formato a html"
        raise _build_error(informe, error.esperado, error.encontrado, remedio) from None
    except OSError as error:
        detalle = describe_falla_sistema(error)
        raise _build_error(informe, "espacio para el PDF", detalle, "libere espacio y repita") from None


def _build_error(informe: InformeCorrida, esperado: str, encontrado: str, que_hacer: str) -> CorridaError:
    return CorridaError(
        "No se pudo armar el adjunto.",
        donde=f"{informe.clave} {informe.nombre}",
        esperado=esperado,
        encontrado=encontrado,
        que_hacer=que_hacer,
    )
