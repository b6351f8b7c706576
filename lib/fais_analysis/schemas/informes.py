"""Lo que cada cuaderno recibe: las tablas de un capítulo, ya cargadas y calculadas.

``reports`` las arma; ``views`` las dibuja. No llevan rutas ni funciones, sólo tablas y textos.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from fais_analysis.schemas.lugares import Lugar


@dataclass(frozen=True)
class Diagnostico:
    """Tablas del capítulo de diagnóstico.

    ``brechas``, ``cambios``, ``prioridad`` y ``vivienda`` son los resultados de ``indicators`` para el
    municipio; ``comparacion`` lo compara con su familia (``familia``: una fila = municipio comparable, con
    su nombre); ``grados``: una fila = índice y año; ``carencias``: una fila = carencia, con su explicación;
    ``obras``: una fila = subindicador y obra que lo mueve; ``avisos``: lo que cambia la lectura de las
    cifras de este municipio; ``citas``: tabla de ``data/`` → fuente impresa.
    """

    lugar: Lugar
    anio: int
    brechas: pd.DataFrame
    cambios: pd.DataFrame
    prioridad: pd.DataFrame
    vivienda: pd.DataFrame
    familia: pd.DataFrame
    comparacion: pd.DataFrame
    frase_familia: str
    grados: pd.DataFrame
    carencias: pd.DataFrame
    obras: pd.DataFrame
    avisos: tuple[str, ...]
    citas: Mapping[str, str]
    advertencias: tuple[str, ...]


@dataclass(frozen=True)
class MapaZap:
    """Tablas del capítulo de mapas y zonas prioritarias.

    ``criterios``: una fila = municipio de la entidad con los criterios ZAP derivados de cada corte
    (``corte``: año de los datos); ``listas``: una fila = año de declaratoria, con lo que se sabe;
    ``localidades`` y ``agebs``: una fila = localidad o AGEB del municipio (vacías si no se tienen);
    ``resumen_localidades``: una fila = el municipio; ``poligonos``: los de la entidad ya proyectados
    (``views.maps.Poligonos``), o nada si no se han construido.
    """

    lugar: Lugar
    anio: int
    criterios: pd.DataFrame
    listas: pd.DataFrame
    localidades: pd.DataFrame
    resumen_localidades: pd.DataFrame
    agebs: pd.DataFrame
    poligonos: object | None
    citas: Mapping[str, str]
    advertencias: tuple[str, ...]


@dataclass(frozen=True)
class InversionMunicipio:
    """Tablas del capítulo de inversión.

    ``por_grupo``, ``por_anio``, ``por_incidencia`` y ``por_fuente`` son sumas del libro (centavos exactos)
    del municipio; ``estado_*``, las de toda la entidad; ``per_capita``: una fila = ámbito y población;
    ``necesidad``: una fila = carencia que el FAIS mueve directamente; ``obras``: las mayores.
    """

    lugar: Lugar
    total: pd.DataFrame
    por_grupo: pd.DataFrame
    por_anio: pd.DataFrame
    por_anio_grupo: pd.DataFrame
    por_incidencia: pd.DataFrame
    por_fuente: pd.DataFrame
    estado_por_grupo: pd.DataFrame
    estado_por_incidencia: pd.DataFrame
    per_capita: pd.DataFrame
    necesidad: pd.DataFrame
    obras: pd.DataFrame
    anio_base: int
    es_demostracion: bool
    origen: str
    citas: Mapping[str, str]
    advertencias: tuple[str, ...]


@dataclass(frozen=True)
class Panorama:
    """Tablas del panorama estatal.

    ``estado``: suma de municipios por año e indicador; ``serie_estatal``: la otra serie, la de la entidad;
    ``comparativo`` y ``concentrado``: lo que publicó la práctica frente a lo que dan los datos;
    ``conteos``: municipios que suben y bajan; ``municipios``: una fila = municipio.
    """

    lugar: Lugar
    anio: int
    estado: pd.DataFrame
    serie_estatal: pd.DataFrame
    comparativo: pd.DataFrame
    concentrado: pd.DataFrame
    participacion_social_pct: float | None
    conteos: pd.DataFrame
    municipios: pd.DataFrame
    inversion_anual: pd.DataFrame
    poligonos: object | None
    es_demostracion: bool
    citas: Mapping[str, str]
    advertencias: tuple[str, ...]
