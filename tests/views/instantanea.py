"""Instantáneas de texto: el dibujo esperado, guardado y legible en la revisión.

Para aceptar un cambio visto y querido: ``FAIS_ACTUALIZAR_INSTANTANEAS=1 pytest tests/views``.
"""

import os
from pathlib import Path

CARPETA = Path(__file__).parent / "instantaneas"


def check_instantanea(nombre: str, texto: str) -> None:
    """Compara con la instantánea, un elemento por renglón para que la diferencia se lea."""
    escrito = texto.replace("><", ">\n<") + "\n"
    ruta = CARPETA / nombre
    if os.environ.get("FAIS_ACTUALIZAR_INSTANTANEAS"):
        CARPETA.mkdir(exist_ok=True)
        ruta.write_text(escrito, encoding="utf-8")
    assert escrito == ruta.read_text(encoding="utf-8"), f"cambió el dibujo de {nombre}"
