"""Lee el anexo estadístico 2008-2018 de CONEVAL: cuadros con una fila por entidad, buscados por rótulo."""

import re
from pathlib import Path
from typing import Any

import pandas as pd

from fais_analysis.claves import ENTIDADES
from fais_analysis.errors import EsquemaError
from fais_analysis.loaders.anexo_estatal import round_personas
from fais_analysis.loaders.coneval import CLAVE_NACIONAL
from fais_analysis.loaders.guardas import certify
from fais_analysis.loaders.lectura import (
    concat_ordenado,
    load_mapa,
    normalize_rotulo,
    parse_numeros,
    read_hojas,
)
from fais_analysis.schemas.componentes import COMPONENTES_CONEVAL
from fais_analysis.schemas.pobreza_anterior import POBREZA_ESTATAL_ANTERIOR, SUBCARENCIAS_ESTATALES
from fais_analysis.schemas.vocabulario import SERIE_ANTERIOR
from fais_analysis.sources.locate import locate_archivo

FUENTE = "coneval_pobreza_estatal_anterior"
LLAVE = ["clave_entidad", "anio"]
CARENCIAS = tuple(dict.fromkeys(carencia for carencia, _ in COMPONENTES_CONEVAL.values()))
HOLGURA_PP = 1e-4  # los cuadros 19 traen la precisión de un número corto


def load_pobreza_estatal_anterior() -> pd.DataFrame:
    """Pobreza por entidad en la serie 2008-2018, que no se une con la 2016-2022; «00» es el país.

    Una fila = una entidad y un año. Las personas se pasan de miles a personas; la población es la publicada.

    References
    ----------
    Fuente ``coneval_pobreza_estatal_anterior``, cuadros 4A, 4B, 5 y 6.
    """
    tabla = read_cuadros(locate_archivo(FUENTE), "pobreza")
    return certify(
        POBREZA_ESTATAL_ANTERIOR, tabla[list(POBREZA_ESTATAL_ANTERIOR.columns)], "pobreza estatal 2008-2018"
    )


def load_subcarencias_estatales() -> pd.DataFrame:
    """Los ocho componentes de las carencias de vivienda y de servicios básicos por entidad, 2008-2018.

    Una fila = una entidad y un año; «00» es el país.

    References
    ----------
    Fuente ``coneval_pobreza_estatal_anterior``, cuadros 19D y 19E; la población, del cuadro 6.
    """
    ruta = locate_archivo(FUENTE)
    carencias = read_cuadros(ruta, "pobreza")[
        [*LLAVE, "poblacion_personas", *(f"{c}_pct" for c in CARENCIAS)]
    ]
    tabla = read_cuadros(ruta, "subcarencias").merge(carencias, on=LLAVE, validate="one_to_one")
    for carencia in CARENCIAS:
        _check_componentes(tabla, carencia, ruta.name)
    return certify(
        SUBCARENCIAS_ESTATALES,
        tabla[list(SUBCARENCIAS_ESTATALES.columns)],
        "subcarencias estatales 2008-2018",
    )


def _check_componentes(tabla: pd.DataFrame, carencia: str, donde: str) -> None:
    """Ningún componente pasa de su carencia, y entre todos la alcanzan: los cuadros son del mismo libro."""
    partes = tabla[[f"{id_}_pct" for id_, (suya, _) in COMPONENTES_CONEVAL.items() if suya == carencia]]
    entera = tabla[f"{carencia}_pct"]
    malas = (partes.max(axis=1) > entera + HOLGURA_PP) | (partes.sum(axis=1) < entera - HOLGURA_PP)
    if malas.any():
        lugares = tabla.loc[malas, LLAVE].astype("str").agg(" · ".join, axis=1)
        raise _build_error(
            f"{donde} ({'; '.join(lugares[:5])})",
            f"componentes que caben en {carencia}_pct y entre todos la alcanzan",
            f"{int(malas.sum())} entidades y años en que no",
        )


def read_cuadros(ruta: Path, conjunto: str) -> pd.DataFrame:
    """Los cuadros de un conjunto («pobreza» o «subcarencias»), juntos: una fila = entidad y año.

    Raises
    ------
    EsquemaError
        Si falta o sobra un rótulo, una entidad o un año, o dos cuadros dan distinto un mismo dato.
    """
    mapa = load_mapa(FUENTE)
    series: dict[str, pd.Series] = {}
    hojas = read_hojas(ruta, list(mapa[conjunto]))
    for hoja, rotulos in mapa[conjunto].items():
        donde = f"{ruta.name}, hoja {hoja}"
        for columna, serie in parse_cuadro(hojas[hoja], rotulos, donde).items():
            previa = series.setdefault(columna, serie)
            if not previa.equals(serie):
                raise _build_error(
                    donde, f"{columna} igual en los cuadros que lo repiten", "valores distintos"
                )
    tabla = pd.DataFrame(series).rename_axis(LLAVE).reset_index()
    return concat_ordenado([tabla.assign(serie=SERIE_ANTERIOR)], LLAVE)


def parse_cuadro(filas: list[list[Any]], rotulos: dict[str, str], donde: str) -> dict[str, pd.Series]:
    """Las columnas de un cuadro, sin las vacías: de ``{indicador}_{medida}`` a su serie por entidad y año."""
    mapa = load_mapa(FUENTE)
    inicio = _find_inicio(filas, mapa["rotulo_entidad"], donde)
    anios = _find_anios(filas, inicio, donde)
    lugares = _read_encabezado(filas[:anios], filas[anios], donde)
    nombres = {nombre for nombre, _, _ in lugares.values()}
    if nombres != set(rotulos):
        raise _build_error(donde, "los rótulos conocidos", "; ".join(sorted(nombres ^ set(rotulos))))
    datos = _select_entidades(filas[anios + 1 :], mapa, donde)
    series: dict[str, dict[tuple[str, int], Any]] = {}
    factores: dict[str, int] = {}
    for columna, (nombre, medida, anio) in lugares.items():
        if not any(normalize_rotulo(fila[columna]) for fila in datos.values()):
            continue  # el cuadro 5 rotula «2018» una columna separadora, vacía
        sufijo, factor = mapa["medidas"][medida]
        id_ = f"{rotulos[nombre]}_{sufijo}"
        factores[id_] = factor
        celdas = series.setdefault(id_, {})
        for clave, fila in datos.items():
            if (clave, anio) in celdas:
                raise _build_error(donde, f"un solo dato de {nombre} por año", f"dos columnas de {anio}")
            celdas[clave, anio] = fila[columna]
    return {id_: _parse_serie(celdas, factores[id_], f"{donde}, {id_}") for id_, celdas in series.items()}


def _parse_serie(celdas: dict[tuple[str, int], Any], factor: int, donde: str) -> pd.Series:
    valores = parse_numeros(pd.Series(celdas), [], donde)
    return round_personas(valores * factor, donde) if factor > 1 else valores


def _find_inicio(filas: list[list[Any]], rotulo: str, donde: str) -> int:
    for i, fila in enumerate(filas):
        if any(normalize_rotulo(celda).lower() == rotulo for celda in fila[:3]):
            return i
    raise _build_error(donde, f"un encabezado «{rotulo}»", "ninguno")


def _find_anios(filas: list[list[Any]], inicio: int, donde: str) -> int:
    for i in range(inicio + 1, min(inicio + 6, len(filas))):
        if any(_as_anio(celda) for celda in filas[i]):
            return i
    raise _build_error(donde, "una fila de años bajo el encabezado", "ninguna")


def _read_encabezado(
    arriba: list[list[Any]], anios: list[Any], donde: str
) -> dict[int, tuple[str, str, int]]:
    """De cada columna, su indicador, su medida y su año; los rótulos combinados se extienden a la derecha."""
    nombres, medidas = (extend_rotulos(fila) for fila in arriba[-2:])
    conocidas = load_mapa(FUENTE)["medidas"]
    lugares = {}
    for j, celda in enumerate(anios):
        anio = _as_anio(celda)
        if anio is None:
            continue
        if medidas[j] not in conocidas:
            raise _build_error(donde, "; ".join(conocidas), f"la medida «{medidas[j]}»")
        lugares[j] = (nombres[j], medidas[j], anio)
    return lugares


def extend_rotulos(fila: list[Any]) -> list[str]:
    """Cada celda con su rótulo o, si va vacía por estar combinada, el de su izquierda."""
    rotulos: list[str] = []
    for celda in fila:
        rotulos.append(normalize_rotulo(celda) or (rotulos[-1] if rotulos else ""))
    return rotulos


def _select_entidades(filas: list[list[Any]], mapa: dict[str, Any], donde: str) -> dict[str, list[Any]]:
    """Las 33 filas de datos por clave, hasta la nota de la fuente."""
    claves = {nombre: clave for clave, nombre in ENTIDADES.items()}
    claves |= mapa["nombres_cortos"] | {mapa["rotulo_nacional"]: CLAVE_NACIONAL}
    datos: dict[str, list[Any]] = {}
    for fila in filas:
        nombre = normalize_rotulo(next((celda for celda in fila if normalize_rotulo(celda)), ""))
        if nombre.startswith(mapa["fin"]):
            break
        if nombre in claves:
            if claves[nombre] in datos:
                raise _build_error(donde, "cada entidad una sola vez", f"«{nombre}» repetida")
            datos[claves[nombre]] = fila
        elif nombre and not nombre[0].isdigit():
            raise _build_error(donde, "el nombre de una entidad", f"«{nombre[:40]}»")
    faltan = {*ENTIDADES, CLAVE_NACIONAL} - set(datos)
    if faltan:
        raise _build_error(donde, "las 32 entidades y el país", f"faltan {', '.join(sorted(faltan))}")
    return datos


def _as_anio(celda: Any) -> int | None:
    """El año de una celda, venga como número o como texto («2008», en los cuadros 19)."""
    texto = normalize_rotulo(celda).removesuffix(".0")
    return int(texto) if re.fullmatch("[0-9]{4}", texto) else None


def _build_error(donde: str, esperado: str, encontrado: str) -> EsquemaError:
    return EsquemaError(
        "Un cuadro del anexo 2008-2018 no tiene la forma conocida.",
        donde=donde,
        esperado=esperado,
        encontrado=encontrado,
        que_hacer=f"CONEVAL cambió el libro: revise loaders/columnas/{FUENTE}.yml",
    )
