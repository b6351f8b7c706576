"""El rastro de un cuaderno: cada mensaje en disco en cuanto se produce, por si el proceso muere.

Con él se rehace el cuaderno hasta el último mensaje, como lo habría dejado un kernel que muere. Un renglón de
JSON por suceso; el primero es el cuaderno antes de correr.
"""

import json
from pathlib import Path
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
