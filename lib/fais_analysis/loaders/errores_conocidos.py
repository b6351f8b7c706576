"""Los errores conocidos de un original, con su razón (``loaders/correcciones``), y su guarda.

Lo que se supuso de un error deja de valer el día que la fuente lo corrige: la guarda lo dice y no se adivina.
"""

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from fais_analysis.errors import EsquemaError
from fais_analysis.schemas.textos import read_yaml

CARPETA = Path(__file__).with_name("correcciones")


@cache
def load_correcciones(fuente: str) -> dict[str, Any]:
    """Los errores conocidos de una fuente, cada uno con su razón."""
    return read_yaml((CARPETA / f"{fuente}.yml").read_text(encoding="utf-8"))


def check_rotulos(crudo: pd.DataFrame, fuente: str, donde: str) -> None:
    """Que los rótulos mal escritos sigan como se conocen.

    Raises
    ------
    EsquemaError
        Si el original ya trae el rótulo bueno.
    """
    for dice, error in load_correcciones(fuente)["rotulos"].items():
        check_sigue(error["debe"] not in crudo, fuente, error["razon"], f"{donde}, {dice} ({error['debe']})")


def check_sigue(sigue: bool, fuente: str, razon: str, donde: str) -> None:
    """Que un error conocido siga en el original: si ya no está, lo que se supuso de él no vale.

    Raises
    ------
    EsquemaError
        Con el error que la fuente corrigió.
    """
    if sigue:
        return
    raise EsquemaError(
        "El original ya no trae un error conocido.",
        donde=donde,
        esperado=razon,
        encontrado="otra cosa: la fuente lo corrigió o el archivo está alterado",
        que_hacer="compárelo con la página de la institución; si lo corrigió, quite ese error de "
        f"loaders/correcciones/{fuente}.yml y de su mapa en loaders/columnas",
    )
