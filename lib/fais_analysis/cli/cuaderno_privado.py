"""Correr un cuaderno de uso interno: fuera del lote, y lo que sale se queda con las propuestas."""

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from fais_analysis.errors import PropuestaError
from fais_analysis.sources.rutas import get_raiz

if TYPE_CHECKING:
    from fais_analysis.cli.propuesta_comun import OrdenPropuesta

PROPUESTA, EJECUCION = "40_propuesta", "60_ejecucion"


def save_cuaderno(nombre: str, orden: "OrdenPropuesta", avance: Path | None = None) -> None:
    """Corre un cuaderno con papermill, lo deja con las propuestas, sin rutas de esta máquina, y lo dice.

    Raises
    ------
    PropuestaError
        Si falta el cuaderno o alguna celda falla; entonces no queda ninguno.
    """
    from fais_analysis.batch.kernel.cuaderno import run_cuaderno, write_cuaderno
    from fais_analysis.batch.plan.limites import Limites
    from fais_analysis.pages.higiene import clean_cuaderno

    origen = get_raiz() / "notebooks" / f"{nombre}.ipynb"
    if not origen.is_file():
        raise _build_error(nombre, f"nada en notebooks/{origen.name}")
    propuesta = orden.review().propuesta
    archivos = {"archivo": orden.archivo, "confirmadas": orden.confirmadas, "avance": avance}
    parametros = {"clave_municipio": propuesta.clave_municipio, "ejercicio": str(propuesta.ejercicio)}
    parametros |= {c: str(ruta.resolve()) for c, ruta in archivos.items() if ruta is not None}
    destino = orden.carpeta / f"{propuesta.clave_municipio}_{propuesta.ejercicio}_{nombre}.ipynb"
    with tempfile.TemporaryDirectory() as taller:
        hecho = run_cuaderno(origen, parametros, Limites(), Path(taller))
        if hecho.causa is not None or hecho.libro is None:
            raise _build_error(nombre, str(hecho.causa or "ningún cuaderno"))
        for celda in hecho.libro.cells:  # la celda que puso papermill trae las rutas de quien lo corrió
            if "injected-parameters" in celda.metadata.get("tags", []):
                for ruta in filter(None, archivos.values()):
                    celda.source = celda.source.replace(str(ruta.resolve()), ruta.name)
        clean_cuaderno(hecho.libro, nombre)
        limpio = Path(taller) / destino.name
        write_cuaderno(hecho.libro, limpio)
        destino.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(limpio, destino)
    typer.echo(f"Cuaderno (de uso interno): {destino}")


def _build_error(nombre: str, encontrado: str) -> PropuestaError:
    return PropuestaError(
        "El cuaderno no se pudo hacer.",
        donde=f"notebooks/{nombre}.ipynb",
        esperado="el cuaderno que trae el proyecto, con todas sus celdas bien",
        encontrado=encontrado,
        que_hacer="revise el archivo con fais propuesta revisar y repita",
    )
