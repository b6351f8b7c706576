"""Lo que una persona decidió, con su nombre y su razón: no se borra y es la única salida de un candado.

Una fila = una decisión. Nada se desbloquea solo ni se borra lo que pasó: se agrega quién dijo qué y por qué.
"""

from dataclasses import dataclass

from fais_analysis.delivery.aprobacion import check_persona
from fais_analysis.delivery.bitacora import Bitacora, Mensaje, get_ahora
from fais_analysis.delivery.errores import CampaniaError

CRUZADO, REBOTE, DIRECCION, AVISO = "cruzado", "rebote", "direccion", "aviso"
RESPUESTA, IMPRESO = "respuesta", "impreso"
MOTIVO_MINIMO = 10


@dataclass(frozen=True)
class Firma:
    """Quién lo dice y por qué."""

    persona: str
    motivo: str


@dataclass(frozen=True)
class Decision:
    """Quién, por qué y sobre qué: un folio, un buzón o un municipio de una campaña."""

    persona: str
    motivo: str
    tipo: str
    folio: int | None
    campania: str
    clave: str
    buzon: str
    dato: str = ""
    cuando: str = ""


def build_decision(tipo: str, mensaje: Mensaje, firma: Firma, dato: str = "") -> Decision:
    """Decisión sobre un mensaje.

    Raises
    ------
    CampaniaError
        Si falta el nombre o la razón.
    """
    firma = check_firma(firma)
    return Decision(
        firma.persona, firma.motivo, tipo, mensaje.folio, mensaje.campania, mensaje.clave, mensaje.buzon, dato
    )


def check_firma(firma: Firma) -> Firma:
    """Nombre y razón, sin dobles espacios; ninguno de los dos puede faltar."""
    persona, motivo = check_persona(firma.persona), " ".join(firma.motivo.split())
    if len(motivo) >= MOTIVO_MINIMO:
        return Firma(persona, motivo)
    raise CampaniaError(
        "No se puede asentar la decisión.",
        donde="--motivo",
        esperado=f"una razón de {MOTIVO_MINIMO} caracteres o más",
        encontrado=f"{len(motivo)}",
        que_hacer="diga cómo se supo",
    )


def save_decision(bitacora: Bitacora, decision: Decision) -> None:
    """Asienta una decisión dentro de una transacción ya abierta."""
    orden = (
        "INSERT INTO decisiones (cuando, persona, motivo, tipo, folio, campania, clave, buzon, dato) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    d = decision
    datos = (get_ahora(), d.persona, d.motivo, d.tipo, d.folio, d.campania, d.clave, d.buzon, d.dato)
    bitacora.base.execute(orden, datos)
    if d.folio is not None:
        bitacora.add_evento(d.folio, f"decisión: {d.tipo}", f"{d.persona}: {d.motivo}")


def list_decisiones(bitacora: Bitacora, tipo: str, campania: str = "") -> list[Decision]:
    """Las decisiones de un tipo, de una campaña si se da, en el orden en que se tomaron."""
    columnas = "persona, motivo, tipo, folio, campania, clave, buzon, dato, cuando"
    orden = f"SELECT {columnas} FROM decisiones WHERE tipo = ? AND ? IN ('', campania) ORDER BY id"
    return [Decision(*fila) for fila in bitacora.base.execute(orden, (tipo, campania))]


def has_direccion(bitacora: Bitacora, clave: str, buzon: str) -> bool:
    """Si alguien ya dijo, con su razón, que esa dirección sí es de ese municipio."""
    orden = "SELECT 1 FROM decisiones WHERE tipo = ? AND clave = ? AND buzon = ? LIMIT 1"
    return bitacora.base.execute(orden, (DIRECCION, clave, buzon)).fetchone() is not None
