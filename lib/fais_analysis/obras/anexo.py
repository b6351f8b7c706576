"""El anexo técnico de un convenio: los renglones de la versión aprobada, sus sumas y su letra."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from fais_analysis.obras.letra import write_letra
from fais_analysis.obras.modelo import Hallazgo, Obra, Propuesta, sum_fuentes

OTRAS = "Otras"
FUENTES_ANEXO = ("FISE", "FISMDF", "Estatal", "Municipal", OTRAS)
SIN_RENGLON = "por confirmar"


@dataclass(frozen=True)
class RenglonAnexo:
    """Un renglón del anexo: su número, la obra y sus centavos por fuente del anexo."""

    numero: int
    obra: Obra
    montos: Mapping[str, int]


@dataclass(frozen=True)
class Anexo:
    """El anexo de una versión: renglones y sumas en centavos.

    ``folio`` y ``contenido`` salen de lo que dice la propuesta y de lo confirmado: la misma versión da
    siempre el mismo anexo.
    """

    folio: str
    contenido: str
    clave_municipio: str
    municipio: str
    ejercicio: int
    renglones: tuple[RenglonAnexo, ...]
    por_fuente: Mapping[str, int]
    por_rubro: Mapping[str, int]
    por_incidencia: Mapping[str, int]

    @property
    def total(self) -> int:
        """Centavos del anexo."""
        return sum(self.por_fuente.values())

    @property
    def letra(self) -> str:
        """El total en letra."""
        return write_letra(Decimal(self.total) / 100)


@dataclass(frozen=True)
class Justificacion:
    """Por qué se sigue adelante con lo que una regla bloquea, en una versión: área y motivo, sin personas."""

    contenido: str
    regla: str
    motivo: str
    area: str
    fecha: str


def build_anexo(propuesta: Propuesta, municipio: str) -> Anexo:
    """El anexo de una propuesta, con las obras en el orden de su contenido."""
    obras = sorted(propuesta.obras, key=lambda o: o.llave)
    llaves = "\x1e".join("\x1f".join(o.llave) for o in obras)
    huella = sha256(f"{propuesta.contenido}{llaves}".encode()).hexdigest()
    renglones = tuple(RenglonAnexo(n, o, group_fuentes(o)) for n, o in enumerate(obras, start=1))
    por_fuente = dict.fromkeys(FUENTES_ANEXO, 0)
    for renglon in renglones:
        for fuente, centavos in renglon.montos.items():
            por_fuente[fuente] += centavos
    return Anexo(
        f"ANX-{propuesta.ejercicio}-{propuesta.clave_municipio}-{huella[:8]}",
        huella,
        propuesta.clave_municipio,
        municipio,
        propuesta.ejercicio,
        renglones,
        por_fuente,
        _sum_por(obras, "rubro"),
        _sum_por(obras, "incidencia"),
    )


def group_fuentes(obra: Obra) -> dict[str, int]:
    """Los centavos de una obra en las columnas del anexo; lo que no tiene columna va en Otras."""
    grupos = dict.fromkeys(FUENTES_ANEXO, 0)
    for fuente, centavos in sum_fuentes([obra]).items():
        grupos[fuente if fuente in FUENTES_ANEXO else OTRAS] += centavos
    return grupos


def list_pendientes(
    hallazgos: Sequence[Hallazgo], justificaciones: Sequence[Justificacion], contenido: str
) -> list[Hallazgo]:
    """Lo que bloquea el anexo: lo grave sin justificación de esta versión y el dinero sin fuente."""
    hechas = {j.regla for j in justificaciones if j.contenido == contenido}
    return [
        h
        for h in hallazgos
        if (h.gravedad == "bloqueo" and h.regla not in hechas) or h.regla in ("SIN_FUENTE", "SIN_MONTO")
    ]


def _sum_por(obras: Sequence[Obra], campo: str) -> dict[str, int]:
    sumas: dict[str, int] = defaultdict(int)
    for obra in obras:
        sumas[getattr(obra.catalogo, campo) if obra.catalogo else SIN_RENGLON] += sum(obra.montos.values())
    return dict(sorted(sumas.items()))
