"""Los programas del estado según los inventarios de CONEVAL: qué clave lleva cada uno en su mapa."""

import csv
from importlib.resources import files

from fais_analysis.padron.errores import PadronError

PROPIO = "propio:"  # un programa que no está en el inventario se nombra así, y se ve que es propio


def list_programas() -> list[dict[str, str]]:
    """Una fila por programa y edición del inventario (2016, 2018, 2021)."""
    texto = files("fais_analysis.padron").joinpath("programas_durango.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(texto.splitlines()))


def check_programa(clave: str) -> None:
    """Exige que la clave sea del inventario o diga que es propia.

    Raises
    ------
    PadronError
        Si no es ni lo uno ni lo otro.
    """
    if not clave.startswith(PROPIO) and clave not in {p["clave"] for p in list_programas()}:
        raise PadronError(
            "El programa del mapa no está en el inventario.",
            donde="campo programa del mapa",
            esperado=f"una clave del inventario, o «{PROPIO}nombre»",
            encontrado="otra cosa",
            que_hacer="consulte las claves con: fais padron programas",
        )
