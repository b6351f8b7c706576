"""Qué fue de lo acordado en la reunión: si la versión que llega después lo cumple."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fais_analysis.obras.modelo import Hallazgo, Obra, format_pesos
from fais_analysis.obras.reconocimiento import normalize_nombre
from fais_analysis.propuestas.registros import OBRA, Acuerdo
from fais_analysis.schemas.propuestas import SE_AGREGA, SE_CAMBIA, SE_QUEDA, SE_QUITA

CUMPLIDO, INCUMPLIDO, POR_VER = "cumplido", "no cumplido", "por ver"


@dataclass(frozen=True)
class Cumplimiento:
    """Un acuerdo frente a una versión: ``resultado`` y por qué. «Por ver» si con ella no se puede saber."""

    acuerdo: Acuerdo
    resultado: str
    razon: str


def check_acuerdos(
    acuerdos: Sequence[Acuerdo], obras: Sequence[Obra], sucesoras: Mapping[str, Sequence[str]] | None = None
) -> list[Cumplimiento]:
    """Un renglón por acuerdo, en su orden.

    ``sucesoras`` va del folio de una obra de la versión discutida a los de las que la suceden, si las dos
    versiones se casaron; sin eso, una obra sin folio propio que ya no está queda «por ver»: pudo cambiar de
    nombre.
    """
    return [_check(a, obras, sucesoras) for a in acuerdos]


def list_incumplidos(hechos: Sequence[Cumplimiento]) -> list[Hallazgo]:
    """Los acuerdos que la versión no cumple, como hallazgos por corregir."""
    return [
        Hallazgo(
            "ACUERDO",
            "corregir",
            f"No se cumple lo acordado en la reunión: «{c.acuerdo.que}» {c.acuerdo.decision}.",
            "ajústela a lo acordado, o registre otro acuerdo con: fais propuesta acordar",
            folio=c.acuerdo.que if c.acuerdo.ambito == OBRA else "",
            columna="acuerdo",
            encontrado=c.razon,
            esperado=f"{c.acuerdo.decision}, acordado el {c.acuerdo.registrado_en[:10]} ({c.acuerdo.area})",
            causa=f"acuerdo {c.acuerdo.ambito} {c.acuerdo.que}",
            pesos=c.acuerdo.monto_centavos,
        )
        for c in hechos
        if c.resultado == INCUMPLIDO
    ]


def build_cumplimiento_consola(hechos: Sequence[Cumplimiento]) -> list[str]:
    """Cuántos acuerdos se cumplen y, de los demás, cuál y por qué; nada si no hay acuerdos."""
    if not hechos:
        return []
    cumplidos = sum(c.resultado == CUMPLIDO for c in hechos)
    renglones = [f"  Acuerdos de la reunión: {cumplidos:,} de {len(hechos):,} cumplidos"]
    for c in hechos:
        if c.resultado != CUMPLIDO:
            renglones.append(f"    {c.resultado}: {c.acuerdo.que}, {c.acuerdo.decision}; {c.razon}")
    return renglones


def _check(
    acuerdo: Acuerdo, obras: Sequence[Obra], sucesoras: Mapping[str, Sequence[str]] | None
) -> Cumplimiento:
    propias = _find_obras(acuerdo, obras, sucesoras)
    total = sum(o.total for o in propias)
    hay = f"hay {len(propias):,}, con {format_pesos(total)} pesos"
    pudo_cambiar = acuerdo.ambito == OBRA and acuerdo.que.startswith("t-") and sucesoras is None
    if not propias and pudo_cambiar:
        return Cumplimiento(acuerdo, POR_VER, "no trae folio: véala con fais propuesta comparar")
    if acuerdo.decision == SE_QUITA:
        return Cumplimiento(acuerdo, INCUMPLIDO if propias else CUMPLIDO, hay if propias else "ya no está")
    if acuerdo.decision not in (SE_QUEDA, SE_AGREGA, SE_CAMBIA):
        return Cumplimiento(acuerdo, POR_VER, "quedó pendiente")
    if not propias:
        return Cumplimiento(acuerdo, INCUMPLIDO, "no está en esta versión")
    if acuerdo.monto_centavos is not None:
        es_igual = total == acuerdo.monto_centavos
        razon = f"{hay}; se acordaron {format_pesos(acuerdo.monto_centavos)}"
        return Cumplimiento(acuerdo, CUMPLIDO if es_igual else INCUMPLIDO, razon)
    if acuerdo.decision == SE_CAMBIA:
        return Cumplimiento(acuerdo, POR_VER, f"{hay}; no se acordó monto: véase la nota")
    return Cumplimiento(acuerdo, CUMPLIDO, hay)


def _find_obras(
    acuerdo: Acuerdo, obras: Sequence[Obra], sucesoras: Mapping[str, Sequence[str]] | None
) -> list[Obra]:
    """Las obras de que habla un acuerdo: por su folio o el de quien la sucede, su nombre o su rubro."""
    if acuerdo.ambito != OBRA:
        return [o for o in obras if o.catalogo is not None and o.catalogo.rubro == acuerdo.que]
    folios = {acuerdo.que, *(sucesoras or {}).get(acuerdo.que, ())}
    nombre = normalize_nombre(acuerdo.que)
    return [o for o in obras if o.folio in folios or normalize_nombre(o.nombre) == nombre]
