"""El contrato del diagnóstico: lo que su cuaderno recibe, ya cargado y calculado."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from fais_analysis.schemas.capitulos.contrato import Llaves
from fais_analysis.schemas.capitulos.lugares import Lugar


@dataclass(frozen=True)
class Diagnostico:
    """Tablas del capítulo de diagnóstico.

    ``brechas``, ``cambios`` y ``vivienda`` son los resultados de ``indicators`` para el municipio;
    ``componentes``, la referencia estatal con los umbrales de la carencia: una fila = componente;
    ``comparacion`` lo compara con su familia (``familia``: una fila = municipio comparable, con su nombre);
    ``prioridad``: una fila = carencia, con su comparación frente a la familia; ``carencias`` y
    ``subindicadores``: una fila = carencia o subindicador, con su explicación y el dato municipal con que
    se ve; ``obras``: una fila = subindicador y obra que lo mueve; ``conteos`` y ``parametros``: una fila con
    los conteos del capítulo y con los umbrales y pesos usados; ``avisos``: lo que cambia la lectura de las
    cifras de este municipio; ``citas``: tabla de ``data/`` → fuente impresa.
    """

    capitulo: ClassVar[str] = "diagnostico"
    llaves: ClassVar[Llaves] = {
        "brechas": ("indicador", "anio"),
        "cambios": ("indicador", "desde", "hasta"),
        "prioridad": ("carencia",),
        "vivienda": ("componente",),
        "componentes": ("componente",),
        "subindicadores": ("id",),
        "familia": ("clave_municipio",),
        "comparacion": ("indicador", "anio"),
        "conteos": (),
        "parametros": (),
    }

    lugar: Lugar
    anio: int
    brechas: pd.DataFrame
    cambios: pd.DataFrame
    prioridad: pd.DataFrame
    vivienda: pd.DataFrame
    componentes: pd.DataFrame
    familia: pd.DataFrame
    comparacion: pd.DataFrame
    frase_familia: str
    carencias: pd.DataFrame
    subindicadores: pd.DataFrame
    obras: pd.DataFrame
    conteos: pd.DataFrame
    parametros: pd.DataFrame
    avisos: tuple[str, ...]
    citas: Mapping[str, str]
    advertencias: tuple[str, ...]
