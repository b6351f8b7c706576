"""Órdenes de las obras: llevarlas a un estándar abierto."""

from datetime import datetime
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
)

app = typer.Typer(help="Obras en un estándar abierto.", no_args_is_help=True)


@app.command()
def exportar(
    archivo: Archivo,
    oc4ids: Annotated[bool, typer.Option("--oc4ids", help="En OC4IDS 0.9.5 (JSON).")] = False,
    avance: Annotated[Path | None, typer.Option("--avance", help="Libro de avance, si lo hay.")] = None,
    prefijo: Annotated[
        str, typer.Option("--prefijo", help="Prefijo registrado de quien publica.")
    ] = "por-registrar",
    municipio: Municipio = "",
    ejercicio: Ejercicio = None,
    confirmadas: Confirmadas = None,
    salida: Salida = None,
) -> None:
    """Lleva las obras de una propuesta, y su avance, a OC4IDS."""
    from fais_analysis.propuestas.abierto import export_oc4ids
    from fais_analysis.propuestas.acuses import get_carpeta

    if not oc4ids:
        typer.echo("Diga el formato: --oc4ids", err=True)
        raise typer.Exit(2)
    with explain():
        revision = review_archivo(archivo, municipio, ejercicio, confirmadas)
        momento = datetime.now().astimezone()
        destino = export_oc4ids(revision, avance, prefijo, momento, salida or get_carpeta())
    typer.echo(f"{len(revision.propuesta.obras):,} obras: {destino}")
