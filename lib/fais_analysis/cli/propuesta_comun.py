"""Lo que comparten las órdenes de propuestas, convenios, avances y obras: sus opciones y sus errores."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fais_analysis.batch.workers.procesos import avoid_pesados
from fais_analysis.errors import FaisError

if TYPE_CHECKING:  # cada orden paga sólo lo suyo
    from fais_analysis.obras.modelo import Propuesta
    from fais_analysis.propuestas.revision import Revision

app = typer.Typer(
    help="Propuesta municipal: plantilla, revisión, mezcla, comparación y estado.", no_args_is_help=True
)

Municipio = Annotated[str, typer.Option("--municipio", "-m", help="Clave del municipio, cinco dígitos.")]
Salida = Annotated[Path | None, typer.Option(help="Carpeta de los resultados; si no, data/propuestas.")]


@dataclass(frozen=True)
class OrdenPropuesta:
    """Lo que recibe toda orden que empieza por una propuesta; sus campos son las opciones de la orden."""

    archivo: Annotated[Path, typer.Argument(help="Propuesta .xlsx, .ods, .xls o .csv.")]
    municipio: Municipio = ""
    ejercicio: Annotated[int | None, typer.Option("--ejercicio", help="Año del recurso.")] = None
    confirmadas: Annotated[
        Path | None,
        typer.Option("--confirmadas", help="Libro de hallazgos con la hoja Por confirmar ya llena."),
    ] = None
    salida: Salida = None

    @property
    def carpeta(self) -> Path:
        """Dónde quedan los resultados y los registros."""
        from fais_analysis.propuestas.acuses import get_carpeta

        return self.salida or get_carpeta()

    def review(self, otro: Path | None = None, fise_pct: float | None = None) -> "Revision":
        """La revisión del archivo, o de ``otro``, con lo confirmado, lo acordado y la mezcla que se pactó."""
        from fais_analysis.loaders.propuestas import read_confirmadas
        from fais_analysis.propuestas.revision import PedidoRevision, review_propuesta

        hechas = read_confirmadas(self.confirmadas) if self.confirmadas else {}
        de_quien = (otro or self.archivo, self.municipio, self.ejercicio)
        return review_propuesta(PedidoRevision(*de_quien, hechas, fise_pct, self.carpeta))

    def save_libro(self, propuesta: "Propuesta", que: str, contenido: bytes) -> Path:
        """Escribe un libro de la propuesta, ``CLAVE_EJERCICIO_que.xlsx``, y da su ruta."""
        from fais_analysis.sources.escritura import write_con_carpeta

        libro = self.carpeta / f"{propuesta.clave_municipio}_{propuesta.ejercicio}_{que}.xlsx"
        write_con_carpeta(libro, contenido)
        return libro


@contextmanager
def explain() -> Iterator[None]:
    """Lo que salga mal adentro se escribe, con sus cinco partes, y la orden termina con su código."""
    try:
        yield
    except FaisError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(error.codigo_salida) from None


def con_propuesta(funcion: Callable[..., None]) -> Callable[..., None]:
    """La función como orden: su primer argumento sale de las opciones comunes; sus errores se explican."""
    archivo, *comunes = inspect.signature(OrdenPropuesta).parameters.values()
    _, *propias = inspect.signature(funcion).parameters.values()
    argumentos = [p for p in propias if p.default is p.empty]
    opciones = [p for p in propias if p.default is not p.empty]
    firma = inspect.Signature([archivo, *argumentos, *comunes, *opciones])

    def run_orden(**valores: Any) -> None:
        dichas = {p.name: valores.pop(p.name) for p in (archivo, *comunes)}
        with explain(), avoid_pesados():  # pandera traería dask: medio segundo en cada orden
            funcion(OrdenPropuesta(**dichas), **valores)

    con_firma: Any = wraps(funcion)(run_orden)  # typer lee de aquí los argumentos
    con_firma.__signature__ = firma
    con_firma.__annotations__ = {p.name: p.annotation for p in firma.parameters.values()}
    return run_orden
