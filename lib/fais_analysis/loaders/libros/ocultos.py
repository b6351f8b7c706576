"""Fórmulas, celdas combinadas, errores, formatos y lo oculto: lo que se ve no siempre es lo que se lee."""

from collections.abc import Sequence

from fais_analysis.loaders.libros.celdas import Celdas, Fila, build_letra, build_lugar, is_error, is_roto
from fais_analysis.loaders.libros.hoja import HojaCruda
from fais_analysis.loaders.libros.problemas import Advertencia, Problema
from fais_analysis.schemas.libros import CON_NUMERO, FormatoLibro

DISFRACES = {
    "porcentaje": "un número con formato de porcentaje",
    "miles": "un número con formato que lo muestra en miles o millones",
    "letrero": "un número con formato que le agrega cifras, «%» o «mil»",
    "tapado": "un número con formato que no lo deja ver",
    "moneda": "un número con formato de otra moneda",
}

LETRAS_ROTAS = (
    "Letras echadas a perder por otro programa («PeÃ±Ã³n» por «Peñón»), por corregir en el original"
)


def inspect_celdas(hoja: HojaCruda, celdas: Celdas, filas: Sequence[Fila], formato: FormatoLibro) -> None:
    """Anota un problema por error, fórmula, bloque combinado o formato engañoso, y aviso de lo oculto.

    De una fórmula se conoce el último valor que Excel calculó, que puede estar atrasado o no existir; de una
    celda combinada sólo el primer renglón trae el valor. Por eso no se aceptan. Un renglón oculto sí se lee:
    quien lo ocultó quizá no lo recuerda.
    """
    desde = hoja.renglon_encabezado
    hoja.problemas += _find_errores(hoja, celdas.filas, desde)
    hoja.problemas += _find_combinadas(celdas, desde)
    hoja.problemas += _find_formulas(celdas, desde)
    hoja.problemas += _find_disfraces(hoja, celdas, formato)
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
