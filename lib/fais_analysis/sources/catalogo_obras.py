"""El Catálogo de obras que viaja con el paquete: dónde está y cómo se lee."""

from functools import cache
from pathlib import Path

import pandas as pd

RUTA_CATALOGO = (
    Path(__file__).resolve().parents[1] / "rules" / "data" / "catalogo" / "catalogo_obras_2016_2020.csv"
)


@cache
def _read_catalogo() -> pd.DataFrame:
    tabla = pd.read_csv(RUTA_CATALOGO, dtype="str", encoding="utf-8", keep_default_na=False, na_values=[""])
    return tabla.astype({"desde": "int64", "hasta": "int64"})


def read_catalogo_obras() -> pd.DataFrame:
    """Catálogo de obras completo: una fila = una subclasificación, con los ejercicios en que rige.

    Es una reconstrucción **no cotejada con el DOF**: cada fila lleva su certeza y su confianza, y
    todo resultado que la use se imprime «por verificar». Lo que no se sabe queda nulo.

    Returns
    -------
    DataFrame
        Columnas de ``schemas.catalogo.CatalogoObras``, en el orden del Catálogo.

    References
    ----------
    Anexo I de los Lineamientos del FAIS (DOF 31/03/2016 y siguientes), reconstruido.
    """
    return _read_catalogo().copy()
