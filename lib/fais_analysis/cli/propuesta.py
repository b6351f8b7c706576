"""Órdenes de la propuesta municipal: plantilla, revisión y estado."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fais_analysis.errors import FaisError

app = typer.Typer(help="Propuesta municipal: plantilla, revisión y estado.", no_args_is_help=True)

Municipio = Annotated[str, typer.Option("--municipio", "-m", help="Clave del municipio, cinco dígitos.")]
Ejercicio = Annotated[int | None, typer.Option("--ejercicio", help="Año del recurso.")]
Archivo = Annotated[Path, typer.Argument(help="Propuesta .xlsx, .ods, .xls o .csv.")]
Confirmadas = Annotated[
    Path | None, typer.Option("--confirmadas", help="Libro de hallazgos con la hoja Por confirmar ya llena.")
]
Salida = Annotated[Path | None, typer.Option(help="Carpeta de los resultados; si no, data/propuestas.")]


def fail(error: FaisError) -> typer.Exit:
    """Escribe el error y devuelve la salida con su código."""
    typer.echo(str(error), err=True)
    return typer.Exit(error.codigo_salida)


@app.command()
def plantilla(
    municipio: Municipio,
    ejercicio: Annotated[int, typer.Option("--ejercicio", help="Año del recurso.")],
    salida: Annotated[Path | None, typer.Option(help="Archivo .xlsx por crear.")] = None,
) -> None:
    """Crea el libro con las localidades del municipio y el Catálogo del año, listo para llenar."""
    from fais_analysis.propuestas.plantilla import build_plantilla_propuesta

    destino = salida or Path(f"propuesta_{municipio}_{ejercicio}.xlsx")
    try:
        build_plantilla_propuesta(destino, municipio, ejercicio)
    except FaisError as error:
        raise fail(error) from None
    typer.echo(f"Plantilla lista: {destino}")
    typer.echo(f"Llénela y revísela con: fais propuesta revisar {destino}")


@app.command()
def revisar(
    archivo: Archivo,
    municipio: Municipio = "",
    ejercicio: Ejercicio = None,
    confirmadas: Confirmadas = None,
    salida: Salida = None,
    area: Annotated[str, typer.Option(help="Área que entrega la propuesta.")] = "",
) -> None:
    """Revisa una propuesta: hallazgos, efecto en viviendas, reglas y acuse. Sale con 2 si algo la bloquea."""
    from fais_analysis.loaders.propuestas import read_confirmadas
    from fais_analysis.propuestas.acuses import get_carpeta, save_acuse
    from fais_analysis.propuestas.libro_hallazgos import build_libro_hallazgos
    from fais_analysis.propuestas.resumen import build_resumen_consola, build_resumen_html
    from fais_analysis.propuestas.revision import Pedido, review_propuesta
    from fais_analysis.sources.escritura import write_con_carpeta

    try:
        hechas = read_confirmadas(confirmadas) if confirmadas else {}
        revision = review_propuesta(Pedido(archivo, municipio, ejercicio, hechas))
        carpeta = salida or get_carpeta()
        acuse = save_acuse(revision, carpeta, datetime.now().astimezone(), area)
        propuesta = revision.propuesta
        base = f"{propuesta.clave_municipio}_{propuesta.ejercicio}_v{acuse.version}"
        libro, pagina = carpeta / f"{base}_hallazgos.xlsx", carpeta / f"{base}_resumen.html"
        write_con_carpeta(libro, build_libro_hallazgos(revision))
        write_con_carpeta(pagina, build_resumen_html(revision, acuse.folio))
    except FaisError as error:
        raise fail(error) from None
    typer.echo(build_resumen_consola(revision))
    typer.echo(f"  Hallazgos: {libro}\n  Resumen: {pagina}\n  Acuse: {acuse.folio}")
    if revision.cuentas["bloqueo"]:
        raise typer.Exit(2)


@app.command()
def estado(
    ejercicio: Annotated[int, typer.Option("--ejercicio", help="Año del recurso.")],
    entidad: Annotated[str, typer.Option("--entidad", "-e", help="Clave de la entidad, dos dígitos.")] = "10",
    salida: Salida = None,
) -> None:
    """Los municipios de la entidad y su propuesta: primero a quién hay que llamar."""
    from fais_analysis.propuestas.acuses import get_carpeta, read_acuses
    from fais_analysis.propuestas.seguimiento import build_estado

    try:
        typer.echo(build_estado(read_acuses(salida or get_carpeta()), ejercicio, entidad))
    except FaisError as error:
        raise fail(error) from None
