"""Lo que comparten las órdenes de propuestas, convenios, avances y obras."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fais_analysis.errors import FaisError

if TYPE_CHECKING:  # cada orden paga sólo lo suyo
    from fais_analysis.obras.modelo import Propuesta
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


@contextmanager
def explain() -> Iterator[None]:
    """Lo que salga mal adentro se escribe, con sus cinco partes, y la orden termina con su código."""
    try:
        yield
    except FaisError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(error.codigo_salida) from None


def save_libro(propuesta: "Propuesta", que: str, contenido: bytes, salida: Path | None) -> Path:
    """Escribe el libro de una propuesta, ``CLAVE_EJERCICIO_que.xlsx``, y da su ruta."""
    from fais_analysis.propuestas.acuses import get_carpeta
    from fais_analysis.sources.escritura import write_con_carpeta

    libro = (salida or get_carpeta()) / f"{propuesta.clave_municipio}_{propuesta.ejercicio}_{que}.xlsx"
    write_con_carpeta(libro, contenido)
    return libro


def review_archivo(
    archivo: Path,
    municipio: str,
    ejercicio: int | None,
    confirmadas: Path | None,
    fise_pct: float | None = None,
) -> "Revision":
    """La revisión de un archivo, con lo que una persona ya confirmó y la mezcla que se pactó, si se dice."""
    from fais_analysis.loaders.propuestas import read_confirmadas
    from fais_analysis.propuestas.revision import PedidoRevision, review_propuesta

    hechas = read_confirmadas(confirmadas) if confirmadas else {}
    return review_propuesta(PedidoRevision(archivo, municipio, ejercicio, hechas, fise_pct))
