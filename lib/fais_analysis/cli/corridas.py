"""Órdenes ``fais corridas``: qué corridas hay y en qué difieren dos."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fais_analysis.errors import EsquemaError, ParametroError

if TYPE_CHECKING:  # leer informes tarda en importarse: sólo quien compara lo paga
    from fais_analysis.batch.corridas.manifiesto import CorridaEnDisco, Manifiesto
    from fais_analysis.verify.corridas import CifraCambiada, InformeComparado

AYUDA = "Lista las corridas que hay; con «comparar», dice en qué difieren dos."
CIFRAS_A_LA_VISTA = 12
SOLOS_A_LA_VISTA = 6
COLUMNAS_CSV = (
    "clave", "nombre", "cambio", "motivos", "procedencia", "lugar", "antes", "despues",
    "antes_impreso", "despues_impreso",
)  # fmt: skip

app = typer.Typer(help=AYUDA, rich_markup_mode=None)
Salida = Annotated[Path | None, typer.Option(help="Carpeta de las corridas; si no, outputs.")]


@app.callback(invoke_without_command=True)
def listar(contexto: typer.Context, salida: Salida = None) -> None:
    """Lista las corridas que hay; con «comparar», dice en qué difieren dos."""
    if contexto.invoked_subcommand is not None:
        return
    from fais_analysis.batch.corridas.historial import list_carpetas, list_huerfanas

    carpeta = get_salida(salida)
    renglones = [describe_corrida(ruta, carpeta) for ruta in list_carpetas(carpeta)]
    for renglon in renglones or [f"No hay corridas en {carpeta}."]:
        typer.echo(renglon)
    for ruta in list_huerfanas(carpeta):
        nombre = ruta.name.removeprefix(".").removesuffix(".parcial")
        typer.echo(f"{nombre}  sin publicar: está en marcha o se interrumpió; la siguiente toma lo hecho")


@app.command()
def comparar(
    antes: Annotated[str, typer.Argument(metavar="A", help="Corrida: su nombre, «ultima» o su carpeta.")],
    despues: Annotated[str, typer.Argument(metavar="B", help="La otra corrida.")],
    salida: Salida = None,
    archivo: Annotated[
        Path | None, typer.Option("--csv", help="Escribe aquí todas las cifras que cambiaron.")
    ] = None,
) -> None:
    """Dice qué municipios y qué cifras cambiaron de A a B, y si fue dato, método o regla."""
    from fais_analysis.verify.corridas import compare_corridas

    carpeta = get_salida(salida)
    una, otra = (read_corrida(nombre, carpeta) for nombre in (antes, despues))
    comparados = compare_corridas(una, otra)
    if archivo is not None:
        write_csv(archivo, comparados)
    show_comparacion(una.manifiesto, otra.manifiesto, comparados)
    if archivo is not None:
        typer.echo(f"Todas las cifras que cambiaron: {archivo}")


def get_salida(salida: Path | None) -> Path:
    """La carpeta de las corridas, absoluta."""
    from fais_analysis.sources.rutas import get_salidas

    return (salida or get_salidas()).expanduser().absolute()


def read_corrida(nombre: str, salida: Path) -> "CorridaEnDisco":
    """Carpeta y manifiesto de una corrida, por su nombre, «ultima» o su ruta.

    Raises
    ------
    ParametroError
        Si no existe.
    EsquemaError
        Si su manifiesto no se puede leer.
    """
    from fais_analysis.batch.corridas.historial import list_carpetas
    from fais_analysis.batch.corridas.manifiesto import NOMBRE, CorridaEnDisco, read_manifiesto
    from fais_analysis.batch.corridas.salida import get_ultima

    propia = salida / (get_ultima(salida) if nombre == "ultima" else nombre)
    for carpeta in (propia, Path(nombre).expanduser().absolute()):
        if (carpeta / NOMBRE).is_file():
            return CorridaEnDisco(carpeta, read_manifiesto(carpeta))
    hay = ", ".join(ruta.name for ruta in list_carpetas(salida)[:5]) or "ninguna"
    raise ParametroError(
        "No existe esa corrida.",
        donde=str(salida),
        esperado="el nombre de una corrida, «ultima» o la ruta de su carpeta",
        encontrado=f"«{nombre}»; las más nuevas: {hay}",
        que_hacer="véalas con: fais corridas",
    )


def describe_corrida(carpeta: Path, salida: Path) -> str:
    """Una corrida en un renglón."""
    from fais_analysis.batch.corridas.manifiesto import BUENO, FALLIDO, PENDIENTE, read_manifiesto
    from fais_analysis.batch.corridas.salida import get_ultima

    try:
        m = read_manifiesto(carpeta)
    except EsquemaError as error:
        return f"{carpeta.name}  su manifiesto no se puede leer ({error.encontrado[:60]})"
    cuenta = {estado: len(m.list_estado(estado)) for estado in (BUENO, FALLIDO, PENDIENTE)}
    reusados = sum(f.reuso is not None for f in m.list_estado(BUENO))
    partes = [
        f"{m.entidad} {m.nombre_entidad}",
        f"{cuenta[BUENO]} de {len(m.informes)} informes",
        f"{reusados} sin cambios" if reusados else "",
        f"{cuenta[FALLIDO]} fallidos" if cuenta[FALLIDO] else "",
        f"{cuenta[PENDIENTE]} pendientes" if cuenta[PENDIENTE] else "",
        "datos de demostración" if m.es_demostracion else "",
        "← ultima" if get_ultima(salida) == carpeta.name else "",
    ]
    return f"{carpeta.name}  {' · '.join(parte for parte in partes if parte)}"


def show_comparacion(una: "Manifiesto", otra: "Manifiesto", comparados: "Sequence[InformeComparado]") -> None:
    """La comparación, para leerse: primero lo que está en las dos corridas y al final lo que no."""
    solos = {c.clave: c for c in comparados if is_de_una(c.clave, una, otra)}
    comunes = [c for c in comparados if c.clave not in solos]
    distintos = [c for c in comunes if not c.es_igual]
    typer.echo(f"De {una.corrida} a {otra.corrida}: {otra.nombre_entidad}")
    en_ambas = " que están en las dos" if solos else ""
    typer.echo(f"{len(distintos)} de {len(comunes)} informes{en_ambas} cambiaron.")
    for c in distintos:
        typer.echo(f"\n{c.clave} {c.nombre}: {c.nota or f'{len(c.cifras)} cifras cambiaron'}")
        if motivos := describe_motivos(c):
            typer.echo(f"  Por: {motivos}")
        for cifra in c.cifras[:CIFRAS_A_LA_VISTA]:
            typer.echo(f"  {describe_cifra(cifra)}")
        if len(c.cifras) > CIFRAS_A_LA_VISTA:
            typer.echo(f"  … y {len(c.cifras) - CIFRAS_A_LA_VISTA} más; todas, con --csv ARCHIVO")

    for manifiesto in (una, otra):
        propios = [c for c in solos.values() if c.clave in {f.clave for f in manifiesto.informes}]
        if propios:
            nombres = ", ".join(f"{c.clave} {c.nombre}" for c in propios[:SOLOS_A_LA_VISTA])
            mas = "…" if len(propios) > SOLOS_A_LA_VISTA else ""
            typer.echo(f"\nSólo en {manifiesto.corrida} ({len(propios)}): {nombres}{mas}")


def is_de_una(clave: str, una: "Manifiesto", otra: "Manifiesto") -> bool:
    """Si un informe sólo está en una de las dos corridas: no hay con qué compararlo."""
    return clave not in {f.clave for f in una.informes} & {f.clave for f in otra.informes}


def describe_motivos(comparado: "InformeComparado") -> str:
    """Dato, método o regla, y qué de cada uno."""
    return "; ".join(f"{clase} ({', '.join(que)})" for clase, que in comparado.motivos.items())


def describe_cifra(cifra: "CifraCambiada") -> str:
    """Dónde está y de cuánto a cuánto; si se imprime igual, el valor exacto."""
    antes, despues = cifra.texto_antes, cifra.texto_despues
    if antes == despues:
        antes, despues = cifra.antes, cifra.despues
    return f"{cifra.lugar}: {antes} → {despues}  [{cifra.procedencia}]"


def write_csv(archivo: Path, comparados: "Sequence[InformeComparado]") -> None:
    """Una fila por cifra que cambió, y una por informe que cambió sin que cambie ninguna cifra.

    Raises
    ------
    SalidaError
        Si no se puede escribir.
    """
    from fais_analysis.sources.escritura import explain_escritura
    from fais_analysis.views.hoja_csv import build_hoja_csv

    renglones: list[Sequence[str]] = [COLUMNAS_CSV]
    for c in (c for c in comparados if not c.es_igual):
        comun = [c.clave, c.nombre, c.nota or "cambió", describe_motivos(c)]
        filas = [
            [x.procedencia, x.lugar, x.antes, x.despues, x.texto_antes, x.texto_despues] for x in c.cifras
        ]
        renglones += [[*comun, *fila] for fila in filas or [[""] * 6]]
    with explain_escritura(
        "No se pudo escribir el CSV de la comparación.",
        donde=str(archivo),
        que_hacer="elija otra ruta con --csv",
    ):
        archivo.write_text(build_hoja_csv(renglones), encoding="utf-8", newline="")
