"""``fais padron estado`` y ``borrar``: qué se guarda, quién lo abrió y cómo se borra de verdad."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from fais_analysis.cli.padron_comun import Motivo, app, explain, open_deposito

NO_SE_PROMETE = (
    "No se puede asegurar lo que no vive en esta carpeta: respaldos, instantáneas o sincronizadores, "
    "sectores de un disco sólido y las hojas ya entregadas. "
    "Todo va sellado: para que nada se abra nunca, destruya la llave."
)
PLAZOS = (
    "El plazo de conservación lo fija la secretaría (conservacion_meses en el mapa, o --plazo-meses) y corre "
    "desde el cierre del último ejercicio. El que mandan la ley y el catálogo de disposición documental está "
    "por verificar: la orden no supone ninguno."
)


@app.command()
@explain
def estado() -> None:
    """Dice qué hay en el padrón, con qué llave y si la bitácora de accesos está entera."""
    from fais_analysis.padron.accesos import check_accesos
    from fais_analysis.padron.llaves import get_publica
    from fais_analysis.padron.registros import list_cargas, load_registros
    from fais_analysis.schemas.padron import TIPOS_BENEFICIARIO

    deposito = open_deposito()
    typer.echo(f"Llave {deposito.llave.id}. Para devolver hojas selladas: {get_publica(deposito.llave)}")
    for carga in list_cargas(deposito):
        typer.echo(
            f"  carga {carga['carga']} · {carga['cargada']} · {carga['filas']:,} · aviso {carga['aviso']}"
            f" · {_phrase_plazo(carga)}"
        )
    if list_cargas(deposito):
        tipos = load_registros(deposito)["unidad"].map(dict(TIPOS_BENEFICIARIO))
        for tipo, cuantos in tipos.value_counts().sort_index().items():
            typer.echo(f"Registros de {tipo}: {cuantos:,}.")
    _warn_vieja(deposito.carpeta)
    accesos, roto = check_accesos(deposito.carpeta)
    typer.echo(
        f"Accesos: {accesos:,}. " + (f"La cadena se rompe en el renglón {roto}." if roto else "En cadena.")
    )
    typer.echo(
        "¿El disco de este equipo está cifrado? La orden no lo puede saber: compruébelo quien lo administra."
    )
    raise typer.Exit(2 if roto else 0)


def _warn_vieja(carpeta: Path) -> None:
    """Dice si al lado queda lo sellado con la llave de antes."""
    from fais_analysis.padron.deposito import HERMANA_VIEJA, get_hermana, has_sellado

    vieja = get_hermana(carpeta, HERMANA_VIEJA)
    if has_sellado(vieja):
        typer.echo(f"Queda «{vieja.name}», de un cambio de llave: bórrela sólo si aquí está todo.", err=True)


@app.command()
@explain
def rotar(
    nueva: Annotated[Path, typer.Argument(help="El archivo de la llave nueva (fais padron llave ARCHIVO).")],
    motivo: Motivo = "",
) -> None:
    """Cambia la llave: sella todo de nuevo y recalcula cada seudónimo. Lo de la llave vieja se borra."""
    from fais_analysis.padron.accesos import record_acceso
    from fais_analysis.padron.llaves import VARIABLE_LLAVE, read_llave
    from fais_analysis.padron.rotacion import rotate_llave

    deposito, llave = open_deposito(), read_llave(nueva)
    if llave.id == deposito.llave.id:
        raise typer.BadParameter("es la misma llave")
    rotada = rotate_llave(deposito, llave)
    record_acceso(deposito.carpeta, "rotar", rotada.registros, motivo=motivo)
    typer.echo(f"Registros: {rotada.registros:,}. Decisiones que pasan: {rotada.decisiones:,}.")
    if rotada.perdidas:
        typer.echo(f"Decisiones de registros ya borrados, que no pasan: {rotada.perdidas:,}.")
    typer.echo(f"Declare la nueva: export {VARIABLE_LLAVE}={nueva.resolve()}")
    typer.echo("Luego: fais padron duplicados, y hojas nuevas para quien revisa.")
    typer.echo(f"Destruya la vieja y sus copias. {NO_SE_PROMETE}")
    _warn_vieja(deposito.carpeta)


@app.command()
@explain
def borrar(
    carga: Annotated[str, typer.Option("--carga", help="La carga por borrar (fais padron estado).")] = "",
    antes_de: Annotated[str, typer.Option("--antes-de", help="Las cargadas antes de AAAA-MM-DD.")] = "",
    vencidas: Annotated[bool, typer.Option("--vencidas", help="Las que pasaron su plazo.")] = False,
    plazo_meses: Annotated[
        int | None,
        typer.Option("--plazo-meses", min=1, help="Con --vencidas: el plazo si el mapa no lo trae."),
    ] = None,
    si: Annotated[bool, typer.Option("--si", help="Confirma: no se puede deshacer.")] = False,
    motivo: Motivo = "",
) -> None:
    """Borra cargas con su cuarentena, sus resultados y lo decidido. El plazo lo fija la secretaría."""
    from fais_analysis.padron.accesos import record_acceso
    from fais_analysis.padron.registros import list_cargas, remove_cargas

    if bool(carga) + bool(antes_de) + vencidas != 1:
        raise typer.BadParameter("dé --carga, --antes-de o --vencidas, uno de los tres")
    dia, deposito = _check_dia(antes_de), open_deposito()
    cuales = [
        c["carga"]
        for c in list_cargas(deposito)
        if c["carga"] == carga or c["cargada"] < dia or (vencidas and _is_vencida(c, plazo_meses))
    ]
    if vencidas:
        typer.echo(PLAZOS)
    if not si or not cuales:
        typer.echo(
            f"Se borrarían {len(cuales):,} cargas{': ' if cuales else ''}{', '.join(cuales)}. "
            + ("Confirme con --si." if cuales else "Nada que borrar.")
        )
        raise typer.Exit(2)
    archivos, decisiones = remove_cargas(deposito, cuales)
    record_acceso(deposito.carpeta, "borrar", archivos, motivo=motivo)
    typer.echo(
        f"Borradas {len(cuales):,} cargas: {archivos:,} archivos sellados y {decisiones:,} decisiones. "
        f"{NO_SE_PROMETE}"
    )


def _check_dia(texto: str) -> str:
    """El día, si lo es (o nada): con otra cosa se compararían letras y se borraría de más o de menos."""
    try:
        return texto and date.fromisoformat(texto).isoformat()
    except ValueError:
        raise typer.BadParameter("--antes-de es un día: AAAA-MM-DD") from None


def _is_vencida(carga: Mapping[str, Any], plazo_meses: int | None = None) -> bool:
    from fais_analysis.padron.registros import compute_vencimiento

    hasta = compute_vencimiento(carga, plazo_meses)
    return hasta is not None and hasta < date.today()


def _phrase_plazo(carga: Mapping[str, Any]) -> str:
    from fais_analysis.padron.registros import compute_vencimiento

    hasta = compute_vencimiento(carga)
    if hasta is None:
        return "sin plazo fijado"
    return f"{'VENCIDA: se conservaba' if _is_vencida(carga) else 'se conserva'} hasta el {hasta:%d/%m/%Y}"
