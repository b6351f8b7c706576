"""Hasta dónde llega el libro de inversión en un informe: lo que puede cambiar si el libro es otro."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fais_analysis.errors import FaisError
from fais_analysis.pages.lectura import FICHA, CifraLeida, LugarPieza
from fais_analysis.procedencia.gramatica import parse_procedencia
from fais_analysis.procedencia.registro import LIBRO, load_registro
from fais_analysis.reports.capitulos import CAPITULOS

# Lo que no es de un capítulo y junta lo de todos: con otro libro cambia.
COMUNES = frozenset(
    {FICHA, "tarjeta", "aviso", "guion", "hoja de estilo", "índice", "advertencias", "fuentes"}
)
Tramo = tuple[str, str, str, str]


@dataclass(frozen=True)
class AlcanceLibro:
    """De cada tramo que cita algo, si algo de lo que cita puede salir del libro.

    Un tramo es una figura o una sección entera: cuaderno, capítulo, sección y figura (vacía en la sección).
    ``cuadernos`` son los que algo toman del libro; ``enteros``, los que sin él son otros, porque de él sale
    más de tres cuartas partes de sus tablas.
    """

    tramos: Mapping[Tramo, bool] = field(default_factory=dict)
    cuadernos: frozenset[str] = frozenset()
    enteros: frozenset[str] = frozenset()

    def covers_lugar(self, lugar: LugarPieza) -> bool:
        """Si lo que hay en un lugar puede cambiar con el libro: por su figura, su sección o su cuaderno."""
        if lugar.cuaderno in self.enteros or (lugar.papel in COMUNES and not lugar.cuaderno):
            return True
        for tramo in list_tramos(lugar):
            if tramo in self.tramos:
                return self.tramos[tramo]
        return lugar.cuaderno in self.cuadernos


def build_alcance(cifras: Iterable[CifraLeida]) -> AlcanceLibro:
    """El alcance en un informe vuelto a armar, según lo que citan sus cifras y lo que dice el registro."""
    registradas = list_registradas()
    tramos: defaultdict[Tramo, bool] = defaultdict(bool)
    for cifra in cifras:
        try:
            leida = parse_procedencia(cifra.procedencia)
        except FaisError:
            continue
        for tramo in list_tramos(cifra.lugar):
            tramos[tramo] |= registradas.get((leida.capitulo, leida.tabla), False)
    partes = {c: list_partes(c, registradas) for c in dict.fromkeys(c.cuaderno for c in CAPITULOS)}
    enteros = frozenset(c for c, suyas in partes.items() if 4 * sum(suyas) > 3 * len(suyas))
    return AlcanceLibro(dict(tramos), frozenset(c for c, suyas in partes.items() if any(suyas)), enteros)


def list_tramos(lugar: LugarPieza) -> list[Tramo]:
    """La figura de un lugar, si está en una, y su sección."""
    seccion = (lugar.cuaderno, lugar.capitulo, lugar.seccion)
    return [(*seccion, figura) for figura in dict.fromkeys((lugar.figura, ""))]


def list_registradas() -> dict[tuple[str, str], bool]:
    """De cada capítulo y tabla del registro, si alguna de sus columnas sale del libro."""
    return {
        (capitulo, tabla): any(LIBRO in columna.tablas for columna in ficha.columnas.values())
        for capitulo, tablas in load_registro().items()
        for tabla, ficha in tablas.items()
    }


def list_partes(cuaderno: str, registradas: Mapping[tuple[str, str], bool]) -> list[bool]:
    """Lo mismo, de las tablas de los capítulos que muestra un cuaderno."""
    capitulos = {c.nombre for c in CAPITULOS if c.cuaderno == cuaderno}
    return [es_de_libro for (capitulo, _), es_de_libro in registradas.items() if capitulo in capitulos]
