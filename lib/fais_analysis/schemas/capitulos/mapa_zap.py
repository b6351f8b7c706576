"""El contrato de los mapas y zonas prioritarias: lo que su cuaderno recibe, ya cargado y calculado."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from fais_analysis.schemas.capitulos.contrato import Llaves
from fais_analysis.schemas.capitulos.lugares import Lugar
from fais_analysis.schemas.poligonos import Coordenadas, Poligonos


@dataclass(frozen=True)
class MapaZap:
    """Tablas del capítulo de mapas y zonas prioritarias.

    ``situacion``: una fila = año y municipio de la entidad, con su situación frente a la ZAP rural;
    ``conjuntos``: una fila = años seguidos con el mismo conjunto; ``zap_propia``: una fila = año, con lo del
    municipio en los dos ámbitos; ``criterios_propios``: una fila = criterio derivado, con el dato del
    municipio en cada corte; ``localidades`` y ``agebs``: una fila = localidad o AGEB del municipio (vacías si
    no se tienen), con ``en_zap`` del último año; ``resumen_localidades`` y ``resumen_agebs``: una fila = el
    municipio; ``agebs_por_grado``: una fila = grado; ``poligonos``: los de la entidad ya proyectados
    (``schemas.poligonos``), o nada si no se han construido; ``formas_agebs``: contornos por clave de AGEB,
    vacío si no se importó el Marco Geoestadístico; ``cortes``: de qué año es cada tabla.
    """

    capitulo: ClassVar[str] = "mapa_zap"
    llaves: ClassVar[Llaves] = {
        "conjuntos": ("conjunto",),
        "zap_propia": ("anio",),
        "criterios_propios": ("criterio",),
        "localidades": ("clave_localidad",),
        "resumen_localidades": (),
        "agebs": ("clave_ageb",),
        "agebs_por_grado": ("grado",),
        "resumen_agebs": (),
    }

    lugar: Lugar
    anio: int
    situacion: pd.DataFrame
    conjuntos: pd.DataFrame
    zap_propia: pd.DataFrame
    criterios_propios: pd.DataFrame
    localidades: pd.DataFrame
    resumen_localidades: pd.DataFrame
    agebs: pd.DataFrame
    agebs_por_grado: pd.DataFrame
    resumen_agebs: pd.DataFrame
    poligonos: Poligonos | None
    formas_agebs: Mapping[str, tuple[Coordenadas, Coordenadas]]
    citas: Mapping[str, str]
    cortes: Mapping[str, str]
    advertencias: tuple[str, ...]
