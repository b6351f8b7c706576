"""Un renglón del libro de inversión ya interpretado: con qué se cruza, se sospecha y se arma la tabla."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class RenglonInversion:
    """Número de renglón en Excel y valores por columna; lo vacío no está."""

    numero: int
    valores: dict[str, object]

    def get_texto(self, columna: str) -> str:
        """El texto de una columna; vacío si no lo trae."""
        valor = self.valores.get(columna)
        return "" if valor is None else str(valor)

    def get_numero(self, columna: str) -> float:
        """El número de una columna; cero si no lo trae."""
        valor = self.valores.get(columna)
        return float(valor) if isinstance(valor, int | float) else 0.0

    def get_centavos(self) -> int:
        """El monto en centavos; cero si no lo trae."""
        centavos = self.valores.get("monto_mxn")
        return centavos if isinstance(centavos, int) else 0


def group_folios(renglones: Sequence[RenglonInversion]) -> dict[object, list[RenglonInversion]]:
    """Los renglones con dinero de cada folio."""
    por_folio: dict[object, list[RenglonInversion]] = defaultdict(list)
    for renglon in renglones:
        if renglon.valores.get("folio_obra") and renglon.get_centavos():
            por_folio[renglon.valores["folio_obra"]].append(renglon)
    return por_folio
