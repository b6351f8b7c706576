"""Lo que está mal en un libro capturado, renglón por renglón, dicho para quien lo va a corregir."""

import re
from dataclasses import dataclass

LARGO_MOSTRADO = 40
PATRON_PERSONAL = re.compile(
    r"[A-ZÑ]{4}\d{6}[HMX][A-Z]{2}|[A-ZÑ&]{3,4}\d{6}[A-Z\d]{3}\b|[\w.+-]+@[\w-]+\.\w+|\b\d{10}\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Problema:
    """Algo que impide usar el libro.

    ``renglon`` es el número que muestra Excel (0 = el problema es del archivo o de la hoja completa).
    ``encontrado`` ya viene sin datos personales.
    """

    renglon: int
    columna: str
    encontrado: str
    esperado: str
    que_hacer: str
    archivo: str = ""

    def __str__(self) -> str:
        lugar = f"renglón {self.renglon}" if self.renglon else "archivo"
        columna = f", columna {self.columna}" if self.columna else ""
        que_hacer = self.que_hacer[:1].upper() + self.que_hacer[1:]
        return f"{lugar}{columna}: se encontró {self.encontrado}; se esperaba {self.esperado}. {que_hacer}."


@dataclass(frozen=True)
class Advertencia:
    """Algo que se aceptó y que una persona debe verificar; cuenta los renglones y nombra los primeros."""

    texto: str
    renglones: tuple[int, ...] = ()

    def __str__(self) -> str:
        if not self.renglones:
            return f"{self.texto}."
        primeros = ", ".join(str(r) for r in self.renglones[:5])
        plural = len(self.renglones) > 1
        mas = "…" if len(self.renglones) > 5 else ""
        return (
            f"{self.texto}: {len(self.renglones):,} {'renglones' if plural else 'renglón'} ({primeros}{mas})."
        )


def show_valor(valor: object, es_privada: bool = False) -> str:
    """El valor entre comillas, recortado, o «texto oculto» si la columna es privada o parece personal."""
    texto = "" if valor is None else str(valor).strip()
    if not texto:
        return "una celda vacía"
    if es_privada or (isinstance(valor, str) and PATRON_PERSONAL.search(texto) and not texto.isdigit()):
        return "un texto que no se muestra"
    recorte = texto if len(texto) <= LARGO_MOSTRADO else texto[:LARGO_MOSTRADO] + "…"
    return f"«{recorte}»"
