"""La hoja de obras sin interpretar: dónde está el encabezado y si trae las columnas debidas."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fais_analysis.loaders.libros.problemas import Advertencia, Problema, show_valor
from fais_analysis.loaders.libros.valores import is_vacio, normalize_texto
from fais_analysis.schemas.inversion import COLUMNAS_IGNORADAS, OBLIGATORIAS, POR_NOMBRE

RENGLONES_ENCABEZADO = 20
MINIMO_RECONOCIDAS = 8
COLUMNAS_RECONOCIDAS = frozenset({*POR_NOMBRE, *COLUMNAS_IGNORADAS, "es_demostracion"})


@dataclass
class HojaCruda:
    """Los renglones de la hoja de obras, sin interpretar.

    ``columnas`` va por posición (vacía = sin encabezado); ``filas`` son (renglón de Excel, valores).
    """

    nombre: str = ""
    columnas: list[str] = field(default_factory=list)
    renglon_encabezado: int = 0
    filas: list[tuple[int, list[object]]] = field(default_factory=list)
    ejercicio_declarado: int | None = None
    problemas: list[Problema] = field(default_factory=list)
    advertencias: list[Advertencia] = field(default_factory=list)


def add_problema(hoja: HojaCruda, encontrado: str, esperado: str, que_hacer: str) -> HojaCruda:
    """Anota un problema del archivo completo y devuelve la misma hoja."""
    hoja.problemas.append(Problema(0, "", encontrado, esperado, que_hacer))
    return hoja


def _normalize_columna(valor: object) -> str:
    return normalize_texto(valor).replace(" ", "_") if isinstance(valor, str) else ""


def find_encabezado(filas: Sequence[Sequence[object]]) -> int | None:
    """Posición del primer renglón con bastantes nombres de columna, o nada."""
    for i, fila in enumerate(filas[:RENGLONES_ENCABEZADO]):
        if len({_normalize_columna(v) for v in fila} & set(POR_NOMBRE)) >= MINIMO_RECONOCIDAS:
            return i
    return None


def split_encabezado(hoja: HojaCruda, filas: list[list[object]]) -> None:
    """Separa encabezado y renglones, sin perder el número que ve Excel, y revisa las columnas."""
    posicion = find_encabezado(filas)
    if posicion is None:
        add_problema(
            hoja,
            f"ningún renglón de encabezados en los primeros {RENGLONES_ENCABEZADO}",
            f"los nombres de columna: {', '.join(OBLIGATORIAS[:4])}…",
            "copie los encabezados de la plantilla",
        )
        return
    hoja.renglon_encabezado = posicion + 1
    hoja.columnas = [_normalize_columna(v) for v in filas[posicion]]
    hoja.problemas += [
        Problema(
            n,
            "",
            f"{len(fila)} columnas",
            f"{len(hoja.columnas)}, como el encabezado",
            "revise comillas y saltos de renglón",
        )
        for n, fila in enumerate(filas[posicion + 1 :], start=posicion + 2)
        if 0 < len(fila) < len(hoja.columnas) and not all(is_vacio(v) for v in fila)
    ]
    hoja.filas = [
        (n, fila + [None] * (len(hoja.columnas) - len(fila)))
        for n, fila in enumerate(filas[posicion + 1 :], start=posicion + 2)
        if not all(is_vacio(v) for v in fila)
    ]
    if posicion:
        hoja.advertencias.append(
            Advertencia(f"El encabezado está en el renglón {posicion + 1}; lo de arriba no se leyó")
        )
    _check_columnas(hoja, filas[posicion])


def _check_columnas(hoja: HojaCruda, crudas: Sequence[object]) -> None:
    presentes = [c for c in hoja.columnas if c]
    renglon = hoja.renglon_encabezado
    for columna in OBLIGATORIAS:
        if columna not in presentes:
            hoja.problemas.append(
                Problema(renglon, columna, "que no está", "la columna, que es obligatoria", "agréguela")
            )
    for columna in sorted({c for c in presentes if presentes.count(c) > 1}):
        hoja.problemas.append(
            Problema(renglon, columna, "la columna repetida", "una sola vez", "quite la que sobra")
        )
    for columna, cruda in zip(hoja.columnas, crudas, strict=True):
        if (columna or not is_vacio(cruda)) and columna not in COLUMNAS_RECONOCIDAS:
            hoja.problemas.append(
                Problema(
                    renglon,
                    show_valor(cruda),
                    "una columna que no es de la plantilla",
                    "sólo las columnas de la plantilla (y «observaciones»)",
                    "corrija el nombre o quite la columna",
                )
            )
    for n, fila in hoja.filas:
        sin_nombre = [v for i, v in enumerate(fila) if i >= len(hoja.columnas) or not hoja.columnas[i]]
        if any(not is_vacio(v) for v in sin_nombre):
            hoja.problemas.append(
                Problema(
                    n,
                    "",
                    "datos en una columna sin encabezado",
                    "datos sólo bajo un encabezado",
                    "revise comas de más o columnas corridas",
                )
            )
