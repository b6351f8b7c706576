"""Órdenes del seguimiento: el avance contra la versión convenida, las visitas y el informe trimestral."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from fais_analysis.cli.propuesta_comun import OrdenPropuesta, con_propuesta

app = typer.Typer(help="Avance de las obras convenidas.", no_args_is_help=True)

LibroDeAvance = Annotated[Path, typer.Argument(help="Libro de avance .xlsx, .ods, .xls o .csv.")]


@app.command()
@con_propuesta
def revisar(orden: OrdenPropuesta, avance: LibroDeAvance) -> None:
    """Compara el avance con la propuesta convenida: curva S, hallazgos y plazos. Con 2 si algo bloquea."""
    from fais_analysis.propuestas import avance as cuarto
    from fais_analysis.propuestas.registros import check_convenida, list_visitas
    from fais_analysis.propuestas.verificacion import find_sin_visita, note_avance

    propuesta = orden.review().propuesta
    aviso = check_convenida(orden.carpeta, propuesta)
    visitas = list_visitas(orden.carpeta, propuesta.clave_municipio, propuesta.ejercicio)
    revision = cuarto.review_avance(avance, propuesta)
    sin_visita = find_sin_visita(revision, visitas)
    revision = replace(revision, hallazgos=(*revision.hallazgos, *sin_visita))
    libro = orden.save_libro(propuesta, "avance", cuarto.build_libro_avance(revision, visitas))
    note_avance(orden.carpeta, revision, datetime.now().astimezone())
    typer.echo(cuarto.build_avance_consola(revision, date.today()))
    typer.echo(f"  Avance: {libro}" + (f"\n  {aviso}" if aviso else ""))
    if any(h.gravedad == "bloqueo" for h in revision.hallazgos):
        raise typer.Exit(2)


@app.command()
@con_propuesta
def informe(
    orden: OrdenPropuesta,
    avance: LibroDeAvance,
    corte: Annotated[int, typer.Option("--corte", min=1, max=5, help="Trimestre, 1 a 4; 5, definitivo.")],
) -> None:
    """Hace el informe del trimestre con las columnas del SRFT y dice qué le falta. Con 2 si algo bloquea."""
    from fais_analysis.propuestas import informe as cuarto
    from fais_analysis.propuestas.avance import review_avance
    from fais_analysis.propuestas.registros import check_convenida

    propia = orden.review()
    aviso = check_convenida(orden.carpeta, propia.propuesta)
    revision = review_avance(avance, propia.propuesta)
    hecho = cuarto.export_informe(revision, corte, propia.necesidad.municipio, orden.carpeta)
    typer.echo(cuarto.build_informe_consola(hecho) + (f"\n  {aviso}" if aviso else ""))


@app.command()
@con_propuesta
def visita(
    orden: OrdenPropuesta,
    folio: Annotated[str, typer.Option("--folio", help="Folio de la obra que se visitó.")],
    fecha: Annotated[str, typer.Option("--fecha", help="Día de la visita: AAAA-MM-DD.")],
    hallazgo: Annotated[str, typer.Option("--hallazgo", help="Qué se halló, sin datos de personas.")],
    evidencia: Annotated[Path, typer.Option("--evidencia", help="Foto o acta: se guarda su huella.")],
    area: Annotated[str, typer.Option("--area", help="Área que visitó.")],
) -> None:
    """Registra una visita de verificación a una obra, con la huella de su evidencia."""
    from fais_analysis.propuestas.verificacion import PedidoVisita, save_visita

    pedido = PedidoVisita(folio, fecha, area, hallazgo, evidencia, datetime.now().astimezone())
    hecha = save_visita(orden.carpeta, orden.review().propuesta, pedido)
    typer.echo(f"Visita registrada: {hecha.folio}, {hecha.fecha}, evidencia {hecha.evidencia_sha256[:8]}")


@app.command()
@con_propuesta
def cuaderno(orden: OrdenPropuesta, avance: LibroDeAvance) -> None:
    """Hace el cuaderno de la ejecución, de uso interno: curva S, quién va tarde y por qué."""
    from fais_analysis.cli.cuaderno_privado import EJECUCION, save_cuaderno

    save_cuaderno(EJECUCION, orden, avance)
