"""Lo que comparten las órdenes del padrón: el grupo, abrir la carpeta, decir los errores y no dejar
rastro.
"""

import contextlib
import functools
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, ParamSpec

import typer

from fais_analysis.errors import FaisError, describe_falla_sistema

if TYPE_CHECKING:
    import pandas as pd

    from fais_analysis.loaders.padron import Registro
    from fais_analysis.padron.deposito import Deposito

app = typer.Typer(help="Padrón único de beneficiarios: cargar, duplicados y revisión.", no_args_is_help=True)
PRIMEROS = 20
P = ParamSpec("P")
Motivo = Annotated[str, typer.Option("--motivo", help="Para qué; queda en la bitácora de accesos.")]

Todos = Annotated[bool, typer.Option("--todos", help="Muestra todos los renglones, no sólo 20.")]


def explain(orden: Callable[P, None]) -> Callable[P, None]:
    """Los errores previstos, en cinco partes; los demás, sin valores ni traza: el mensaje puede traer un
    dato.
    """

    @functools.wraps(orden)
    def con_explicacion(*args: P.args, **kwargs: P.kwargs) -> None:
        _forbid_volcado()
        try:
            orden(*args, **kwargs)
        except FaisError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(error.codigo_salida) from None
        except (typer.Exit, typer.Abort, typer.BadParameter, KeyboardInterrupt):
            raise
        except OSError as error:
            typer.echo(str(_build_falla(error)), err=True)
            raise typer.Exit(2) from None
        except Exception as error:
            lugar = _find_lugar(error)
            typer.echo(f"Falla imprevista del padrón: {type(error).__name__} en {lugar}.", err=True)
            typer.echo("No se muestra más porque el mensaje puede traer datos de personas.", err=True)
            raise typer.Exit(70) from None

    return con_explicacion


def open_deposito() -> "Deposito":
    """La carpeta del padrón con su llave, ya sin temporales de un proceso muerto."""
    from fais_analysis.padron.deposito import Deposito, get_carpeta_padron
    from fais_analysis.padron.llaves import get_llave

    deposito = Deposito(get_carpeta_padron(), get_llave())
    deposito.sweep()
    return deposito


def load_personas(deposito: "Deposito") -> "pd.DataFrame":
    """Los apoyos a personas o viviendas que hay cargados."""
    from fais_analysis.padron.registros import load_registros, select_personas

    return select_personas(load_registros(deposito))


def report_legible(registro: "Registro") -> None:
    """Termina con 2 si el archivo o su encabezado no se entienden, o si no trae ningún renglón."""
    if registro.es_legible and (registro.filas or registro.rechazadas):
        return
    if registro.es_legible:
        typer.echo("El registro no trae ningún renglón debajo del encabezado.", err=True)
    for problema in registro.problemas:
        if problema.renglon == 0:
            typer.echo(str(problema), err=True)
    raise typer.Exit(2)


def print_primeros(titulo: str, renglones: Sequence[str], todos: bool) -> None:
    """Los primeros renglones de una lista y cuántos quedan."""
    if not renglones:
        return
    typer.echo(f"{titulo} ({len(renglones):,}):", err=True)
    for renglon in renglones if todos else renglones[:PRIMEROS]:
        typer.echo(f"  {renglon}", err=True)
    if not todos and len(renglones) > PRIMEROS:
        typer.echo(f"  … y {len(renglones) - PRIMEROS:,} más; véalos con --todos", err=True)


def _forbid_volcado() -> None:
    """Si el proceso muere, que el sistema no deje su memoria en un archivo."""
    if sys.platform != "win32":
        import resource

        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _build_falla(error: OSError) -> FaisError:
    """Un archivo que no se abre o no se escribe; sin su ruta, que puede traer un nombre."""
    return FaisError(
        "Un archivo no se pudo leer o escribir.",
        donde="los archivos que se dieron a la orden",
        esperado="archivos que existan y carpetas donde escribir",
        encontrado=describe_falla_sistema(error),
        que_hacer="revise las rutas y los permisos, y repita",
    )


def _find_lugar(error: BaseException) -> str:
    traza = error.__traceback__
    while traza is not None and traza.tb_next is not None:
        traza = traza.tb_next
    if traza is None:
        return "?"
    codigo = traza.tb_frame.f_code
    return f"{codigo.co_filename.rpartition('/')[2]}:{traza.tb_lineno}"
