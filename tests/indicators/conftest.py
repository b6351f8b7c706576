"""Tablas reales, leídas una vez; las pruebas con cifras publicadas las comparten."""

import pandas as pd
import pytest

from fais_analysis.loaders.ordenadas import load_tabla


@pytest.fixture(scope="session")
def pobreza() -> pd.DataFrame:
    """CONEVAL, pobreza municipal 2010, 2015 y 2020, todo el país."""
    return load_tabla("pobreza_municipal")


@pytest.fixture(scope="session")
def durango(pobreza: pd.DataFrame) -> pd.DataFrame:
    """Los 39 municipios de Durango."""
    return pobreza[pobreza["clave_municipio"].str[:2] == "10"].reset_index(drop=True)
