"""La orden ``fais verificar``: vuelve a calcular cada cifra de un informe y dice si coincide."""

from pathlib import Path
from typing import Annotated

import typer

AYUDA = """Vuelve a calcular cada cifra de un informe y dice si coincide.

Recibe uno o varios expediente.html o panorama.html, o la carpeta de una corrida. Salida 0: nada discrepa (lo
que no se pudo comprobar se dice). 1: algo no coincide, o data/ no es la que describe su ficha. 2: no es un
informe, o los datos no se pueden leer."""

Archivos = Annotated[
    list[Path], typer.Argument(metavar="ARCHIVO", help="Informes o carpetas de una corrida.")
]


def verificar(archivos: Archivos) -> None:
    """Verifica informes contra los datos de esta máquina."""
    from fais_analysis.verify.informe import list_informes, verify_archivo

    verificaciones = []
    for ruta, sha256 in list_informes(archivos):
        verificacion = verify_archivo(ruta, sha256)
        for renglon in verificacion.list_renglones():
            typer.echo(renglon)
        verificaciones.append(verificacion)
    malas = [v for v in verificaciones if v.codigo_salida]
    if len(verificaciones) > 1:
        cifras = sum(v.cifras.coinciden for v in verificaciones)
        sin = sum(v.cifras.sin_comprobar for v in verificaciones)
        typer.echo(
            f"{len(verificaciones)} informes: {len(verificaciones) - len(malas)} sin discrepancias, "
            f"{len(malas)} con discrepancias; {cifras:,} cifras coinciden y {sin:,} no se pueden comprobar."
        )
    raise typer.Exit(1 if malas else 0)
