"""Los acuses de recibo: quién entregó qué, cuándo y con qué huella; cada uno lleva la del anterior.

Alterar uno rompe los que siguen. Viven en ``data/propuestas/``, que no se versiona.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fais_analysis import __version__
from fais_analysis.errors import PropuestaError
from fais_analysis.propuestas.bitacora import Asiento, append_asiento, get_ultima, read_bitacora
from fais_analysis.propuestas.revision import Revision
from fais_analysis.sources.rutas import get_datos

ARCHIVO = "acuses.jsonl"


@dataclass(frozen=True)
class Acuse(Asiento):
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
    return read_bitacora(carpeta / ARCHIVO, Acuse)


def check_vigente(carpeta: Path, revision: Revision) -> None:
    """Que lo que dice la propuesta sea lo último que se recibió; si nada se ha recibido, no se comprueba.

    Raises
    ------
    PropuestaError
        Si después se recibió otra versión, o los acuses guardados se alteraron.
    """
    propuesta = revision.propuesta
    llave = (propuesta.clave_municipio, propuesta.ejercicio)
    propios = [a for a in read_acuses(carpeta) if (a.clave_municipio, a.ejercicio) == llave]
    if propios and propios[-1].contenido != propuesta.contenido:
        ultimo = propios[-1]
        raise PropuestaError(
            "Ésta no es la última versión que se recibió.",
            donde=propuesta.archivo,
            esperado=f"la versión {ultimo.version}, recibida el {ultimo.recibido_en[:10]} ({ultimo.archivo})",
            encontrado=f"otra, con huella {propuesta.contenido[:8]} y no {ultimo.contenido[:8]}",
            que_hacer="use la última; si ésta es más nueva, recíbala antes con: fais propuesta revisar",
        )


def save_acuse(revision: Revision, carpeta: Path, ahora: datetime, area: str) -> Acuse:
    """Agrega el acuse de una revisión y lo devuelve; lo mismo que el último de la propuesta no agrega otro.

    La versión es la de su contenido: el mismo libro con otro nombre o en otro orden no es otra versión.

    Raises
    ------
    PropuestaError
        Si los acuses guardados se alteraron.
    """
    guardado: list[Acuse] = []

    def build(acuses: Sequence[Acuse]) -> Acuse | None:
        nuevo = _build_acuse(revision, acuses, ahora, area)
        llave = (nuevo.clave_municipio, nuevo.ejercicio)
        propios = [a for a in acuses if (a.clave_municipio, a.ejercicio) == llave]
        iguales = [a for a in propios[-1:] if _is_mismo(a, nuevo)]
        guardado.append(iguales[0] if iguales else nuevo)
        return None if iguales else nuevo

    append_asiento(carpeta / ARCHIVO, Acuse, build)
    return guardado[0]


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
        anterior=get_ultima(acuses),
    )
