"""El cuaderno de un proceso que murió, rehecho desde su rastro hasta donde llegó."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fais_analysis.batch.kernel.rastro import SUFIJO


def find_rastro(taller: Path) -> Path | None:
    """El rastro del cuaderno que corría cuando murió el proceso, si lo hay."""
    return next(iter(sorted(taller.glob(f"*{SUFIJO}"))), None)


def rebuild_cuaderno(ruta: Path) -> tuple[Any, int | None]:
    """El cuaderno hasta donde llegó y el número (desde 1) de la celda en que murió.

    Raises
    ------
    ValueError
        Si el rastro no alcanza ni para el cuaderno de partida.
    """
    import nbformat

    from fais_analysis.batch.kernel.celdas import Cliente

    renglones = ruta.read_bytes().split(b"\n")
    libro = nbformat.from_dict(json.loads(renglones[0]))
    cliente = Cliente(SimpleNamespace(nb=libro, autosave_cell=lambda: None))
    cliente.reset_execution_trackers()
    ultima, cuenta = None, 0
    for renglon in renglones[1:-1]:  # lo que siga al último salto de renglón quedó a medias
        indice, *mensaje = json.loads(renglon)
        if mensaje:
            tipo, contenido = mensaje
            cliente.store({"header": {"msg_type": tipo}, "msg_type": tipo, "content": contenido,
                           "parent_header": {}, "buffers": []}, indice)  # fmt: skip
            continue
        _end(libro, ultima)
        celda, ultima = libro.cells[indice], indice
        celda.metadata.papermill["status"] = "running"
        if celda.cell_type == "code" and celda.source.strip():
            cuenta += 1
            celda.execution_count, cliente.clear_before_next_output = cuenta, False
    return libro, None if ultima is None else ultima + 1


def _end(libro: Any, indice: int | None) -> None:
    if indice is not None:
        libro.cells[indice].metadata.papermill["status"] = "completed"
