"""Cómo se declara un libro capturado: columnas, listas y hoja. Lo leen el lector y la plantilla."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Tipo = Literal["texto", "clave", "entero", "numero", "monto", "opcion", "fecha", "medida"]
CON_NUMERO: tuple[Tipo, ...] = ("entero", "numero", "monto")


@dataclass(frozen=True)
class ColumnaLibro:
    """Una columna de un libro capturado: qué significa, cómo se lee y si debe venir.

    ``minimo`` y ``maximo`` acotan un entero; ``largo`` y ``patron``, una clave; ``opciones``, una lista
    cerrada, y ``sinonimos``, otras formas de decirlas (dicha, opción). Una clave sin largo es un folio: texto
    que no debe perder sus ceros. Con ``es_lista_abierta`` la plantilla sólo sugiere. El contenido de una
    columna privada nunca se repite en un mensaje.
    ``es_de_folio`` dice que vale igual en todas las filas del mismo folio.
    """

    nombre: str
    significado: str
    unidad: str = ""
    es_obligatoria: bool = False
    es_de_folio: bool = True
    tipo: Tipo = "texto"
    opciones: tuple[str, ...] = ()
    sinonimos: tuple[tuple[str, str], ...] = ()
    minimo: int = 0
    maximo: int = 0
    largo: int = 0
    patron: str = ""
    alias: tuple[str, ...] = ()
    es_privada: bool = False
    es_lista_abierta: bool = False


@dataclass(frozen=True)
class FormatoLibro:
    """Un libro capturado: en qué hoja va, qué columnas trae y cómo se le reconoce el encabezado.

    Con ``es_hoja_obligada`` sólo sirve la hoja de ese nombre; sin eso, también la única que traiga el
    encabezado, y se avisa. ``ignoradas`` son columnas que se admiten y no se leen; ``reservadas``, las que se
    leen tal cual para rechazar el libro. Con ``exige_todas`` el encabezado las nombra todas, también las que
    pueden venir vacías. Con ``admite_dos_renglones`` el encabezado puede seguir en el renglón de abajo.
    Con ``admite_ajenas`` una columna que no se parece a ninguna se salta y se dice.
    ``preferidas`` dice, de las columnas que un libro suele traer con dos rótulos (la clave y el nombre), cuál
    manda; la otra llena sus huecos.
    ``maximo_filas`` es cuántos renglones con datos puede traer; cero, los que sean.
    """

    hoja: str
    contenido: str
    columnas: tuple[ColumnaLibro, ...]
    minimo_reconocidas: int
    ignoradas: tuple[str, ...] = ()
    reservadas: tuple[str, ...] = ()
    es_hoja_obligada: bool = False
    exige_todas: bool = False
    renglones_encabezado: int = 20
    admite_dos_renglones: bool = False
    maximo_filas: int = 0
    admite_ajenas: bool = False
    preferidas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def por_nombre(self) -> dict[str, ColumnaLibro]:
        """Cada columna por su nombre."""
        return {c.nombre: c for c in self.columnas}

    @property
    def debidas(self) -> tuple[str, ...]:
        """Las columnas que el encabezado debe nombrar."""
        return tuple(c.nombre for c in self.columnas) if self.exige_todas else self.obligatorias

    @property
    def obligatorias(self) -> tuple[str, ...]:
        """Las columnas cuya celda no puede venir vacía."""
        return tuple(c.nombre for c in self.columnas if c.es_obligatoria)
