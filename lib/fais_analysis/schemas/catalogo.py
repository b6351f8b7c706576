"""Contrato del Catálogo de obras: una fila = una subclasificación dentro de su rubro."""

import pandas as pd
import pandera.pandas as pa

from fais_analysis.schemas.vocabulario import CARENCIAS, GRUPOS_CONCENTRADO, INCIDENCIAS

EFECTOS: tuple[str, ...] = ("final", "final condicionada", "intermedia", "indirecta", "sin efecto")
CERTEZAS: tuple[str, ...] = ("verificada", "corroborada", "recordada")
SUBINDICADORES: tuple[str, ...] = (
    "icv_pisos",
    "icv_techos",
    "icv_muros",
    "icv_hac",
    "isb_agua",
    "isb_dren",
    "isb_luz",
    "isb_combus",
    "ic_rezedu",
    "ic_asalud",
    "ic_ali",
)


class CatalogoObras(pa.DataFrameModel):
    """Catálogo de obras y acciones: una fila por subclasificación (reconstruido, por verificar).

    ``desde`` y ``hasta`` son los ejercicios en que la subclasificación rige según nuestra
    reconstrucción; ``confianza`` gradúa lo recordado.
    """

    rubro: str
    subclasificacion: str = pa.Field(unique=True)
    modalidades: str
    incidencia: str = pa.Field(isin=INCIDENCIAS)
    carencia: str = pa.Field(isin=CARENCIAS, nullable=True)
    grupo: str = pa.Field(isin=GRUPOS_CONCENTRADO)
    grupo_alterno: str = pa.Field(isin=GRUPOS_CONCENTRADO, nullable=True)
    subindicador: str = pa.Field(isin=SUBINDICADORES, nullable=True)
    efecto: str = pa.Field(isin=EFECTOS)
    condicion: str = pa.Field(nullable=True)
    desde: int
    hasta: int
    certeza: str = pa.Field(isin=CERTEZAS)
    confianza: str = pa.Field(isin=("alta", "media", "baja"), nullable=True)
    respaldo: str = pa.Field(nullable=True)
    nota: str = pa.Field(nullable=True)

    class Config:
        """Ni una columna de más."""

        strict = True

    @pa.dataframe_check(error="una obra directa sin carencia, o con efecto que no le toca")
    def directa_has_carencia(cls, tabla: pd.DataFrame) -> pd.Series:  # noqa: N805
        """Toda obra directa atiende una carencia; lo que no es directo no tiene efecto en ella."""
        es_directa = tabla["incidencia"] == "directa"
        con_efecto = tabla["efecto"] != "sin efecto"
        return (es_directa == con_efecto) & (~es_directa | tabla["carencia"].notna())

    @pa.dataframe_check(error="un efecto condicionado o intermedio sin su condición")
    def condicionada_says_condicion(cls, tabla: pd.DataFrame) -> pd.Series:  # noqa: N805
        """Lo condicionado, lo intermedio y lo indirecto dicen qué se puede contar."""
        pide = tabla["efecto"].isin(["final condicionada", "intermedia", "indirecta"])
        return ~pide | tabla["condicion"].notna()
