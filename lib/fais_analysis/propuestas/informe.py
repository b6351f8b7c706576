"""El informe trimestral en CSV, con las columnas del SRFT; antes de enviarlo dice qué le falta."""

from dataclasses import dataclass
from pathlib import Path

from fais_analysis.errors import PropuestaError
from fais_analysis.obras.modelo import Hallazgo
from fais_analysis.obras.srft import ROTULO_AUTORREVISION, build_destino, build_fuentes, find_fallas_informe
from fais_analysis.propuestas.avance import RevisionAvance
from fais_analysis.sources.escritura import write_con_carpeta
from fais_analysis.views.hoja_csv import build_hoja_csv

FALLAS_MOSTRADAS = 15


@dataclass(frozen=True)
class InformeTrimestral:
    """Un informe ya escrito: de qué corte, dónde quedó y qué le falta."""

    corte: int
    rutas: tuple[Path, ...]
    fallas: tuple[str, ...]


def export_informe(revision: RevisionAvance, corte: int, municipio: str, carpeta: Path) -> InformeTrimestral:
    """Escribe el destino del gasto y las fuentes de un corte.

    Raises
    ------
    PropuestaError
        Si algo de ese corte es imposible, se pagó de más o su avance físico no se entiende: eso no se
        informa, se corrige.
    """
    propuesta = revision.propuesta
    if bloquean := _list_bloquean(revision, corte):
        raise PropuestaError(
            "El informe no se hace: hay valores que no pueden ser.",
            donde=f"corte {corte}",
            esperado="ningún valor imposible ni pago de más, y el avance físico de 0 a 100",
            encontrado="; ".join(f"{_name_lugar(h)}: {h.que_pasa}" for h in bloquean[:5]),
            que_hacer="corrija el avance; véalo completo con: fais avance revisar",
        )
    base = f"{propuesta.clave_municipio}_{propuesta.ejercicio}_T{corte}"
    tablas = {
        f"{base}_destino.csv": build_destino(propuesta, revision.avances, corte, municipio),
        f"{base}_fuentes.csv": build_fuentes(propuesta),
    }
    for nombre, filas in tablas.items():
        write_con_carpeta(carpeta / nombre, build_hoja_csv(filas))
    fallas = find_fallas_informe(propuesta, revision.avances, corte)
    return InformeTrimestral(corte, tuple(carpeta / nombre for nombre in tablas), tuple(fallas))


def _list_bloquean(revision: RevisionAvance, corte: int) -> list[Hallazgo]:
    """Lo que bloquea en un corte y los avances físicos suyos que no se entienden."""
    renglones = {0, *(a.renglon for a in revision.avances if a.corte == corte)}
    return [
        h
        for h in revision.hallazgos
        if (h.gravedad == "bloqueo" and h.columna in ("", f"corte {corte}"))
        or (h.regla == "LECTURA" and h.columna == "fisico_pct" and h.renglon in renglones)
    ]


def _name_lugar(hallazgo: Hallazgo) -> str:
    return hallazgo.folio or (f"renglón {hallazgo.renglon}" if hallazgo.renglon else "todo el avance")


def build_informe_consola(informe: InformeTrimestral) -> str:
    """Dónde quedó y qué le falta, en renglones."""
    renglones = [f"Informe del corte {informe.corte}:", *(f"  {ruta}" for ruta in informe.rutas)]
    renglones.append(
        f"  Le faltan {len(informe.fallas):,} cosas:" if informe.fallas else "  No le falta nada."
    )
    renglones += [f"    {falla}" for falla in informe.fallas[:FALLAS_MOSTRADAS]]
    if len(informe.fallas) > FALLAS_MOSTRADAS:
        renglones.append(f"    … y {len(informe.fallas) - FALLAS_MOSTRADAS:,} más")
    return "\n".join([*renglones, f"  {ROTULO_AUTORREVISION}"])
