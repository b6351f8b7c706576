"""Los acuses de recibo: quién entregó qué, cuándo y con qué huella; cada uno lleva la del anterior.

Alterar uno rompe los que siguen. Viven en ``data/propuestas/``, que no se versiona.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock

from fais_analysis import __version__
from fais_analysis.errors import PropuestaError
from fais_analysis.propuestas.revision import Revision
from fais_analysis.sources.escritura import write_con_carpeta
from fais_analysis.sources.huella import compute_sha256_bytes
from fais_analysis.sources.rutas import get_datos

ARCHIVO = "acuses.jsonl"
PRIMERO = "0" * 64


@dataclass(frozen=True)
class Acuse:
    """Un acuse: qué se recibió, de qué municipio, y cuántos hallazgos tuvo. Sin nombres de personas."""

    folio: str
    recibido_en: str
    clave_municipio: str
    ejercicio: int
    version: int
    area: str
    archivo: str
    sha256: str
    contenido: str
    obras: int
    total_centavos: int
    prioritario_centavos: int
    bloqueos: int
    por_corregir: int
    avisos: int
    programa: str
    anterior: str

    @property
    def huella(self) -> str:
        """sha256 de todo el acuse: lo que lleva el siguiente."""
        return compute_sha256_bytes(json.dumps(asdict(self), sort_keys=True, ensure_ascii=False).encode())


def get_carpeta() -> Path:
    """Dónde viven propuestas, acuses y resultados; nunca se versiona."""
    return get_datos() / "propuestas"


def read_acuses(carpeta: Path) -> list[Acuse]:
    """Los acuses guardados, del primero al último.

    Raises
    ------
    PropuestaError
        Si alguno se alteró, se quitó o no se puede leer.
    """
    ruta = carpeta / ARCHIVO
    if not ruta.is_file():
        return []
    acuses: list[Acuse] = []
    for numero, renglon in enumerate(ruta.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            acuse = Acuse(**json.loads(renglon))
        except (ValueError, TypeError):
            raise _build_rota(numero, "un renglón que no es un acuse") from None
        if acuse.anterior != (acuses[-1].huella if acuses else PRIMERO):
            raise _build_rota(numero, "una huella que no es la del acuse anterior")
        acuses.append(acuse)
    return acuses


def save_acuse(revision: Revision, carpeta: Path, ahora: datetime, area: str) -> Acuse:
    """Agrega el acuse de una revisión y lo devuelve; lo ya recibido, igual, no agrega otro.

    La versión es la de su contenido: el mismo libro con otro nombre o en otro orden no es otra versión.

    Raises
    ------
    PropuestaError
        Si los acuses guardados se alteraron.
    """
    carpeta.mkdir(parents=True, exist_ok=True)
    with FileLock(carpeta / f".{ARCHIVO}.lock"):
        acuses = read_acuses(carpeta)
        nuevo = _build_acuse(revision, acuses, ahora, area)
        igual = next((a for a in acuses if _is_mismo(a, nuevo)), None)
        if igual is not None:
            return igual
        renglones = [json.dumps(asdict(a), ensure_ascii=False) for a in [*acuses, nuevo]]
        write_con_carpeta(carpeta / ARCHIVO, "\n".join(renglones) + "\n")
    return nuevo


def list_ultimos(acuses: Sequence[Acuse], ejercicio: int) -> dict[str, Acuse]:
    """El último acuse de cada municipio en un ejercicio."""
    return {a.clave_municipio: a for a in acuses if a.ejercicio == ejercicio}


def _is_mismo(uno: Acuse, otro: Acuse) -> bool:
    return (uno.sha256, uno.contenido, uno.bloqueos, uno.por_corregir, uno.avisos, uno.programa) == (
        otro.sha256,
        otro.contenido,
        otro.bloqueos,
        otro.por_corregir,
        otro.avisos,
        otro.programa,
    )


def _build_acuse(revision: Revision, acuses: Sequence[Acuse], ahora: datetime, area: str) -> Acuse:
    propuesta, cuentas = revision.propuesta, revision.cuentas
    propios = [a for a in acuses if a.clave_municipio == propuesta.clave_municipio]
    vistos = list(dict.fromkeys(a.contenido for a in propios if a.ejercicio == propuesta.ejercicio))
    version = vistos.index(propuesta.contenido) + 1 if propuesta.contenido in vistos else len(vistos) + 1
    return Acuse(
        folio=f"P{propuesta.ejercicio}-{propuesta.clave_municipio}-v{version}-{len(acuses) + 1:04d}",
        recibido_en=ahora.isoformat(timespec="seconds"),
        clave_municipio=propuesta.clave_municipio,
        ejercicio=propuesta.ejercicio,
        version=version,
        area=area,
        archivo=propuesta.archivo,
        sha256=propuesta.sha256,
        contenido=propuesta.contenido,
        obras=len(propuesta.obras),
        total_centavos=propuesta.total,
        prioritario_centavos=revision.alineacion.prioritario,
        bloqueos=cuentas["bloqueo"],
        por_corregir=cuentas["corregir"],
        avisos=cuentas["aviso"],
        programa=__version__,
        anterior=acuses[-1].huella if acuses else PRIMERO,
    )


def _build_rota(numero: int, encontrado: str) -> PropuestaError:
    return PropuestaError(
        "Los acuses guardados no están completos o alguien los cambió.",
        donde=f"data/propuestas/{ARCHIVO}, renglón {numero}",
        esperado="cada acuse con la huella del anterior",
        encontrado=encontrado,
        que_hacer="restaure el archivo de su respaldo",
    )
