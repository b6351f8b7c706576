"""Órdenes del libro de inversión: ``fais inversion plantilla`` y ``fais inversion revisar``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fais_analysis.errors import FaisError

if TYPE_CHECKING:  # lo que abre tablas se importa al usarse: cada orden paga sólo lo suyo
    import pandas as pd

    from fais_analysis.loaders.inversion_revision import RevisionLibro

app = typer.Typer(help="Libro de inversión por obra: plantilla y revisión.", no_args_is_help=True)

MAXIMO_ENTENDIDO = 30
NOMBRE_PLANTILLA = Path("libro_inversion.xlsx")


@app.command()
def plantilla(
    salida: Annotated[Path, typer.Option(help="Archivo .xlsx por crear.")] = NOMBRE_PLANTILLA,
    entidad: Annotated[str, typer.Option(help="Clave de la entidad, dos dígitos.")] = "10",
) -> None:
    """Crea el libro de Excel vacío, con sus listas, para capturar la inversión por obra."""
    from fais_analysis.loaders.plantilla_inversion import build_plantilla_inversion

    try:
        destino = build_plantilla_inversion(salida, entidad)
    except FaisError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(error.codigo_salida) from None
    typer.echo(f"Plantilla lista: {destino}")
    typer.echo("Llénela y revísela con: fais inversion revisar " + str(destino))


@app.command()
def revisar(
    archivo: Annotated[Path, typer.Argument(help="Libro .xlsx o .csv por revisar.")],
    todos: Annotated[bool, typer.Option("--todos", help="Muestra todos los problemas, no sólo 20.")] = False,
) -> None:
    """Dice, renglón por renglón, qué hay que corregir en un libro; si está bien, lo resume."""
    from fais_analysis.loaders.inversion_lugares import load_referencias
    from fais_analysis.loaders.inversion_revision import review_libro

    try:
        revision = review_libro(archivo, *load_referencias())
    except FaisError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(error.codigo_salida) from None
    if revision.tabla is None:
        _show_problemas(revision, archivo, todos)
        raise typer.Exit(2)
    _show_resumen(revision.tabla, revision, archivo)


def _show_problemas(revision: "RevisionLibro", archivo: Path, todos: bool) -> None:
    from fais_analysis.loaders.inversion_revision import build_libro_error

    _show_entendido(revision, es_error=True)
    if todos:
        for problema in revision.problemas:
            typer.echo(str(problema), err=True)
        typer.echo(f"{len(revision.problemas):,} problemas por corregir en {archivo.name}.", err=True)
    else:
        typer.echo(str(build_libro_error(revision.problemas, archivo.name)), err=True)


def _show_resumen(tabla: "pd.DataFrame", revision: "RevisionLibro", archivo: Path) -> None:
    folios = tabla.drop_duplicates("folio_obra")
    ejercicios = ", ".join(str(e) for e in sorted(tabla["ejercicio"].unique()))
    typer.echo(f"{archivo.name}: {_describe_estado(revision)}.")
    typer.echo(f"  Filas: {len(tabla):,}   Folios: {len(folios):,}   Ejercicios: {ejercicios}")
    typer.echo(f"  Municipios con obra: {tabla['clave_municipio'].nunique():,}")
    typer.echo("  Grupo                         Inversión (pesos)   Proyectos    Acciones")
    conteo = folios.pivot_table(index="grupo", columns="tipo_conteo", values="cantidad", aggfunc="sum")
    conteo = conteo.reindex(columns=["proyecto", "accion"]).fillna(0).astype("int64")
    for grupo, centavos in tabla.groupby("grupo")["monto_centavos"].sum().items():
        proyectos, acciones = conteo.loc[grupo]
        typer.echo(f"  {grupo:<24}{format_centavos(centavos):>23}{proyectos:>12,}{acciones:>12,}")
    proyectos, acciones = conteo.sum()
    total = int(tabla["monto_centavos"].sum())
    typer.echo(f"  {'TOTAL':<24}{format_centavos(total):>23}{proyectos:>12,}{acciones:>12,}")
    _show_entendido(revision)
    if revision.advertencias:
        typer.echo(f"  Advertencias ({len(revision.advertencias)}):")
        for advertencia in revision.advertencias:
            typer.echo(f"    - {advertencia}")


def _describe_estado(revision: "RevisionLibro") -> str:
    """Si el libro se puede usar y qué hay que mirar antes: lo grave se dice en el primer renglón."""
    graves = sum(a.nivel == "grave" for a in revision.advertencias)
    dudas = len(revision.advertencias) - graves
    if not graves:
        return f"sin problemas; {dudas} por verificar" if dudas else "sin problemas"
    por_verificar = f" y {dudas} por verificar" if dudas else ""
    plural = "s" if graves > 1 else ""
    hallados = f"{graves} hallazgo{plural} grave{plural}{por_verificar}"
    return f"se puede leer, pero trae {hallados}: corríjalo antes de usarlo"


def _show_entendido(revision: "RevisionLibro", es_error: bool = False) -> None:
    if revision.entendidas:
        typer.echo("  Así se entendió lo que está escrito de otra manera:", err=es_error)
        for lectura in revision.entendidas[:MAXIMO_ENTENDIDO]:
            typer.echo(f"    - {lectura}", err=es_error)
        if (resto := len(revision.entendidas) - MAXIMO_ENTENDIDO) > 0:
            typer.echo(f"    … y {resto:,} más", err=es_error)


def format_centavos(centavos: int) -> str:
    """Centavos como pesos con miles y dos decimales, sin pasar por punto flotante."""
    return f"${int(centavos) // 100:,}.{int(centavos) % 100:02d}"
