"""El orden y el filtro que la persona puso en una tabla, aplicados en Python como en el navegador."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from fais_analysis.nombres import fold_texto

SIN_FILTRO = {"busqueda": "", "campo": "", "minimo": None, "maximo": None}
BUSCABLES = (
    *("municipio", "clave_municipio", "folio_obra", "localidad", "nombre_obra"),
    *("rubro", "subclasificacion", "incidencia", "fuente_recurso"),
)


def list_busca(tabla: pd.DataFrame) -> list[str]:
    """De cada renglón, el texto en que se busca: sin acentos ni mayúsculas."""
    columnas = [tabla[c].tolist() for c in BUSCABLES if c in tabla]
    return [fold_texto(" ".join(map(str, celdas))) for celdas in zip(*columnas, strict=True)]


def apply_orden(tabla: pd.DataFrame, orden: Mapping[str, Any], filtro: Mapping[str, Any]) -> pd.DataFrame:
    """La tabla como se ve: el mismo filtro y el mismo orden que puso la persona en el navegador.

    Parameters
    ----------
    orden
        ``campo`` y ``descendente``. Los empates quedan como estaban y lo que no tiene dato, al final.
    filtro
        ``busqueda`` (todas las palabras, sin acentos), ``campo``, ``minimo`` y ``maximo``.
    """
    partes = fold_texto(filtro["busqueda"]).split()
    vista = tabla[[all(p in texto for p in partes) for texto in list_busca(tabla)]]
    campo, minimo, maximo = filtro["campo"], filtro["minimo"], filtro["maximo"]
    if campo in vista.columns and (minimo is not None or maximo is not None):
        valores = vista[campo]
        vista = vista[
            valores.notna()
            & ((valores >= minimo) if minimo is not None else True)
            & ((valores <= maximo) if maximo is not None else True)
        ]
    if orden["campo"] not in vista.columns:
        return vista
    es_texto = orden["campo"] in (*BUSCABLES, "via")
    llave = (lambda s: s.map(fold_texto)) if es_texto else None
    return vista.sort_values(
        orden["campo"], ascending=not orden["descendente"], kind="stable", na_position="last", key=llave
    )
