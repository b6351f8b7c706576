"""Por qué se siguió adelante con lo que una regla bloquea: queda escrito, con su área y su fecha."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from fais_analysis.errors import ParametroError, PropuestaError
from fais_analysis.obras.anexo import Justificacion
from fais_analysis.propuestas.revision import Revision
from fais_analysis.sources.escritura import write_con_carpeta

REGISTRO = "justificaciones.jsonl"


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
        return [Justificacion(**json.loads(r)) for r in ruta.read_text(encoding="utf-8").splitlines()]
    except (ValueError, TypeError):
        raise PropuestaError(
            "El registro de justificaciones no se puede leer.",
            donde=f"data/propuestas/{REGISTRO}",
            esperado="una justificación por renglón",
            encontrado="un renglón dañado",
            que_hacer="restáurelo de su respaldo",
        ) from None


def save_justificacion(
    revision: Revision, carpeta: Path, regla: str, motivo: str, quien: tuple[str, datetime]
) -> Justificacion:
    """Registra por qué se sigue con lo que una regla bloquea en esta versión; ``quien`` es área y momento.

    Raises
    ------
    ParametroError
        Si la regla no bloquea nada en la propuesta o el motivo está vacío.
    """
    bloquean = sorted({h.regla for h in revision.hallazgos if h.gravedad == "bloqueo"})
    if regla not in bloquean or not motivo.strip():
        raise ParametroError(
            "No hay qué justificar así.",
            donde="fais convenio justificar",
            esperado=f"una regla que bloquee ({', '.join(bloquean) or 'ninguna'}) y su motivo escrito",
            encontrado=f"«{regla}», motivo de {len(motivo.strip())} letras",
            que_hacer="copie el código de la regla del libro de hallazgos y escriba el motivo",
        )
    area, momento = quien
    nueva = Justificacion(
        revision.propuesta.contenido, regla, motivo.strip(), area, momento.isoformat(timespec="seconds")
    )
    renglones = [json.dumps(asdict(j), ensure_ascii=False) for j in [*read_justificaciones(carpeta), nueva]]
    write_con_carpeta(carpeta / REGISTRO, "\n".join(renglones) + "\n")
    return nueva
