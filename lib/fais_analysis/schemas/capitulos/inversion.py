"""El contrato de la inversión: lo que su cuaderno recibe, ya cargado y calculado."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from fais_analysis.schemas.capitulos.contrato import Llaves
from fais_analysis.schemas.capitulos.lugares import Lugar


@dataclass(frozen=True)
class InversionMunicipio:
    """Tablas del capítulo de inversión.

    ``por_grupo``, ``por_incidencia``, ``por_fuente`` y ``por_via``: una fila = valor del
    vocabulario (sin registros va en cero si el municipio tiene otros), con lo del municipio y ``estado_pct``,
    el porcentaje de la entidad; ``social``: una fila, la parte en agua, electrificación y vivienda;
    ``por_anio``: sumas del libro (centavos exactos), corrientes y constantes; ``per_capita``: una fila =
    población, con municipio, entidad y familia; ``necesidad``: una fila = carencia que el FAIS mueve
    directamente; ``localizacion``, ``partes_zap`` y ``partes_efecto``: una fila =
    parte de la inversión; ``cobertura``: una fila = clase de localidad o de AGEB; ``reglas``: una fila =
    regla, ejercicio y versión; ``cambio``: una fila = carencia de vivienda, antes y después;
    ``fismdf``: una fila, lo que el municipio informó al SRFT, que no se mezcla con el libro;
    ``publicado``: una fila = grupo, lo que la práctica publicó de la entidad, mientras falta el libro real;
    ``padron``: una fila, las cuentas redondeadas que el padrón deja del municipio, o ninguna;
    ``registros``: una fila, cuántos municipios de la entidad tienen obras en el libro;
    ``sin_clasificar``: una fila, lo que no está en el catálogo de su ejercicio; ``obras``: las
    mayores. Sin registros del municipio, ``total`` va vacía.
    """

    capitulo: ClassVar[str] = "inversion"
    llaves: ClassVar[Llaves] = {
        "total": (),
        "social": (),
        "por_grupo": ("grupo",),
        "por_anio": ("ejercicio",),
        "por_incidencia": ("incidencia",),
        "por_fuente": ("fuente_recurso",),
        "por_via": ("via",),
        "localizacion": ("parte",),
        "partes_zap": ("ambito", "parte"),
        "partes_efecto": ("parte",),
        "cobertura": ("clase_de", "clase"),
        "reglas": ("regla", "ejercicio", "version"),
        "cambio": ("par",),
        "per_capita": ("poblacion",),
        "necesidad": ("carencia",),
        "sin_clasificar": (),
        "obras": ("folio_obra",),
        "parametros": (),
        "registros": (),
        "fismdf": (),
        "publicado": ("grupo",),
        "padron": (),
    }

    lugar: Lugar
    total: pd.DataFrame
    social: pd.DataFrame
    por_grupo: pd.DataFrame
    por_anio: pd.DataFrame
    por_incidencia: pd.DataFrame
    por_fuente: pd.DataFrame
    por_via: pd.DataFrame
    localizacion: pd.DataFrame
    partes_zap: pd.DataFrame
    partes_efecto: pd.DataFrame
    cobertura: pd.DataFrame
    reglas: pd.DataFrame
    cambio: pd.DataFrame
    per_capita: pd.DataFrame
    necesidad: pd.DataFrame
    sin_clasificar: pd.DataFrame
    obras: pd.DataFrame
    parametros: pd.DataFrame
    registros: pd.DataFrame
    fismdf: pd.DataFrame
    publicado: pd.DataFrame
    padron: pd.DataFrame
    frase_familia: str
    anio_base: int
    es_demostracion: bool
    origen: str
    citas: Mapping[str, str]
    advertencias: tuple[str, ...]

    @property
    def ejercicios(self) -> tuple[int, ...]:
        """Ejercicios en que el libro registra obras del municipio."""
        return tuple(int(e) for e in self.por_anio["ejercicio"])
