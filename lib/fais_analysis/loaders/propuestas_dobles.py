"""Lo que una propuesta dice en dos columnas: la clave y el nombre, o un «estado» que no es dinero."""

import re

from fais_analysis.loaders.libros.celdas import ErrorExcel
from fais_analysis.loaders.libros.columnas import DE_MAS
from fais_analysis.loaders.libros.hoja import HojaCruda
from fais_analysis.loaders.libros.problemas import Advertencia, Problema
from fais_analysis.loaders.libros.valores import is_vacio
from fais_analysis.schemas.propuestas_dinero import FUENTE_DE_COLUMNA


def drop_estado(hoja: HojaCruda) -> None:
    """Quita la columna «estado» que dice el de la república o en qué va la obra: no es dinero estatal.

    Si trae montos y además hay otra de dinero estatal, no se elige: queda como columna repetida.
    """
    for columna in ("estatal", f"estatal{DE_MAS}"):
        dichos = [v for _, f in hoja.filas if not is_vacio(v := f.get(columna))]
        if dichos and all(isinstance(v, str) and not re.search(r"[\d#]", v) for v in dichos):
            for _, fila in hoja.filas:
                del fila[columna]
            aviso = "La columna «estado» no trae montos, sino nombres: no se usa como dinero estatal"
            hoja.advertencias.append(Advertencia(aviso))
        elif dichos and columna.endswith(DE_MAS):
            encontrado, que_hacer = "la columna repetida", "deje una sola de dinero estatal"
            renglon = hoja.renglon_encabezado
            hoja.problemas.append(Problema(renglon, "estatal", encontrado, "una sola vez", que_hacer))


def fill_huecos(crudo: dict[str, object]) -> None:
    """Lo que una columna no dice y otra con otro rótulo sí; dos montos distintos no se eligen."""
    for columna in [c for c in crudo if c.endswith(DE_MAS)]:
        valor, debida = crudo.pop(columna), columna.removesuffix(DE_MAS)
        if is_vacio(crudo.get(debida)):
            crudo[debida] = valor
        elif debida in FUENTE_DE_COLUMNA and not is_vacio(valor) and str(valor) != str(crudo[debida]):
            crudo[debida] = ErrorExcel("dos valores")
