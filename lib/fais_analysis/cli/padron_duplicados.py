"""``fais padron duplicados``, ``hoja`` y ``decidir``: buscar, dar a revisar y aplicar lo que se decidió."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fais_analysis.cli.padron_comun import (
    Motivo,
    Todos,
    app,
    explain,
    load_personas,
    open_deposito,
    print_primeros,
)

if TYPE_CHECKING:
    import pandas as pd

    from fais_analysis.padron.decisiones import Dictamen
    from fais_analysis.padron.deposito import Deposito

RESULTADO, ENTREGADAS = "duplicados", "hojas"


@app.command()
@explain
def duplicados(motivo: Motivo = "") -> None:
    """Busca a quien está dos veces, exacto o probable, y los apoyos repetidos. No borra ni funde nada."""
    from fais_analysis.padron.accesos import record_acceso

    deposito = open_deposito()
    personas = load_personas(deposito)
    cuantos = _find_y_guarda(deposito, personas)
    record_acceso(deposito.carpeta, "duplicados", len(personas), motivo=motivo)
    for renglon in cuantos:
        typer.echo(renglon)


@app.command()
@explain
def hoja(
    salida: Annotated[Path, typer.Argument(help="Dónde queda la hoja sellada (.age).")],
    para: Annotated[str, typer.Option("--para", help="Clave pública age de quien revisa («age1…»).")],
    motivo: Motivo = "",
) -> None:
    """Entrega, sellada para quien revisa, la hoja de los pares por decidir."""
    from fais_analysis.padron.accesos import record_acceso
    from fais_analysis.padron.deposito import seal_para
    from fais_analysis.padron.revision import build_revision
    from fais_analysis.sources.escritura import write_atomico

    deposito = open_deposito()
    personas = load_personas(deposito)
    lista = build_revision(personas, open_resultado(deposito, personas), deposito.llave)
    sellada = seal_para(lista.contenido, para)
    deposito.save_json(ENTREGADAS, deposito.open_json(ENTREGADAS, {}) | lista.pares)
    write_atomico(salida, sellada)
    record_acceso(deposito.carpeta, "hoja", len(lista.pares), motivo=motivo)
    typer.echo(f"{len(lista.pares):,} pares en {salida} (entre ellos, controles). Sólo la abre quien revisa.")


@app.command()
@explain
def decidir(
    archivo: Annotated[Path | None, typer.Argument(help="La hoja llena: .xlsx o .age.")] = None,
    deshacer: Annotated[str, typer.Option("--deshacer", help="Clave del par cuya decisión se anula.")] = "",
    quien: Annotated[str, typer.Option("--quien", help="Quién deshace.")] = "",
    todos: Todos = False,
    motivo: Motivo = "",
) -> None:
    """Aplica lo decidido en una hoja, o deshace la decisión de un par, y vuelve a agrupar."""
    from fais_analysis.padron.accesos import record_acceso
    from fais_analysis.padron.decisiones import add_decisiones

    deposito = open_deposito()
    personas = load_personas(deposito)
    if bool(deshacer) == (archivo is not None):
        raise typer.BadParameter("dé una hoja o --deshacer PAR, uno de los dos")
    if archivo is not None:
        aplicadas = _apply_hoja(deposito, personas, archivo, todos)
    else:
        aplicadas = add_decisiones(deposito, [_build_anulacion(deposito, deshacer, quien)])
    record_acceso(deposito.carpeta, "decidir", aplicadas, motivo=motivo)
    for renglon in _find_y_guarda(deposito, personas):
        typer.echo(renglon)


def _apply_hoja(deposito: "Deposito", personas: "pd.DataFrame", archivo: Path, todos: bool) -> int:
    from fais_analysis.loaders.padron_hoja import read_hoja_revision
    from fais_analysis.padron.decisiones import add_decisiones
    from fais_analysis.padron.deposito import open_sellado
    from fais_analysis.padron.hoja import COLUMNAS_HOJA, HOJA_PARES
    from fais_analysis.padron.revision import read_decisiones

    contenido = archivo.read_bytes()
    if archivo.suffix == ".age":
        contenido = open_sellado(contenido, deposito.llave)
    renglones = read_hoja_revision(contenido, HOJA_PARES, COLUMNAS_HOJA)
    indice = deposito.open_json(ENTREGADAS, {})
    leidas = read_decisiones(renglones, indice, personas, deposito.llave)
    print_primeros("No se aplicaron", [f"renglón {n}: {m}." for n, m in leidas.rechazos], todos)
    aplicadas = add_decisiones(deposito, leidas.decisiones)
    typer.echo(f"Decisiones nuevas: {aplicadas:,}.")
    if leidas.controles:
        typer.echo(f"Controles: {leidas.controles_bien:,} de {leidas.controles:,} bien.")
    return aplicadas


def _build_anulacion(deposito: "Deposito", par: str, quien: str) -> "Dictamen":
    from fais_analysis.padron.decisiones import anula_par, load_decisiones

    return anula_par(load_decisiones(deposito), par, quien, datetime.now(UTC).date().isoformat())


def open_resultado(deposito: "Deposito", personas: "pd.DataFrame") -> dict[str, Any]:
    """El último resultado de la búsqueda de duplicados.

    Raises
    ------
    PadronError
        Si no se ha buscado, o si después se cargó o se borró algo.
    """
    from fais_analysis.padron.errores import PadronError

    guardado: dict[str, Any] | None = deposito.open_json(RESULTADO, None)
    if guardado is None or guardado["grupo"].keys() != set(personas["registro"]):
        raise PadronError(
            "Falta buscar duplicados en lo que ahora hay cargado.",
            donde="carpeta del padrón",
            esperado="el resultado de la búsqueda, con los registros de ahora",
            encontrado="ninguno" if guardado is None else "el de antes de cargar o borrar algo",
            que_hacer="corra: fais padron duplicados",
        )
    return guardado


def _find_y_guarda(deposito: "Deposito", personas: "pd.DataFrame") -> list[str]:
    from fais_analysis.padron.apoyos import find_repetidos
    from fais_analysis.padron.decisiones import load_decisiones, select_vigentes
    from fais_analysis.padron.duplicados import find_duplicados

    vigentes = select_vigentes(load_decisiones(deposito), personas, deposito.llave)
    hallado = find_duplicados(personas, iguales=vigentes.iguales, separados=vigentes.separados)
    repetidos = find_repetidos(personas, hallado.grupo)
    guardado = {
        "grupo": hallado.grupo,
        "revision": hallado.revision.to_dict("records"),
        "controles": hallado.controles.to_dict("records"),
        "repetidos": repetidos.to_dict("records"),
        "modelo": hallado.modelo,
    }
    deposito.save_json(RESULTADO, guardado)
    sin_ventana = int((personas["ventana_meses"] == "").sum())
    cuenta = [
        f"Registros de personas: {len(personas):,}. Personas: {len(set(hallado.grupo.values())):,}.",
        f"Registros que repiten a alguien: {hallado.unidos:,} (exactos: {hallado.exactos:,}).",
        f"Pares que debe ver una persona: {len(hallado.revision):,}.",
        f"Apoyos repetidos dentro de su ventana: {repetidos['b'].nunique():,}.",
    ]
    if sin_ventana:
        cuenta.append(f"Sin ventana fijada por la secretaría, no se marcan: {sin_ventana:,} registros.")
    for titulo, pares in (("por confirmar", vigentes.por_confirmar), ("sin acuerdo", vigentes.sin_acuerdo)):
        if pares:
            cuenta.append(f"Decisiones {titulo}: {len(pares):,}.")
    return [*cuenta, f"Modelo {hallado.modelo}."]
