"""splink sobre duckdb, que pregunta las columnas de sus tablas sin pedir su tipo.

El catálogo de duckdb escribe el de cada código con todos sus valores: con un millón de registros, un segundo
por consulta y una quinta parte del tiempo. Sólo quien ya comprobó que está el extra importa este módulo.
"""

from splink import DuckDBAPI
from splink.internals.duckdb.dataframe import DuckDBDataFrame
from splink.internals.input_column import InputColumn


class TablaPadron(DuckDBDataFrame):
    """Una tabla de splink cuyas columnas se leen de una consulta que no corre, no del catálogo."""

    @property
    def columns(self) -> list[InputColumn]:
        """Sus columnas, en orden."""
        consulta = self.as_duckdbpyrelation()  # duckdb no la corre: sólo dice qué columnas daría
        return [InputColumn(columna, sqlglot_dialect_str="duckdb") for columna in consulta.columns]


class MotorPadron(DuckDBAPI):
    """El motor de duckdb que splink usa, con esas tablas."""

    def table_to_splink_dataframe(self, templated_name: str, physical_name: str) -> TablaPadron:
        """La tabla con que splink trabaja."""
        return TablaPadron(templated_name, physical_name, self)
