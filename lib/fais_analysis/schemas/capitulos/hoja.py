"""El contrato de la hoja: la petición a un municipio, lo que su cuaderno recibe ya calculado."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from fais_analysis.schemas.capitulos.contrato import Llaves
from fais_analysis.schemas.capitulos.lugares import Lugar


@dataclass(frozen=True)
class HojaMunicipio:
    """Tablas de la petición a un municipio.

    ``peticion``: una fila, su voz y sus cifras (``compute_voces``); ``viviendas``: una fila, las habitadas;
    ``fallas``: una fila = falla de la vivienda, aquí, en el estado y en los comparables; ``obras``: una fila
    = obra que llega a la casa, con sus viviendas y, si hay libro real, su costo; ``vive``: una fila (o
    ninguna) con el tamaño de sus localidades; ``lugares``: una fila = lugar de la hoja, en su orden;
    ``puntos``: las demás localidades, para el mapa; ``ubicadas``: una fila = falla cuyas viviendas se saben
    por localidad (ninguna sin el ITER por localidad); ``dinero``: una fila = destino del último ejercicio del
    libro real (nulas sin él); ``fismdf``: una fila, lo que el municipio informó de su fondo. ``ciudad`` es la
    de los lugares, si son grupos de manzanas (AGEB); ``comparables``, los nombres de los municipios
    comparables, y ``dominante``, el que pesa más que los otros juntos, o vacío; ``parte_libro``, de cuántos
    municipios es un libro incompleto, o vacío; ``poligonos``, los de la
    entidad (``views.maps.Poligonos``) o nada; ``certeza_cortes``, qué son los cortes de la voz.
    """

    capitulo: ClassVar[str] = "hoja"
    llaves: ClassVar[Llaves] = {
        "peticion": (),
        "viviendas": (),
        "fallas": ("falla",),
        "obras": ("obra",),
        "vive": (),
        "lugares": ("numero",),
        "ubicadas": ("falla",),
        "dinero": ("destino",),
        "fismdf": (),
    }

    lugar: Lugar
    anio: int
    peticion: pd.DataFrame
    viviendas: pd.DataFrame
    fallas: pd.DataFrame
    obras: pd.DataFrame
    vive: pd.DataFrame
    lugares: pd.DataFrame
    puntos: pd.DataFrame
    ubicadas: pd.DataFrame
    dinero: pd.DataFrame
    fismdf: pd.DataFrame
    ciudad: str
    comparables: tuple[str, ...]
    dominante: str
    poligonos: object | None
    parte_libro: str
    este_anio_viviendas: int
    certeza_cortes: str
    es_demostracion: bool
    citas: Mapping[str, str]
