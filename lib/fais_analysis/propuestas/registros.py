"""Lo que se acordó, se aprobó y se ejecutó: acuerdos, anexos y avances revisados, como registros."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from fais_analysis.errors import PropuestaError
from fais_analysis.obras.anexo import Anexo
from fais_analysis.obras.modelo import Propuesta
from fais_analysis.propuestas.bitacora import Asiento, append_asiento, get_ultima, read_bitacora

ANEXOS, AVANCES, VISITAS = "anexos.jsonl", "avances.jsonl", "visitas.jsonl"
COMPARACIONES, ACUERDOS = "comparaciones.jsonl", "acuerdos.jsonl"
ORIGINAL = "original"
OBRA, RUBRO = "obra", "rubro"


@dataclass(frozen=True)
class AnexoHecho(Asiento):
    """Un anexo o un modificatorio ya hecho. ``version`` es la huella de la propuesta aprobada.

    ``sin_mids`` son las obras que todavía no traen folio de la MIDS; ``modifica``, el folio del anexo que
    cambia, vacío en el original.
    """

    folio: str
    hecho_en: str
    clave_municipio: str
    ejercicio: int
    tipo: str
    modifica: str
    version: str
    contenido: str
    obras: int
    sin_mids: int
    total_centavos: int


@dataclass(frozen=True)
class AvanceHecho(Asiento):
    """Un avance ya revisado: hasta qué corte llega y cuántas obras terminaron."""

    revisado_en: str
    clave_municipio: str
    ejercicio: int
    corte: int
    obras: int
    terminadas: int
    bloqueos: int
    sha256: str


@dataclass(frozen=True)
class Visita(Asiento):
    """Una visita de verificación a una obra: qué área, qué día, qué se halló y la huella de la evidencia."""

    registrada_en: str
    clave_municipio: str
    ejercicio: int
    folio: str
    fecha: str
    area: str
    hallazgo: str
    evidencia: str
    evidencia_sha256: str


@dataclass(frozen=True)
class ComparacionHecha(Asiento):
    """Dos versiones ya comparadas, por su huella, y la del libro (``sha256``) que lo dice."""

    hecha_en: str
    clave_municipio: str
    ejercicio: int
    inicial: str
    modificada: str
    sha256: str


@dataclass(frozen=True)
class Acuerdo(Asiento):
    """Lo que se acordó en la reunión de una obra o de un rubro entero (``ambito``); el último es el que vale.

    ``que`` es el folio de la obra o el rubro; ``monto_centavos``, nulo si no se habló de dinero; ``version``,
    la huella de lo que dice la propuesta que se discutió.
    """

    registrado_en: str
    clave_municipio: str
    ejercicio: int
    version: str
    ambito: str
    que: str
    decision: str
    monto_centavos: int | None
    nota: str
    area: str
    acta: str
    acta_sha256: str


Hecho = TypeVar("Hecho", Acuerdo, AnexoHecho, AvanceHecho, ComparacionHecha, Visita)


def save_anexo(carpeta: Path, anexo: Anexo, version: str, ahora: datetime, modifica: str = "") -> str:
    """Registra un anexo hecho y devuelve su tipo: original o «modificatorio n».

    Rehacer el último no agrega otro; tampoco rehacer el original cuando ya hay un modificatorio. ``version``
    es la huella de la propuesta de que sale; ``modifica``, el folio del anexo que cambia.

    Raises
    ------
    PropuestaError
        Si el registro se alteró.
    """
    tipos: list[str] = []

    def build(hechos: Sequence[AnexoHecho]) -> AnexoHecho | None:
        llave = (anexo.clave_municipio, anexo.ejercicio)
        propios = [h for h in hechos if (h.clave_municipio, h.ejercicio) == llave]
        otros = sum(h.tipo != ORIGINAL for h in propios)
        comparables = propios if otros and not modifica else propios[-1:]
        igual = next((h for h in comparables if (h.folio, h.modifica) == (anexo.folio, modifica)), None)
        tipos.append(igual.tipo if igual else f"modificatorio {otros + 1}" if modifica else ORIGINAL)
        if igual is not None:
            return None
        return AnexoHecho(
            folio=anexo.folio,
            hecho_en=ahora.isoformat(timespec="seconds"),
            clave_municipio=anexo.clave_municipio,
            ejercicio=anexo.ejercicio,
            tipo=tipos[0],
            modifica=modifica,
            version=version,
            contenido=anexo.contenido,
            obras=len(anexo.renglones),
            sin_mids=sum(not r.obra.folio_mids for r in anexo.renglones),
            total_centavos=anexo.total,
            anterior=get_ultima(hechos),
        )

    append_asiento(carpeta / ANEXOS, AnexoHecho, build)
    return tipos[0]


def list_anexos(carpeta: Path, clave_municipio: str, ejercicio: int) -> list[AnexoHecho]:
    """Los anexos hechos de una propuesta, del primero al último.

    Raises
    ------
    PropuestaError
        Si el registro se alteró.
    """
    return _list_propios(carpeta / ANEXOS, AnexoHecho, clave_municipio, ejercicio)


def check_convenida(carpeta: Path, propuesta: Propuesta) -> str:
    """Que una propuesta sea de las que se convinieron y, si ya la cambió un modificatorio, el aviso.

    Vacío si es la vigente, o si no hay ningún anexo con qué comparar.

    Raises
    ------
    PropuestaError
        Si hay anexo y no es de lo que dice esta propuesta, o el registro se alteró.
    """
    hechos = list_anexos(carpeta, propuesta.clave_municipio, propuesta.ejercicio)
    if not hechos or hechos[-1].version == propuesta.contenido:
        return ""
    if propuesta.contenido in {h.version for h in hechos}:
        return f"Aviso: el anexo vigente es {hechos[-1].folio} ({hechos[-1].tipo}), no el de este archivo."
    raise PropuestaError(
        "Esta versión no es la convenida.",
        donde=propuesta.archivo,
        esperado=f"la del anexo vigente, {hechos[-1].folio}",
        encontrado=f"otra, con huella {propuesta.contenido[:8]} y no {hechos[-1].version[:8]}",
        que_hacer="use el archivo con que se hizo el anexo o el modificatorio",
    )


def find_avance(carpeta: Path, clave_municipio: str, ejercicio: int) -> AvanceHecho | None:
    """El último avance revisado de una propuesta; nulo si ninguno.

    Raises
    ------
    PropuestaError
        Si el registro se alteró.
    """
    propios = _list_propios(carpeta / AVANCES, AvanceHecho, clave_municipio, ejercicio)
    return propios[-1] if propios else None


def find_comparacion(carpeta: Path, clave_municipio: str, ejercicio: int) -> ComparacionHecha | None:
    """La última comparación hecha de una propuesta; nulo si ninguna.

    Raises
    ------
    PropuestaError
        Si el registro se alteró.
    """
    propias = _list_propios(carpeta / COMPARACIONES, ComparacionHecha, clave_municipio, ejercicio)
    return propias[-1] if propias else None


def list_visitas(carpeta: Path, clave_municipio: str, ejercicio: int) -> list[Visita]:
    """Las visitas registradas a las obras de una propuesta, de la primera a la última.

    Raises
    ------
    PropuestaError
        Si el registro se alteró.
    """
    return _list_propios(carpeta / VISITAS, Visita, clave_municipio, ejercicio)


def list_acuerdos(carpeta: Path, clave_municipio: str, ejercicio: int) -> list[Acuerdo]:
    """El acuerdo vigente de cada obra y de cada rubro: el último que se registró.

    Raises
    ------
    PropuestaError
        Si el registro se alteró.
    """
    propios = _list_propios(carpeta / ACUERDOS, Acuerdo, clave_municipio, ejercicio)
    return list({(a.ambito, a.que): a for a in propios}.values())


def _list_propios(ruta: Path, clase: type[Hecho], clave_municipio: str, ejercicio: int) -> list[Hecho]:
    """Los renglones de un registro que son de una propuesta (su municipio y su ejercicio), en orden."""
    return [
        hecho
        for hecho in read_bitacora(ruta, clase)
        if (hecho.clave_municipio, hecho.ejercicio) == (clave_municipio, ejercicio)
    ]
