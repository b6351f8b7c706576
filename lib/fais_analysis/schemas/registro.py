"""Qué contrato cumple cada tabla ordenada de ``data/``."""

from types import MappingProxyType

from fais_analysis.schemas import (
    censo,
    finanzas,
    fondo_municipal,
    fondos,
    indices_locales,
    marginacion,
    pobreza,
    pobreza_anterior,
    pobreza_sexo,
    precision,
    rezago,
    srft,
    territorio,
    viviendas,
    zap,
)

ESQUEMAS = MappingProxyType(
    {
        esquema.name: esquema
        for esquema in (
            territorio.CATALOGO_MUNICIPIOS,
            pobreza.POBREZA_MUNICIPAL,
            pobreza_sexo.POBREZA_MUNICIPAL_SEXO,
            pobreza.POBREZA_ESTATAL,
            pobreza_anterior.POBREZA_ESTATAL_ANTERIOR,
            pobreza_anterior.SUBCARENCIAS_ESTATALES,
            precision.PRECISION_POBREZA,
            rezago.REZAGO_SOCIAL,
            rezago.REZAGO_SOCIAL_ESTATAL,
            rezago.SUBCARENCIAS_2010,
            marginacion.MARGINACION_MUNICIPAL,
            marginacion.MARGINACION_ORIGINAL,
            marginacion.MARGINACION_AGEB,
            territorio.LOCALIDADES,
            territorio.AGEBS,
            territorio.INPC,
            srft.FISMDF_INFORMADO,
            finanzas.FINANZAS_MUNICIPALES,
            viviendas.VIVIENDAS_MUNICIPALES,
            censo.INDICADORES_CENSALES,
            fondos.FAIS_ESTATAL,
            fondos.RAMO33,
            zap.ZAP_RURAL,
            zap.ZAP_DECLARATORIAS,
        )
    }
)

# Sólo existen cuando alguien importa el original: su falta no es un error, se dice «sin dato».
# No vienen en el repositorio.
ESQUEMAS_OPCIONALES = MappingProxyType(
    {
        esquema.name: esquema
        for esquema in (
            zap.ZAP_ANEXOS,
            viviendas.VIVIENDAS_LOCALIDADES,
            fondo_municipal.FISMDF_EJERCICIO,
            fondo_municipal.FISM_EFIPEM,
            fondo_municipal.FISMDF_DISTRIBUCION,
            fondo_municipal.SRFT_PROYECTOS,
            fondo_municipal.SRFT_FUENTES,
            pobreza.POBREZA_ESTATAL_INEGI,
            pobreza.CARENCIAS_PROMEDIO,
            indices_locales.REZAGO_SOCIAL_LOCALIDADES,
            indices_locales.REZAGO_SOCIAL_AGEBS,
            indices_locales.MARGINACION_LOCALIDADES,
        )
    }
)
OPCIONALES: frozenset[str] = frozenset(ESQUEMAS_OPCIONALES)
