"""El rastro de un cuaderno: cada mensaje en disco en cuanto se produce, por si el proceso muere.

Con él se rehace el cuaderno hasta el último mensaje, como lo habría dejado un kernel que muere. Un renglón de
JSON por suceso; el primero es el cuaderno antes de correr.
"""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

SUFIJO = ".rastro"


class Rastro:
    """Escribe el rastro de un cuaderno."""

    def __init__(self, ruta: Path) -> None:
        self.archivo = open(ruta, "wb", buffering=0)  # noqa: SIM115  (vive lo que el cuaderno)
        self.libro: Any = None

    def open_libro(self, libro: Any) -> None:
        """El cuaderno con sus parámetros, antes de correr."""
        self.libro = libro
        self._write(libro)

    def add_inicio(self, indice: int) -> None:
        """Empieza una celda."""
        self._write([indice])

    def add_mensaje(self, indice: int, mensaje: dict[str, Any]) -> None:
        """Una celda mostró algo; ``crudo`` es su contenido ya en JSON."""
        self._write_crudo(f'[{indice},"{mensaje["msg_type"]}",{mensaje["crudo"]}]')

    def close(self) -> None:
        """Cierra el archivo."""
        self.archivo.close()

    def _write(self, suceso: Any) -> None:
        self._write_crudo(json.dumps(suceso, ensure_ascii=False))

    def _write_crudo(self, renglon: str) -> None:
        self.archivo.write(renglon.encode("utf-8", "replace") + b"\n")


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

    from fais_analysis.reports.celdas import Cliente

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
                           "parent_header": {}}, indice)  # fmt: skip
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
