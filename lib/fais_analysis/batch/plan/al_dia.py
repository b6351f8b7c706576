"""El camino rápido: saber que nada cambió sin abrir una tabla ni importar pandas."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from fais_analysis.batch.corridas.historial import are_intactos, is_intacta
from fais_analysis.batch.corridas.manifiesto import BUENO, FichaInforme, Manifiesto, read_manifiesto
from fais_analysis.batch.corridas.salida import get_ultima
from fais_analysis.batch.plan.huellas import compute_huella_cruda
from fais_analysis.batch.plan.pedido import Pedido
from fais_analysis.errors import FaisError
from fais_analysis.sources.escritura import write_atomico

SELLO = ".al-dia-{}.json"  # uno por entidad


@dataclass(frozen=True)
class SelloAlDia:
    """Constancia de que una corrida estaba al día con unos archivos; ``claves``: los informes revisados."""

    cruda: str
    corrida: str
    claves: tuple[str, ...]


def compute_cruda(cuadernos: Path) -> str:
    """Huella de todos los archivos que entran en una corrida; vacía si alguno no se puede leer."""
    try:
        return compute_huella_cruda(sorted(cuadernos.glob("*.ipynb")))
    except (OSError, FaisError):
        return ""


def find_al_dia(pedido: Pedido) -> Manifiesto | None:
    """La corrida que ya tiene todo lo pedido, si ningún archivo cambió y sus informes siguen intactos.

    Nulo no quiere decir que algo cambió: sólo que hay que ver con detalle.
    """
    salida = pedido.salida
    try:
        sello = read_sello(salida, pedido.entidad)
        if sello is None or not sello.cruda or sello.corrida != get_ultima(salida):
            return None
        if sello.cruda != compute_cruda(pedido.cuadernos):
            return None
        manifiesto = read_manifiesto(salida / sello.corrida)
    except FaisError:
        return None
    fichas = select_fichas(manifiesto, pedido, sello.claves)
    carpeta = salida / sello.corrida
    es_intacta = bool(fichas) and all(is_intacta(f, carpeta) for f in fichas)
    return manifiesto if es_intacta and are_intactos(manifiesto.recursos, carpeta) else None


def select_fichas(manifiesto: Manifiesto, pedido: Pedido, claves: Sequence[str]) -> list[FichaInforme]:
    """Las fichas de lo pedido; vacía si falta alguna o no es buena, revisada y en la misma forma."""
    if manifiesto.entidad != pedido.entidad or manifiesto.panorama is None:
        return []
    propias = {f.clave: f for f in manifiesto.informes}
    es_completa = len(manifiesto.municipios) == manifiesto.insumos.get("municipios_entidad")
    if not pedido.claves and not es_completa:
        return []
    fichas = [propias.get(clave) for clave in (pedido.entidad, *(pedido.claves or propias))]
    son_vigentes = all(
        f is not None and f.estado == BUENO and f.es_incrustado == pedido.es_incrustado and f.clave in claves
        for f in fichas
    )
    return [f for f in fichas if f] if son_vigentes else []


def write_sello(salida: Path, cruda: str, manifiesto: Manifiesto, claves: Sequence[str]) -> None:
    """Deja constancia para el camino rápido. Si no se puede, la próxima vez se mira con detalle."""
    sello = SelloAlDia(cruda, manifiesto.corrida, tuple(claves))
    with suppress(OSError):
        write_atomico(salida / SELLO.format(manifiesto.entidad), json.dumps(asdict(sello)))


def read_sello(salida: Path, entidad: str) -> SelloAlDia | None:
    """La constancia de una entidad, o nada si no hay o no se entiende."""
    try:
        campos = json.loads((salida / SELLO.format(entidad)).read_text(encoding="utf-8"))
        return SelloAlDia(str(campos["cruda"]), str(campos["corrida"]), tuple(map(str, campos["claves"])))
    except (OSError, ValueError, KeyError, TypeError):
        return None
