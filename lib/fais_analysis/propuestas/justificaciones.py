"""Por qué se siguió adelante con lo que una regla bloquea: queda escrito, con su área y su fecha."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from fais_analysis.errors import ParametroError, PropuestaError
from fais_analysis.obras.anexo import Justificacion
from fais_analysis.propuestas.bitacora import split_renglones
from fais_analysis.propuestas.revision import Revision
from fais_analysis.sources.escritura import write_con_carpeta

REGISTRO = "justificaciones.jsonl"


@dataclass(frozen=True)
class MotivoDecidido:
    """Quien decide seguir: con qué regla, por qué, qué área y cuándo."""

    regla: str
    motivo: str
    area: str
    momento: datetime


def read_justificaciones(carpeta: Path) -> list[Justificacion]:
    """Las justificaciones registradas, de la primera a la última.

    Raises
    ------
    PropuestaError
        Si el registro no se puede leer.
    """
    ruta = carpeta / REGISTRO
    if not ruta.is_file():
        return []
    try:
        renglones = split_renglones(ruta.read_text(encoding="utf-8"))
        return [Justificacion(**json.loads(r)) for r in renglones]
    except (ValueError, TypeError):
        raise PropuestaError(
            "El registro de justificaciones no se puede leer.",
            donde=f"data/propuestas/{REGISTRO}",
            esperado="una justificación por renglón",
            encontrado="un renglón dañado",
            que_hacer="restáurelo de su respaldo",
        ) from None


def save_justificacion(revision: Revision, carpeta: Path, decision: MotivoDecidido) -> Justificacion:
    """Registra por qué se sigue con lo que una regla bloquea en esta versión.

    Raises
    ------
    ParametroError
        Si la regla no bloquea nada en la propuesta o el motivo está vacío.
    """
    regla, motivo = decision.regla, decision.motivo.strip()
    bloquean = sorted({h.regla for h in revision.hallazgos if h.gravedad == "bloqueo"})
    if regla not in bloquean or not motivo:
        raise ParametroError(
            "No hay qué justificar así.",
            donde="fais convenio justificar",
            esperado=f"una regla que bloquee ({', '.join(bloquean) or 'ninguna'}) y su motivo escrito",
            encontrado=f"«{regla}», motivo de {len(motivo)} letras",
            que_hacer="copie el código de la regla del libro de hallazgos y escriba el motivo",
        )
    nueva = Justificacion(
        revision.propuesta.contenido,
        regla,
        motivo,
        decision.area,
        decision.momento.isoformat(timespec="seconds"),
    )
    renglones = [json.dumps(asdict(j), ensure_ascii=False) for j in [*read_justificaciones(carpeta), nueva]]
    write_con_carpeta(carpeta / REGISTRO, "\n".join(renglones) + "\n")
    return nueva
