"""Con qué columnas se localiza un renglón en cada tabla de cada capítulo; la usa la procedencia de una cifra.

Una llave vacía es una tabla de un solo renglón.
"""

from collections.abc import Mapping

LLAVES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "diagnostico": {
        "brechas": ("indicador", "anio"),
        "cambios": ("indicador", "desde", "hasta"),
        "prioridad": ("carencia",),
        "vivienda": ("componente",),
        "subindicadores": ("id",),
        "familia": ("clave_municipio",),
        "comparacion": ("indicador", "anio"),
        "conteos": (),
        "parametros": (),
    },
    "mapa_zap": {
        "conjuntos": ("conjunto",),
        "zap_propia": ("anio",),
        "criterios_propios": ("criterio",),
        "localidades": ("clave_localidad",),
        "resumen_localidades": (),
        "agebs": ("clave_ageb",),
        "agebs_por_grado": ("grado",),
        "resumen_agebs": (),
    },
    "inversion": {
        "total": (),
        "social": (),
        "por_grupo": ("grupo",),
        "por_anio": ("ejercicio",),
        "por_incidencia": ("incidencia",),
        "por_fuente": ("fuente_recurso",),
        "por_via": ("via",),
        "localizacion": ("parte",),
        "partes_zap": ("ambito", "parte"),
        "partes_efecto": ("parte",),
        "cobertura": ("clase_de", "clase"),
        "reglas": ("regla", "ejercicio", "version"),
        "cambio": ("par",),
        "per_capita": ("poblacion",),
        "necesidad": ("carencia",),
        "sin_clasificar": (),
        "obras": ("folio_obra",),
        "parametros": (),
    },
    "panorama": {
        "estado": ("indicador", "anio"),
        "serie_estatal": ("indicador", "anio"),
        "comparativo": ("indicador", "anio"),
        "concentrado": ("grupo",),
        "participacion": (),
        "conteos": ("indicador", "medida"),
        "municipios": ("clave_municipio",),
        "inversion_anual": ("ejercicio",),
    },
    "panorama_focalizacion": {
        "localizacion": ("parte",),
        "focalizacion": ("clave_municipio",),
        "partes_zap": ("ambito", "parte"),
        "partes_rezago": ("definicion", "parte"),
        "partes_incidencia": ("ejercicio", "parte"),
        "partes_efecto": ("ejercicio", "parte"),
        "curva": ("clave_municipio",),
        "concentracion": ("indicador",),
        "cobertura": ("clase_de", "clase"),
        "reglas": ("regla", "ejercicio", "fondo", "version"),
        "antes_despues": ("par", "clave_municipio"),
        "asociacion": ("par",),
    },
    "panorama_mapas": {
        "conjuntos": ("conjunto",),
        "zap_anios": ("anio",),
        "indicadores": ("clave_municipio",),
    },
}
