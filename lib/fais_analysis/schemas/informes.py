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

    ``brechas``, ``cambios`` y ``vivienda`` son los resultados de ``indicators`` para el municipio;
    ``comparacion`` lo compara con su familia (``familia``: una fila = municipio comparable, con su nombre);
    ``prioridad``: una fila = carencia, con su comparación frente a la familia; ``carencias`` y
    ``subindicadores``: una fila = carencia o subindicador, con su explicación y el dato municipal con que
    se ve; ``obras``: una fila = subindicador y obra que lo mueve; ``conteos`` y ``parametros``: una fila con
    los conteos del capítulo y con los umbrales y pesos usados; ``avisos``: lo que cambia la lectura de las
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
    carencias: pd.DataFrame
    subindicadores: pd.DataFrame
    obras: pd.DataFrame
    conteos: pd.DataFrame
    parametros: pd.DataFrame
    avisos: tuple[str, ...]
    citas: Mapping[str, str]
    advertencias: tuple[str, ...]


@dataclass(frozen=True)
class MapaZap:
    """Tablas del capítulo de mapas y zonas prioritarias.

    ``situacion``: una fila = año y municipio de la entidad, con su situación frente a la ZAP rural;
    ``conjuntos``: una fila = años seguidos con el mismo conjunto; ``zap_propia``: una fila = año, con lo del
    municipio en los dos ámbitos; ``criterios_propios``: una fila = criterio derivado, con el dato del
    municipio en cada corte; ``localidades`` y ``agebs``: una fila = localidad o AGEB del municipio (vacías si
    no se tienen), con ``en_zap`` del último año; ``resumen_localidades`` y ``resumen_agebs``: una fila = el
    municipio; ``agebs_por_grado``: una fila = grado; ``poligonos``: los de la entidad ya proyectados
    (``views.maps.Poligonos``), o nada si no se han construido; ``formas_agebs``: contornos por clave de AGEB,
    vacío si no se importó el Marco Geoestadístico.
    """

    lugar: Lugar
    anio: int
    situacion: pd.DataFrame
    conjuntos: pd.DataFrame
    zap_propia: pd.DataFrame
    criterios_propios: pd.DataFrame
    localidades: pd.DataFrame
    resumen_localidades: pd.DataFrame
    agebs: pd.DataFrame
    agebs_por_grado: pd.DataFrame
    resumen_agebs: pd.DataFrame
    poligonos: object | None
    formas_agebs: Mapping[str, tuple[tuple, tuple]]
    citas: Mapping[str, str]
    advertencias: tuple[str, ...]


@dataclass(frozen=True)
class InversionMunicipio:
    """Tablas del capítulo de inversión.

    ``por_grupo``, ``por_incidencia``, ``por_fuente`` y ``por_via``: una fila = valor del
    vocabulario (sin registros va en cero si el municipio tiene otros), con lo del municipio y ``estado_pct``,
    el porcentaje de la entidad; ``social``: una fila, la parte en agua, electrificación y vivienda;
    ``por_anio``: sumas del libro (centavos exactos), corrientes y constantes; ``per_capita``: una fila =
    población, con municipio, entidad y familia; ``necesidad``: una fila = carencia que el FAIS mueve
    directamente; ``localizacion``, ``partes_zap`` y ``partes_efecto``: una fila =
    parte de la inversión; ``cobertura``: una fila = clase de localidad o de AGEB; ``reglas``: una fila =
    regla, ejercicio y versión; ``cambio``: una fila = carencia de vivienda, antes y después;
    ``sin_clasificar``: una fila, lo que no está en el catálogo de su ejercicio; ``obras``: las
    mayores. Sin registros del municipio, ``total`` va vacía.
    """

    lugar: Lugar
    total: pd.DataFrame
    social: pd.DataFrame
    por_grupo: pd.DataFrame
    por_anio: pd.DataFrame
    por_incidencia: pd.DataFrame
    por_fuente: pd.DataFrame
    por_via: pd.DataFrame
    localizacion: pd.DataFrame
    partes_zap: pd.DataFrame
    partes_efecto: pd.DataFrame
    cobertura: pd.DataFrame
    reglas: pd.DataFrame
    cambio: pd.DataFrame
    per_capita: pd.DataFrame
    necesidad: pd.DataFrame
    sin_clasificar: pd.DataFrame
    obras: pd.DataFrame
    parametros: pd.DataFrame
    frase_familia: str
    anio_base: int
    es_demostracion: bool
    origen: str
    citas: Mapping[str, str]
    advertencias: tuple[str, ...]

    @property
    def ejercicios(self) -> tuple[int, ...]:
        """Ejercicios en que el libro registra obras del municipio."""
        return tuple(int(e) for e in self.por_anio["ejercicio"])


@dataclass(frozen=True)
class Panorama:
    """Tablas del panorama estatal.

    ``estado``: suma de municipios por año e indicador; ``serie_estatal``: la otra serie, la de la entidad;
    ``comparativo`` y ``concentrado``: lo que publicó la práctica frente a lo que dan los datos;
    ``participacion``: una fila, la parte del dinero publicado en agua, electrificación y vivienda (vacía si
    no aplica); ``conteos``: municipios que suben y bajan; ``municipios``: una fila = municipio.
    """

    lugar: Lugar
    anio: int
    estado: pd.DataFrame
    serie_estatal: pd.DataFrame
    comparativo: pd.DataFrame
    concentrado: pd.DataFrame
    participacion: pd.DataFrame
    conteos: pd.DataFrame
    municipios: pd.DataFrame
    inversion_anual: pd.DataFrame
    es_demostracion: bool
    citas: Mapping[str, str]
    advertencias: tuple[str, ...]
