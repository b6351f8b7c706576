"""Lo que acompaña al mensaje: el expediente en PDF, en HTML o sólo un enlace.

El PDF lo imprime Chromium si está instalado, desde el mismo HTML con huella; se guarda por huella y no se
vuelve a imprimir. Sin Chromium, quien prefiere PDF queda «no enviable» con la razón.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fais_analysis.delivery.carpeta import make_carpeta, write_privado
from fais_analysis.delivery.corrida import InformeCorrida
from fais_analysis.delivery.errores import CorridaError

NAVEGADORES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
VARIABLE_NAVEGADOR = "FAIS_NAVEGADOR"
LIMITE_S = 120
_TITULO_PDF = re.compile(rb"/Title\s*(?:\(((?:\\.|[^\\)])*)\)|<([0-9A-Fa-f\s]*)>)", re.DOTALL)


@dataclass(frozen=True)
class Adjunto:
    """Un adjunto: nombre para quien lo recibe, tipo y bytes. Sin bytes, sólo va el enlace."""

    formato: str
    nombre: str
    tipo: tuple[str, str]
    crudo: bytes
    enlace: str = ""

    @property
    def sha256(self) -> str:
        """Huella del adjunto, o vacía si no hay."""
        return hashlib.sha256(self.crudo).hexdigest() if self.crudo else ""


def build_adjunto(formato: str, informe: InformeCorrida, crudo: bytes, recursos: tuple[Path, str]) -> Adjunto:
    """Adjunto de un informe según la preferencia de quien lo recibe.

    Parameters
    ----------
    crudo
        Bytes del expediente, ya comprobados contra el manifiesto.
    recursos
        Carpeta donde se guardan los PDF y la dirección para quien prefiere enlace.

    Raises
    ------
    CorridaError
        Si pide PDF y no se puede imprimir, o pide enlace y no hay dirección configurada.
    """
    carpeta, enlace = recursos
    nombre = f"Expediente {informe.nombre} {informe.clave}"
    if formato == "pdf":
        pdf = print_pdf(informe, crudo, carpeta)
        return Adjunto("pdf", f"{nombre}.pdf", ("application", "pdf"), pdf)
    if formato == "html":
        return Adjunto("html", f"{nombre}.html", ("text", "html"), crudo)
    if not enlace:
        raise _build_error(
            informe, "una dirección en «enlace» de correo.yml", "vacía", "complétela o cambie el formato"
        )
    return Adjunto("enlace", "", ("", ""), b"", build_enlace(enlace, informe))


def build_enlace(enlace: str, informe: InformeCorrida) -> str:
    """Dirección del informe: lleva la clave y la huella corta."""
    return enlace.replace("{clave}", informe.clave).replace("{huella}", informe.huella_corta)


def print_pdf(informe: InformeCorrida, crudo: bytes, carpeta: Path) -> bytes:
    """PDF de un expediente, tomado de la carpeta si ya se imprimió con esa huella."""
    make_carpeta(carpeta)
    destino, ficha = carpeta / f"{informe.sha256}.pdf", carpeta / f"{informe.sha256}.json"
    if destino.is_file() and ficha.is_file():
        guardado = destino.read_bytes()
        if json.loads(ficha.read_text("utf-8")).get("sha256") == hashlib.sha256(guardado).hexdigest():
            return guardado
    pdf = _run_navegador(informe, crudo)
    if f"({informe.clave})" not in read_titulo_pdf(pdf):
        raise _build_error(
            informe, f"un PDF titulado con la clave {informe.clave}", "otro título", "reporte esta falla"
        )
    write_privado(destino, pdf)
    datos = {"informe": informe.sha256, "clave": informe.clave, "sha256": hashlib.sha256(pdf).hexdigest()}
    write_privado(ficha, json.dumps(datos).encode())
    return pdf


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


def find_navegador() -> str | None:
    """Chromium o equivalente: el de ``FAIS_NAVEGADOR`` o el primero que esté en la ruta."""
    return os.environ.get(VARIABLE_NAVEGADOR) or next(
        (r for n in NAVEGADORES if (r := shutil.which(n))), None
    )


def _run_navegador(informe: InformeCorrida, crudo: bytes) -> bytes:
    navegador = find_navegador()
    if navegador is None:
        raise _build_error(
            informe, "Chromium instalado para imprimir el PDF", "no está",
            f"instálelo, señálelo en {VARIABLE_NAVEGADOR} o cambie el formato a html",
        )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="fais-pdf-") as temporal:
        origen, salida = Path(temporal) / "expediente.html", Path(temporal) / "expediente.pdf"
        origen.write_bytes(crudo)
        orden = [
            navegador, "--headless", "--disable-gpu", "--no-pdf-header-footer", "--disable-extensions",
            f"--user-data-dir={temporal}/perfil", f"--print-to-pdf={salida}",
            "--host-resolver-rules=MAP * ~NOTFOUND",
        ]  # fmt: skip
        if os.name == "posix" and os.geteuid() == 0:
            orden.append("--no-sandbox")
        try:
            subprocess.run([*orden, origen.as_uri()], capture_output=True, timeout=LIMITE_S, check=True)
            return salida.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            detalle = type(error).__name__
            raise _build_error(
                informe, "un PDF impreso", detalle, "repita la orden o cambie el formato"
            ) from None


def _build_error(informe: InformeCorrida, esperado: str, encontrado: str, que_hacer: str) -> CorridaError:
    return CorridaError(
        "No se pudo armar el adjunto.",
        donde=f"{informe.clave} {informe.nombre}",
        esperado=esperado,
        encontrado=encontrado,
        que_hacer=que_hacer,
    )
