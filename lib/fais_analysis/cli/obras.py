"""Órdenes de las obras: llevarlas a un estándar abierto o a un mapa."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fais_analysis.cli.propuesta_comun import OrdenPropuesta, con_propuesta

app = typer.Typer(help="Obras en un estándar abierto o en un mapa.", no_args_is_help=True)


@app.command()
@con_propuesta
def exportar(
    orden: OrdenPropuesta,
    oc4ids: Annotated[bool, typer.Option("--oc4ids", help="En OC4IDS 0.9.5 (JSON).")] = False,
    gpkg: Annotated[bool, typer.Option("--gpkg", help="Las ubicadas, en GeoPackage.")] = False,
    kml: Annotated[bool, typer.Option("--kml", help="Las ubicadas, en KML.")] = False,
    avance: Annotated[Path | None, typer.Option("--avance", help="Libro de avance, si lo hay.")] = None,
    prefijo: Annotated[
        str, typer.Option("--prefijo", help="Prefijo registrado de quien publica.")
    ] = "por-registrar",
) -> None:
    """Lleva las obras de una propuesta a OC4IDS, con su avance, o a un mapa: GeoPackage o KML."""
    from fais_analysis.obras.modelo import format_obras
    from fais_analysis.propuestas.abierto import export_oc4ids
    from fais_analysis.propuestas.mapa import export_mapa

    mapas = [formato for formato, pedido in (("gpkg", gpkg), ("kml", kml)) if pedido]
    if not (oc4ids or mapas):
        typer.echo("Diga el formato: --oc4ids, --gpkg o --kml", err=True)
        raise typer.Exit(2)
    revision = orden.review()
    if oc4ids:
        destino = export_oc4ids(revision, avance, prefijo, datetime.now().astimezone(), orden.carpeta)
        typer.echo(f"{format_obras(len(revision.propuesta.obras))}: {destino}")
    for formato in mapas:
        destino, fuera = export_mapa(revision, formato, orden.carpeta)
        typer.echo(f"{format_obras(len(revision.propuesta.obras) - fuera)}: {destino} ({fuera:,} sin lugar)")
