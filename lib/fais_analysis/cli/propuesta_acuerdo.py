"""Orden que registra lo acordado en la reunión y lo pone en su hoja."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fais_analysis.cli.propuesta_comun import OrdenPropuesta, app, con_propuesta

Folio = Annotated[str, typer.Option("--folio", help="Obra de que se habla; si se agrega, su nombre.")]


@app.command()
@con_propuesta
def acordar(
    orden: OrdenPropuesta,
    area: Annotated[str, typer.Option("--area", help="Área que registra: SPS, DPPS…")],
    folio: Folio = "",
    rubro: Annotated[str, typer.Option("--rubro", help="Rubro entero de que se habla.")] = "",
    acuerdo: Annotated[
        str, typer.Option("--acuerdo", help="se queda, se cambia, se quita, se agrega o pendiente.")
    ] = "",
    monto: Annotated[str, typer.Option("--monto", help="Pesos acordados: 1500000.00.")] = "",
    nota: Annotated[str, typer.Option("--nota", help="Por qué, sin datos de personas.")] = "",
    libro: Annotated[
        Path | None, typer.Option("--libro", help="Libro de la mezcla con la columna acuerdo llena.")
    ] = None,
    acta: Annotated[Path | None, typer.Option("--acta", help="Acta: se guarda su huella.")] = None,
) -> None:
    """Registra lo acordado en la reunión, obra por obra o por rubro, y lo pone en su hoja."""
    from fais_analysis.propuestas import acuerdos as cuarto
    from fais_analysis.propuestas.acuses import check_vigente
    from fais_analysis.propuestas.registros import OBRA, RUBRO, list_acuerdos
    from fais_analysis.propuestas.seguimiento import save_estado_indice

    revision = orden.review()
    check_vigente(orden.carpeta, revision)
    propuesta, dichos = revision.propuesta, cuarto.load_dichos(libro) if libro else []
    for ambito, que in ((OBRA, folio), (RUBRO, rubro)):
        if que:
            dichos.append(cuarto.Acordado(ambito, que, acuerdo, cuarto.parse_monto(monto), nota))
    reunion = cuarto.Reunion(area, datetime.now().astimezone(), acta)
    nuevos = cuarto.save_acuerdos(orden.carpeta, revision, dichos, reunion)
    vigentes = list_acuerdos(orden.carpeta, propuesta.clave_municipio, propuesta.ejercicio)
    hoja = cuarto.save_en_hoja(orden.carpeta, propuesta, vigentes)
    save_estado_indice(orden.carpeta, propuesta.clave_municipio[:2])
    typer.echo(cuarto.build_acuerdos_consola(nuevos, vigentes, revision))
    typer.echo(f"  Hoja de la reunión: {hoja or 'hágala con fais propuesta mezcla; llevará lo acordado'}")
