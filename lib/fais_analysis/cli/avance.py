"""Órdenes del seguimiento: el avance trimestral contra la versión convenida."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from fais_analysis.cli.propuesta_comun import (
    Archivo,
    Confirmadas,
    Ejercicio,
    Municipio,
    Salida,
    fail,
    review_archivo,
)
from fais_analysis.errors import FaisError

app = typer.Typer(help="Avance de las obras convenidas.", no_args_is_help=True)


@app.command()
def revisar(
    archivo: Archivo,
    avance: Annotated[Path, typer.Argument(help="Libro de avance .xlsx, .ods, .xls o .csv.")],
    municipio: Municipio = "",
    ejercicio: Ejercicio = None,
    confirmadas: Confirmadas = None,
    salida: Salida = None,
) -> None:
    """Compara el avance con la propuesta convenida: curva S, hallazgos y plazos. Con 2 si algo bloquea."""
    from fais_analysis.propuestas import avance as cuarto
    from fais_analysis.propuestas.acuses import get_carpeta
    from fais_analysis.sources.escritura import write_con_carpeta

    try:
        propuesta = review_archivo(archivo, municipio, ejercicio, confirmadas).propuesta
        revision = cuarto.review_avance(avance, propuesta)
        nombre = f"{propuesta.clave_municipio}_{propuesta.ejercicio}_avance.xlsx"
        libro = (salida or get_carpeta()) / nombre
        write_con_carpeta(libro, cuarto.build_libro_avance(revision))
    except FaisError as error:
        raise fail(error) from None
    typer.echo(cuarto.build_avance_consola(revision, date.today()))
    typer.echo(f"  Avance: {libro}")
    if any(h.gravedad == "bloqueo" for h in revision.hallazgos):
        raise typer.Exit(2)
