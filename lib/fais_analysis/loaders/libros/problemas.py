"""Lo que está mal en un libro de inversión, renglón por renglón, dicho para quien lo va a corregir."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fais_analysis.errors import LibroInversionError

MAXIMO_MOSTRADO = 20
LARGO_MOSTRADO = 40
COLUMNAS_OCULTAS: frozenset[str] = frozenset({"nombre_obra", "observaciones"})
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


def show_valor(valor: object, columna: str = "") -> str:
    """El valor entre comillas, recortado, o «texto oculto» si la columna o el valor pueden ser personales."""
    texto = "" if valor is None else str(valor).strip()
    if not texto:
        return "una celda vacía"
    if columna in COLUMNAS_OCULTAS or (
        isinstance(valor, str) and PATRON_PERSONAL.search(texto) and not texto.isdigit()
    ):
        return "un texto que no se muestra"
    recorte = texto if len(texto) <= LARGO_MOSTRADO else texto[:LARGO_MOSTRADO] + "…"
    return f"«{recorte}»"


def build_libro_error(problemas: Sequence[Problema], archivo: str) -> LibroInversionError:
    """Junta los problemas en un solo error que muestra los primeros veinte y cuenta el resto."""
    ordenados = sorted(problemas, key=lambda p: (p.archivo, p.renglon))
    varios = len({p.archivo for p in problemas if p.archivo}) > 1
    lineas = [f"\n    {f'{p.archivo}, ' if varios else ''}{p}".rstrip() for p in ordenados[:MAXIMO_MOSTRADO]]
    resto = len(ordenados) - len(lineas)
    if resto > 0:
        lineas.append(f"\n    … y {resto:,} más")
    plural = len(ordenados) > 1
    return LibroInversionError(
        "El libro de inversión no se puede usar: "
        f"{len(ordenados):,} {'problemas' if plural else 'problema'} por corregir.",
        donde=archivo,
        esperado="el formato de la plantilla (fais inversion plantilla)",
        encontrado="".join(lineas),
        que_hacer="corrija el libro y repita: fais inversion revisar ARCHIVO",
    )
