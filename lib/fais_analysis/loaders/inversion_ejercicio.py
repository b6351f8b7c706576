"""El ejercicio que declara la hoja Instrucciones del libro de inversión, si lo declara."""

from collections.abc import Sequence

from fais_analysis.loaders.libros.celdas import Fila, Hoja
from fais_analysis.loaders.libros.hoja import HojaCruda
from fais_analysis.loaders.libros.problemas import Problema, show_valor
from fais_analysis.loaders.libros.valores import ValorError, is_vacio, normalize_texto, parse_entero
from fais_analysis.schemas.inversion import EJERCICIO_MAXIMO, EJERCICIO_MINIMO

HOJA_INSTRUCCIONES = "instrucciones"
ROTULO_EJERCICIO = "ejercicio del libro"
RENGLONES = 200  # donde puede estar el rótulo


class Declarado:
    """Mira las hojas del libro al leerlo y guarda el ejercicio declarado; nulo si no lo hay."""

    def __init__(self) -> None:
        self.ejercicio: int | None = None

    def __call__(self, hojas: Sequence[Hoja], hoja: HojaCruda) -> None:
        """Busca el rótulo y, a su derecha, el año; lo que no sea un año queda como problema de ``hoja``."""
        for otra in hojas:
            if normalize_texto(otra.nombre) != HOJA_INSTRUCCIONES:
                continue
            for fila in otra.leer(RENGLONES).filas:
                valor = _find_declarado(fila)
                if not is_vacio(valor):
                    self.ejercicio = _parse_ejercicio(valor, fila.numero, hoja)
                    return


def _find_declarado(fila: Fila) -> object:
    for columna, valor in fila.valores.items():
        if isinstance(valor, str) and normalize_texto(valor).startswith(ROTULO_EJERCICIO):
            return fila.valores.get(columna + 1)
    return None


def _parse_ejercicio(valor: object, renglon: int, hoja: HojaCruda) -> int | None:
    try:
        return parse_entero(valor, EJERCICIO_MINIMO, EJERCICIO_MAXIMO)
    except ValorError as error:
        lugar = "Ejercicio (hoja Instrucciones)"
        hoja.problemas.append(Problema(renglon, lugar, show_valor(valor), "un año, o vacío", error.que_hacer))
        return None
