"""Un renglón, celda por celda: lo que se entendió y lo que no."""

from collections.abc import Mapping

from fais_analysis.loaders.libros.celdas import is_error
from fais_analysis.loaders.libros.columnas import Lector
from fais_analysis.loaders.libros.problemas import Problema, show_valor
from fais_analysis.loaders.libros.valores import SIN_DATO, ValorError, is_vacio
from fais_analysis.schemas.libros import FormatoLibro

QUE_ESCRIBIR: Mapping[str, str] = {}


def parse_celdas(
    numero: int,
    crudo: Mapping[str, object],
    formato: FormatoLibro,
    lectores: Mapping[str, Lector],
    que_escribir: Mapping[str, str] = QUE_ESCRIBIR,
) -> tuple[dict[str, object], list[Problema]]:
    """Lee las celdas de un renglón; lo vacío no queda entre los valores y lo dudoso es un problema.

    Un error de la hoja de cálculo no es ni lo uno ni lo otro: ya quedó dicho, con su celda, al leer la hoja.
    """
    valores: dict[str, object] = {}
    problemas: list[Problema] = []
    for columna in formato.columnas:
        nombre = columna.nombre
        if nombre not in crudo:
            continue
        valor = crudo[nombre]
        if is_error(valor):
            continue
        if is_vacio(valor) or (columna.tipo in ("texto", "clave") and str(valor).strip() in SIN_DATO):
            if columna.es_obligatoria:
                que_hacer = que_escribir.get(nombre, "llene la celda")
                problemas.append(Problema(numero, nombre, "una celda vacía", columna.significado, que_hacer))
            continue
        try:
            valores[nombre] = lectores[nombre](valor)
        except ValorError as error:
            encontrado = show_valor(valor, columna.es_privada)
            problemas.append(Problema(numero, nombre, encontrado, error.esperado, error.que_hacer))
    return valores, problemas
