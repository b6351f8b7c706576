"""Lo que recibe el cuaderno del panorama para decir si el dinero llegó adonde dice la ley."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from fais_analysis.schemas.capitulos.contrato import Llaves
from fais_analysis.schemas.capitulos.lugares import Lugar
from fais_analysis.schemas.poligonos import Poligonos


@dataclass(frozen=True)
class PanoramaFocalizacion:
    """Tablas de la focalización de una entidad; sin registros en el libro, todas van vacías menos la lista.

    ``localizacion``: una fila = parte, según lo que se sabe del lugar; ``focalizacion``: una fila =
    municipio, con todas sus medidas; ``partes_zap`` (ámbito y parte), ``partes_rezago`` (definición y parte),
    ``partes_incidencia`` y ``partes_efecto`` (ejercicio y parte): cómo se divide la inversión; ``curva``: una
    fila = municipio; ``concentracion``: una fila = indicador; ``cobertura``: una fila = clase de lugar;
    ``reglas``: una fila = regla, ejercicio, fondo y versión; ``antes_despues``: una fila = carencia de
    vivienda y municipio; ``asociacion``: una fila = carencia; ``diferencia_lista``: una fila = año y
    municipio que está en la lista sin cotejar o en el conjunto de zonas; ``registros``: una fila, cuántos
    municipios tienen obras en el libro; ``zap_anio`` y ``zap_status``, los del último conjunto de zonas.
    """

    capitulo: ClassVar[str] = "panorama_focalizacion"
    llaves: ClassVar[Llaves] = {
        "localizacion": ("parte",),
        "focalizacion": ("clave_municipio",),
        "partes_zap": ("ambito", "parte"),
        "partes_rezago": ("definicion", "parte"),
        "partes_incidencia": ("ejercicio", "parte"),
        "partes_efecto": ("ejercicio", "parte"),
        "curva": ("clave_municipio",),
        "concentracion": ("indicador",),
        "cobertura": ("clase_de", "clase"),
        "reglas": ("regla", "ejercicio", "fondo", "version"),
        "antes_despues": ("par", "clave_municipio"),
        "asociacion": ("par",),
        "registros": (),
    }

    lugar: Lugar
    anio: int
    ejercicios: tuple[int, ...]
    localizacion: pd.DataFrame
    focalizacion: pd.DataFrame
    partes_zap: pd.DataFrame
    partes_rezago: pd.DataFrame
    partes_incidencia: pd.DataFrame
    partes_efecto: pd.DataFrame
    curva: pd.DataFrame
    concentracion: pd.DataFrame
    cobertura: pd.DataFrame
    reglas: pd.DataFrame
    antes_despues: pd.DataFrame
    asociacion: pd.DataFrame
    diferencia_lista: pd.DataFrame
    registros: pd.DataFrame
    poligonos: Poligonos | None
    zap_anio: str
    zap_status: str
    es_demostracion: bool
    citas: Mapping[str, str]
