"""Un registro de beneficiarios: sus campos, los tipos de beneficiario y qué dice su mapa de columnas."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

UnidadPadron = Literal["persona", "vivienda", "actor_social", "obra"]
UNIDADES_PADRON: tuple[UnidadPadron, ...] = ("persona", "vivienda", "actor_social", "obra")
# Lineamientos PUB SEDESOL 2013: persona, actor social y población beneficiaria de una obra comunitaria.
TIPOS_BENEFICIARIO: Mapping[UnidadPadron, str] = {
    "persona": "persona",
    "vivienda": "persona",
    "actor_social": "actor social",
    "obra": "población de obra comunitaria",
}
CAMPOS_PERSONA = (
    *("nombres", "primer_apellido", "segundo_apellido", "curp", "motivo_sin_curp"),
    *("fecha_nacimiento", "sexo", "vivienda"),
)
CAMPOS_LUGAR = ("clave_localidad", "clave_municipio", "localidad")
CAMPOS_APOYO = ("apoyo", "ejercicio", "fecha_apoyo", "folio", "monto")
CAMPOS_OTROS = ("razon_social", "poblacion_personas")
CAMPOS_PADRON = (*CAMPOS_PERSONA, *CAMPOS_LUGAR, *CAMPOS_APOYO, *CAMPOS_OTROS)
# Lo que el mapa de cada unidad debe declarar, como columna o como valor fijo.
DEBIDOS: Mapping[UnidadPadron, tuple[str, ...]] = {
    "persona": ("nombres", "curp", "sexo", "apoyo"),
    "vivienda": ("nombres", "curp", "sexo", "vivienda", "apoyo"),
    "actor_social": ("razon_social", "apoyo"),
    "obra": ("poblacion_personas", "apoyo"),
}
FORMATOS_FECHA: Mapping[str, str] = {
    "aaaa-mm-dd": "%Y-%m-%d",
    "dd/mm/aaaa": "%d/%m/%Y",
    "mm/dd/aaaa": "%m/%d/%Y",
}
SIGNIFICADOS: Mapping[str, str] = {
    "nombres": "el nombre de pila (o el nombre completo, si viene en una celda)",
    "primer_apellido": "el primer apellido",
    "segundo_apellido": "el segundo apellido",
    "curp": "la CURP de 18 caracteres",
    "motivo_sin_curp": "por qué no hay CURP",
    "fecha_nacimiento": "la fecha de nacimiento",
    "sexo": "H, M o X",
    "vivienda": "la clave de la vivienda en el programa",
    "clave_localidad": "la clave INEGI de la localidad, nueve dígitos",
    "clave_municipio": "la clave INEGI del municipio, cinco dígitos",
    "localidad": "el nombre de la localidad",
    "apoyo": "el tipo de apoyo",
    "ejercicio": "el ejercicio, un año de cuatro dígitos",
    "fecha_apoyo": "la fecha en que se entregó",
    "folio": "el folio del programa, sin repetir",
    "monto": "el monto en pesos",
    "razon_social": "el nombre de la organización",
    "poblacion_personas": "cuántas personas sirve la obra",
}


@dataclass(frozen=True)
class ColumnaPadron:
    """De dónde sale un campo: una columna del archivo, por cualquiera de sus rótulos, o un valor fijo.

    ``formato`` dice cómo se escribe una fecha de texto; ``valores``, qué quiere decir lo escrito (del archivo
    al catálogo).
    """

    rotulos: tuple[str, ...] = ()
    fijo: str = ""
    formato: str = ""
    valores: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MapaPadron:
    """El mapa de columnas del registro de un programa.

    ``ventana_meses`` es el lapso en que un segundo apoyo igual se marca; ``conservacion_meses``, cuánto se
    guarda después de su último ejercicio; nulo = nadie lo ha fijado.
    ``es_sensible`` dice que el programa delata una condición: de él sólo se publica el total del estado.
    """

    programa: str
    unidad: UnidadPadron
    hoja: str
    columnas: Mapping[str, ColumnaPadron]
    aviso_privacidad: str
    ventana_meses: int | None = None
    conservacion_meses: int | None = None
    es_sensible: bool = False
    ignorar: tuple[str, ...] = ()
