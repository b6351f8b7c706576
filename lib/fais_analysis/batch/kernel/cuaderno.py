"""Correr un cuaderno con papermill y decir, si falló, en qué celda y por qué."""

import copy
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import (
    ERROR_MARKER_TAG,
    prepare_notebook_metadata,
    raise_for_execution_errors,
    remove_error_markers,
)
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from fais_analysis.batch.kernel.fabrica import Manejador
from fais_analysis.batch.kernel.motor import NOMBRE, Motor
from fais_analysis.batch.kernel.rastro import SUFIJO, Rastro
from fais_analysis.batch.kernel.vigia import watch_cuaderno
from fais_analysis.batch.plan.limites import MOTOR_FABRICA, Limites
from fais_analysis.pages.causa import Causa

PYTHON = {"kernel_name": "python3", "language": "python"}
SIN_CUADERNO = "no quedó ningún cuaderno, aunque no marcó error"
ANSI = re.compile(r"\x1b\[[0-9;]*m")
papermill_engines.register(NOMBRE, Motor)  # también sin instalar el paquete


@dataclass
class Ejecucion:
    """Lo que quedó de correr un cuaderno: el cuaderno (aunque sea a medias) y la causa si falló."""

    cuaderno: str
    libro: NotebookNode | None = None
    causa: Causa | None = None


def run_cuaderno(
    ruta: Path, parametros: dict[str, str], limites: Limites, taller: Path, motor: str = NOMBRE
) -> Ejecucion:
    """Corre un cuaderno; no lanza por lo que falle dentro.

    Los parámetros van como texto por la API de papermill: la orden ``papermill -p`` convertiría
    «01001» en 1001. Si el proceso muere a media celda, en ``taller`` queda el rastro del cuaderno.
    """
    ejecucion = Ejecucion(ruta.stem)
    correr = run_fabrica if motor == MOTOR_FABRICA else run_propio
    try:
        correr(ruta, parametros, limites, taller, ejecucion)
        ejecucion.causa = find_celda_incompleta(ejecucion)
    except Exception as error:
        ejecucion.causa = explain_falla(error, ejecucion, limites)
    if ejecucion.libro is not None:
        remove_marcas(ejecucion.libro)
    return ejecucion


def run_propio(
    ruta: Path, parametros: dict[str, str], limites: Limites, taller: Path, ejecucion: Ejecucion
) -> None:
    """Con el motor de la casa; vence al límite aunque la celda esté atorada en C.

    Son los mismos pasos que ``papermill.execute_notebook``, sin escribir el cuaderno: se escribe ya limpio.
    """
    rastro_en = open_rastro(taller / f"{ruta.stem}{SUFIJO}", ejecucion)
    with rastro_en as rastro, watch_cuaderno(taller, limites.cuaderno_s):
        libro = parameterize_notebook(load_libro(ruta), dict(parametros), **PYTHON)
        libro = prepare_notebook_metadata(libro, str(ruta), None)
        libro = papermill_engines.execute_notebook_with_engine(
            NOMBRE,
            remove_error_markers(libro),
            PYTHON["kernel_name"],
            progress_bar=False,
            autosave_cell_every=0,
            rastro=rastro,
        )
        raise_for_execution_errors(libro, None)


def load_libro(ruta: Path) -> NotebookNode:
    """Una copia del cuaderno sin correr, que se lee y comprueba una vez por proceso."""
    estado = ruta.stat()
    return copy.deepcopy(_load_libro(ruta, estado.st_mtime_ns, estado.st_size))


@lru_cache(maxsize=8)
def _load_libro(ruta: Path, _modificado: int, _tamano: int) -> NotebookNode:
    return load_notebook_node(str(ruta))


def write_cuaderno(libro: NotebookNode, ruta: Path) -> None:
    """Escribe un cuaderno válido, una celda por renglón.

    ``nbformat`` pone cada número de cada figura en su propio renglón, y tarda seis veces más.

    Raises
    ------
    nbformat.ValidationError
        Si no cumple el formato de Jupyter.
    """
    nbformat.validate(libro)
    celdas, resto = ",\n".join(map(dump_json, libro.cells)), {k: v for k, v in libro.items() if k != "cells"}
    texto = '{"cells":[\n' + celdas + "\n],\n" + dump_json(resto)[1:] + "\n"
    ruta.write_text(texto, encoding="utf-8", newline="\n")


def dump_json(valor: Any) -> str:
    """JSON en un renglón, con las claves en orden."""
    return json.dumps(valor, ensure_ascii=False, sort_keys=True)


@contextmanager
def open_rastro(ruta: Path, ejecucion: Ejecucion) -> Iterator[Rastro]:
    """Rastro en disco mientras corre el cuaderno; al cerrar, deja el cuaderno en ``ejecucion``."""
    rastro = Rastro(ruta)
    try:
        yield rastro
    finally:
        ejecucion.libro = rastro.libro
        rastro.close()
        ruta.unlink(missing_ok=True)


def run_fabrica(
    ruta: Path, parametros: dict[str, str], limites: Limites, taller: Path, ejecucion: Ejecucion
) -> None:
    """Con el motor de fábrica, que guarda tras cada celda: lo que quede en disco es lo que hubo."""
    salida = taller / ruta.name
    try:
        papermill.execute_notebook(
            str(ruta),
            str(salida),
            parameters=dict(parametros),
            **PYTHON,
            progress_bar=False,
            start_timeout=limites.arranque_s,
            execution_timeout=limites.cuaderno_s,
            kernel_manager_class=Manejador,
            record_timing=False,
        )
    finally:
        if salida.exists():
            ejecucion.libro = nbformat.read(salida, nbformat.NO_CONVERT)


def explain_falla(error: Exception, ejecucion: Ejecucion, limites: Limites) -> Causa:
    """Convierte la excepción de papermill en una causa para personas: celda, tipo y mensaje."""
    cuaderno, libro = ejecucion.cuaderno, ejecucion.libro
    if isinstance(error, CellTimeoutError):
        return Causa(cuaderno, find_celda_en_curso(libro), "LimiteDeTiempo", describe_limite(limites))
    if isinstance(error, DeadKernelError):
        mensaje = "el cuaderno terminó su proceso antes de la última celda"
        return Causa(cuaderno, find_celda_en_curso(libro), "ProcesoMuerto", mensaje)
    if isinstance(error, PapermillExecutionError):
        return Causa(cuaderno, find_celda_con_error(libro), error.ename, ANSI.sub("", error.evalue).strip())
    return Causa(cuaderno, find_celda_en_curso(libro), type(error).__name__, ANSI.sub("", str(error)).strip())


def describe_limite(limites: Limites) -> str:
    """Lo que se dice de un cuaderno que no terminó a tiempo."""
    return f"rebasó el límite de {limites.cuaderno_s:g} s"


def find_celda_incompleta(ejecucion: Ejecucion) -> Causa | None:
    """Causa si alguna celda no terminó; ``sys.exit(0)`` deja celdas sin correr y papermill no lo dice."""
    if ejecucion.libro is None:
        return Causa(ejecucion.cuaderno, None, "CeldaIncompleta", SIN_CUADERNO)
    for numero, celda in enumerate(ejecucion.libro.cells, start=1):
        estado = celda.metadata.get("papermill", {}).get("status")
        corrio = celda.cell_type != "code" or not celda.source.strip() or celda.execution_count
        if estado != "completed" or not corrio:
            mensaje = "la celda no terminó, aunque el cuaderno no marcó error"
            return Causa(ejecucion.cuaderno, numero, "CeldaIncompleta", mensaje)
    return None


def find_celda_en_curso(libro: NotebookNode | None) -> int | None:
    """Número (desde 1) de la última celda que empezó a correr."""
    celdas = [] if libro is None else libro.cells
    empezadas = [
        n for n, c in enumerate(celdas, start=1) if c.metadata.get("papermill", {}).get("start_time")
    ]
    return empezadas[-1] if empezadas else None


def find_celda_con_error(libro: NotebookNode | None) -> int | None:
    """Número (desde 1) de la celda que tiene una salida de error."""
    for numero, celda in enumerate([] if libro is None else _sin_marcas(libro), start=1):
        if any(s.output_type == "error" for s in celda.get("outputs", [])):
            return numero
    return None


def remove_marcas(libro: NotebookNode) -> None:
    """Quita las celdas en inglés que papermill agrega a un cuaderno fallido."""
    libro.cells = _sin_marcas(libro)


def _sin_marcas(libro: NotebookNode) -> list[NotebookNode]:
    return [c for c in libro.cells if ERROR_MARKER_TAG not in c.metadata.get("tags", [])]
