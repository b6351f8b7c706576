"""Las diferencias entre dos versiones aprobadas: qué obra cambia, en qué y por cuántos pesos."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from fais_analysis.obras.anexo import FUENTES_ANEXO, Anexo, group_fuentes
from fais_analysis.obras.comparacion import CAMBIA, SIN_CAMBIO, Pareja
from fais_analysis.obras.letra import write_letra
from fais_analysis.obras.modelo import Obra, format_pesos

NADA = "sin dato"


@dataclass(frozen=True)
class ObraCambiada:
    """Una obra que cambia: cómo era, cómo queda, en qué, y los centavos de antes y de ahora."""

    clase: str
    antes: str
    ahora: str
    cambios: tuple[str, ...]
    centavos_antes: int
    centavos_ahora: int


@dataclass(frozen=True)
class Modificatorio:
    """Lo que un convenio modificatorio cambia del anexo anterior; el viejo queda como estaba."""

    folio: str
    anterior: Anexo
    nuevo: Anexo
    diferencias: tuple[ObraCambiada, ...]

    @property
    def por_fuente(self) -> Mapping[str, int]:
        """Centavos de más (o de menos) por fuente."""
        return {f: self.nuevo.por_fuente[f] - self.anterior.por_fuente[f] for f in FUENTES_ANEXO}

    @property
    def diferencia(self) -> int:
        """Centavos de más (o de menos) en total."""
        return self.nuevo.total - self.anterior.total

    @property
    def letra_diferencia(self) -> str:
        """La diferencia en letra, sin signo: si aumenta o disminuye se dice aparte."""
        return write_letra(Decimal(abs(self.diferencia)) / 100)


def build_modificatorio(anterior: Anexo, nuevo: Anexo, parejas: Sequence[Pareja]) -> Modificatorio:
    """El modificatorio de un anexo a otro; sin diferencias si dicen lo mismo.

    ``parejas`` casa las obras de las dos versiones (:func:`obras.comparacion.match_versiones`).
    """
    todas = [_build_diferencia(p) for p in parejas]
    huella = sha256(f"{anterior.contenido}{nuevo.contenido}".encode()).hexdigest()
    return Modificatorio(
        f"MOD-{nuevo.ejercicio}-{nuevo.clave_municipio}-{huella[:8]}",
        anterior,
        nuevo,
        tuple(d for d in todas if d.clase != SIN_CAMBIO),
    )


def _build_diferencia(pareja: Pareja) -> ObraCambiada:
    """Una obra casada una a una que cambió aunque sea una fecha, cambia."""
    es_una = len(pareja.iniciales) == len(pareja.modificadas) == 1
    cambios = _list_cambios(pareja.iniciales[0], pareja.modificadas[0]) if es_una else ()
    return ObraCambiada(
        CAMBIA if cambios and pareja.clase == SIN_CAMBIO else pareja.clase,
        " + ".join(o.nombre for o in pareja.iniciales),
        " + ".join(o.nombre for o in pareja.modificadas),
        tuple(cambios),
        sum(sum(o.montos.values()) for o in pareja.iniciales),
        sum(sum(o.montos.values()) for o in pareja.modificadas),
    )


def _list_cambios(una: Obra, otra: Obra) -> list[str]:
    pares = zip(_list_campos(una), _list_campos(otra), strict=True)
    cambios = [f"{rotulo}: {antes or NADA} → {ahora or NADA}" for (rotulo, antes), (_, ahora) in pares
               if antes != ahora]  # fmt: skip
    montos = zip(group_fuentes(una).items(), group_fuentes(otra).values(), strict=True)
    cambios += [
        f"{fuente}: {format_pesos(antes)} → {format_pesos(ahora)}"
        for (fuente, antes), ahora in montos
        if antes != ahora
    ]
    return cambios


def _list_campos(obra: Obra) -> list[tuple[str, str]]:
    metas, catalogo = obra.metas, obra.catalogo
    return [
        ("nombre", obra.nombre),
        ("localidad", obra.lugar.localidad),
        ("vía", obra.lugar.via),
        ("renglón", catalogo.subclasificacion if catalogo else ""),
        ("modalidad", obra.modalidad),
        ("meta", "" if metas.meta is None else f"{metas.meta:f} {metas.unidad}".strip()),
        ("viviendas", "" if metas.viviendas is None else f"{metas.viviendas:,}"),
        ("beneficiarios", "" if metas.personas is None else f"{metas.personas:,}"),
        ("ejecución", obra.ejecucion),
        ("inicio", f"{obra.inicio:%d/%m/%Y}" if obra.inicio else ""),
        ("término", f"{obra.termino:%d/%m/%Y}" if obra.termino else ""),
    ]
