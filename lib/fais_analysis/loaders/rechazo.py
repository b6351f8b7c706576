"""El rechazo de un original que no cuadra, dicho siempre igual: la regla, hasta cinco casos y cuántos son."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from fais_analysis.errors import EsquemaError

CASOS_DICHOS = 5


@dataclass(frozen=True)
class Rechazo:
    """Cómo se rechaza un original: de qué se habla, qué debía traer y qué hacer."""

    asunto: str
    esperado: str
    que_hacer: str = "si se cruzaron renglones o columnas, pida el archivo corregido"

    def fail(self, regla: str, casos: Sequence[str], donde: str) -> NoReturn:
        """Rechaza el original por una regla que no cumple.

        Parameters
        ----------
        regla
            Lo que se halló, en minúscula: sigue al asunto.
        casos
            Las claves o rótulos en que pasa.
        donde
            El archivo y, si se sabe, la hoja o la columna.

        Raises
        ------
        EsquemaError
            Siempre.
        """
        ejemplos = f" ({'; '.join(casos[:CASOS_DICHOS])})" if casos else ""
        raise EsquemaError(
            f"{self.asunto} {regla}.",
            donde=f"{donde}{ejemplos}",
            esperado=self.esperado,
            encontrado=f"{max(len(casos), 1):,} {'caso' if len(casos) <= 1 else 'casos'}",
            que_hacer=self.que_hacer,
        )
