"""Fórmulas, celdas combinadas, errores, formatos, lo tachado, lo oculto y lo que sólo dice una nota.

Lo que se ve no siempre es lo que se lee.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from fais_analysis.loaders.libros.celdas import Celdas, Fila, build_letra, build_lugar, is_error, is_roto
from fais_analysis.loaders.libros.hoja import HojaCruda
from fais_analysis.loaders.libros.problemas import Advertencia, Problema
from fais_analysis.loaders.libros.valores import normalize_texto
from fais_analysis.schemas.libros import CON_NUMERO, FormatoLibro

DISFRACES = {
    "porcentaje": "un número con formato de porcentaje",
    "miles": "un número con formato que lo muestra en miles o millones",
    "letrero": "un número con formato que le agrega cifras, «%» o «mil»",
    "tapado": "un número con formato que no lo deja ver",
    "moneda": "un número con formato de otra moneda",
}

EN_PESOS = "montos en pesos completos"  # lo que se esperaba donde se dice que van en miles
# «En miles de personas» no habla de dinero.
EN_MILES = re.compile(
    r"\ben (?:miles|millones)\b(?: de pesos\b|(?! de ))|(?:\(|\b)(?:miles|millones) (?:de )?(?:pesos|\$)"
    r"|\((?:miles|millones)\)|\bm\.?\s?d\.?\s?p\b"
)
# Entre los datos de un renglón sólo cuenta la celda que no dice otra cosa.
NOTA_SUELTA = re.compile(
    r"(?:\W|\b(?:nota|cifras|cantidades|montos?|importes?|valores|pesos|totale?s?|suma|expresad[ao]s|en)\b)*"
    r"\b(?:miles|millones|mdp)\b(?: de pesos)?\W*"
)
SUENA_A_MILES = re.compile(r"mil|m\.?\s?d\.?\s?p", re.IGNORECASE)  # lo que vale la pena mirar

LETRAS_ROTAS = (
    "Letras echadas a perder por otro programa («PeÃ±Ã³n» por «Peñón»), por corregir en el original"
)


def inspect_celdas(hoja: HojaCruda, celdas: Celdas, filas: Sequence[Fila], formato: FormatoLibro) -> None:
    """Anota un problema por error, fórmula, bloque combinado, formato engañoso, renglón tachado o nota que
    dice que los montos van en miles; y aviso de lo oculto.

    De una fórmula se conoce el último valor que Excel calculó, que puede estar atrasado o no existir; de una
    celda combinada sólo el primer renglón trae el valor. Por eso no se aceptan. Un renglón oculto sí se lee:
    quien lo ocultó quizá no lo recuerda.
    """
    desde = hoja.renglon_encabezado
    hoja.problemas += _find_errores(hoja, celdas.filas, desde)
    hoja.problemas += _find_combinadas(celdas, desde)
    hoja.problemas += _find_formulas(celdas, desde)
    hoja.problemas += _find_disfraces(hoja, celdas, formato)
    hoja.problemas += _find_tachadas(celdas, filas)
    hoja.problemas += [_build_escala(*dicho) for dicho in _iter_escalas(hoja, celdas)]
    rotos = tuple(f.numero for f in filas if any(map(is_roto, f.valores.values())))
    if rotos:
        hoja.advertencias.append(Advertencia(LETRAS_ROTAS, rotos))
    ocultos = tuple(f.numero for f in filas if f.es_oculta)
    if ocultos:
        hoja.advertencias.append(Advertencia("Renglones ocultos que sí se leyeron", ocultos))
    tapadas = [c for i, c in enumerate(hoja.columnas) if c and i in celdas.columnas_ocultas]
    if tapadas:
        hoja.advertencias.append(Advertencia(f"Columnas ocultas que sí se leyeron: {', '.join(tapadas)}"))


def _find_errores(hoja: HojaCruda, filas: Sequence[Fila], desde: int) -> list[Problema]:
    donde = f"hoja «{hoja.nombre}», " if hoja.nombre else ""
    return [
        Problema(
            fila.numero,
            _name_columna(hoja, i),
            f"el error «{str(valor).strip()}» ({donde}celda {build_lugar(fila.numero, i)})",
            "un valor, o la celda vacía si no se sabe",
            "corrija la celda: Excel perdió el dato que ahí iba",
        )
        for fila in filas
        if fila.numero >= desde
        for i, valor in sorted(fila.valores.items())
        if is_error(valor)
    ]


def _name_columna(hoja: HojaCruda, posicion: int) -> str:
    nombrada = hoja.columnas[posicion] if posicion < len(hoja.columnas) else ""
    return nombrada or build_letra(posicion)


def _find_combinadas(celdas: Celdas, desde: int) -> list[Problema]:
    ultimo = max(f.numero for f in celdas.filas)  # más abajo no hay nada que leer
    return [
        Problema(
            r1,
            build_letra(c1),
            f"celdas combinadas ({build_lugar(r1, c1)}:{build_lugar(r2, c2)})",
            "una celda por dato",
            "separe las celdas y repita el dato en cada renglón",
        )
        for r1, c1, r2, c2 in sorted(celdas.combinadas)
        if r1 <= ultimo and r2 >= desde
    ]


def _find_formulas(celdas: Celdas, desde: int) -> list[Problema]:
    return [
        Problema(
            renglon,
            build_letra(columna),
            "una fórmula",
            "un valor escrito",
            "copie la columna y péguela como valores",
        )
        for renglon, columna in sorted(celdas.formulas)
        if renglon >= desde
    ]


def _find_disfraces(hoja: HojaCruda, celdas: Celdas, formato: FormatoLibro) -> list[Problema]:
    numericas = {c.nombre for c in formato.columnas if c.tipo in CON_NUMERO}
    return [
        Problema(
            renglon,
            _name_columna(hoja, columna),
            f"{DISFRACES[disfraz]} (celda {build_lugar(renglon, columna)})",
            "la cantidad tal como se lee",
            "dé a la celda formato de número y escríbala de nuevo",
        )
        for (renglon, columna), disfraz in sorted(celdas.disfraces.items())
        if renglon > hoja.renglon_encabezado and _name_columna(hoja, columna) in numericas
    ]


def _find_tachadas(celdas: Celdas, filas: Sequence[Fila]) -> list[Problema]:
    """Un problema por renglón con algo tachado: no se sabe si va o ya no va."""
    tachadas: dict[int, list[int]] = defaultdict(list)
    for renglon, columna in sorted(celdas.tachadas):
        tachadas[renglon].append(columna)
    return [
        Problema(
            fila.numero,
            "",
            f"{'un renglón' if len(suyas) >= len(fila.valores) else 'algo'} tachado: ¿se cuenta? (celda "
            + ", ".join(build_lugar(fila.numero, c) for c in suyas[:3])
            + ("…)" if len(suyas) > 3 else ")"),
            "sólo lo que va, sin tachar; mientras no se corrija, se cuenta",
            "si ya no va, bórrelo; si va, quítele lo tachado",
        )
        for fila in filas
        if (suyas := tachadas.get(fila.numero))
    ]


def _iter_escalas(hoja: HojaCruda, celdas: Celdas) -> Iterator[tuple[str, str]]:
    """Dónde se dice que los montos van en miles, y cómo: leídos como pesos serían otros."""
    if dicho := EN_MILES.search(normalize_texto(hoja.nombre)):
        yield "el nombre de la hoja", dicho[0]
    for lugar, texto in celdas.notas:
        if dicho := EN_MILES.search(plano := normalize_texto(texto)) or NOTA_SUELTA.fullmatch(plano):
            yield f"un comentario en la celda {lugar}" if lugar else "un cuadro de texto", dicho[0]
    for fila in celdas.filas:
        es_dato = fila.numero > hoja.renglon_encabezado and len(fila.valores) > 1
        for i, valor in sorted(fila.valores.items()):
            if not isinstance(valor, str) or not SUENA_A_MILES.search(valor):
                continue
            plano = normalize_texto(valor)
            if dicho := NOTA_SUELTA.fullmatch(plano) if es_dato else EN_MILES.search(plano):
                yield f"la celda {build_lugar(fila.numero, i)}", dicho[0]


def _build_escala(lugar: str, dicho: str) -> Problema:
    """De la hoja completa: quien escribe «en miles» en un renglón habla de todos."""
    nota = dicho.strip(" ()")
    return Problema(
        0,
        "",
        f"«{nota}» en {lugar}",
        EN_PESOS,
        "escriba los montos en pesos, con sus centavos, y quite la nota",
    )
