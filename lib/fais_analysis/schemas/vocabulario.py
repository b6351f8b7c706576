"""Vocabulario común: los indicadores de CONEVAL, las carencias, los rubros y las fuentes de recurso.

Cada nombre de aquí es el de las columnas (``{id}_pct``, ``{id}_personas``) y el que se imprime.
"""

from dataclasses import dataclass

from fais_analysis.schemas.anios import write_tramo


@dataclass(frozen=True)
class Indicador:
    """Un indicador de la medición de la pobreza.

    ``id`` nombra las columnas; ``nombre`` es el oficial; ``corto`` cabe en una gráfica;
    ``es_adverso`` dice que un valor mayor es peor.
    """

    id: str
    nombre: str
    corto: str
    es_adverso: bool = True


INDICADORES: tuple[Indicador, ...] = (
    Indicador("pobreza", "Población en situación de pobreza", "Pobreza"),
    Indicador("pobreza_extrema", "Población en situación de pobreza extrema", "Pobreza extrema"),
    Indicador("pobreza_moderada", "Población en situación de pobreza moderada", "Pobreza moderada"),
    Indicador(
        "vulnerable_carencias", "Población vulnerable por carencias sociales", "Vulnerable por carencias"
    ),
    Indicador("vulnerable_ingresos", "Población vulnerable por ingresos", "Vulnerable por ingresos"),
    Indicador("no_pobre", "Población no pobre y no vulnerable", "No pobre y no vulnerable", es_adverso=False),
    Indicador("rezago_educativo", "Rezago educativo", "Rezago educativo"),
    Indicador("salud", "Carencia por acceso a los servicios de salud", "Acceso a la salud"),
    Indicador("seguridad_social", "Carencia por acceso a la seguridad social", "Seguridad social"),
    Indicador(
        "vivienda", "Carencia por calidad y espacios de la vivienda", "Calidad y espacios de la vivienda"
    ),
    Indicador(
        "servicios_basicos",
        "Carencia por acceso a los servicios básicos en la vivienda",
        "Servicios básicos en la vivienda",
    ),
    Indicador("alimentacion", "Carencia por acceso a la alimentación nutritiva y de calidad", "Alimentación"),
    Indicador("una_carencia", "Población con al menos una carencia social", "Al menos una carencia"),
    Indicador("tres_carencias", "Población con al menos tres carencias sociales", "Tres o más carencias"),
    Indicador(
        "linea_pobreza_extrema",
        "Población con ingreso inferior a la línea de pobreza extrema por ingresos",
        "Ingreso bajo la línea de pobreza extrema",
    ),
    Indicador(
        "linea_pobreza",
        "Población con ingreso inferior a la línea de pobreza por ingresos",
        "Ingreso bajo la línea de pobreza",
    ),
)

POR_ID: dict[str, Indicador] = {i.id: i for i in INDICADORES}

CARENCIAS: tuple[str, ...] = (
    "rezago_educativo",
    "salud",
    "seguridad_social",
    "vivienda",
    "servicios_basicos",
    "alimentacion",
)


GRADOS: tuple[str, ...] = ("Muy bajo", "Bajo", "Medio", "Alto", "Muy alto")

GRUPOS_CONCENTRADO: tuple[str, ...] = ("Agua y Saneamiento", "Electrificación", "Otros proyectos", "Vivienda")
FUENTES_RECURSO: tuple[str, ...] = (
    "FISE",
    "FISMDF",
    "Estatal",
    "Municipal",
    "Beneficiarios",
    "Otra federal",
    "Otra estatal",
    "Otra",
)
INCIDENCIAS: tuple[str, ...] = ("directa", "complementaria", "especial")

# Series de estimación: sólo se encadena dentro de la misma (CONEVAL).
SERIE_MUNICIPAL = f"municipal {write_tramo('pobreza_municipal')}"
SERIE_ESTATAL = f"estatal {write_tramo('pobreza_estatal')}"
# La serie que terminó en 2018: otra encuesta base y otras definiciones que la 2016-2022.
SERIE_ANTERIOR = f"estatal {write_tramo('pobreza_estatal_anterior')}"
# La del INEGI, que sigue la medición desde 2024: otra publicación, aunque repita años.
SERIE_INEGI = "estatal 2016-2024 (INEGI)"
TRAMO_PRACTICA = "2016–2020"  # los años del concentrado de inversión que publicó la práctica
