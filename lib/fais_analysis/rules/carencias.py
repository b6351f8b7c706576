"""Las seis carencias en español llano: cuándo hay carencia y qué puede hacer el FAIS por ella."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fais_analysis.errors import ReglaError
from fais_analysis.schemas.catalogo import EFECTOS
from fais_analysis.schemas.textos import read_yaml
from fais_analysis.schemas.vocabulario import CARENCIAS
from fais_analysis.sources.catalogo_obras import read_catalogo_obras

RUTA_CARENCIAS = Path(__file__).parent / "data" / "carencias.yml"
CAPACIDADES: tuple[str, ...] = ("directa", "indirecta", "ninguna")


@dataclass(frozen=True)
class Subindicador:
    """Un componente de la carencia, con su umbral y las obras que lo mueven.

    ``obras`` va de efecto final a indirecto; ``proxy`` dice con qué dato municipal se ve, o que no hay.
    """

    id: str
    nombre: str
    umbral: str
    no_es_carencia: str
    proxy: str
    certeza: str
    obras: tuple[str, ...]


@dataclass(frozen=True)
class Carencia:
    """Una carencia social de CONEVAL explicada para quien decide obras.

    ``capacidad_fais``: «directa» si una obra del FAIS puede sacar a la vivienda de la carencia;
    «indirecta» si sólo acerca el servicio; «ninguna» si el FAIS no la mueve.
    """

    id: str
    nombre: str
    definicion: str
    que_puede_fais: str
    que_no_puede: str
    capacidad_fais: str
    obras: tuple[str, ...]
    proxies: tuple[str, ...]
    subindicadores: tuple[Subindicador, ...]
    cita: str
    certeza: str


def _list_obras(columna: str, valor: str) -> tuple[str, ...]:
    """Subclasificaciones directas del Catálogo, de efecto final a indirecto, en el orden del Catálogo."""
    tabla = read_catalogo_obras()
    tabla = tabla[tabla[columna].eq(valor) & tabla["incidencia"].eq("directa")]
    orden = tabla["efecto"].map({e: i for i, e in enumerate(EFECTOS)})
    return tuple(tabla.loc[orden.sort_values(kind="stable").index, "subclasificacion"])


def _build_subindicador(crudo: dict[str, str]) -> Subindicador:
    return Subindicador(
        id=crudo["id"],
        nombre=crudo["nombre"],
        umbral=crudo["umbral"],
        no_es_carencia=crudo.get("no_es_carencia", ""),
        proxy=crudo["proxy"],
        certeza=crudo["certeza"],
        obras=_list_obras("subindicador", crudo["id"]),
    )


def _build_carencia(id_carencia: str, crudo: dict) -> Carencia:
    subindicadores = tuple(_build_subindicador(s) for s in crudo["subindicadores"])
    return Carencia(
        id=id_carencia,
        nombre=crudo["nombre"],
        definicion=crudo["definicion"],
        que_puede_fais=crudo["que_puede_fais"],
        que_no_puede=crudo["que_no_puede"],
        capacidad_fais=crudo["capacidad_fais"],
        obras=_list_obras("carencia", id_carencia),
        proxies=tuple(s.proxy for s in subindicadores),
        subindicadores=subindicadores,
        cita=crudo["cita"],
        certeza=crudo["certeza"],
    )


@cache
def _load() -> dict[str, Carencia]:
    crudo = read_yaml(RUTA_CARENCIAS.read_text(encoding="utf-8"))["carencias"]
    if tuple(crudo) != CARENCIAS:
        raise ReglaError(
            "El archivo de carencias no trae las seis, en orden.",
            donde="rules/data/carencias.yml",
            esperado=", ".join(CARENCIAS),
            encontrado=", ".join(crudo),
            que_hacer="restaure el archivo",
        )
    return {i: _build_carencia(i, c) for i, c in crudo.items()}


def load_carencias() -> dict[str, Carencia]:
    """Las seis carencias por su id, en el orden del vocabulario.

    Returns
    -------
    dict
        id de ``CARENCIAS`` → :class:`Carencia`.

    References
    ----------
    CONEVAL, Metodología para la medición multidimensional de la pobreza; Lineamientos y criterios
    generales (DOF 16/06/2010 y DOF 30/10/2018).

    Examples
    --------
    >>> load_carencias()["seguridad_social"].capacidad_fais
    'ninguna'
    """
    return dict(_load())
