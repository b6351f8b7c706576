"""Contrato del libro de inversión: una fila = una obra o acción por fuente de recurso.

Un folio con tres fuentes ocupa tres filas. Todo lo que describe a la obra (municipio, nombre,
cantidad, beneficiarios…) se repite igual en sus filas y se cuenta **una vez por folio**; sólo la
fuente y el monto cambian.
"""

import pandas as pd
import pandera.pandas as pa

from fais_analysis.claves import PATRON_AGEB, PATRON_LOCALIDAD, PATRON_MUNICIPIO
from fais_analysis.schemas.libros import ColumnaLibro, FormatoLibro
from fais_analysis.schemas.vocabulario import (
    CARENCIAS,
    FUENTES_RECURSO,
    GRUPOS_CONCENTRADO,
    INCIDENCIAS,
)

TIPOS_CONTEO: tuple[str, ...] = ("proyecto", "accion")
VIAS_FOCALIZACION: tuple[str, ...] = ("zap_rural", "zap_urbana", "rezago", "pobreza_extrema")
ESTATUS: tuple[str, ...] = ("planeada", "convenida", "en ejecución", "concluida")
PREFIJO_DEMOSTRACION = "DEMO-"
MARCA_DEMOSTRACION = "(demostración)"
EJERCICIO_MAXIMO = 2100
EJERCICIO_MINIMO = 1998  # el FAIS nace con la reforma a la LCF del DOF 29/12/1997

# Otras palabras con que la gente dice una opción; ninguna puede entenderse de dos maneras.
SINONIMOS: dict[str, tuple[tuple[str, str], ...]] = {
    "incidencia": (
        ("directo", "directa"),
        ("complementario", "complementaria"),
        ("especiales", "especial"),
        ("proyecto especial", "especial"),
        ("proyectos especiales", "especial"),
    ),
    "tipo_conteo": (
        *((dicha, "proyecto") for dicha in ("proyectos", "obra", "obras")),
        ("acciones", "accion"),
    ),
    "fuente_recurso": (
        ("FISM", "FISMDF"),
        ("FISMUN", "FISMDF"),
        ("FAISMUN", "FISMDF"),
        ("FAIS municipal", "FISMDF"),
        ("FAIS estatal", "FISE"),
        ("Estado", "Estatal"),
        ("Recurso estatal", "Estatal"),
        ("Municipio", "Municipal"),
        ("Recurso municipal", "Municipal"),
        ("Beneficiario", "Beneficiarios"),
        ("Aportación de beneficiarios", "Beneficiarios"),
    ),
    "via_focalizacion": (
        ("zona de atención prioritaria rural", "zap_rural"),
        ("zona de atención prioritaria urbana", "zap_urbana"),
        ("zap urb", "zap_urbana"),
        ("rezago social", "rezago"),
        ("grado de rezago social", "rezago"),
        ("población en pobreza extrema", "pobreza_extrema"),
    ),
    "estatus": (
        *((dicha, "planeada") for dicha in ("planeado", "planeación", "programada", "programado")),
        *((dicha, "convenida") for dicha in ("convenido", "con convenio")),
        *((dicha, "en ejecución") for dicha in ("ejecución", "en proceso", "ejecutándose", "iniciada")),
        *(
            (dicha, "concluida")
            for dicha in ("concluido", "terminada", "terminado", "finalizada", "finalizado", "completada")
        ),
    ),
}  # fmt: skip


COLUMNAS_CAPTURA: tuple[ColumnaLibro, ...] = (
    ColumnaLibro(
        "folio_obra", "Folio de la obra o acción; el mismo en todas sus fuentes", "texto", True, tipo="clave",
        alias=("folio", "no_de_obra", "numero_de_obra"),
    ),
    ColumnaLibro(
        "ejercicio", "Año fiscal del recurso", "año", True,
        tipo="entero", minimo=EJERCICIO_MINIMO, maximo=EJERCICIO_MAXIMO,
        alias=("ano", "anio", "ejercicio_fiscal", "ano_fiscal"),
    ),
    ColumnaLibro(
        "clave_municipio", "Clave INEGI del municipio donde está la obra", "texto, 5 dígitos", True,
        tipo="clave", largo=5, patron=PATRON_MUNICIPIO, es_lista_abierta=True,
        alias=("municipio", "cve_mun", "cvegeo", "clave_del_municipio", "nombre_del_municipio", "mpio"),
    ),
    ColumnaLibro(
        "clave_localidad", "Clave INEGI de la localidad; vacía si son varias o no se sabe",
        "texto, 9 dígitos", tipo="clave", largo=9, patron=PATRON_LOCALIDAD,
        alias=("localidad", "clave_de_la_localidad", "nombre_de_la_localidad"),
    ),
    ColumnaLibro(
        "clave_ageb", "Clave INEGI de la AGEB urbana; vacía si no aplica", "texto, 13 caracteres",
        tipo="clave", largo=13, patron=PATRON_AGEB, alias=("ageb",),
    ),
    ColumnaLibro(
        "nombre_obra", "Nombre de la obra o acción, sin datos de personas", "texto", True, es_privada=True,
        alias=("obra", "nombre", "nombre_de_la_obra", "nombre_de_la_obra_o_accion", "obra_o_accion"),
    ),
    ColumnaLibro("rubro", "Rubro del Catálogo de obras", "texto del catálogo", True, es_lista_abierta=True),
    ColumnaLibro(
        "subclasificacion", "Tipo de obra del Catálogo", "texto del catálogo", True, es_lista_abierta=True,
        alias=("tipo_de_obra", "subclasificacion_del_proyecto"),
    ),
    ColumnaLibro("modalidad", "Construcción, ampliación, rehabilitación…", "texto", es_lista_abierta=True),
    ColumnaLibro(
        "incidencia", "Incidencia de la obra: directa, complementaria o especial", "texto", True,
        tipo="opcion", opciones=INCIDENCIAS, sinonimos=SINONIMOS["incidencia"], alias=("tipo_de_incidencia",),
    ),
    ColumnaLibro(
        "carencia", "Carencia que atiende; vacía: se toma del Catálogo", "id de carencia",
        tipo="opcion", opciones=CARENCIAS,
    ),
    ColumnaLibro(
        "grupo", "Grupo del concentrado; vacío: se toma del Catálogo", "texto",
        tipo="opcion", opciones=GRUPOS_CONCENTRADO,
    ),
    ColumnaLibro(
        "tipo_conteo", "Qué se cuenta: proyecto (obra) o accion (apoyo por vivienda)", "texto", True,
        tipo="opcion", opciones=TIPOS_CONTEO, sinonimos=SINONIMOS["tipo_conteo"],
    ),
    ColumnaLibro(
        "cantidad", "Número de proyectos o acciones del folio; se cuenta una vez por folio", "entero", True,
        tipo="entero", minimo=1,
    ),
    ColumnaLibro(
        "fuente_recurso", "De dónde sale el dinero de esta fila", "texto", True, es_de_folio=False,
        tipo="opcion", opciones=FUENTES_RECURSO, sinonimos=SINONIMOS["fuente_recurso"],
        alias=("fuente", "fuente_de_recurso", "fuente_del_recurso", "fuente_de_financiamiento", "fondo"),
    ),
    ColumnaLibro(
        "monto_mxn", "Dinero de esta fuente", "pesos corrientes, dos decimales", True, es_de_folio=False,
        tipo="monto", alias=("monto", "monto_pesos", "monto_en_pesos", "importe", "monto_de_la_fuente"),
    ),
    ColumnaLibro(
        "unidad_medida", "Unidad de la meta física (metro, vivienda, obra…)", "texto",
        alias=("unidad", "unidad_de_medida"),
    ),
    ColumnaLibro("meta", "Meta física", "en la unidad de medida", tipo="numero", alias=("meta_fisica",)),
    ColumnaLibro(
        "viviendas", "Viviendas beneficiadas", "viviendas", tipo="entero", alias=("viviendas_beneficiadas",)
    ),
    ColumnaLibro(
        "beneficiarios_h", "Hombres beneficiados", "personas", tipo="entero",
        alias=("hombres", "hombres_beneficiados", "beneficiarios_hombres"),
    ),
    ColumnaLibro(
        "beneficiarios_m", "Mujeres beneficiadas", "personas", tipo="entero",
        alias=("mujeres", "mujeres_beneficiadas", "beneficiarios_mujeres"),
    ),
    ColumnaLibro(
        "via_focalizacion", "Vía por la que la obra llega a su población objetivo", "texto",
        tipo="opcion", opciones=VIAS_FOCALIZACION, sinonimos=SINONIMOS["via_focalizacion"],
        alias=("via", "focalizacion", "via_de_focalizacion"),
    ),
    ColumnaLibro(
        "estatus", "Situación de la obra", "texto", tipo="opcion", opciones=ESTATUS,
        sinonimos=SINONIMOS["estatus"], alias=("situacion", "estado_de_la_obra", "estatus_de_la_obra"),
    ),
)  # fmt: skip
FORMATO = FormatoLibro(
    hoja="Obras",
    contenido="obras",
    columnas=COLUMNAS_CAPTURA,
    minimo_reconocidas=8,
    ignoradas=("observaciones", "municipio", "localidad"),  # los nombres, si además está su clave
    admite_ajenas=True,
    reservadas=("es_demostracion",),
)
POR_NOMBRE: dict[str, ColumnaLibro] = FORMATO.por_nombre
OBLIGATORIAS: tuple[str, ...] = FORMATO.obligatorias
DE_FOLIO: tuple[str, ...] = tuple(
    c.nombre for c in COLUMNAS_CAPTURA if c.es_de_folio and c.nombre != "folio_obra"
)
VOCABULARIOS: dict[str, tuple[str, ...]] = {c.nombre: c.opciones for c in COLUMNAS_CAPTURA if c.opciones}


class LibroInversionEsquema(pa.DataFrameModel):
    """Libro de inversión ya leído: una fila por obra o acción y fuente de recurso.

    ``monto_centavos`` es la verdad para sumar; ``monto_mxn`` es su lectura en pesos y sólo se
    muestra. Lo que el libro no dice queda nulo, nunca en cero.
    """

    folio_obra: str = pa.Field(str_length={"min_value": 1})
    ejercicio: int = pa.Field(ge=EJERCICIO_MINIMO, le=EJERCICIO_MAXIMO, metadata={"unidad": "año fiscal"})
    clave_municipio: str = pa.Field(str_matches=PATRON_MUNICIPIO)
    clave_localidad: str = pa.Field(str_matches=PATRON_LOCALIDAD, nullable=True)
    clave_ageb: str = pa.Field(str_matches=PATRON_AGEB, nullable=True)
    nombre_obra: str
    rubro: str
    subclasificacion: str
    modalidad: str = pa.Field(nullable=True)
    incidencia: str = pa.Field(isin=INCIDENCIAS)
    carencia: str = pa.Field(isin=CARENCIAS, nullable=True)
    grupo: str = pa.Field(isin=GRUPOS_CONCENTRADO)
    tipo_conteo: str = pa.Field(isin=TIPOS_CONTEO)
    cantidad: int = pa.Field(ge=1, metadata={"unidad": "proyectos o acciones, una vez por folio"})
    fuente_recurso: str = pa.Field(isin=FUENTES_RECURSO)
    monto_mxn: float = pa.Field(ge=0, metadata={"unidad": "pesos corrientes"})
    monto_centavos: int = pa.Field(ge=0, metadata={"unidad": "centavos corrientes; la verdad para sumar"})
    unidad_medida: str = pa.Field(nullable=True)
    meta: float = pa.Field(ge=0, nullable=True, metadata={"unidad": "la de unidad_medida"})
    viviendas: pd.Int64Dtype = pa.Field(ge=0, nullable=True, metadata={"unidad": "viviendas"})
    beneficiarios_h: pd.Int64Dtype = pa.Field(ge=0, nullable=True, metadata={"unidad": "personas"})
    beneficiarios_m: pd.Int64Dtype = pa.Field(ge=0, nullable=True, metadata={"unidad": "personas"})
    via_focalizacion: str = pa.Field(isin=VIAS_FOCALIZACION, nullable=True)
    estatus: str = pa.Field(isin=ESTATUS, nullable=True)
    es_demostracion: bool

    class Config:
        """Ni columnas de más ni repetidas; la llave es folio y fuente."""

        strict = True
        unique = ["folio_obra", "fuente_recurso"]  # noqa: RUF012 — así lo pide pandera

    @pa.dataframe_check(error="el monto en pesos no es el de los centavos")
    def monto_is_centavos(cls, tabla: pd.DataFrame) -> pd.Series:  # noqa: N805
        """Los pesos mostrados son los centavos entre cien."""
        return (tabla["monto_mxn"] * 100 - tabla["monto_centavos"]).abs() < 0.5

    @pa.dataframe_check(error="la localidad no es de su municipio")
    def localidad_in_municipio(cls, tabla: pd.DataFrame) -> pd.Series:  # noqa: N805
        """La clave de localidad empieza con la de su municipio."""
        return tabla["clave_localidad"].isna() | (
            tabla["clave_localidad"].str[:5] == tabla["clave_municipio"]
        )

    @pa.dataframe_check(error="el folio no dice lo mismo en todas sus filas")
    def folio_is_consistent(cls, tabla: pd.DataFrame) -> bool:  # noqa: N805
        """Todo lo que describe a la obra es igual en todas las filas de su folio."""
        columnas = ["folio_obra", *DE_FOLIO]
        return len(tabla[columnas].drop_duplicates()) == tabla["folio_obra"].nunique()
