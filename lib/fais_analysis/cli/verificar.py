"""La orden ``fais verificar``: vuelve a calcular cada cifra de un informe y dice si coincide."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fais_analysis.batch.workers.procesos import block_pesados

if TYPE_CHECKING:  # verificar tarda en importarse: sólo quien verifica lo paga
    from fais_analysis.verify.resultado import Verificacion

AYUDA = """Vuelve a calcular cada cifra de un informe y dice si coincide.

Recibe uno o varios expediente.html, hoja.html, hoja.docx, resumen.json o panorama.html, o la carpeta de una
corrida. Salida 0: todo coincide. 1: algo no coincide, un informe falta o no es de quien debe, o data/ no es
la que describe su ficha. 2: no es un informe, o los datos no se pueden leer. 3: nada discrepa, pero algo no
se puede comprobar."""

Archivos = Annotated[
    list[Path], typer.Argument(metavar="ARCHIVO", help="Informes, carpetas de una corrida o su nombre.")
]


def verificar(archivos: Archivos) -> None:
    """Verifica informes contra los datos de esta máquina."""
    block_pesados()  # antes de que algo importe nbformat
    from fais_analysis.verify.entrada import check_corrida, list_avisos, list_informes, read_corridas
    from fais_analysis.verify.informe import verify_archivo
    from fais_analysis.verify.rutas import find_ruta

    rutas = [find_ruta(archivo) for archivo in archivos]
    corridas, verificaciones = read_corridas(rutas), []
    for buscado in list_informes(rutas, corridas):
        verificacion = verify_archivo(buscado.ruta, buscado.sha256, buscado.clave)
        for renglon in verificacion.list_renglones():
            typer.echo(renglon)
        verificaciones.append(verificacion)
    faltas = [falta for corrida in corridas.items() for falta in check_corrida(*corrida)]
    avisos = [aviso for manifiesto in corridas.values() for aviso in list_avisos(manifiesto)]
    for renglon in (*(f"NO COINCIDE: {f}." for f in faltas), *avisos):
        typer.echo(renglon)
    codigos = {v.codigo_salida for v in verificaciones} | ({1} if faltas else set())
    if len(verificaciones) > 1:
        echo_total(verificaciones)
    raise typer.Exit(next((codigo for codigo in (1, 3) if codigo in codigos), 0))


def echo_total(verificaciones: "list[Verificacion]") -> None:
    """Cuántos informes están bien y cuántas cifras."""
    malas = sum(bool(v.discrepancias) for v in verificaciones)
    sin_comprobar = sum(v.codigo_salida == 3 for v in verificaciones)
    cifras = sum(v.cifras.coinciden for v in verificaciones)
    sin = sum(v.cifras.sin_comprobar for v in verificaciones)
    pendiente = f"; en {sin_comprobar} hay cosas que no se pueden comprobar" if sin_comprobar else ""
    typer.echo(
        f"{len(verificaciones)} informes: {len(verificaciones) - malas} sin discrepancias, "
        f"{malas} con discrepancias{pendiente}; {cifras:,} cifras coinciden y {sin:,} no se pueden comprobar."
    )
