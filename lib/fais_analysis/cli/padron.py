"""Órdenes del padrón: ``fais padron …``. Aquí se junta la lectura con el cuarto que guarda lo personal."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fais_analysis.cli import (
    padron_comprobar,
    padron_cruzar,
    padron_cuidado,
    padron_duplicados,
    padron_publicar,
)
from fais_analysis.cli.padron_comun import (
    Motivo,
    Todos,
    app,
    explain,
    open_deposito,
    print_primeros,
    report_legible,
)
from fais_analysis.cli.padron_publicar import load_lugares

if TYPE_CHECKING:  # cada orden paga sólo lo suyo
    from fais_analysis.padron.carga import Carga

# importarlos registra sus órdenes
__all__ = [
    "app",
    "padron_comprobar",
    "padron_cruzar",
    "padron_cuidado",
    "padron_duplicados",
    "padron_publicar",
]


Archivo = Annotated[Path, typer.Argument(help="Registro del programa: .xlsx, .ods o .csv.")]
Mapa = Annotated[Path, typer.Option("--mapa", "-m", help="Mapa de columnas del programa (.yml).")]


@app.command()
@explain
def llave(
    archivo: Annotated[Path, typer.Argument(help="Dónde queda; un archivo que no exista.")],
) -> None:
    """Crea la llave del padrón en un archivo que sólo su dueño lee. Perderla es perder lo guardado."""
    from fais_analysis.padron.llaves import VARIABLE_LLAVE, create_llave

    creada = create_llave(archivo)
    lugar = archivo.resolve()
    typer.echo(f"Llave {creada.id} lista en {lugar}. Declárela: export {VARIABLE_LLAVE}={lugar}")
    typer.echo("Guarde una copia cifrada con dos custodios: sin la llave no se abre nada de lo guardado.")


@app.command()
@explain
def programas() -> None:
    """Lista los programas del inventario de CONEVAL (2016, 2018 y 2021), con su clave para el mapa."""
    from fais_analysis.padron.programas import list_programas

    for programa in list_programas():
        typer.echo(f"{programa['clave']}  {programa['unidad_sugerida']:<13} {programa['programa']}")
    typer.echo("La unidad es una propuesta por las palabras del nombre: decídala quien conoce el programa.")


@app.command()
@explain
def revisar(archivo: Archivo, mapa: Mapa, todos: Todos = False) -> None:
    """Dice, por renglón y campo, qué habría que corregir en un registro. No guarda nada."""
    from fais_analysis.loaders.padron import load_registro
    from fais_analysis.loaders.padron_mapa import read_mapa_padron
    from fais_analysis.padron.carga import build_carga, find_fuera_de_catalogo
    from fais_analysis.padron.programas import check_programa

    leido_mapa = read_mapa_padron(mapa)
    check_programa(leido_mapa.programa)
    leido = load_registro(archivo, leido_mapa)
    report_legible(leido)
    carga = build_carga(leido.filas, leido_mapa, None, date.today())
    carga.avisos += find_fuera_de_catalogo(carga.tabla, load_lugares())
    rechazos = [*map(str, leido.problemas), *map(str, carga.rechazos)]
    print_primeros("Por corregir", rechazos, todos)
    print_primeros("Conviene revisar", [*map(str, leido.advertencias), *map(str, carga.avisos)], todos)
    _print_cuenta(carga, len(leido.rechazadas))
    raise typer.Exit(2 if rechazos else 0)


@app.command()
@explain
def cargar(archivo: Archivo, mapa: Mapa, motivo: Motivo = "", todos: Todos = False) -> None:
    """Guarda, sellados, los renglones que se pueden usar; los demás van a cuarentena, sellados también."""
    from fais_analysis.loaders.padron import load_registro
    from fais_analysis.loaders.padron_mapa import read_mapa_padron
    from fais_analysis.padron.accesos import record_acceso
    from fais_analysis.padron.carga import build_carga, find_fuera_de_catalogo
    from fais_analysis.padron.programas import check_programa
    from fais_analysis.padron.registros import count_ya_cargados, save_carga

    leido_mapa = read_mapa_padron(mapa)
    check_programa(leido_mapa.programa)
    deposito = open_deposito()
    leido = load_registro(archivo, leido_mapa)
    report_legible(leido)
    carga = build_carga(leido.filas, leido_mapa, deposito.llave, date.today())
    carga.avisos += find_fuera_de_catalogo(carga.tabla, load_lugares())
    nombre, es_nueva = save_carga(deposito, carga, leido.rechazadas, archivo.read_bytes(), leido_mapa)
    record_acceso(deposito.carpeta, "cargar", len(carga.tabla), nombre, motivo)
    print_primeros("En cuarentena", [*map(str, leido.problemas), *map(str, carga.rechazos)], todos)
    print_primeros("Conviene revisar", [*map(str, leido.advertencias), *map(str, carga.avisos)], todos)
    _print_cuenta(carga, len(leido.rechazadas))
    if repetidos := count_ya_cargados(deposito, carga, nombre):
        typer.echo(
            f"Ya estaban en otra carga: {repetidos:,}; cuentan una vez y vale lo último. "
            "Si son otra entrega, que el registro traiga su folio o su fecha de apoyo."
        )
    typer.echo(f"Carga {nombre}{'' if es_nueva else ' (ya estaba: se guardó de nuevo)'}.")


def _print_cuenta(carga: "Carga", mal_leidas: int) -> None:
    sin_curp = int((carga.tabla["curp_error"] == "vacia").sum())
    typer.echo(f"Se pueden usar {len(carga.tabla):,} renglones; no, {len(carga.rechazadas) + mal_leidas:,}.")
    if sin_curp:
        typer.echo(f"Sin CURP, con motivo: {sin_curp:,}.")
