"""Lo que está mal en un libro capturado, renglón por renglón, dicho para quien lo va a corregir."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

LARGO_MOSTRADO = 40
RENGLONES_MOSTRADOS, VALORES_MOSTRADOS = 5, 3
Nivel = Literal["verificar", "grave"]
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
    """Algo que se aceptó y que una persona debe verificar; cuenta los renglones y nombra los primeros.

    ``nivel`` dice qué tanto: ``grave`` es lo que no puede ser como está escrito.
    """

    texto: str
    renglones: tuple[int, ...] = ()
    nivel: Nivel = "verificar"

    def __str__(self) -> str:
        marca = "GRAVE: " if self.nivel == "grave" else ""
        if not self.renglones:
            return f"{marca}{self.texto}."
        primeros = ", ".join(str(r) for r in self.renglones[:5])
        mas = "…" if len(self.renglones) > 5 else ""
        cuantos = f"{len(self.renglones):,} {'renglones' if len(self.renglones) > 1 else 'renglón'}"
        return f"{marca}{self.texto}: {cuantos} ({primeros}{mas})."


def group_problemas(problemas: Iterable[Problema]) -> list[list[Problema]]:
    """Los que se corrigen igual, juntos y en orden: misma columna, mismo esperado y misma guía."""
    grupos: dict[tuple[str, ...], list[Problema]] = {}
    for p in problemas:
        grupos.setdefault((p.archivo, p.columna, p.esperado, p.que_hacer), []).append(p)
    return list(grupos.values())


def describe_grupo(grupo: Sequence[Problema]) -> str:
    """Un grupo de problemas iguales en un renglón: cuántos, dónde están los primeros y qué se encontró.

    Examples
    --------
    >>> def falla(renglon): return Problema(renglon, "meta", "«x»", "un número", "escríbalo")
    >>> describe_grupo([falla(2), falla(3)])
    '2 renglones (2, 3), columna meta: se encontró «x»; se esperaba un número. Escríbalo.'
    """
    if len(grupo) == 1:
        return str(grupo[0])
    numeros = list(dict.fromkeys(p.renglon for p in grupo))
    hallados = list(dict.fromkeys(p.encontrado for p in grupo))
    primeros = ", ".join(str(n) for n in numeros[:RENGLONES_MOSTRADOS])
    mas = ", …" if len(numeros) > RENGLONES_MOSTRADOS else ""
    resto = len(hallados) - VALORES_MOSTRADOS
    otros = f" y {resto:,} más" if resto > 0 else ""
    columna = f", columna {grupo[0].columna}" if grupo[0].columna else ""
    que_hacer = grupo[0].que_hacer[:1].upper() + grupo[0].que_hacer[1:]
    lugar = f"{len(numeros):,} renglones ({primeros}{mas})" if len(numeros) > 1 else f"renglón {numeros[0]}"
    return (
        f"{lugar}{columna}: se encontró {', '.join(hallados[:VALORES_MOSTRADOS])}{otros}; "
        f"se esperaba {grupo[0].esperado}. {que_hacer}."
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
