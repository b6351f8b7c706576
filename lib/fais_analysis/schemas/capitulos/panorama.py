"""El contrato del panorama estatal: lo que su cuaderno recibe, ya cargado y calculado."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from fais_analysis.schemas.capitulos.contrato import Llaves
from fais_analysis.schemas.capitulos.lugares import Lugar


@dataclass(frozen=True)
class Panorama:
    """Tablas del panorama estatal.

    ``estado``: suma de municipios por año e indicador; ``serie_estatal``: la otra serie, la de la entidad;
    ``serie_anterior``: la que terminó en 2018, que no se une con ninguna; ``componentes``: los de sus
    carencias de vivienda y servicios básicos;
    ``comparativo`` y ``concentrado``: lo que publicó la práctica frente a lo que dan los datos;
    ``participacion``: una fila, la parte del dinero publicado en agua, electrificación y vivienda (vacía si
    no aplica); ``conteos``: municipios que suben y bajan; ``municipios``: una fila = municipio;
    ``fismdf``, lo que informó al SRFT, y ``fismdf_total``, su suma;
    ``evaluaciones``, las de programas que se registraron: una fila = programa (casi siempre vacía).
    """

    capitulo: ClassVar[str] = "panorama"
    llaves: ClassVar[Llaves] = {
        "estado": ("indicador", "anio"),
        "serie_estatal": ("indicador", "anio"),
        "serie_anterior": ("indicador", "anio"),
        "componentes": ("componente",),
        "comparativo": ("indicador", "anio"),
        "concentrado": ("grupo",),
        "participacion": (),
        "conteos": ("indicador", "medida"),
        "municipios": ("clave_municipio",),
        "fismdf": ("clave_municipio",),
        "fismdf_total": (),
        "inversion_anual": ("ejercicio",),
    }

    lugar: Lugar
    anio: int
    estado: pd.DataFrame
    serie_estatal: pd.DataFrame
    serie_anterior: pd.DataFrame
    componentes: pd.DataFrame
    comparativo: pd.DataFrame
    concentrado: pd.DataFrame
    participacion: pd.DataFrame
    conteos: pd.DataFrame
    municipios: pd.DataFrame
    fismdf: pd.DataFrame
    fismdf_total: pd.DataFrame
    inversion_anual: pd.DataFrame
    evaluaciones: pd.DataFrame
    es_demostracion: bool
    citas: Mapping[str, str]
    advertencias: tuple[str, ...]
