"""De lo que declara una columna a cómo se lee su celda y qué lista ofrece la plantilla."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
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

ADORNO = re.compile(r"[()$.:*#]")  # no cambia lo que dice un rótulo; «%» o «miles» sí
DE_MAS = " (dicha en otra)"  # termina así la columna que dice lo mismo que la que se lee
Lector = Callable[[object], object]


def build_lectores(formato: FormatoLibro) -> Mapping[str, Lector]:
    """Cómo se lee la celda de cada columna; un monto se lee en centavos."""
    return {c.nombre: build_lector(c) for c in formato.columnas}


def build_lector(columna: ColumnaLibro) -> Lector:
    """Cómo se lee la celda de una columna, según su tipo."""
    if columna.tipo == "opcion":
        return build_parse_opcion(columna.opciones, columna.sinonimos)
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
    """El nombre de la columna de cada rótulo: sin acentos, mayúsculas ni espacios, y de un alias al suyo.

    Lo que sólo adorna («Monto ($)») no cuenta. Si está la columna de un alias que también se admite sin
    leerse (``municipio`` junto a ``clave_municipio``), el alias se queda como está.
    """
    alias = {a: c.nombre for c in formato.columnas for a in c.alias}
    planos = [_fold_rotulo(r, {*alias, *formato.por_nombre}) if isinstance(r, str) else "" for r in rotulos]
    nombres = [
        plano if plano in formato.ignoradas and alias.get(plano) in planos else alias.get(plano, plano)
        for plano in planos
    ]
    for columna, preferidas in formato.preferidas.items():
        dichas = [p for p, nombre in zip(planos, nombres, strict=True) if nombre == columna]
        manda = next((p for p in preferidas if p in dichas), "")
        if manda:
            nombres = [
                nombre + DE_MAS if nombre == columna and plano != manda else nombre
                for plano, nombre in zip(planos, nombres, strict=True)
            ]
    return nombres


def _fold_rotulo(rotulo: str, conocidos: Collection[str]) -> str:
    plano = normalize_texto(rotulo).replace(" ", "_")
    return (
        plano if plano in conocidos else "_".join(normalize_texto(ADORNO.sub(" ", rotulo)).split()) or plano
    )
