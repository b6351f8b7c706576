"""De lo que declara una columna a cómo se lee su celda y qué lista ofrece la plantilla."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from fais_analysis.loaders.libros.valores import (
    MAXIMO_ENTERO,
    build_parse_opcion,
    normalize_texto,
    parse_centavos,
    parse_clave,
    parse_entero,
    parse_fecha,
    parse_medida,
    parse_numero,
    parse_texto,
)
from fais_analysis.schemas.libros import ColumnaLibro, FormatoLibro

Lector = Callable[[object], object]


def build_lectores(formato: FormatoLibro) -> Mapping[str, Lector]:
    """Cómo se lee la celda de cada columna; un monto se lee en centavos."""
    return {c.nombre: build_lector(c) for c in formato.columnas}


def build_lector(columna: ColumnaLibro) -> Lector:
    """Cómo se lee la celda de una columna, según su tipo."""
    if columna.tipo == "opcion":
        return build_parse_opcion(columna.opciones)
    if columna.tipo == "clave" and columna.largo:
        return partial(parse_clave, digitos=columna.largo, patron=columna.patron)
    if columna.tipo == "entero":
        return partial(parse_entero, minimo=columna.minimo, maximo=columna.maximo or MAXIMO_ENTERO)
    simples: dict[str, Lector] = {
        "numero": parse_numero,
        "monto": parse_centavos,
        "fecha": parse_fecha,
        "medida": parse_medida,
    }
    return simples.get(columna.tipo, parse_texto)


def normalize_columnas(rotulos: Sequence[object], formato: FormatoLibro) -> list[str]:
    """El nombre de la columna de cada rótulo: sin acentos, mayúsculas ni espacios, y de un alias al suyo."""
    alias = {a: c.nombre for c in formato.columnas for a in c.alias}
    planos = [normalize_texto(r).replace(" ", "_") if isinstance(r, str) else "" for r in rotulos]
    return [alias.get(plano, plano) for plano in planos]
