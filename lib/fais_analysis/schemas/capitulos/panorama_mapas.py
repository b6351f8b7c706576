"""Lo que recibe el cuaderno del panorama para sus mapas."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from fais_analysis.schemas.capitulos.contrato import Llaves
from fais_analysis.schemas.capitulos.lugares import Lugar
from fais_analysis.schemas.poligonos import Poligonos


@dataclass(frozen=True)
class PanoramaMapas:
    """Tablas de los mapas del panorama.

    ``situacion``: una fila = año y municipio, con su situación frente a la ZAP rural; ``conjuntos``: una fila
    = años seguidos con el mismo conjunto; ``zap_anios``: una fila = año, con lo de los dos ámbitos;
    ``zap_municipios``: una fila = municipio que alguna vez no está fuera, una columna ``conjunto_AAAA`` por
    conjunto; ``indicadores``: una fila = municipio, con ``{indicador}_pct`` de la última medición (nulo = sin
    dato); ``poligonos``: los de la entidad ya proyectados, o nada si no se han construido.
    """

    capitulo: ClassVar[str] = "panorama_mapas"
    llaves: ClassVar[Llaves] = {
        "conjuntos": ("conjunto",),
        "zap_anios": ("anio",),
        "indicadores": ("clave_municipio",),
    }

    lugar: Lugar
    anio: int
    situacion: pd.DataFrame
    conjuntos: pd.DataFrame
    zap_anios: pd.DataFrame
    zap_municipios: pd.DataFrame
    indicadores: pd.DataFrame
    poligonos: Poligonos | None
    citas: Mapping[str, str]
