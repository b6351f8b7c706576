"""Órdenes del estado de las propuestas: en qué van todas y mover una."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fais_analysis.cli.propuesta_comun import Salida, app, explain


@app.command()
def estado(
    ejercicio: Annotated[int, typer.Option("--ejercicio", help="Año del recurso.")],
    entidad: Annotated[str, typer.Option("--entidad", "-e", help="Clave de la entidad, dos dígitos.")] = "10",
    libro: Annotated[Path | None, typer.Option("--libro", help="Guarda además la tabla en .xlsx.")] = None,
    salida: Salida = None,
) -> None:
    """Los municipios de la entidad y su propuesta, de la a a la h: primero a quién hay que llamar."""
    from fais_analysis.propuestas import seguimiento as cuarto
    from fais_analysis.propuestas.acuses import get_carpeta
    from fais_analysis.sources.escritura import write_con_carpeta

    carpeta = salida or get_carpeta()
    with explain():
        filas = cuarto.list_estado(carpeta, ejercicio, entidad)
        cuarto.save_estado_indice(carpeta, entidad)
        if libro:
            write_con_carpeta(libro, cuarto.build_libro_estado(filas, ejercicio))
    typer.echo(cuarto.build_estado(filas, ejercicio))


@app.command()
def mover(
    municipio: Annotated[str, typer.Option("--municipio", "-m", help="Clave del municipio, cinco dígitos.")],
    ejercicio: Annotated[int, typer.Option("--ejercicio", help="Año del recurso.")],
    a: Annotated[
        str, typer.Option("--a", help="recibida, modificada, decision, convenida, ejecucion, cerrada…")
    ],
    area: Annotated[str, typer.Option("--area", help="Área que la mueve: DPPS, SPS, SEBISED…")],
    motivo: Annotated[str, typer.Option("--motivo", help="Por qué, si el paso lo pide.")] = "",
    documento: Annotated[
        Path | None, typer.Option("--documento", help="Acta, firma o finiquito: se guarda su huella.")
    ] = None,
    salida: Salida = None,
) -> None:
    """Registra que una propuesta pasa a otro estado; no salta pasos, y dice qué falta para darlo."""
    from fais_analysis.propuestas.acuses import get_carpeta
    from fais_analysis.propuestas.contexto import check_municipio
    from fais_analysis.propuestas.estados import Movimiento, move_propuesta
    from fais_analysis.propuestas.seguimiento import describe_paso, save_estado_indice

    carpeta = salida or get_carpeta()
    with explain():
        check_municipio(municipio)
        momento = datetime.now().astimezone()
        pedido = Movimiento(municipio, ejercicio, a, area, momento, motivo, documento)
        hecha = move_propuesta(carpeta, pedido)
        save_estado_indice(carpeta, municipio[:2])
        typer.echo(describe_paso(carpeta, hecha))
