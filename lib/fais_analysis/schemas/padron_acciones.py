"""Los libros con que se cruza el padrón: las acciones pagadas según el anexo y el rezago por localidad."""

from dataclasses import dataclass
from typing import Any

from fais_analysis.claves import PATRON_LOCALIDAD, PATRON_MUNICIPIO
from fais_analysis.schemas.libros import ColumnaLibro, FormatoLibro

ANIO: dict[str, Any] = {"tipo": "entero", "minimo": 1990, "maximo": 2100}
MUNICIPIO: dict[str, Any] = {"tipo": "clave", "largo": 5, "patron": PATRON_MUNICIPIO}
LOCALIDAD: dict[str, Any] = {"tipo": "clave", "largo": 9, "patron": PATRON_LOCALIDAD}
FORMATO_ACCIONES = FormatoLibro(
    hoja="Acciones",
    contenido="acciones",
    columnas=(
        ColumnaLibro("ejercicio", "El año del convenio", es_obligatoria=True, **ANIO),
        ColumnaLibro("clave_municipio", "Clave INEGI del municipio", es_obligatoria=True, **MUNICIPIO),
        ColumnaLibro("clave_localidad", "Clave INEGI de la localidad", **LOCALIDAD),
        ColumnaLibro("apoyo", "El tipo de apoyo, como en el registro", es_obligatoria=True),
        ColumnaLibro("acciones", "Acciones pagadas", "acciones", es_obligatoria=True, tipo="entero"),
        ColumnaLibro("subclasificacion", "Cómo se llama en el libro de inversión"),
    ),
    minimo_reconocidas=3,
    ignoradas=("municipio", "localidad", "folio", "folio_obra", "observaciones"),
)

GRADOS = ("muy bajo", "bajo", "medio", "alto", "muy alto")
FORMATO_REZAGO = FormatoLibro(
    hoja="Rezago",
    contenido="localidades",
    columnas=(
        ColumnaLibro("clave_localidad", "Clave INEGI de la localidad", es_obligatoria=True, **LOCALIDAD),
        ColumnaLibro("grado", "Grado de rezago social (CONEVAL)", es_obligatoria=True),
    ),
    minimo_reconocidas=2,
    ignoradas=("municipio", "localidad", "clave_municipio", "poblacion", "indice"),
)


@dataclass(frozen=True)
class AccionAnexo:
    """Un renglón: cuántas acciones de un apoyo pagó el convenio en un lugar."""

    ejercicio: str
    clave_municipio: str
    clave_localidad: str
    apoyo: str
    acciones: int
    subclasificacion: str = ""
