"""Lo que una propuesta dice en dos columnas: la clave y el nombre, o un «estado» que no es dinero."""

import re
from decimal import Decimal

from fais_analysis.loaders.libros.celdas import ErrorExcel
from fais_analysis.loaders.libros.columnas import DE_MAS
from fais_analysis.loaders.libros.hoja import HojaCruda
from fais_analysis.loaders.libros.problemas import Advertencia, Problema
from fais_analysis.loaders.libros.valores import is_vacio
from fais_analysis.schemas.propuestas import FORMATO_PROPUESTA
from fais_analysis.schemas.propuestas_dinero import FUENTE_DE_COLUMNA

DE_DINERO = re.compile(r"fise|fism|fais|monto|aport|inversion|costo|importe|recurso|pesos|mxn|[$]")
# Los del seguimiento y los de quien exporta: no son el dinero que se propone.
DE_AVANCE = re.compile(
    r"recaudad|comprometid|devengad|ejercid|pagad|modificad|aprobad|ministrad|id_|clave|anio|\bano\b|_ano_|^ano_|ejercicio|ciclo"
)
MONTO_ESCRITO = re.compile(r"[$]?\s*\d[\d,.\s]*(?:mxn|pesos|m\.?n\.?)?", re.IGNORECASE)


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


def list_dinero_ajeno(hoja: HojaCruda) -> list[Problema]:
    """Las columnas con montos cuyo rótulo no se conoce: su dinero no se cuenta, y hay que decirlo."""
    conocidas = {*FORMATO_PROPUESTA.por_nombre, *FORMATO_PROPUESTA.ignoradas}
    ajenas = [c for c in dict.fromkeys(hoja.columnas) if DE_DINERO.search(c) and not DE_AVANCE.search(c)]
    return [
        Problema(
            hoja.renglon_encabezado,
            columna,
            f"una columna de dinero que no se conoce («{columna.replace('_', ' ')}»); no se cuenta",
            "el nombre de su fuente: fise, fismdf, estatal, municipal…",
            "póngale el nombre de su fuente o, si no es dinero de la obra, quítela",
        )
        for columna in ajenas
        if columna not in conocidas and not columna.endswith(DE_MAS)
        if any(_is_monto(f.get(columna)) for _, f in hoja.filas)
    ]


def _is_monto(valor: object) -> bool:
    es_numero = isinstance(valor, int | float | Decimal) and not isinstance(valor, bool)
    return es_numero or (isinstance(valor, str) and bool(MONTO_ESCRITO.fullmatch(valor.strip())))
