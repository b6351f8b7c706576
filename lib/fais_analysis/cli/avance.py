"""Órdenes del seguimiento: el avance contra la versión convenida, las visitas y el informe trimestral."""

from dataclasses import replace
from datetime import date, datetime
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

LibroDeAvance = Annotated[Path, typer.Argument(help="Libro de avance .xlsx, .ods, .xls o .csv.")]


@app.command()
def revisar(
    archivo: Archivo,
    avance: LibroDeAvance,
    municipio: Municipio = "",
    ejercicio: Ejercicio = None,
    confirmadas: Confirmadas = None,
    salida: Salida = None,
) -> None:
    """Compara el avance con la propuesta convenida: curva S, hallazgos y plazos. Con 2 si algo bloquea."""
    from fais_analysis.propuestas import avance as cuarto
    from fais_analysis.propuestas.acuses import get_carpeta
    from fais_analysis.propuestas.registros import list_visitas
    from fais_analysis.propuestas.verificacion import find_sin_visita, note_avance

    carpeta = salida or get_carpeta()
    with explain():
        propuesta = review_archivo(archivo, municipio, ejercicio, confirmadas).propuesta
        visitas = list_visitas(carpeta, propuesta.clave_municipio, propuesta.ejercicio)
        revision = cuarto.review_avance(avance, propuesta)
        sin_visita = find_sin_visita(revision, visitas)
        revision = replace(revision, hallazgos=(*revision.hallazgos, *sin_visita))
        libro = save_libro(propuesta, "avance", cuarto.build_libro_avance(revision, visitas), salida)
        note_avance(carpeta, revision, datetime.now().astimezone())
    typer.echo(cuarto.build_avance_consola(revision, date.today()))
    typer.echo(f"  Avance: {libro}")
    if any(h.gravedad == "bloqueo" for h in revision.hallazgos):
        raise typer.Exit(2)


@app.command()
def informe(
    archivo: Archivo,
    avance: LibroDeAvance,
    corte: Annotated[int, typer.Option("--corte", min=1, max=5, help="Trimestre, 1 a 4; 5, definitivo.")],
    municipio: Municipio = "",
    ejercicio: Ejercicio = None,
    confirmadas: Confirmadas = None,
    salida: Salida = None,
) -> None:
    """Hace el informe del trimestre con las columnas del SRFT y dice qué le falta. Con 2 si algo bloquea."""
    from fais_analysis.propuestas import informe as cuarto
    from fais_analysis.propuestas.acuses import get_carpeta
    from fais_analysis.propuestas.avance import review_avance

    with explain():
        propia = review_archivo(archivo, municipio, ejercicio, confirmadas)
        revision = review_avance(avance, propia.propuesta)
        hecho = cuarto.export_informe(revision, corte, propia.necesidad.municipio, salida or get_carpeta())
    typer.echo(cuarto.build_informe_consola(hecho))


@app.command()
def visita(
    archivo: Archivo,
    folio: Annotated[str, typer.Option("--folio", help="Folio de la obra que se visitó.")],
    fecha: Annotated[str, typer.Option("--fecha", help="Día de la visita: AAAA-MM-DD.")],
    hallazgo: Annotated[str, typer.Option("--hallazgo", help="Qué se halló, sin datos de personas.")],
    evidencia: Annotated[Path, typer.Option("--evidencia", help="Foto o acta: se guarda su huella.")],
    area: Annotated[str, typer.Option("--area", help="Área que visitó.")],
    municipio: Municipio = "",
    ejercicio: Ejercicio = None,
    salida: Salida = None,
) -> None:
    """Registra una visita de verificación a una obra, con la huella de su evidencia."""
    from fais_analysis.propuestas.acuses import get_carpeta
    from fais_analysis.propuestas.verificacion import PedidoVisita, save_visita

    pedido = PedidoVisita(folio, fecha, area, hallazgo, evidencia, datetime.now().astimezone())
    with explain():
        propuesta = review_archivo(archivo, municipio, ejercicio, None).propuesta
        hecha = save_visita(salida or get_carpeta(), propuesta, pedido)
    typer.echo(f"Visita registrada: {hecha.folio}, {hecha.fecha}, evidencia {hecha.evidencia_sha256[:8]}")


@app.command()
def cuaderno(
    archivo: Archivo,
    avance: LibroDeAvance,
    municipio: Municipio = "",
    ejercicio: Ejercicio = None,
    confirmadas: Confirmadas = None,
    salida: Salida = None,
) -> None:
    """Hace el cuaderno de la ejecución, de uso interno: curva S, quién va tarde y por qué."""
    from fais_analysis.cli.cuaderno_privado import EJECUCION, save_cuaderno

    with explain():
        propuesta = review_archivo(archivo, municipio, ejercicio, confirmadas).propuesta
        archivos = {"archivo": archivo, "avance": avance, "confirmadas": confirmadas}
        hecho = save_cuaderno(EJECUCION, propuesta, archivos, salida)
    typer.echo(f"Cuaderno (de uso interno): {hecho}")
