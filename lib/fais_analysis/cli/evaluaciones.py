"""Órdenes del registro de evaluaciones: ``fais evaluaciones plantilla`` y ``fais evaluaciones estado``."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fais_analysis.schemas.evaluaciones import Aspecto

app = typer.Typer(help="Evaluaciones y sus aspectos susceptibles de mejora.", no_args_is_help=True)


@app.command()
def plantilla(
    salida: Annotated[Path, typer.Argument(help="Dónde queda el libro vacío (.xlsx).")],
) -> None:
    """Crea el libro vacío, con sus listas, para registrar evaluaciones y aspectos."""
    from fais_analysis.loaders.evaluaciones import build_plantilla_evaluaciones
    from fais_analysis.loaders.libros.plantilla import save_plantilla

    if salida.exists():
        raise typer.BadParameter(f"{salida} ya existe: no se escribe encima")
    save_plantilla(salida, build_plantilla_evaluaciones())
    typer.echo(f"Plantilla en {salida}. Una fila por aspecto; nada de datos de personas.")


@app.command()
def estado(
    archivo: Annotated[Path, typer.Argument(help="El libro de evaluaciones: .xlsx, .ods, .xls o .csv.")],
    al: Annotated[
        datetime | None, typer.Option("--al", formats=["%Y-%m-%d"], help="A qué fecha; si no, hoy.")
    ] = None,
    panorama: Annotated[bool, typer.Option("--panorama", help="Deja las cuentas para el panorama.")] = False,
) -> None:
    """Dice qué está vencido, por vencer, en plazo y cerrado. Salida 2 si algo del libro no se entiende."""
    from fais_analysis.indicators.evaluaciones import (
        ESTADOS_ASPECTO,
        SIN_ASPECTOS,
        classify_aspecto,
        count_estados,
        find_inconsistencias,
    )
    from fais_analysis.loaders.evaluaciones import read_evaluaciones

    hoy = al.date() if al else date.today()
    libro = read_evaluaciones(archivo)
    for problema in libro.problemas:
        typer.echo(str(problema), err=True)
    for falla in find_inconsistencias(libro.aspectos, hoy):
        typer.echo(f"Revise: {falla}", err=True)
    cuantas = "sin dato" if libro.problemas and not libro.aspectos else _write_cuantas(libro.aspectos)
    typer.echo(f"Evaluaciones: {cuantas}. Al {hoy:%d/%m/%Y}:")
    for programa, cuentas in count_estados(libro.aspectos, hoy).items():
        typer.echo(f"  {programa}: " + ", ".join(f"{n:,} {e}" for e, n in cuentas.items() if n) + ".")
    for titulo in ESTADOS_ASPECTO[: ESTADOS_ASPECTO.index(SIN_ASPECTOS)]:
        propios = [a for a in libro.aspectos if classify_aspecto(a, hoy) == titulo]
        for aspecto in sorted(propios, key=lambda a: (a.fecha_compromiso or date.max, a.renglon)):
            cuando = f"{aspecto.fecha_compromiso:%d/%m/%Y}" if aspecto.fecha_compromiso else "sin fecha"
            avance = "sin dato" if aspecto.avance_pct is None else f"{aspecto.avance_pct} %"
            typer.echo(
                f"  {titulo} · {cuando} · avance {avance} · {aspecto.area or 'sin área'} · "
                f"{aspecto.programa} {aspecto.anio}: {aspecto.recomendacion}"
            )
    if panorama and libro.aspectos and not libro.problemas:
        _save_resumen(libro.aspectos, hoy)
    raise typer.Exit(2 if libro.problemas else 0)


def _write_cuantas(aspectos: Sequence["Aspecto"]) -> str:
    from fais_analysis.indicators.evaluaciones import count_evaluaciones

    return f"{count_evaluaciones(aspectos):,}"


def _save_resumen(aspectos: Sequence["Aspecto"], hoy: date) -> None:
    """Sólo cuentas: es lo que el panorama dice."""
    from fais_analysis.indicators.evaluaciones import (
        CERRADO,
        ESTADOS_ASPECTO,
        SIN_ASPECTOS,
        count_estados,
        count_evaluaciones,
    )
    from fais_analysis.loaders.seguimiento import EVALUACIONES, get_ruta_seguimiento
    from fais_analysis.sources.escritura import write_con_carpeta

    por_programa = count_estados(aspectos, hoy)
    con_aspecto = [e for e in ESTADOS_ASPECTO if e != SIN_ASPECTOS]
    resumen = {
        "al": f"{hoy:%d/%m/%Y}",
        "evaluaciones": count_evaluaciones(aspectos),
        "estados": {e: sum(cuentas[e] for cuentas in por_programa.values()) for e in con_aspecto},
        "programas": {
            programa: {
                "evaluaciones": count_evaluaciones([a for a in aspectos if a.programa == programa]),
                "abiertos": {e: cuentas[e] for e in con_aspecto if e != CERRADO},
                "cerrados": cuentas[CERRADO],
            }
            for programa, cuentas in por_programa.items()
        },
    }
    write_con_carpeta(get_ruta_seguimiento(EVALUACIONES), json.dumps(resumen, ensure_ascii=False, indent=1))
    typer.echo("El panorama lo dirá en la próxima corrida: fais reportes.")
