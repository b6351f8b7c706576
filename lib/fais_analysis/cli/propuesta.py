"""Órdenes de la propuesta municipal: plantilla, revisión y estado."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fais_analysis.errors import FaisError

if TYPE_CHECKING:  # cada orden paga sólo lo suyo
    from fais_analysis.propuestas.revision import Revision

app = typer.Typer(
    help="Propuesta municipal: plantilla, revisión, mezcla, comparación y estado.", no_args_is_help=True
)

Municipio = Annotated[str, typer.Option("--municipio", "-m", help="Clave del municipio, cinco dígitos.")]
Ejercicio = Annotated[int | None, typer.Option("--ejercicio", help="Año del recurso.")]
Archivo = Annotated[Path, typer.Argument(help="Propuesta .xlsx, .ods, .xls o .csv.")]
Confirmadas = Annotated[
    Path | None, typer.Option("--confirmadas", help="Libro de hallazgos con la hoja Por confirmar ya llena.")
]
Salida = Annotated[Path | None, typer.Option(help="Carpeta de los resultados; si no, data/propuestas.")]


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
SinAmpliar = Annotated[bool, typer.Option("--sin-ampliar", help="No agranda ninguna acción.")]
AceptarSinVia = Annotated[
    bool, typer.Option("--aceptar-sin-via", help="También obras que no dicen su vía de focalización.")
]


def fail(error: FaisError) -> typer.Exit:
    """Escribe el error y devuelve la salida con su código."""
    typer.echo(str(error), err=True)
    return typer.Exit(error.codigo_salida)


def review_archivo(
    archivo: Path, municipio: str, ejercicio: int | None, confirmadas: Path | None
) -> "Revision":
    """La revisión de un archivo, con lo que una persona ya confirmó."""
    from fais_analysis.loaders.propuestas import read_confirmadas
    from fais_analysis.propuestas.revision import Pedido, review_propuesta

    hechas = read_confirmadas(confirmadas) if confirmadas else {}
    return review_propuesta(Pedido(archivo, municipio, ejercicio, hechas))


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
    from fais_analysis.propuestas.acuses import get_carpeta, save_acuse
    from fais_analysis.propuestas.libro_hallazgos import build_libro_hallazgos
    from fais_analysis.propuestas.resumen import build_resumen_consola, build_resumen_html
    from fais_analysis.sources.escritura import write_con_carpeta

    try:
        revision = review_archivo(archivo, municipio, ejercicio, confirmadas)
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
def mezcla(
    archivo: Archivo,
    municipio: Municipio = "",
    ejercicio: Ejercicio = None,
    confirmadas: Confirmadas = None,
    salida: Salida = None,
    presupuesto: Presupuesto = None,
    obligar: Obligar = None,
    fijar: Fijar = None,
    prohibir: Prohibir = None,
    candidatas: Candidatas = None,
    sin_ampliar: SinAmpliar = False,
    aceptar_sin_via: AceptarSinVia = False,
) -> None:
    """Propone la mezcla que saca más viviendas de sus carencias; sale con 2 si ninguna cumple."""
    from fais_analysis.propuestas import mezcla as cuarto
    from fais_analysis.propuestas.acuses import get_carpeta
    from fais_analysis.sources.escritura import write_con_carpeta

    listas = (presupuesto or (), obligar or (), fijar or (), prohibir or ())
    pedido = cuarto.PedidoMezcla(*listas, candidatas, not sin_ampliar, aceptar_sin_via)
    try:
        revision = review_archivo(archivo, municipio, ejercicio, confirmadas)
        sugerencia = cuarto.suggest_mezcla(revision, pedido)
        nombre = f"{revision.propuesta.clave_municipio}_{revision.propuesta.ejercicio}_mezcla.xlsx"
        libro = (salida or get_carpeta()) / nombre
        write_con_carpeta(libro, cuarto.build_libro_mezcla(revision, sugerencia))
    except FaisError as error:
        raise fail(error) from None
    typer.echo(cuarto.build_mezcla_consola(sugerencia))
    typer.echo(f"  Mezcla: {libro}")
    if not sugerencia.mezcla.es_factible:
        raise typer.Exit(2)


@app.command()
def comparar(
    inicial: Annotated[Path, typer.Argument(help="Versión inicial de la propuesta.")],
    modificada: Annotated[Path, typer.Argument(help="Versión modificada.")],
    municipio: Municipio = "",
    ejercicio: Ejercicio = None,
    confirmadas: Confirmadas = None,
    salida: Salida = None,
) -> None:
    """Qué cambió entre dos versiones: obras, pesos que se movieron, viviendas y hallazgos."""
    from fais_analysis.propuestas import comparacion as cuarto
    from fais_analysis.propuestas.acuses import get_carpeta
    from fais_analysis.sources.escritura import write_con_carpeta

    try:
        una, otra = (review_archivo(a, municipio, ejercicio, confirmadas) for a in (inicial, modificada))
        comparacion = cuarto.compare_revisiones(una, otra)
        nombre = f"{una.propuesta.clave_municipio}_{una.propuesta.ejercicio}_comparacion.xlsx"
        libro = (salida or get_carpeta()) / nombre
        write_con_carpeta(libro, cuarto.build_libro_comparacion(comparacion))
    except FaisError as error:
        raise fail(error) from None
    typer.echo(cuarto.build_comparacion_consola(comparacion))
    typer.echo(f"  Comparación: {libro}")


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
