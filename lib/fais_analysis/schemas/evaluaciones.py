"""El registro de evaluaciones y sus aspectos susceptibles de mejora: una fila = un aspecto."""

from dataclasses import dataclass
from datetime import date

from fais_analysis.schemas.libros import ColumnaLibro, FormatoLibro

HOJA_EVALUACIONES = "Evaluaciones"
TIPOS_EVALUACION = (
    *("diseño", "consistencia y resultados", "procesos", "desempeño", "indicadores", "impacto", "específica"),
    "otra",
)
FORMATO_EVALUACIONES = FormatoLibro(
    hoja=HOJA_EVALUACIONES,
    contenido="evaluaciones",
    columnas=(
        ColumnaLibro("programa", "Programa evaluado", es_obligatoria=True),
        ColumnaLibro("evaluador", "Institución o empresa que evaluó", es_obligatoria=True),
        ColumnaLibro(
            "anio", "Año de la evaluación", es_obligatoria=True, tipo="entero", minimo=1990, maximo=2100
        ),
        ColumnaLibro("tipo", "Tipo de evaluación", tipo="opcion", opciones=TIPOS_EVALUACION),
        ColumnaLibro("recomendacion", "Aspecto susceptible de mejora"),
        ColumnaLibro("area", "Área responsable; nunca una persona"),
        ColumnaLibro("fecha_compromiso", "Fecha en que debe quedar", tipo="fecha"),
        ColumnaLibro("avance_pct", "Avance", "%", tipo="entero", minimo=0, maximo=100),
        ColumnaLibro("fecha_cierre", "Fecha en que quedó", tipo="fecha"),
        ColumnaLibro("evidencia_sha256", "Huella sha256 de la evidencia"),
    ),
    minimo_reconocidas=4,
    ignoradas=("no.", "observaciones"),
)
PATRON_HUELLA = r"[0-9A-Fa-f]{64}"
COMO_SE_ESCRIBE = {
    "programa": "Una fila por aspecto. La evaluación sin aspectos va en una fila, sin recomendación.",
    "evaluador": "Nombre de la institución, no de una persona.",
    "anio": "Cuatro dígitos.",
    "tipo": "Elija de la lista.",
    "recomendacion": "Texto breve, sin datos de personas.",
    "area": "El área, no la persona.",
    "fecha_compromiso": "AAAA-MM-DD.",
    "avance_pct": "Entero de 0 a 100, sin signo.",
    "fecha_cierre": "AAAA-MM-DD; vacía si no ha quedado. Cerrar pide avance 100 y la huella.",
    "evidencia_sha256": "64 letras y números, como texto: sha256sum archivo.pdf",
}


@dataclass(frozen=True)
class Aspecto:
    """Un aspecto susceptible de mejora, o una evaluación que no dejó ninguno (``recomendacion`` vacía)."""

    renglon: int
    programa: str
    evaluador: str
    anio: int
    tipo: str = ""
    recomendacion: str = ""
    area: str = ""
    fecha_compromiso: date | None = None
    avance_pct: int | None = None
    fecha_cierre: date | None = None
    evidencia_sha256: str = ""
