"""Lectores de CONEVAL: pobreza municipal y estatal, rezago social y la «sábana»."""

import re
from pathlib import Path
from typing import Any

import pandas as pd

from fais_analysis.claves import ENTIDADES
from fais_analysis.errors import EsquemaError
from fais_analysis.loaders.anexo_estatal import read_entidades
from fais_analysis.loaders.errores_conocidos import check_rotulos
from fais_analysis.loaders.guardas import certify
from fais_analysis.loaders.identificacion import check_identificacion
from fais_analysis.loaders.lectura import (
    concat_ordenado,
    load_mapa,
    normalize_rotulo,
    pad_clave,
    parse_columnas,
    read_csv_texto,
    read_hoja,
    select_columnas,
)
from fais_analysis.schemas.pobreza import POBREZA_ESTATAL, POBREZA_MUNICIPAL, SIN_CARENCIAS
from fais_analysis.schemas.rezago import REZAGO_SOCIAL, REZAGO_SOCIAL_ESTATAL, SUBCARENCIAS_2010
from fais_analysis.schemas.vocabulario import SERIE_ESTATAL, SERIE_MUNICIPAL
from fais_analysis.sources.fichas import get_archivo
from fais_analysis.sources.locate import locate_archivo

CLAVE_NACIONAL = "00"
PROPORCION_MAXIMA = 1.0


def load_pobreza_municipal(anio: int) -> pd.DataFrame:
    """Pobreza multidimensional de todos los municipios del país en un año.

    Una fila = un municipio. Los municipios sin medición («n.d» en el original) quedan nulos en todas sus
    cifras, nunca en cero. Los % son los publicados, a un decimal; las personas, enteras.

    Raises
    ------
    FuenteFaltanteError, FuenteAlteradaError
        Si el original de ese año no está o no es el registrado.
    EsquemaError
        Si una celda, una llave o una identidad no cumple.

    References
    ----------
    Fuente ``coneval_pobreza_municipal`` en ``sources/fuentes.yml``.
    """
    fuente = "coneval_pobreza_municipal"
    codificacion = get_archivo(fuente, anio).codificacion
    return read_pobreza_municipal(locate_archivo(fuente, anio), codificacion, anio)


def read_pobreza_municipal(ruta: Path, codificacion: str, anio: int) -> pd.DataFrame:
    """Lee un CSV de pobreza municipal con el mapa de columnas de su año."""
    mapa = load_mapa("coneval_pobreza_municipal")
    donde = f"pobreza municipal {anio} ({ruta.name})"
    crudo = read_csv_texto(ruta, codificacion)
    tabla = parse_columnas(select_columnas(crudo, mapa["anios"][anio], donde), mapa["sin_dato"], donde)
    tabla["clave_municipio"] = pad_clave(tabla["clave_municipio"], 5)
    check_identificacion(crudo, tabla["clave_municipio"], mapa["identificacion"], donde)
    tabla = tabla.assign(anio=anio, serie=SERIE_MUNICIPAL)[list(POBREZA_MUNICIPAL.columns)]
    return certify(POBREZA_MUNICIPAL, concat_ordenado([tabla], ["clave_municipio"]), donde)


def load_pobreza_estatal() -> pd.DataFrame:
    """Pobreza multidimensional por entidad, serie 2016-2022; la clave «00» es el país.

    Una fila = una entidad y un año. Las personas se pasan de miles (o millones, en la hoja nacional) a
    personas. La población es la suma de las cuatro partes, porque el libro no la trae. Las carencias
    promedio de los vulnerables por ingresos y de los no pobres quedan nulas: no aplican.

    References
    ----------
    Fuente ``coneval_pobreza_estatal`` en ``sources/fuentes.yml``.
    """
    fuente = "coneval_pobreza_estatal"
    nacional = load_mapa(fuente)["hoja_nacional"]
    claves = {nombre: clave for clave, nombre in ENTIDADES.items()} | {nacional: CLAVE_NACIONAL}
    tabla, nombre = read_entidades(fuente, claves), locate_archivo(fuente).name
    for id_ in SIN_CARENCIAS:
        _check_no_aplica(tabla, f"{id_}_carencias_promedio", nombre)
        tabla[f"{id_}_carencias_promedio"] = float("nan")
    tabla = tabla.assign(serie=SERIE_ESTATAL)[list(POBREZA_ESTATAL.columns)]
    return certify(POBREZA_ESTATAL, tabla, f"pobreza estatal ({nombre})")


def load_rezago_social(anio: int) -> pd.DataFrame:
    """Índice de rezago social de los municipios en 2015 o 2020 (libro propio) o 2000-2010 (sábana).

    Una fila = un municipio. En 2015 los once municipios que la Encuesta Intercensal no cubrió no tienen fila.

    References
    ----------
    Fuentes ``coneval_rezago_social`` y ``coneval_sabana`` en ``sources/fuentes.yml``.
    """
    if anio in load_mapa("coneval_sabana")["rezago_social"]:
        return _load_sabana("rezago_social", anio, REZAGO_SOCIAL)
    ruta = locate_archivo("coneval_rezago_social", anio)
    return _read_rezago(ruta, "municipios", anio, REZAGO_SOCIAL)


def load_rezago_social_estatal(anio: int) -> pd.DataFrame:
    """Índice de rezago social de las entidades en 2015 o 2020; «00» es el país, sin índice ni grado.

    References
    ----------
    Fuente ``coneval_rezago_social`` en ``sources/fuentes.yml``.
    """
    ruta = locate_archivo("coneval_rezago_social", anio)
    return _read_rezago(ruta, "estados", anio, REZAGO_SOCIAL_ESTATAL)


def load_subcarencias_sabana() -> pd.DataFrame:
    """Siete subcarencias de vivienda por municipio en 1990, 2000 y 2010, en % de la población.

    Es la primera estimación de 2010, de la muestra censal: no suma a la medición integrada.

    References
    ----------
    Fuente ``coneval_sabana`` en ``sources/fuentes.yml``.
    """
    anios = load_mapa("coneval_sabana")["subcarencias"]
    return concat_ordenado(
        [_load_sabana("subcarencias", anio, SUBCARENCIAS_2010) for anio in anios], ["clave_municipio", "anio"]
    )


def read_sabana(ruta: Path, codificacion: str, conjunto: str, anio: int) -> pd.DataFrame:
    """Lee de la sábana un conjunto de columnas («rezago_social» o «subcarencias») en un año.

    Si la edición trae los % como proporción (0-1), los pasa a 0-100.
    """
    mapa = load_mapa("coneval_sabana")
    columnas = {mapa["clave"]: "clave_municipio", **mapa[conjunto][anio]}
    donde = f"sábana {anio} ({ruta.name})"
    crudo = read_csv_texto(ruta, codificacion)
    check_rotulos(crudo, "coneval_sabana", donde)
    tabla = parse_columnas(select_columnas(crudo, columnas, donde), mapa["sin_dato"], donde)
    tabla["clave_municipio"] = pad_clave(tabla["clave_municipio"], 5)
    check_identificacion(crudo, tabla["clave_municipio"], mapa["identificacion"], donde)
    porcentajes = [c for c in tabla.columns if c.endswith("_pct")]
    if tabla[porcentajes].max(axis=None) <= PROPORCION_MAXIMA:
        tabla[porcentajes] *= 100
    return tabla.assign(anio=anio)


def _load_sabana(conjunto: str, anio: int, esquema: Any) -> pd.DataFrame:
    ruta = locate_archivo("coneval_sabana")
    tabla = read_sabana(ruta, get_archivo("coneval_sabana").codificacion, conjunto, anio)
    ordenada = concat_ordenado([tabla[list(esquema.columns)]], ["clave_municipio"])
    return certify(esquema, ordenada, f"sábana {anio} ({ruta.name})")


def _read_rezago(ruta: Path, nivel: str, anio: int, esquema: Any) -> pd.DataFrame:
    mapa = load_mapa("coneval_rezago_social")
    definicion = mapa[nivel][anio]
    donde = f"rezago social {anio}, hoja {definicion['hoja']} ({ruta.name})"
    crudo = parse_hoja_rezago(read_hoja(ruta, definicion["hoja"]), mapa, donde)
    tabla = parse_columnas(
        select_columnas(crudo, definicion["columnas"], donde), definicion["sin_dato"], donde
    )
    reglas = mapa["identificacion"][nivel]
    check_identificacion(crudo, tabla[esquema.unique[0]], reglas, donde)
    ordenada = concat_ordenado([tabla.assign(anio=anio)[list(esquema.columns)]], list(esquema.unique))
    return certify(esquema, ordenada, donde)


def parse_hoja_rezago(filas: list[list[Any]], mapa: dict[str, Any], donde: str) -> pd.DataFrame:
    """Separa el encabezado (de dos filas, si el mapa no dice otra), los datos y las notas de una hoja."""
    inicio = next(
        (i for i, fila in enumerate(filas) if normalize_rotulo(fila[0]) == mapa["rotulo_clave"]), None
    )
    if inicio is None:
        raise _hoja_inesperada(donde, f"ningún encabezado «{mapa['rotulo_clave']}» en la primera columna")
    fin = inicio + mapa.get("renglones_encabezado", 2)
    rotulos = [
        normalize_rotulo(abajo) or normalize_rotulo(arriba)
        for arriba, abajo in zip(filas[inicio], filas[fin - 1], strict=True)
    ]
    datos = []
    for fila in filas[fin:]:
        primera = normalize_rotulo(fila[0])
        if re.fullmatch(mapa.get("patron_primera", r"\d{2}"), primera):
            datos.append(fila)
        elif any(normalize_rotulo(v) for v in fila) and not primera.startswith(tuple(mapa["notas"])):
            raise _hoja_inesperada(donde, f"una fila que empieza con «{primera[:40]}»")
    return pd.DataFrame(datos, columns=rotulos)


def _check_no_aplica(tabla: pd.DataFrame, columna: str, archivo: str) -> None:
    if (tabla[columna] != 0).any():
        raise _hoja_inesperada(archivo, f"{columna} con valores distintos de 0")


def _hoja_inesperada(donde: str, encontrado: str) -> EsquemaError:
    return EsquemaError(
        "La hoja de cálculo no tiene la forma conocida.",
        donde=donde,
        esperado="el acomodo que describe docs/datos.md para este archivo",
        encontrado=encontrado,
        que_hacer="la institución cambió el libro: revise el mapa en loaders/columnas antes de usarlo",
    )
