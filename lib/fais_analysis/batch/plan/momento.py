"""Una corrida es de un solo momento: los archivos con que empezó son los mismos con que termina.

Guardar un cuaderno, una tabla, una plantilla o el libro a media corrida mezclaría dos versiones en informes
que dicen ser de una. Se anota cómo estaba cada archivo al empezar y se coteja antes de dar por bueno cada
informe: lo que se tocó, aunque después se deshaga, detiene la corrida y se dice por su nombre.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fais_analysis.batch.plan.huellas import list_biblioteca, list_libros, list_publicos, list_seguimiento
from fais_analysis.errors import FuenteAlteradaError
from fais_analysis.reports.capitulos import ENTIDAD, MUNICIPIO, list_cuadernos
from fais_analysis.sources.rutas import get_datos, get_raiz, get_shapefiles

Firma = tuple[int, int, int]
NOMBRADOS = 5


@dataclass(frozen=True)
class Momento:
    """Cómo estaba cada archivo al empezar: su fecha de cambio, su tamaño y su nodo. Vacío no coteja nada."""

    firmas: Mapping[Path, Firma] = field(default_factory=dict)
    cuadernos: Path | None = None


def take_momento(cuadernos: Path) -> Momento:
    """El momento de ahora: datos públicos, libros, mapas, biblioteca y los cuadernos que corren.

    Se toma antes de leer nada: lo que cambie entre la lectura y el cotejo no coincide.
    """
    cuadernos = cuadernos.absolute()
    return Momento(_sign(_list_archivos(cuadernos)), cuadernos)


def check_momento(momento: Momento, es_completo: bool = False) -> None:
    """Que nada haya cambiado desde entonces; ``es_completo``, como en ``list_cambios``.

    Raises
    ------
    FuenteAlteradaError
        Si algún archivo cambió, se borró o apareció; nombra los primeros.
    """
    if distintos := list_cambios(momento, es_completo):
        raise _build_error(distintos)


def list_cambios(momento: Momento, es_completo: bool = False) -> list[Path]:
    """Los archivos que cambiaron desde entonces; con ``es_completo``, también los que aparecieron."""
    if momento.cuadernos is None:
        return []
    ahora = _sign(_list_archivos(momento.cuadernos) if es_completo else momento.firmas)
    return sorted(r for r in {*ahora, *momento.firmas} if ahora.get(r) != momento.firmas.get(r))


def _list_archivos(cuadernos: Path) -> Iterable[Path]:
    publicos = list_publicos((get_datos(), get_shapefiles())).values()
    propios = (*list_libros(), *list_seguimiento())
    # Sólo los que corren: el del explorador, en la misma carpeta, lo guarda JupyterLab solo cada dos minutos.
    nombres = (*list_cuadernos(ENTIDAD), *list_cuadernos(MUNICIPIO))
    corren = (cuadernos / f"{nombre}.ipynb" for nombre in nombres)
    return (*publicos, *propios, *list_biblioteca().values(), *corren)


def _sign(archivos: Iterable[Path]) -> dict[Path, Firma]:
    """La firma de cada archivo que existe."""
    firmas = {}
    for ruta in archivos:
        try:
            estado = ruta.stat()
        except OSError:  # se borró, o se está reemplazando: no coincidirá con la del principio
            continue
        firmas[ruta] = (estado.st_mtime_ns, estado.st_size, estado.st_ino)
    return firmas


def _build_error(distintos: list[Path]) -> FuenteAlteradaError:
    raiz = get_raiz()
    nombres = [r.relative_to(raiz).as_posix() if r.is_relative_to(raiz) else r.name for r in distintos]
    mas = f" y {len(nombres) - NOMBRADOS} más" if len(nombres) > NOMBRADOS else ""
    return FuenteAlteradaError(
        "Cambiaron archivos a media corrida; no se publicó, para no mezclar dos versiones.",
        donde=", ".join(nombres[:NOMBRADOS]) + mas,
        esperado="los mismos archivos desde que la corrida empezó",
        encontrado="se guardaron, se borraron o aparecieron mientras corría",
        que_hacer="termine de guardar y repita la orden; lo hecho antes del cambio no se repetirá",
    )
