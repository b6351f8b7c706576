"""Los componentes de la vivienda, una sola vez: su nombre, su unidad y la subcarencia que ayudan a entender.

La misma falla se publica de tres maneras: viviendas (rezago social), ocupantes (marginación) y población
(sábana). El identificador y la subcarencia son los mismos; el nombre dice de quién es el porcentaje.
"""

from dataclasses import dataclass

VIVIENDAS = "% de viviendas"
OCUPANTES = "% de ocupantes"


@dataclass(frozen=True)
class Componente:
    """Una aproximación: columna de origen, qué mide, en qué unidad y qué carencia ayuda a entender.

    ``carencia`` y ``subindicador`` van vacíos si la falla no es parte de ninguna carencia de CONEVAL.
    """

    id: str
    nombre: str
    unidad: str
    carencia: str
    subindicador: str


# De qué subcarencia habla cada falla: (carencia, subindicador).
_SUBCARENCIA: dict[str, tuple[str, str]] = {
    "piso_tierra": ("vivienda", "icv_pisos"),
    "hacinamiento": ("vivienda", "icv_hac"),
    "sin_agua": ("servicios_basicos", "isb_agua"),
    "sin_drenaje": ("servicios_basicos", "isb_dren"),
    "sin_excusado": ("servicios_basicos", "isb_dren"),
    "sin_electricidad": ("servicios_basicos", "isb_luz"),
}

# Indicadores de rezago social (CONEVAL, IRS): los cuatro primeros son de personas, los demás de viviendas.
COMPONENTES_IRS: dict[str, str] = {
    "analfabeta": "Población de 15 años y más analfabeta",
    "no_asiste": "Población de 6 a 14 años que no asiste a la escuela",
    "basica_incompleta": "Población de 15 años y más con educación básica incompleta",
    "sin_salud": "Población sin derechohabiencia a servicios de salud",
    "piso_tierra": "Viviendas con piso de tierra",
    "sin_excusado": "Viviendas sin excusado o sanitario",
    "sin_agua": "Viviendas sin agua entubada de la red pública",
    "sin_drenaje": "Viviendas sin drenaje",
    "sin_electricidad": "Viviendas sin energía eléctrica",
    "sin_lavadora": "Viviendas sin lavadora",
    "sin_refrigerador": "Viviendas sin refrigerador",
}
# Índice de marginación (CONAPO). El diccionario de ``data/`` lo dice más corto («Ocupantes sin drenaje ni
# excusado»): ahí la unidad ya dice que son los ocupantes de las viviendas.
COMPONENTES_IMM: dict[str, str] = {
    "piso_tierra": "Ocupantes en viviendas con piso de tierra",
    "hacinamiento": "Viviendas con hacinamiento",
    "sin_agua": "Ocupantes en viviendas sin agua entubada",
    "sin_drenaje": "Ocupantes en viviendas sin drenaje ni excusado",
    "sin_electricidad": "Ocupantes en viviendas sin energía eléctrica",
}
# Sábana 1990-2010 (CONEVAL): la única fuente municipal de muros y techos; ningún informe la imprime.
SUBCARENCIAS: dict[str, str] = {
    "pisos": "Población en viviendas con piso de tierra",
    "muros": "Población en viviendas con muros de material endeble",
    "techos": "Población en viviendas con techo de material endeble",
    "hacinamiento": "Población en viviendas con hacinamiento",
    "agua": "Población en viviendas sin acceso al agua entubada",
    "drenaje": "Población en viviendas sin drenaje",
    "electricidad": "Población en viviendas sin electricidad",
}
# Anexo estatal 2008-2018 (CONEVAL, cuadros 19D y 19E): los componentes con el umbral de la propia carencia.
COMPONENTES_CONEVAL: dict[str, tuple[str, str]] = {
    "icv_pisos": ("vivienda", "Población en viviendas con pisos de tierra"),
    "icv_techos": ("vivienda", "Población en viviendas con techos de material endeble"),
    "icv_muros": ("vivienda", "Población en viviendas con muros de material endeble"),
    "icv_hac": ("vivienda", "Población en viviendas con hacinamiento"),
    "isb_agua": ("servicios_basicos", "Población en viviendas sin acceso al agua"),
    "isb_dren": ("servicios_basicos", "Población en viviendas sin drenaje"),
    "isb_luz": ("servicios_basicos", "Población en viviendas sin electricidad"),
    "isb_combus": (
        "servicios_basicos",
        "Población en viviendas sin chimenea cuando usan leña o carbón para cocinar",
    ),
}


def name_ocupantes(id_: str) -> str:
    """El nombre de una falla como lo escribe el diccionario: sin repetir que es en su vivienda.

    Examples
    --------
    >>> name_ocupantes("sin_agua")
    'Ocupantes sin agua entubada'
    """
    return COMPONENTES_IMM[id_].replace(" en viviendas", "")


def _build(id_: str, nombre: str) -> Componente:
    unidad = VIVIENDAS if nombre.startswith("Viviendas") else OCUPANTES
    return Componente(id_, nombre, unidad, *_SUBCARENCIA.get(id_, ("", "")))


# El orden es el de la tabla impresa, no el de la fuente.
COMPONENTES_REZAGO: tuple[Componente, ...] = tuple(
    _build(id_, COMPONENTES_IRS[id_])
    for id_ in ("piso_tierra", "sin_agua", "sin_drenaje", "sin_excusado", "sin_electricidad")
)
COMPONENTES_MARGINACION: tuple[Componente, ...] = tuple(_build(i, n) for i, n in COMPONENTES_IMM.items())
