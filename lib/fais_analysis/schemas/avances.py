"""Qué columnas trae un libro de avance: una fila por obra y corte, con valores acumulados."""

from fais_analysis.schemas.libros import ColumnaLibro, FormatoLibro

CORTE_DEFINITIVO = 5
MAXIMO_AVANCES = 30_000  # cinco cortes de otras tantas obras, con holgura
MOMENTOS: tuple[str, ...] = ("comprometido", "devengado", "ejercido", "pagado")
FORMATO_AVANCE = FormatoLibro(
    hoja="Avance",
    contenido="avances",
    columnas=(
        ColumnaLibro("folio", "Folio de la obra en el anexo", tipo="clave", alias=("folio_obra",)),
        ColumnaLibro("nombre_obra", "Nombre de la obra en el anexo", alias=("nombre", "obra")),
        ColumnaLibro("corte", "Trimestre: 1 a 4; 5, definitivo", es_obligatoria=True, alias=("trimestre",)),
        ColumnaLibro(
            "fisico_pct", "Avance físico acumulado", "%", tipo="medida", alias=("fisico", "avance_fisico")
        ),
        *(
            ColumnaLibro(m, f"Dinero {m} acumulado", "pesos", tipo="monto", alias=(f"monto_{m}",))
            for m in MOMENTOS
        ),
        ColumnaLibro("fotos", "Fotos en la evidencia", tipo="entero"),
        ColumnaLibro("acta", "Si hay acta de entrega", tipo="opcion", opciones=("sí", "no")),
    ),
    minimo_reconocidas=4,
    maximo_filas=MAXIMO_AVANCES,
    ignoradas=("observaciones", "no.", "estatus"),
)
