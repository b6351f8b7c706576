"""Los hallazgos para quien corrige: cien renglones de una misma causa son una línea con su cuenta."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fais_analysis.obras.modelo import GRAVEDADES, Hallazgo, Obra

RENGLONES_MOSTRADOS = 6


@dataclass(frozen=True)
class GrupoHallazgos:
    """Una causa con todos sus hallazgos: cuántos, dónde y por cuánto dinero."""

    muestra: Hallazgo
    cuenta: int
    renglones: tuple[int, ...]
    pesos: int | None

    @property
    def donde(self) -> str:
        """Los primeros renglones, en letra."""
        if not self.renglones:
            return "toda la propuesta"
        primeros = ", ".join(str(r) for r in self.renglones[:RENGLONES_MOSTRADOS])
        return primeros + ("…" if len(self.renglones) > RENGLONES_MOSTRADOS else "")


@dataclass(frozen=True)
class Duda:
    """Un texto de la propuesta por confirmar: cuántas obras lo llevan, su dinero y qué podría ser."""

    texto: str
    obras: int
    centavos: int
    candidatas: tuple[str, ...]


def group_causas(hallazgos: Iterable[Hallazgo]) -> list[GrupoHallazgos]:
    """Una fila por causa; primero lo que bloquea y, dentro, lo de más dinero."""
    grupos: dict[tuple[str, str], list[Hallazgo]] = defaultdict(list)
    for h in hallazgos:
        de_obra = h.columna if h.folio else h.huella  # lo mismo en cien obras es una causa, aunque no la diga
        grupos[h.regla, h.causa or de_obra].append(h)
    causas = [_build_causa(g) for g in grupos.values()]
    orden = {g: i for i, g in enumerate(GRAVEDADES)}
    return sorted(
        causas, key=lambda c: (orden[c.muestra.gravedad], -(c.pesos or 0), -c.cuenta, c.muestra.huella)
    )


def list_dudas(obras: Sequence[Obra]) -> list[Duda]:
    """Los textos por confirmar, de más dinero a menos; los iguales se confirman de una vez."""
    grupos: dict[str, list[Obra]] = defaultdict(list)
    for obra in obras:
        if obra.lectura.modo in ("supuesto", "ninguno"):
            grupos[obra.lectura.texto or obra.nombre].append(obra)
    dudas = [
        Duda(texto, len(iguales), sum(o.total for o in iguales), iguales[0].lectura.candidatas)
        for texto, iguales in grupos.items()
    ]
    return sorted(dudas, key=lambda d: (-d.centavos, d.texto))


def index_nombres(obras: Iterable[Obra]) -> Mapping[str, str]:
    """El nombre de cada obra por su folio."""
    return {o.folio: o.nombre for o in obras}


def _build_causa(grupo: Sequence[Hallazgo]) -> GrupoHallazgos:
    renglones = tuple(sorted({h.renglon for h in grupo if h.renglon}))
    con_dinero = [h.pesos for h in grupo if h.pesos is not None]
    return GrupoHallazgos(
        _pick_muestra(grupo), len(grupo), renglones, sum(con_dinero) if con_dinero else None
    )


def _pick_muestra(grupo: Sequence[Hallazgo]) -> Hallazgo:
    """El primero, sin lo que sólo vale para él: lo que cambia de una obra a otra se ve en el detalle."""
    muestra = grupo[0]
    if len({h.que_hacer for h in grupo}) > 1:
        guia = "llene la columna «confirmada» de la hoja Por confirmar"
        otra = guia if muestra.regla == "POR_CONFIRMAR" else "véalas una por una en la hoja Detalle"
        muestra = replace(muestra, que_hacer=otra)
    if len({h.esperado for h in grupo}) > 1:
        muestra = replace(muestra, esperado="")
    if len({h.que_pasa for h in grupo}) > 1:
        muestra = replace(muestra, que_pasa=f"{muestra.que_pasa} Y otras del mismo tipo.")
    return muestra
