"""Las columnas de dinero de una propuesta: una por fuente de recurso y el costo total."""

from fais_analysis.schemas.libros import ColumnaLibro

PALABRAS_DE_DINERO = (
    "monto",
    "inversion",
    "aportacion",
    "aport.",
    "recurso",
    "recursos",
    "importe",
    "presupuesto",
)
EJERCICIOS = range(2014, 2031)


def _name_dinero(*fuentes: str) -> tuple[str, ...]:
    """Cómo se rotula en la calle el dinero de una fuente: «Monto FISMDF», «FISE 2020»."""
    con_palabra = [f"{palabra}_{f}" for f in fuentes for palabra in PALABRAS_DE_DINERO]
    return (*con_palabra, *(f"{f}_{anio}" for f in fuentes for anio in EJERCICIOS))


# Columna del libro → fuente de recurso del vocabulario.
FUENTE_DE_COLUMNA: dict[str, str] = {
    "fise": "FISE",
    "fismdf": "FISMDF",
    "estatal": "Estatal",
    "municipal": "Municipal",
    "beneficiarios_aportacion": "Beneficiarios",
    "otra_federal": "Otra federal",
    "otra_estatal": "Otra estatal",
    "otra": "Otra",
}
MONTOS = (
    ColumnaLibro(
        "fise",
        "Dinero del FISE",
        "pesos",
        tipo="monto",
        alias=(
            *_name_dinero("fise"),
            "fais_estatal",
            "fise_estado",
            "inversion_fise",
            "aportacion_fise",
            "monto_fise",
            "recurso_fise",
            "recurso_estatal_fise",
            "aportacion_estatal_fise",
        ),
    ),
    ColumnaLibro(
        "fismdf",
        "Dinero del FISMDF",
        "pesos",
        tipo="monto",
        alias=(
            "fism",
            *_name_dinero("fismdf", "fism", "faismun", "fismun"),
            "fismun",
            "faismun",
            "fism-df",
            "fismdf_municipal",
            "faismundf",
            "ramo_33",
            "inversion_fism",
            "inversion_fismdf",
            "monto_fism",
            "aportacion_fism",
            "aportacion_fismdf",
            "aportacion_municipal_fismdf",
            "recurso_fismdf",
            "recurso_fism",
            "fais_municipal",
        ),
    ),
    ColumnaLibro(
        "estatal",
        "Otro dinero del estado",
        "pesos",
        tipo="monto",
        alias=("estado", "rec._estatal", "aportacion_estatal", "aport_estatal", "recurso_estatal"),
    ),
    ColumnaLibro(
        "municipal",
        "Dinero propio del municipio",
        "pesos",
        tipo="monto",
        alias=(
            "recurso_municipal",
            "recursos_propios",
            "ingresos_propios",
            "aportacion_municipal",
            "propios",
            "aport._mpal.",
            "aport._municipal",
            "aportacion_mpal.",
            "inversion_municipal",
            "rec._mpal.",
        ),
    ),
    ColumnaLibro(
        "beneficiarios_aportacion",
        "Dinero de los beneficiarios",
        "pesos",
        tipo="monto",
        alias=("aportacion_de_beneficiarios", "aportacion_beneficiarios"),
    ),
    ColumnaLibro(
        "otra_federal",
        "Otro dinero federal",
        "pesos",
        tipo="monto",
        alias=("otras_federales", "federal"),
    ),
    ColumnaLibro("otra_estatal", "Otro dinero estatal", "pesos", tipo="monto", alias=("otras_estatales",)),
    ColumnaLibro(
        "otra", "Dinero de otra fuente", "pesos", tipo="monto", alias=("otros", "otras", "otra_fuente")
    ),
    ColumnaLibro(
        "costo_total",
        "Costo total: la suma de las fuentes",
        "pesos",
        tipo="monto",
        alias=(
            "monto",
            "inversion",
            "inversion_total",
            "costo",
            "importe",
            "importe_total",
            "total",
            "monto_total",
            "inversion_$",
            "presupuesto",
            "monto_global_aprobado",
            "costo_total_($)",
            "inversion_aprobada",
            "monto_mxn",
        ),
    ),
)
