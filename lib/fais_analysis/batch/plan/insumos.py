"""Los insumos de una corrida, comprobados antes de empezar: catálogo, tablas, mapas y libro de inversión."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fais_analysis.batch.plan.huellas import compute_huellas
from fais_analysis.claves import check_clave_entidad
from fais_analysis.errors import ClaveError
from fais_analysis.nombres import find_lugares
from fais_analysis.sources.huella import compute_huella
from fais_analysis.sources.rutas import get_datos, get_shapefiles

if TYPE_CHECKING:
    from fais_analysis.reports.calidad import Calidad

ENTIDAD_INCLUIDA = "10"


@dataclass(frozen=True)
class Insumos:
    """Lo que alimenta una corrida.

    ``municipios`` va de clave a nombre, los de la entidad; ``huellas``, de archivo (dentro del
    proyecto) a sha256; ``huella_datos`` resume todas. ``entradas`` va de la clave de cada informe a la huella
    de cada tabla, sólo de las filas que ese informe usa (``batch.plan.entradas``).
    ``calidad`` es lo medido en las tablas, para su página.
    """

    municipios: dict[str, str]
    huellas: dict[str, str]
    libro: dict[str, Any] = field(default_factory=dict)
    es_demostracion: bool = False
    entradas: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    calidad: "Calidad | None" = None

    @property
    def generales(self) -> dict[str, str]:
        """Huella de cada archivo y del libro, completos."""
        return {**self.huellas, "libro": str(self.libro.get("sha256", ""))}

    @property
    def huella_datos(self) -> str:
        """Una sola huella de todas las tablas, los mapas y el libro."""
        return compute_huella(self.generales)


def check_insumos(entidad: str) -> Insumos:
    """Abre y comprueba todo lo que los cuadernos van a leer.

    Raises
    ------
    FuenteFaltanteError, FuenteAlteradaError, EsquemaError, LibroInversionError
        Si falta una tabla, alguien cambió un dígito o el libro de inversión no se puede leer.
    """
    from fais_analysis.batch.plan.entradas import compute_entradas
    from fais_analysis.loaders import ordenadas
    from fais_analysis.loaders.calidad import check_guardas_datos
    from fais_analysis.loaders.inversion import load_inversion, select_entidad
    from fais_analysis.reports.calidad import build_calidad
    from fais_analysis.schemas.registro import ESQUEMAS, OPCIONALES

    check_clave_entidad(entidad)
    municipios = list_municipios(entidad)
    for nombre in sorted({*ESQUEMAS} - OPCIONALES | {*ordenadas.list_tablas()}):
        ordenadas.load_tabla(nombre)
    check_guardas_datos()
    check_mapa(entidad)
    libro = select_entidad(load_inversion(), entidad)
    return Insumos(
        municipios=municipios,
        huellas=compute_huellas(get_datos(), get_shapefiles()),
        libro={"origen": libro.origen, "sha256": libro.sha256, "advertencias": list(libro.advertencias)},
        es_demostracion=libro.es_demostracion,
        entradas=compute_entradas(entidad, municipios, libro),
        calidad=build_calidad(entidad),
    )


def check_mapa(entidad: str) -> bool:
    """Abre y comprueba el mapa de la entidad; falso si no se ha construido.

    Sólo el de Durango viene con el proyecto. En otra entidad su falta no es un error: los informes salen sin
    mapas y lo dicen.

    Raises
    ------
    FuenteFaltanteError, FuenteAlteradaError
        Si falta el de Durango, está a medias o alguien lo cambió.
    """
    from fais_analysis.loaders.ordenadas import load_municipios_geo

    if entidad != ENTIDAD_INCLUIDA and not list(get_shapefiles().glob(f"municipios_{entidad}.*")):
        return False
    load_municipios_geo(entidad)
    return True


def find_municipios(texto: str, entidad: str) -> dict[str, str]:
    """Los municipios que pueden ser lo que alguien escribió: los de la entidad o, si ninguno, los del país.

    Raises
    ------
    ClaveError
        Si ninguno se le parece.
    """
    propios, todos = list_municipios(entidad), _list_catalogo("")
    for nombres in (propios, todos):
        if claves := find_lugares(texto, nombres):
            return {clave: nombres[clave] for clave in claves}
    raise ClaveError(
        f"Ningún municipio se llama como «{texto}».",
        donde="nombre pedido",
        esperado=f"el nombre, o parte de él, de uno de los {len(todos):,} municipios del catálogo",
        encontrado=f"«{texto}»",
        que_hacer=f"escriba menos letras, o vea la lista completa con: fais municipios --entidad {entidad}",
    )


def list_municipios(entidad: str) -> dict[str, str]:
    """Municipios de una entidad, de clave a nombre, en orden de clave.

    Raises
    ------
    ClaveError
        Si la entidad no existe o el catálogo no la trae.
    """
    check_clave_entidad(entidad)
    propios = _list_catalogo(entidad)
    if not propios:
        raise ClaveError(
            f"El catálogo no trae municipios de la entidad {entidad}.",
            donde="data/catalogo_municipios.csv",
            esperado=f"claves que empiezan con {entidad}",
            encontrado="ninguna",
            que_hacer="elija otra entidad o rehaga los datos con: fais datos construir",
        )
    return propios


def _list_catalogo(prefijo: str) -> dict[str, str]:
    from fais_analysis.loaders.ordenadas import load_tabla

    catalogo = load_tabla("catalogo_municipios").sort_values("clave_municipio")
    nombres = dict(zip(catalogo["clave_municipio"], catalogo["municipio"], strict=True))
    return {clave: nombre for clave, nombre in nombres.items() if clave.startswith(prefijo)}
