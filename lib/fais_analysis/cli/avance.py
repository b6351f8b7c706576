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
    explain,
    review_archivo,
    save_libro,
)

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

    with explain():
        propuesta = review_archivo(archivo, municipio, ejercicio, confirmadas).propuesta
        revision = cuarto.review_avance(avance, propuesta)
        libro = save_libro(propuesta, "avance", cuarto.build_libro_avance(revision), salida)
    typer.echo(cuarto.build_avance_consola(revision, date.today()))
    typer.echo(f"  Avance: {libro}")
    if any(h.gravedad == "bloqueo" for h in revision.hallazgos):
        raise typer.Exit(2)
