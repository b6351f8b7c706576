"""El estado de lo que se ve: una vista inmutable y las funciones puras que la cambian y la describen."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from fais_analysis.claves import ENTIDADES, check_clave_municipio
from fais_analysis.errors import ParametroError
from fais_analysis.explorer.medidas import MEDIDAS, NECESIDADES
from fais_analysis.indicators.focalizacion import VIAS
from fais_analysis.indicators.texto import join_frase
from fais_analysis.schemas.vocabulario import INCIDENCIAS

MAXIMO_COMPARADOS = 4
SOLO, FAMILIA, MUNICIPIOS = "solo", "familia", "municipios"
DEL_MUNICIPIO, DE_LA_ENTIDAD = "municipio", "entidad"
OBRAS_DE: dict[str, str] = {
    "": "ninguna",
    DEL_MUNICIPIO: "las del municipio",
    DE_LA_ENTIDAD: "las de su estado",
}
MODOS: dict[str, str] = {
    SOLO: "con su estado",
    FAMILIA: "con su familia",
    MUNICIPIOS: "con otros municipios",
}
NOMBRES_FILTRO: dict[str, str] = {
    "ejercicios": "Año de la obra",
    "rubros": "Rubro",
    "subclasificaciones": "Subclasificación",
    "incidencias": "Incidencia",
    "vias": "Zona",
}
NOMBRES_VIA: dict[str, str] = {
    "zap_rural": "Zona de atención prioritaria (ZAP) rural",
    "zap_urbana": "Zona de atención prioritaria (ZAP) urbana",
    "rezago": "Localidad con alto rezago social",
    "pobreza_extrema": "Población en pobreza extrema",
    "sin_via": "Sin vía declarada",
}
VALORES_FILTRO: dict[str, tuple[str, ...]] = {"incidencias": INCIDENCIAS, "vias": VIAS}


@dataclass(frozen=True)
class Filtro:
    """Qué renglones del libro de inversión se cuentan. Una dimensión vacía no filtra.

    ``ejercicios`` (años), ``rubros`` y ``subclasificaciones`` (del Catálogo), ``incidencias`` y ``vias`` (la
    zona o vía de focalización que declara el libro; «sin_via» es la que no declara ninguna).
    """

    ejercicios: tuple[int, ...] = ()
    rubros: tuple[str, ...] = ()
    subclasificaciones: tuple[str, ...] = ()
    incidencias: tuple[str, ...] = ()
    vias: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for dimension, conocidos in VALORES_FILTRO.items():
            if ajenos := [v for v in getattr(self, dimension) if v not in conocidos]:
                raise build_error(f"Filtro.{dimension}", ", ".join(conocidos), ", ".join(map(repr, ajenos)))

    @property
    def esta_vacio(self) -> bool:
        """Si no filtra nada."""
        return not any(asdict(self).values())


@dataclass(frozen=True)
class Vista:
    """Lo que está en pantalla: de aquí, y sólo de aquí, salen todas las tablas y los dibujos.

    ``modo`` dice con quién se compara: su estado, su familia o ``comparados`` (de uno a tres municipios más).
    ``carencia`` es la necesidad de la dispersión. ``es_nacional`` pone en la tabla y en el mapa todo el
    país; ``es_contraste`` deja en la tabla sólo los municipios con más necesidad y menos dinero por habitante
    que su estado. ``obras_de`` dice de quién se listan las obras: de nadie, del municipio o de su entidad.
    """

    clave_municipio: str
    anio: int
    indicador: str = "pobreza"
    carencia: str = "servicios_basicos"
    modo: str = SOLO
    comparados: tuple[str, ...] = ()
    es_nacional: bool = False
    es_contraste: bool = False
    obras_de: str = ""
    filtro: Filtro = field(default_factory=Filtro)

    def __post_init__(self) -> None:
        check_clave_municipio(self.clave_municipio)
        check_opcion("indicador", self.indicador, tuple(MEDIDAS))
        check_opcion("carencia", self.carencia, NECESIDADES)
        check_opcion("obras_de", self.obras_de, tuple(OBRAS_DE))
        check_opcion("modo", self.modo, tuple(MODOS))
        for clave in self.comparados:
            check_clave_municipio(clave)
        if len(self.comparados) >= MAXIMO_COMPARADOS:
            hallado = f"{len(self.comparados) + 1} municipios"
            raise build_error("Vista.comparados", f"de dos a {MAXIMO_COMPARADOS} municipios", hallado)

    @property
    def clave_entidad(self) -> str:
        """La entidad del municipio elegido."""
        return self.clave_municipio[:2]

    @property
    def claves(self) -> tuple[str, ...]:
        """El municipio elegido y, si se comparan, los demás, sin repetir."""
        otros = self.comparados if self.modo == MUNICIPIOS else ()
        return tuple(dict.fromkeys((self.clave_municipio, *otros)))


def build_error(donde: str, esperado: str, encontrado: str) -> ParametroError:
    """El error de una vista que no se puede armar."""
    return ParametroError(
        "La vista del explorador no se puede armar.",
        donde=donde,
        esperado=esperado,
        encontrado=encontrado,
        que_hacer="elija uno de los valores admitidos",
    )


def check_opcion(nombre: str, valor: str, conocidas: Sequence[str]) -> str:
    """Devuelve el valor si está entre las opciones; si no, ParametroError."""
    if valor not in conocidas:
        raise build_error(f"Vista.{nombre}", ", ".join(conocidas), repr(valor))
    return valor


def select_municipio(vista: Vista, clave_municipio: str) -> Vista:
    """La vista con otro municipio; los comparados de otra entidad se sueltan.

    Examples
    --------
    >>> v = Vista("10014", 2020, modo="municipios", comparados=("10005",))
    >>> select_municipio(v, "10005").claves
    ('10005', '10014')
    >>> select_municipio(v, "20001").claves
    ('20001',)
    """
    if clave_municipio == vista.clave_municipio:
        return vista
    otros = tuple(vista.clave_municipio if c == clave_municipio else c for c in vista.comparados)
    propios = tuple(c for c in otros if c[:2] == clave_municipio[:2])
    modo = vista.modo if propios or vista.modo != MUNICIPIOS else SOLO
    return replace(vista, clave_municipio=clave_municipio, comparados=propios, modo=modo)


def toggle_comparado(vista: Vista, clave_municipio: str) -> Vista:
    """Agrega o quita un municipio de la comparación; el elegido no cuenta y no pasan de cuatro.

    Examples
    --------
    >>> v = toggle_comparado(Vista("10014", 2020), "10005")
    >>> v.modo, v.claves, toggle_comparado(v, "10005").modo
    ('municipios', ('10014', '10005'), 'solo')
    """
    if clave_municipio in (vista.clave_municipio, ""):
        return vista
    if clave_municipio in vista.comparados:
        resto = tuple(c for c in vista.comparados if c != clave_municipio)
        return replace(vista, comparados=resto, modo=MUNICIPIOS if resto else SOLO)
    return replace(vista, comparados=(*vista.comparados, clave_municipio), modo=MUNICIPIOS)


def describe_filtro(filtro: Filtro) -> str:
    """El filtro del libro en una frase; «sin filtros» si no hay ninguno.

    Examples
    --------
    >>> describe_filtro(Filtro(ejercicios=(2019, 2020), vias=("sin_via",)))
    'Año de la obra: 2019 y 2020; Zona: Sin vía declarada'
    """
    partes = []
    for dimension, nombre in NOMBRES_FILTRO.items():
        if valores := getattr(filtro, dimension):
            partes.append(f"{nombre}: {join_frase([write_opcion(dimension, v) for v in valores])}")
    return "; ".join(partes) or "sin filtros"


def write_opcion(dimension: str, valor: object) -> str:
    """Cómo se imprime un valor de un filtro."""
    if dimension == "vias":
        return NOMBRES_VIA[str(valor)]
    return str(valor).capitalize() if dimension == "incidencias" else str(valor)


def describe_tabla(vista: Vista) -> str:
    """Qué municipios van en la tabla.

    Examples
    --------
    >>> describe_tabla(Vista("10014", 2020))
    'municipios de Durango'
    """
    cuales = "todo el país" if vista.es_nacional else f"municipios de {ENTIDADES[vista.clave_entidad]}"
    if not vista.es_contraste:
        return cuales
    nombre = MEDIDAS[vista.carencia].nombre
    return f"{cuales} con más necesidad ({nombre}) y menos dinero por habitante que su estado"


def describe_vista(vista: Vista, nombres: Mapping[str, str]) -> list[tuple[str, str]]:
    """La vista en renglones de rótulo y valor: lo que se escribe en cada archivo que se exporta."""
    entidad = ENTIDADES[vista.clave_entidad]
    con_quien = MODOS[vista.modo]
    if vista.modo == MUNICIPIOS:
        con_quien = join_frase([f"{nombres[c]} ({c})" for c in vista.claves[1:]])
    return [
        ("Municipio", f"{nombres[vista.clave_municipio]}, {entidad} ({vista.clave_municipio})"),
        ("Indicador", f"{MEDIDAS[vista.indicador].nombre}, {vista.anio}"),
        ("Necesidad de la dispersión", MEDIDAS[vista.carencia].nombre),
        ("Comparación", con_quien),
        ("Tabla", describe_tabla(vista)),
        ("Filtros del libro de inversión", describe_filtro(vista.filtro)),
    ]
