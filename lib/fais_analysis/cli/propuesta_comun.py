"""Lo que comparten las órdenes de propuestas, convenios, avances y obras."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fais_analysis.errors import FaisError

if TYPE_CHECKING:  # cada orden paga sólo lo suyo
    from fais_analysis.propuestas.revision import Revision

app = typer.Typer(
    help="Propuesta municipal: plantilla, revisión, mezcla, comparación y estado.", no_args_is_help=True
)

Municipio = Annotated[str, typer.Option("--municipio", "-m", help="Clave del municipio, cinco dígitos.")]
Ejercicio = Annotated[int | None, typer.Option("--ejercicio", help="Año del recurso.")]
Archivo = Annotated[Path, typer.Argument(help="Propuesta .xlsx, .ods, .xls o .csv.")]
Confirmadas = Annotated[
    Path | None, typer.Option("--confirmadas", help="Libro de hallazgos con la hoja Por confirmar ya llena.")
]
Salida = Annotated[Path | None, typer.Option(help="Carpeta de los resultados; si no, data/propuestas.")]


def fail(error: FaisError) -> typer.Exit:
    """Escribe el error y devuelve la salida con su código."""
    typer.echo(str(error), err=True)
    return typer.Exit(error.codigo_salida)


def review_archivo(
    archivo: Path, municipio: str, ejercicio: int | None, confirmadas: Path | None
) -> "Revision":
    """La revisión de un archivo, con lo que una persona ya confirmó."""
    from fais_analysis.loaders.propuestas import read_confirmadas
    from fais_analysis.propuestas.revision import Pedido, review_propuesta

    hechas = read_confirmadas(confirmadas) if confirmadas else {}
    return review_propuesta(Pedido(archivo, municipio, ejercicio, hechas))
