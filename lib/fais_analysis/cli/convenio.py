"""Órdenes del convenio: el anexo técnico y la justificación de lo que lo bloquea."""

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

app = typer.Typer(help="Convenio: anexo técnico y justificaciones.", no_args_is_help=True)


@app.command()
def anexo(
    archivo: Archivo,
    municipio: Municipio = "",
    ejercicio: Ejercicio = None,
    confirmadas: Confirmadas = None,
    salida: Salida = None,
    plantilla: Annotated[
        Path | None, typer.Option("--plantilla", help="Documento .docx de la oficina.")
    ] = None,
) -> None:
    """Hace el anexo técnico en .xlsx y .docx y el proyecto de convenio. No los hace si algo bloquea."""
    from fais_analysis.propuestas import convenio as cuarto
    from fais_analysis.propuestas.acuses import get_carpeta
    from fais_analysis.propuestas.justificaciones import read_justificaciones
    from fais_analysis.propuestas.registros import save_anexo
    from fais_analysis.sources.escritura import write_con_carpeta

    carpeta = salida or get_carpeta()
    with explain():
        revision = review_archivo(archivo, municipio, ejercicio, confirmadas)
        hecho = cuarto.build_anexo_revisado(revision, read_justificaciones(carpeta))
        piezas = {
            f"{hecho.folio}.xlsx": cuarto.build_anexo_xlsx(hecho),
            f"{hecho.folio}.docx": cuarto.build_anexo_docx(hecho, plantilla),
            f"{hecho.folio}_convenio_proyecto.docx": cuarto.build_convenio_docx(hecho, plantilla),
        }
        for nombre, contenido in piezas.items():
            write_con_carpeta(carpeta / nombre, contenido)
        save_anexo(carpeta, hecho, revision.propuesta.contenido, datetime.now().astimezone())
    typer.echo(f"Anexo {hecho.folio}: {len(hecho.renglones):,} obras, {hecho.letra}")
    for nombre in piezas:
        typer.echo(f"  {carpeta / nombre}")


@app.command()
def justificar(
    archivo: Archivo,
    regla: Annotated[str, typer.Option("--regla", help="Código de la regla que bloquea.")],
    motivo: Annotated[str, typer.Option("--motivo", help="Por qué se sigue adelante.")],
    area: Annotated[str, typer.Option("--area", help="Área que lo decide.")],
    municipio: Municipio = "",
    ejercicio: Ejercicio = None,
    confirmadas: Confirmadas = None,
    salida: Salida = None,
) -> None:
    """Registra por qué se sigue adelante con lo que una regla bloquea, en esa versión de la propuesta."""
    from fais_analysis.propuestas.acuses import get_carpeta
    from fais_analysis.propuestas.justificaciones import MotivoDecidido, save_justificacion

    with explain():
        revision = review_archivo(archivo, municipio, ejercicio, confirmadas)
        decision = MotivoDecidido(regla, motivo, area, datetime.now().astimezone())
        hecha = save_justificacion(revision, salida or get_carpeta(), decision)
    typer.echo(f"Registrada: {hecha.regla}, versión {hecha.contenido[:8]}, {hecha.area}")
