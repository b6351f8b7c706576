"""Lee una hoja del anexo estadístico por entidad de CONEVAL buscando por rótulo, no por posición."""

import re
from typing import Any

import pandas as pd

from fais_analysis.errors import EsquemaError
from fais_analysis.loaders.lectura import load_mapa, normalize_rotulo, parse_numeros

REDONDEO_PERSONAS = 1e-3  # los miles vienen con tres decimales: lo que sobra es ruido binario


def parse_hoja_entidad(filas: list[list[Any]], donde: str) -> pd.DataFrame:
    """Convierte las filas de una hoja del anexo en una tabla con una fila por año."""
    mapa = load_mapa("coneval_pobreza_estatal")
    encabezado, columna_rotulo = _find_encabezado(filas, mapa["rotulo_indicadores"], donde)
    indicadores = _find_indicadores(filas[encabezado + 2 :], columna_rotulo, mapa, donde)
    series: dict[str, pd.Series] = {}
    for medida, unidades in mapa["grupos"].items():
        columnas, factor = _find_grupo(filas, encabezado, unidades, mapa["marca_anio"], donde)
        celdas = {(id_, anio): fila[c] for id_, fila in indicadores.items() for anio, c in columnas.items()}
        valores = parse_numeros(pd.Series(celdas), [], f"{donde}, {medida}")
        valores = round_personas(valores * factor, donde) if factor > 1 else valores
        series |= {f"{id_}_{medida}": valores[id_] for id_ in indicadores}
    tabla = pd.DataFrame(series).rename_axis("anio").reset_index()
    if tabla.isna().any(axis=None):
        raise _hoja_incompleta(donde, "las tres medidas con los mismos años", "años distintos entre grupos")
    return tabla


def _find_encabezado(filas: list[list[Any]], rotulo: str, donde: str) -> tuple[int, int]:
    for i, fila in enumerate(filas):
        for j, celda in enumerate(fila):
            if normalize_rotulo(celda) == rotulo:
                return i, j
    raise _hoja_incompleta(donde, f"un encabezado «{rotulo}»", "ninguno")


def _find_indicadores(
    filas: list[list[Any]], columna: int, mapa: dict[str, Any], donde: str
) -> dict[str, list[Any]]:
    encontrados: dict[str, list[Any]] = {}
    for fila in filas:
        id_ = mapa["rotulos"].get(normalize_rotulo(fila[columna]))
        if id_ in encontrados:
            raise _hoja_incompleta(donde, "cada indicador una vez", f"dos filas de {id_}")
        if id_:
            encontrados[id_] = fila
    faltan = [r for r, id_ in mapa["rotulos"].items() if id_ not in encontrados]
    if faltan:
        raise _hoja_incompleta(donde, f"los {len(mapa['rotulos'])} indicadores", f"falta «{faltan[0]}»")
    return encontrados


def _find_grupo(
    filas: list[list[Any]], encabezado: int, unidades: dict[str, int], marca: str, donde: str
) -> tuple[dict[int, int], int]:
    """Columna de cada año dentro de un grupo combinado, y el factor que lo lleva a su unidad."""
    grupos, anios = filas[encabezado], filas[encabezado + 1]
    inicio, factor = next(
        ((j, unidades[normalize_rotulo(g)]) for j, g in enumerate(grupos) if normalize_rotulo(g) in unidades),
        (None, 0),
    )
    if inicio is None:
        raise _hoja_incompleta(donde, f"un grupo {' o '.join(unidades)}", "ninguno")
    columnas: dict[int, int] = {}
    for j in range(inicio, len(anios)):
        texto = str(anios[j]).strip().rstrip(marca).removesuffix(".0")
        if not texto:
            break
        if not re.fullmatch(r"[0-9]{4}", texto) or int(texto) in columnas:
            raise _hoja_incompleta(donde, "años de cuatro cifras, cada uno una vez", f"«{texto}»")
        columnas[int(texto)] = j
    return columnas, factor


def round_personas(valores: pd.Series, donde: str) -> pd.Series:
    """Personas enteras de lo que venía en miles con tres decimales; una fracción de más es error."""
    enteros = valores.round()
    if ((valores - enteros).abs() > REDONDEO_PERSONAS).any():
        raise _hoja_incompleta(donde, "miles con tres decimales o millones con seis", "fracciones de persona")
    return enteros


def _hoja_incompleta(donde: str, esperado: str, encontrado: str) -> EsquemaError:
    return EsquemaError(
        "Una hoja del anexo estatal no tiene la forma conocida.",
        donde=donde,
        esperado=esperado,
        encontrado=encontrado,
        que_hacer="CONEVAL cambió el libro: revise loaders/columnas/coneval_pobreza_estatal.yml",
    )
