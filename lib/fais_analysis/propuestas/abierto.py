"""Escribe las obras en OC4IDS, si pasan nuestras comprobaciones."""

from datetime import datetime
from pathlib import Path

from fais_analysis.errors import PropuestaError
from fais_analysis.obras.oc4ids import Publicacion, build_paquete, find_fallas, write_json
from fais_analysis.propuestas.avance import review_avance
from fais_analysis.propuestas.estados import index_estados, read_transiciones
from fais_analysis.propuestas.revision import Revision
from fais_analysis.sources.escritura import write_con_carpeta

PUBLICA = "Secretaría de Bienestar Social del Estado de Durango"


def export_oc4ids(
    revision: Revision, avance: Path | None, prefijo: str, momento: datetime, carpeta: Path
) -> Path:
    """Escribe el JSON y devuelve su ruta; ``prefijo`` es el de quien publica; ``momento``, con zona.

    Raises
    ------
    PropuestaError
        Si el avance no se puede leer o el paquete no pasa nuestras comprobaciones.
    """
    avances = review_avance(avance, revision.propuesta).avances if avance else ()
    propuesta, instante = revision.propuesta, momento.isoformat(timespec="seconds")
    movimiento = index_estados(read_transiciones(carpeta), propuesta.ejercicio).get(propuesta.clave_municipio)
    estado = movimiento.a if movimiento else ""
    publicacion = Publicacion(prefijo, PUBLICA, revision.necesidad.municipio, instante, estado)
    paquete = build_paquete(propuesta, avances, publicacion)
    fallas = find_fallas(paquete)
    if fallas:
        raise PropuestaError(
            "Las obras no se pueden publicar así.",
            donde=propuesta.archivo,
            esperado="folios únicos, personas de cero o más y fuentes que sumen",
            encontrado="; ".join(fallas[:5]),
            que_hacer="corrija la propuesta y repita",
        )
    destino = carpeta / f"{propuesta.clave_municipio}_{propuesta.ejercicio}_oc4ids.json"
    write_con_carpeta(destino, write_json(paquete))
    return destino
