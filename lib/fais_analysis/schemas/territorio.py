"""Contratos del territorio: catálogo de municipios, localidades, AGEB, polígonos y precios."""

from fais_analysis.claves import PATRON_AGEB, PATRON_ENTIDAD, PATRON_LOCALIDAD, PATRON_MUNICIPIO
from fais_analysis.schemas.columnas import (
    build_anio,
    build_esquema,
    build_numero,
    build_personas,
    build_texto,
)

LONGITUD_MEXICO = (-118.5, -86.5)
LATITUD_MEXICO = (14.3, 32.8)
MUNICIPIO = build_texto("Clave INEGI del municipio, cinco dígitos", patron=PATRON_MUNICIPIO)
LOCALIDAD = build_texto("Clave INEGI de la localidad, nueve dígitos", patron=PATRON_LOCALIDAD)
LONGITUD = build_numero(
    "Longitud, EPSG:4326", "grados", minimo=LONGITUD_MEXICO[0], maximo=LONGITUD_MEXICO[1], nulo=False
)
LATITUD = build_numero(
    "Latitud, EPSG:4326", "grados", minimo=LATITUD_MEXICO[0], maximo=LATITUD_MEXICO[1], nulo=False
)

CATALOGO_MUNICIPIOS = build_esquema(
    "catalogo_municipios",
    "una fila por municipio del país, con su clave y su nombre",
    {
        "clave_entidad": build_texto("Clave INEGI de la entidad, dos dígitos", patron=PATRON_ENTIDAD),
        "entidad": build_texto("Nombre de la entidad"),
        "clave_municipio": MUNICIPIO,
        "municipio": build_texto("Nombre del municipio"),
    },
    llave=["clave_municipio"],
)

LOCALIDADES = build_esquema(
    "localidades",
    "una fila por localidad en el Censo 2020, con su punto y su población",
    {
        "clave_localidad": LOCALIDAD,
        "clave_municipio": MUNICIPIO,
        "localidad": build_texto("Nombre de la localidad"),
        "longitud": LONGITUD,
        "latitud": LATITUD,
        "altitud_m": build_numero("Altitud sobre el nivel del mar", "metros", minimo=-10, maximo=5700),
        "poblacion_personas": build_personas("Población total, Censo 2020", nulo=False),
    },
    llave=["clave_localidad"],
)

AGEBS = build_esquema(
    "agebs",
    "una fila por AGEB urbana, con un punto dentro de su polígono",
    {
        "clave_ageb": build_texto("Clave INEGI de la AGEB, trece caracteres", patron=PATRON_AGEB),
        "clave_municipio": MUNICIPIO,
        "clave_localidad": LOCALIDAD,
        "longitud": LONGITUD,
        "latitud": LATITUD,
        "poblacion_personas": build_personas("Población de la AGEB; nula donde el servicio no la da o da 0"),
    },
    llave=["clave_ageb"],
)

INPC = build_esquema(
    "inpc",
    "una fila por año, con el promedio anual y el de diciembre",
    {
        "anio": build_anio("Año"),
        "inpc_promedio": build_numero(
            "INPC, promedio anual", "índice, 2ª quincena de julio de 2018 = 100", minimo=1, nulo=False
        ),
        "inpc_diciembre": build_numero(
            "INPC, diciembre", "índice, 2ª quincena de julio de 2018 = 100", minimo=1, nulo=False
        ),
        "certeza": build_texto(
            "Qué tan cotejado está el dato", valores=["verificado", "corroborado", "recordado"]
        ),
    },
    llave=["anio"],
)
