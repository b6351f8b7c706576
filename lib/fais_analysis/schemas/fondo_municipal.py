"""Contratos del FAIS por municipio y proyecto: lo publicado, lo informado al SRFT y lo de sus cuentas."""

from fais_analysis.claves import PATRON_MUNICIPIO
from fais_analysis.schemas.columnas import build_anio, build_entero, build_esquema, build_texto

FISMDF_EJERCICIO = build_esquema(
    "fismdf_ejercicio",
    "una fila por municipio y ejercicio informado («EE000» es el informe del estado); sin fila, sin dato",
    {
        "clave_municipio": build_texto(
            "Clave INEGI del municipio; «EE000» = informe del gobierno de la entidad", patron=PATRON_MUNICIPIO
        ),
        "anio": build_anio("Ejercicio fiscal, el del recurso y el del informe"),
        "aprobado_centavos": build_entero("FISMDF aprobado", "centavos corrientes", 0),
        "pagado_centavos": build_entero("FISMDF pagado", "centavos corrientes", 0),
        "trimestre": build_entero(
            "Último trimestre informado (acumulado; 5 = definitivo)", "trimestre", 1, 5
        ),
    },
    llave=["clave_municipio", "anio"],
)

FISM_EFIPEM = build_esquema(
    "fism_efipem",
    "una fila por municipio y año con dato: lo que ingresó por el FISM según sus cuentas",
    {
        "clave_municipio": build_texto("Clave INEGI del municipio", patron=PATRON_MUNICIPIO),
        "anio": build_anio("Año del ejercicio"),
        "monto_centavos": build_entero("FISM recibido", "centavos corrientes", 0),
    },
    llave=["clave_municipio", "anio"],
)

FISMDF_DISTRIBUCION = build_esquema(
    "fismdf_distribucion",
    "una fila por municipio y año: lo que le asignó el acuerdo publicado por su entidad (LCF, art. 35)",
    {
        "clave_municipio": build_texto("Clave INEGI del municipio", patron=PATRON_MUNICIPIO),
        "anio": build_anio("Ejercicio fiscal"),
        "monto_centavos": build_entero("FISMDF asignado", "centavos corrientes", 0),
    },
    llave=["clave_municipio", "anio"],
)

SRFT_PROYECTOS = build_esquema(
    "srft_proyectos",
    "una fila por proyecto (folio) informado al SRFT; de qué fondo es lo dice srft_fuentes",
    {
        "folio": build_texto("Folio del proyecto en el SRFT"),
        "anio": build_anio("Ejercicio del informe"),
        "trimestre": build_entero("Trimestre informado (acumulado; 5 = definitivo)", "trimestre", 1, 5),
        "clave_municipio": build_texto(
            "Clave INEGI del municipio responsable; «EE000» = gobierno de la entidad", patron=PATRON_MUNICIPIO
        ),
        "tipo": build_texto("Tipo de programa o proyecto"),
        "clasificacion": build_texto("Clasificación del SRFT"),
        "ejecutora": build_texto("Institución ejecutora"),
        "estatus": build_texto("Estatus del proyecto"),
        "aprobado_centavos": build_entero("Monto global aprobado", "centavos corrientes", 0),
        "pagado_centavos": build_entero("Pagado de todo el proyecto", "centavos corrientes", 0),
        "aviso": build_texto("Qué hay que saber de ese proyecto", nulo=True),
    },
    llave=["folio", "anio"],
)

SRFT_FUENTES = build_esquema(
    "srft_fuentes",
    "una fila por proyecto (folio), programa del FAIS y año: lo que recibe de ese fondo",
    {
        "folio": build_texto("Folio del proyecto en el SRFT"),
        "anio": build_anio("Ejercicio del informe"),
        "programa": build_texto("De qué fondo", valores=["FISE", "FISMDF"]),
        "modificado_centavos": build_entero("Modificado de ese fondo", "centavos corrientes", 0),
        "fuentes": build_entero("Fuentes de financiamiento del proyecto, de cualquier fondo", "fuentes", 1),
    },
    llave=["folio", "anio", "programa"],
)
