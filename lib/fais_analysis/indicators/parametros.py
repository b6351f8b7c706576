"""Parámetros del método: umbrales, pesos y cortes que eligió el proyecto o que fija la estadística oficial.

Son valores por omisión de argumentos, no constantes escondidas: quien llama puede cambiarlos y el resultado
lleva el valor usado en una columna. ``docs/metodo.md`` explica cada uno.
"""

from collections.abc import Mapping
from types import MappingProxyType

UMBRAL_SIMILAR_PP: float = 1.0
"""Diferencia, en puntos porcentuales, hasta la que dos cifras se leen como similares.

Los archivos municipales no traen intervalos de confianza; el umbral es una convención del proyecto
para no calificar diferencias pequeñas y no mide el error de la estimación.
"""

UMBRAL_SIMILAR_MXN_PCT: float = 5.0
"""Diferencia, en %, hasta la que dos montos por persona se dicen «casi lo mismo»; convención del proyecto."""

UMBRAL_POBLACION_PCT: float = 20.0
"""Cambio o diferencia de población, en %, desde el que el número de personas lleva aviso.

La población de la medición municipal no siempre es la censal (Tamazula 2015: 10,752 contra 26,709).
"""

MINIMO_QUINTILES: int = 10
"""Municipios con dato que debe tener un estado para repartirlos en quintiles."""

SIN_VEREDICTO: frozenset[str] = frozenset({"pobreza_moderada", "vulnerable_carencias", "vulnerable_ingresos"})
"""Indicadores sin «mejor» ni «peor»: son partes de un reparto.

La pobreza moderada baja igual cuando la gente deja de ser pobre que cuando pasa a pobreza extrema
(Mezquital tiene menos pobreza moderada que su estado porque casi toda su pobreza es extrema).
"""

PESOS_PRIORIDAD: Mapping[str, float] = MappingProxyType(
    {"personas": 0.3, "prevalencia": 0.3, "brecha": 0.3, "tendencia": 0.1}
)
"""Pesos de los cuatro puntajes de priorización; se pueden cambiar y se normalizan a 1.

Ninguna norma los fija. Los tres primeros pesan igual; la tendencia pesa menos porque resta dos estimaciones
cuyo modelo cambia de una medición a otra. Los informes dicen si el orden cambia al quitar un puntaje.
"""

TAMANO_FAMILIA: int = 6
"""Municipios comparables que se buscan para cada municipio."""

PARECIDO_ALTO: float = 0.5
PARECIDO_MEDIO: float = 1.0
"""Distancia media, en desviaciones estándar por variable, hasta la que el parecido es alto o medio."""

UMBRAL_MAYORIA_PCT: float = 50.0
"""Parte de la población con tres o más carencias, o en pobreza extrema, que nombran los criterios ZAP.

Certeza: de prensa y de criterios publicados, sin cotejar con el DOF («por verificar»).
"""

GRADOS_PRIORITARIOS: frozenset[str] = frozenset({"Alto", "Muy alto"})
"""Grados de marginación o de rezago social que nombran los criterios ZAP."""

LIMITE_RURAL_PERSONAS: int = 2500
"""Una localidad con menos habitantes se clasifica como rural (criterio estadístico del INEGI)."""

MINIMO_PERSONAS_CONCLUIR: int = 100
"""Personas con la carencia por debajo de las cuales no se concluye sobre la inversión."""

MINIMO_OBRAS_CONCLUIR: int = 5
"""Obras en carencias que el FAIS mueve directamente, por debajo de las cuales no se concluye."""

UMBRAL_PESO_PP: float = 10.0
"""Diferencia entre el peso en la inversión y el peso en la necesidad hasta la que se leen como parecidos."""

MAXIMO_SIN_LOCALIZAR_PCT: float = 50.0
"""Parte de la inversión o de las obras sin localizar (o sin dato); si se pasa de ella, no se concluye."""

REMUESTREOS: int = 2000
"""Remuestreos con que se calcula el intervalo de una asociación; más no cambia el primer decimal."""

SEMILLA_REMUESTREO: int = 20200302
"""Semilla del remuestreo: con los mismos datos sale siempre el mismo intervalo."""

CONFIANZA_PCT: float = 95.0
"""Confianza del intervalo de una asociación."""

MINIMO_ASOCIACION: int = 10
"""Municipios con dato por debajo de los cuales no se mide una asociación."""
