"""Órdenes del convenio: el anexo técnico y la justificación de lo que lo bloquea."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fais_analysis.cli.propuesta_comun import OrdenPropuesta, con_propuesta

app = typer.Typer(help="Convenio: anexo técnico y justificaciones.", no_args_is_help=True)

Plantilla = Annotated[Path | None, typer.Option("--plantilla", help="Documento .docx de la oficina.")]


@app.command()
@con_propuesta
def anexo(orden: OrdenPropuesta, plantilla: Plantilla = None) -> None:
    """Hace el anexo técnico en .xlsx y .docx y el proyecto de convenio. No los hace si algo bloquea."""
    from fais_analysis.obras.modelo import format_obras
    from fais_analysis.propuestas import convenio as cuarto
    from fais_analysis.propuestas.acuses import check_vigente
    from fais_analysis.propuestas.justificaciones import read_justificaciones
    from fais_analysis.propuestas.registros import list_anexos, save_anexo
    from fais_analysis.sources.escritura import write_con_carpeta

    carpeta, revision = orden.carpeta, orden.review()
    propuesta = revision.propuesta
    hechos = list_anexos(carpeta, propuesta.clave_municipio, propuesta.ejercicio)
    if propuesta.contenido not in {h.version for h in hechos}:  # volver a imprimir uno hecho sí se puede
        check_vigente(carpeta, revision)
    hecho = cuarto.build_anexo_revisado(revision, read_justificaciones(carpeta))
    piezas = {
        f"{hecho.folio}.xlsx": cuarto.build_anexo_xlsx(hecho),
        f"{hecho.folio}.docx": cuarto.build_anexo_docx(hecho, plantilla),
        f"{hecho.folio}_convenio_proyecto.docx": cuarto.build_convenio_docx(hecho, plantilla),
    }
    for nombre, contenido in piezas.items():
        write_con_carpeta(carpeta / nombre, contenido)
    save_anexo(carpeta, hecho, revision.propuesta.contenido, datetime.now().astimezone())
    typer.echo(f"Anexo {hecho.folio}: {format_obras(len(hecho.renglones))}, {hecho.letra}")
    if dudosas := sum(not r.obra.cuenta for r in hecho.renglones):
        typer.echo(f"  Salen con el renglón «por confirmar»: {dudosas:,}. Confírmelas antes de firmar.")
    for nombre in piezas:
        typer.echo(f"  {carpeta / nombre}")


@app.command()
@con_propuesta
def modificatorio(
    orden: OrdenPropuesta,
    nueva: Annotated[Path, typer.Argument(help="La versión que se aprueba ahora.")],
    plantilla: Plantilla = None,
) -> None:
    """Hace el convenio modificatorio, con lo que cambia de la versión convenida a la nueva."""
    from fais_analysis.obras.modelo import format_obras
    from fais_analysis.propuestas import modificatorio as cuarto
    from fais_analysis.propuestas.comparacion import check_misma
    from fais_analysis.propuestas.justificaciones import read_justificaciones
    from fais_analysis.propuestas.registros import list_anexos, save_anexo
    from fais_analysis.sources.documento import open_documento
    from fais_analysis.sources.escritura import write_con_carpeta

    carpeta, una, otra = orden.carpeta, orden.review(), orden.review(nueva)
    check_misma(una, otra)
    hechos = list_anexos(carpeta, otra.propuesta.clave_municipio, otra.propuesta.ejercicio)
    hecho = cuarto.modify_anexo(una, otra, read_justificaciones(carpeta), hechos)
    ahora, version = datetime.now().astimezone(), otra.propuesta.contenido
    open_documento("", plantilla)  # si la plantilla no sirve, se dice antes de registrar nada
    tipo = save_anexo(carpeta, hecho.nuevo, version, ahora, hecho.anterior.folio)
    rutas = [carpeta / f"{hecho.folio}{extension}" for extension in (".xlsx", ".docx")]
    write_con_carpeta(rutas[0], cuarto.build_modificatorio_xlsx(hecho))
    write_con_carpeta(rutas[1], cuarto.build_modificatorio_docx(hecho, tipo, plantilla))
    typer.echo(
        f"{tipo.capitalize()} de {hecho.anterior.folio}: {format_obras(len(hecho.diferencias))} con cambios"
    )
    for ruta in rutas:
        typer.echo(f"  {ruta}")


@app.command()
@con_propuesta
def justificar(
    orden: OrdenPropuesta,
    regla: Annotated[str, typer.Option("--regla", help="Código de la regla que bloquea.")],
    motivo: Annotated[str, typer.Option("--motivo", help="Por qué se sigue adelante.")],
    area: Annotated[str, typer.Option("--area", help="Área que lo decide.")],
) -> None:
    """Registra por qué se sigue adelante con lo que una regla bloquea, en esa versión de la propuesta."""
    from fais_analysis.propuestas.justificaciones import MotivoDecidido, save_justificacion

    decision = MotivoDecidido(regla, motivo, area, datetime.now().astimezone())
    hecha = save_justificacion(orden.review(), orden.carpeta, decision)
    typer.echo(f"Registrada: {hecha.regla}, versión {hecha.contenido[:8]}, {hecha.area}")
