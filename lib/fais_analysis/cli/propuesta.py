"""Órdenes de la propuesta municipal: plantilla, revisión, mezcla y comparación."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fais_analysis.cli import propuesta_acuerdo, propuesta_estado
from fais_analysis.cli.propuesta_comun import Municipio, OrdenPropuesta, app, con_propuesta, explain

__all__ = ["app", "propuesta_acuerdo", "propuesta_estado"]  # importarlo registra sus órdenes
Fise = Annotated[
    float | None, typer.Option("--fise", help="Parte del FISE pactada en la mezcla, en %: 50 es peso a peso.")
]
Presupuesto = Annotated[
    list[str] | None, typer.Option("--presupuesto", help="FUENTE=PESOS; varias veces. Si no, el suyo.")
]
Obligar = Annotated[
    list[str] | None, typer.Option("--obligar", help="Regla que sólo avisaría y aquí obliga: DIRECTA_MIN.")
]
Fijar = Annotated[list[str] | None, typer.Option("--fijar", help="Folio que se queda.")]
Prohibir = Annotated[list[str] | None, typer.Option("--prohibir", help="Folio que se quita.")]
Candidatas = Annotated[
    Path | None, typer.Option("--candidatas", help="Libro con otras obras que podrían hacerse.")
]
Minimo = Annotated[
    list[str] | None, typer.Option("--minimo", help="FOLIO=UNIDADES: si se hace en parte, al menos ésas.")
]
PorConectar = Annotated[
    list[str] | None,
    typer.Option("--por-conectar", help="LOCALIDAD=VIVIENDAS con red al pie y sin descarga."),
]
SinAmpliar = Annotated[bool, typer.Option("--sin-ampliar", help="No agranda ninguna acción.")]
AceptarSinVia = Annotated[
    bool, typer.Option("--aceptar-sin-via", help="También obras que no dicen su vía de focalización.")
]


@app.command()
def plantilla(
    municipio: Municipio,
    ejercicio: Annotated[int, typer.Option("--ejercicio", help="Año del recurso.")],
    salida: Annotated[Path | None, typer.Option(help="Archivo .xlsx por crear.")] = None,
) -> None:
    """Crea el libro con las localidades del municipio y el Catálogo del año, listo para llenar."""
    from fais_analysis.propuestas.plantilla import build_plantilla_propuesta

    destino = salida or Path(f"propuesta_{municipio}_{ejercicio}.xlsx")
    with explain():
        build_plantilla_propuesta(destino, municipio, ejercicio)
    typer.echo(f"Plantilla lista: {destino}")
    typer.echo(f"Llénela y revísela con: fais propuesta revisar {destino}")


@app.command()
@con_propuesta
def revisar(
    orden: OrdenPropuesta,
    area: Annotated[str, typer.Option(help="Área que entrega la propuesta.")] = "",
    fise: Fise = None,
) -> None:
    """Revisa una propuesta: hallazgos, efecto en viviendas, reglas y acuse. Sale con 2 si algo la bloquea."""
    from fais_analysis.obras.estados import ANALIZADA, ESTADOS
    from fais_analysis.propuestas.acuses import save_acuse
    from fais_analysis.propuestas.estados import note_revision
    from fais_analysis.propuestas.libro_hallazgos import build_libro_hallazgos
    from fais_analysis.propuestas.resumen import build_resumen_consola, build_resumen_html
    from fais_analysis.propuestas.seguimiento import save_estado_indice
    from fais_analysis.sources.escritura import write_con_carpeta

    revision, ahora = orden.review(fise_pct=fise), datetime.now().astimezone()
    acuse = save_acuse(revision, orden.carpeta, ahora, area)
    libro = orden.save_libro(
        revision.propuesta, f"v{acuse.version}_hallazgos", build_libro_hallazgos(revision)
    )
    pagina = libro.with_name(libro.name.replace("_hallazgos.xlsx", "_resumen.html"))
    write_con_carpeta(pagina, build_resumen_html(revision, acuse.folio))
    estado = note_revision(orden.carpeta, acuse, ahora)
    save_estado_indice(orden.carpeta, acuse.clave_municipio[:2])
    typer.echo(build_resumen_consola(revision))
    typer.echo(f"  Hallazgos: {libro}\n  Resumen: {pagina}\n  Acuse: {acuse.folio}")
    typer.echo(f"  Estado: {ESTADOS[estado].rotulo} → {ESTADOS[estado].sigue}")
    if estado == ANALIZADA and acuse.version > 1:
        typer.echo("  Es otra versión. Con el acta: fais propuesta mover --a modificada --documento ACTA")
    if revision.cuentas["bloqueo"]:
        raise typer.Exit(2)


@app.command()
@con_propuesta
def mezcla(
    orden: OrdenPropuesta,
    presupuesto: Presupuesto = None,
    obligar: Obligar = None,
    fijar: Fijar = None,
    prohibir: Prohibir = None,
    candidatas: Candidatas = None,
    sin_ampliar: SinAmpliar = False,
    aceptar_sin_via: AceptarSinVia = False,
    minimo: Minimo = None,
    por_conectar: PorConectar = None,
) -> None:
    """Propone la mezcla que saca más viviendas de sus carencias; sale con 2 si ninguna cumple."""
    from fais_analysis.cli.hoja_privada import save_hoja
    from fais_analysis.propuestas import mezcla as cuarto
    from fais_analysis.propuestas.acuerdos import fill_acuerdos
    from fais_analysis.propuestas.registros import list_acuerdos
    from fais_analysis.propuestas.reunion import build_reunion_html
    from fais_analysis.sources.escritura import write_con_carpeta

    listas = (presupuesto or (), obligar or (), fijar or (), prohibir or ())
    topes = (minimo or (), por_conectar or ())
    pedido = cuarto.PedidoMezcla(*listas, candidatas, not sin_ampliar, aceptar_sin_via, *topes)
    revision = orden.review()
    sugerencia = cuarto.suggest_mezcla(revision, pedido)
    propuesta = revision.propuesta
    libro = orden.save_libro(propuesta, "mezcla", cuarto.build_libro_mezcla(revision, sugerencia))
    hoja = libro.with_name(libro.name.replace("_mezcla.xlsx", "_reunion.html"))
    vigentes = list_acuerdos(libro.parent, propuesta.clave_municipio, propuesta.ejercicio)
    write_con_carpeta(hoja, fill_acuerdos(build_reunion_html(revision, sugerencia), vigentes))
    typer.echo(cuarto.build_mezcla_consola(sugerencia))
    typer.echo(f"  Mezcla: {libro}\n  Hoja de la reunión: {save_hoja(revision, sugerencia, libro.parent)}")
    typer.echo(f"  Obra por obra: {hoja}")
    if not sugerencia.mezcla.es_factible:
        raise typer.Exit(2)


@app.command()
@con_propuesta
def comparar(
    orden: OrdenPropuesta,
    modificada: Annotated[Path, typer.Argument(help="Versión modificada.")],
) -> None:
    """Qué cambió entre dos versiones: obras, pesos que se movieron, viviendas y hallazgos."""
    from fais_analysis.propuestas import comparacion as cuarto

    una, otra = orden.review(), orden.review(modificada)
    comparacion = cuarto.compare_revisiones(una, otra)
    contenido = cuarto.build_libro_comparacion(comparacion)
    libro = orden.save_libro(una.propuesta, "comparacion", contenido)
    cuarto.note_comparacion(libro.parent, comparacion, libro, datetime.now().astimezone())
    typer.echo(cuarto.build_comparacion_consola(comparacion))
    typer.echo(f"  Comparación: {libro}")


@app.command()
@con_propuesta
def cuaderno(orden: OrdenPropuesta) -> None:
    """Hace el cuaderno de la propuesta, de uso interno: qué mueve, qué falta y qué corregir."""
    from fais_analysis.cli.cuaderno_privado import PROPUESTA, save_cuaderno

    save_cuaderno(PROPUESTA, orden)
