"""``fais datos listar`` y ``fais datos nueva``: qué hay, qué falta y cómo se registra lo nuevo."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fais_analysis.claves import ENTIDADES, check_clave_entidad
from fais_analysis.errors import ParametroError
from fais_analysis.sources.entidades import ENTIDAD_BASE
from fais_analysis.sources.rutas import get_fuentes

if TYPE_CHECKING:  # lo que abre tablas se importa al usarse: cada orden paga sólo lo suyo
    from fais_analysis.loaders.existencias import ExistenciaOriginal, ExistenciaTabla

COMO_TRAERLOS = (
    "Se traen con: fais datos descargar FUENTE; los que se bajan a mano, con: fais datos importar ARCHIVO"
)


def listar(
    entidad: Annotated[
        str, typer.Option("--entidad", "-e", help="De qué entidad se pregunta, dos dígitos.")
    ] = ENTIDAD_BASE,
) -> None:
    """Qué datos hay, cuáles faltan o se atrasaron y qué informe los pide.

    Una tabla está atrasada si se hizo con otra edición que la que hoy está a la mano o registrada.
    """
    from fais_analysis.loaders.existencias import PRESENTE, list_existencias, list_tablas_existentes

    clave = check_clave_entidad(entidad)
    tablas, originales = list_tablas_existentes(clave), list_existencias()
    typer.echo(f"Tablas de data/ y los informes que las piden, para {ENTIDADES[clave]} ({clave}):")
    for tabla in tablas:
        _show_tabla(tabla)
    typer.echo(f"\nOriginales que no están como se registraron, en {get_fuentes()}:")
    por_traer = [o for o in originales if o.estado != PRESENTE]
    for original in por_traer:
        _show_original(original)
    typer.echo(f"  {COMO_TRAERLOS if por_traer else 'ninguno'}")
    typer.echo("\nTablas: " + _count(t.estado for t in tablas))
    typer.echo("Originales: " + _count(o.estado for o in originales))


def nueva(
    fuente: Annotated[str, typer.Argument(help="Identificador: inegi_viviendas.")],
    archivo: Annotated[Path, typer.Option(help="El original que ya tiene.")],
    anio: Annotated[int | None, typer.Option(help="Su año, si la fuente publica uno por año.")] = None,
    entidad: Annotated[str, typer.Option("--entidad", "-e", help="De qué estado es, si no del país.")] = "",
    salida: Annotated[Path | None, typer.Option(help="Archivo; por omisión, FUENTE.ficha-nueva.yml.")] = None,
) -> None:
    """Escribe el esqueleto de la ficha de una fuente.

    Mide lo que se puede (huella, bytes, codificación, columnas) y deja marcado lo que alguien tiene que
    escribir.
    """
    from fais_analysis.sources.escritura import write_con_carpeta
    from fais_analysis.sources.tarjeta import POR_ESCRIBIR, build_tarjeta

    texto = build_tarjeta(fuente, archivo, anio, check_clave_entidad(entidad) if entidad else "")
    destino = salida or Path(f"{fuente}.ficha-nueva.yml")
    if destino.exists():
        raise ParametroError(
            "Ya hay un archivo con ese nombre.",
            donde=str(destino),
            esperado="un archivo que no exista",
            encontrado="uno que ya está escrito",
            que_hacer="dé otro nombre con --salida, o bórrelo si ya no sirve",
        )
    write_con_carpeta(destino, texto)
    typer.echo(f"Listo: {destino}")
    typer.echo(f"Escriba lo que dice «{POR_ESCRIBIR}» y péguelo en lib/fais_analysis/sources/fuentes.yml")


def _show_tabla(tabla: "ExistenciaTabla") -> None:
    from fais_analysis.loaders.existencias import SIN_INFORME

    alcance = "" if tabla.cubre or tabla.motivo else ", sin filas de esa entidad"
    motivo = f" ({tabla.motivo})" if tabla.motivo else ""
    typer.echo(
        f"  {tabla.tabla}: {tabla.estado}{motivo}{alcance} — {', '.join(tabla.informes) or SIN_INFORME}"
    )


def _show_original(original: "ExistenciaOriginal") -> None:
    edicion = f" {original.edicion}".rstrip()
    informes = f" ({', '.join(original.informes)})" if original.informes else ""
    para = f"para {', '.join(original.tablas)}{informes}" if original.tablas else "no entra a ninguna tabla"
    typer.echo(f"  {original.fuente}{edicion}: {original.estado} — {original.ruta}; {para}")


def _count(estados: Iterable[str]) -> str:
    return ", ".join(f"{n} {estado}" for estado, n in sorted(Counter(estados).items()))
