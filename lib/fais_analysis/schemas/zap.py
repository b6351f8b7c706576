"""Contratos de lo que se sabe de las Zonas de Atención Prioritaria.

Sólo ``zap_anexos``, cuando alguien importa un anexo oficial, es la declaratoria; lo demás nunca lo es.
"""

from fais_analysis.claves import PATRON_AGEB, PATRON_LOCALIDAD, PATRON_MUNICIPIO
from fais_analysis.schemas.columnas import build_anio, build_esquema, build_numero, build_texto

ZAP_RURAL = build_esquema(
    "zap_rural",
    "una fila por municipio y año con lista; un año ausente es «sin dato», no «ninguno»",
    {
        "anio": build_anio("Ejercicio de la declaratoria"),
        "clave_municipio": build_texto("Clave INEGI del municipio, cinco dígitos", patron=PATRON_MUNICIPIO),
        "estado": build_texto("Qué tan cotejada está la fuente"),
        "url": build_texto("Dirección de la fuente consultada"),
    },
    llave=["anio", "clave_municipio"],
)

ZAP_DECLARATORIAS = build_esquema(
    "zap_declaratorias",
    "una fila por ejercicio, con lo que se conoce de la declaratoria; vacío = sin dato",
    {
        "anio": build_anio("Ejercicio de la declaratoria"),
        "fecha_dof": build_texto("Fecha del Diario Oficial", patron=r"^\d{4}-\d{2}-\d{2}$", nulo=True),
        "url_dof": build_texto("Dirección en el Diario Oficial", nulo=True),
        "municipios_rural": build_numero("Municipios ZAP rural en el país", "municipios", minimo=1),
        "entidades": build_numero("Entidades con ZAP rural", "entidades", minimo=1, maximo=32),
        "agebs_urbana": build_numero("AGEB ZAP urbana en el país", "AGEB", minimo=1),
        "localidades_urbana": build_numero("Localidades con ZAP urbana", "localidades", minimo=1),
        "municipios_urbana": build_numero("Municipios con ZAP urbana", "municipios", minimo=1),
        "criterios_rural": build_texto("Criterios de la ZAP rural", nulo=True),
        "criterios_urbana": build_texto("Criterios de la ZAP urbana", nulo=True),
        "fuente_consultada": build_texto("De dónde se tomó el renglón", nulo=True),
        "listado_rural_durango": build_texto("Estado del listado de municipios de Durango para ese año"),
    },
    llave=["anio"],
)

AMBITOS_ZAP: tuple[str, ...] = ("rural", "urbana")

ZAP_ANEXOS = build_esquema(
    "zap_anexos",
    "una fila por municipio, localidad o AGEB que nombra un anexo de la declaratoria; clave única por año",
    {
        "anio": build_anio("Ejercicio de la declaratoria"),
        "ambito": build_texto("Anexo del que sale: rural o urbana", valores=AMBITOS_ZAP),
        "clave": build_texto(
            "Clave INEGI: municipio (5), localidad (9) o AGEB urbana (13)",
            patron=f"{PATRON_MUNICIPIO}|{PATRON_LOCALIDAD}|{PATRON_AGEB}",
        ),
        "clave_municipio": build_texto("Clave INEGI del municipio, cinco dígitos", patron=PATRON_MUNICIPIO),
        "traslape_rural": build_texto("Si la AGEB cae en una ZAP rural", valores=("sí", "no"), nulo=True),
        "fecha_dof": build_texto("Fecha del decreto en el Diario Oficial", patron=r"^\d{4}-\d{2}-\d{2}$"),
        "url_dof": build_texto("Dirección del decreto", nulo=True),
    },
    llave=["anio", "ambito", "clave"],
)
