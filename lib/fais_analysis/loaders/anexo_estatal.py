"""Lee las hojas por entidad de los libros estatales de la pobreza buscando por rótulo, no por posición.

El anexo de CONEVAL y el tabulado del INEGI tienen el mismo acomodo; cada uno, su mapa.
"""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from fais_analysis.errors import EsquemaError
from fais_analysis.loaders.guardas import certify
from fais_analysis.loaders.identificacion import list_nombres_entidad, normalize_nombre
from fais_analysis.loaders.lectura import (
    concat_ordenado,
    load_mapa,
    normalize_rotulo,
    open_libro,
    parse_numeros,
    read_hojas,
)
from fais_analysis.schemas.identidades import PARTES_POBLACION
from fais_analysis.schemas.pobreza import POBREZA_ESTATAL_INEGI
from fais_analysis.schemas.vocabulario import SERIE_INEGI
from fais_analysis.sources.locate import locate_archivo

INEGI = "inegi_pobreza_estatal"

REDONDEO_PERSONAS = 1e-3  # los miles vienen con tres decimales: lo que sobra es ruido binario


def read_entidades(fuente: str, claves: Mapping[str, str]) -> pd.DataFrame:
    """Todas las hojas de un libro estatal: una fila = una entidad y un año.

    La población es la suma de las cuatro partes, porque los libros no la traen.

    Parameters
    ----------
    fuente
        La fuente, cuyo mapa se llama igual.
    claves
        De cada hoja que debe traer, la clave de su entidad; «00» es el país.

    Raises
    ------
    EsquemaError
        Si falta o sobra una hoja, o una no tiene la forma conocida.
    """
    ruta = locate_archivo(fuente)
    mapa = load_mapa(fuente)
    hojas = [h for h in open_libro(ruta).sheet_names if h not in mapa["hojas_sin_datos"]]
    if distintas := sorted(set(hojas) ^ set(claves)):
        raise _hoja_incompleta(
            ruta.name, f"{len(claves)} hojas", f"hojas que difieren: {', '.join(distintas)}"
        )
    leidas = read_hojas(ruta, hojas)
    partes = []
    for hoja in hojas:
        donde = f"{ruta.name}, hoja {hoja}"
        _check_nombre(leidas[hoja], claves[hoja], mapa, donde)
        partes.append(parse_hoja_entidad(leidas[hoja], donde, fuente).assign(clave_entidad=claves[hoja]))
    tabla = concat_ordenado(partes, ["clave_entidad", "anio"])
    poblacion = tabla[[f"{p}_personas" for p in PARTES_POBLACION]].sum(axis=1, skipna=False)
    return tabla.assign(poblacion_personas=poblacion)


def load_pobreza_estatal_inegi() -> pd.DataFrame:
    """Pobreza multidimensional por entidad según el INEGI, que sigue la medición desde 2024; «00» es el país.

    Una fila = una entidad y un año. Es otra publicación que la de CONEVAL: no se une con ella. Formato no
    cotejado con el original.

    References
    ----------
    Fuente ``inegi_pobreza_estatal``.
    """
    hojas = load_mapa(INEGI)["hojas"]
    tabla = read_entidades(INEGI, {hoja: clave for clave, hoja in hojas.items()})
    tabla = tabla.assign(serie=SERIE_INEGI)[list(POBREZA_ESTATAL_INEGI.columns)]
    return certify(POBREZA_ESTATAL_INEGI, tabla, "pobreza estatal del INEGI")


def _check_nombre(filas: list[list[Any]], clave: str, mapa: dict[str, Any], donde: str) -> None:
    """El nombre que la hoja trae arriba, si lo trae en un renglón conocido, es el de su entidad."""
    renglon = mapa.get("renglon_nombre")
    if renglon and normalize_nombre(filas[renglon - 1][0]) not in list_nombres_entidad(clave):
        raise _hoja_incompleta(
            donde, f"en A{renglon} el nombre de la entidad {clave}", f"«{filas[renglon - 1][0]}»"
        )


def parse_hoja_entidad(
    filas: list[list[Any]], donde: str, fuente: str = "coneval_pobreza_estatal"
) -> pd.DataFrame:
    """Convierte las filas de una hoja en una tabla con una fila por año, según el mapa de esa fuente."""
    mapa = load_mapa(fuente)
    encabezado, columna_rotulo = _find_encabezado(filas, mapa["rotulo_indicadores"], donde)
    hasta = columna_rotulo + mapa.get("columnas_rotulo", 1)
    indicadores = _find_indicadores(filas[encabezado + 2 :], slice(columna_rotulo, hasta), mapa, donde)
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


def _find_encabezado(filas: list[list[Any]], rotulos: list[str], donde: str) -> tuple[int, int]:
    for i, fila in enumerate(filas):
        for j, celda in enumerate(fila):
            if normalize_rotulo(celda) in rotulos:
                return i, j
    raise _hoja_incompleta(donde, f"un encabezado «{rotulos[0]}»", "ninguno")


def _find_indicadores(
    filas: list[list[Any]], columnas: slice, mapa: dict[str, Any], donde: str
) -> dict[str, list[Any]]:
    encontrados: dict[str, list[Any]] = {}
    for fila in filas:
        rotulo = next((r for r in map(normalize_rotulo, fila[columnas]) if r), "")
        id_ = mapa["rotulos"].get(rotulo)
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
        "Una hoja del libro estatal no tiene la forma conocida.",
        donde=donde,
        esperado=esperado,
        encontrado=encontrado,
        que_hacer="la institución cambió el libro: revise su mapa en loaders/columnas",
    )
