"""Lectores de CONAPO: índice de marginación municipal (DP2 y anterior) y por AGEB urbana."""

from pathlib import Path
from typing import Any

import pandas as pd

from fais_analysis.errors import EsquemaError
from fais_analysis.loaders.guardas import certify
from fais_analysis.loaders.identificacion import check_identificacion
from fais_analysis.loaders.lectura import (
    concat_ordenado,
    load_mapa,
    normalize_rotulo,
    pad_clave,
    parse_columnas,
    parse_enteros,
    read_csv_texto,
    read_hoja,
    select_columnas,
)
from fais_analysis.schemas.marginacion import MARGINACION_AGEB, MARGINACION_MUNICIPAL, MARGINACION_ORIGINAL
from fais_analysis.sources.entidades import ENTIDAD_BASE, load_entidades
from fais_analysis.sources.fichas import get_archivo
from fais_analysis.sources.locate import locate_archivo


def load_marginacion_municipal(anio: int) -> pd.DataFrame:
    """Índice de marginación municipal, método DP2, de un año.

    Una fila = un municipio. Un índice MAYOR significa MENOS marginación. 2010 y 2015 son reestimaciones.

    References
    ----------
    Fuente ``conapo_marginacion_municipal`` en ``sources/fuentes.yml``.
    """
    ruta = locate_archivo("conapo_marginacion_municipal", anio)
    definicion = load_mapa("conapo_marginacion_municipal")["anios"][anio]
    donde = f"marginación municipal {anio}, hoja {definicion['hoja']} ({ruta.name})"
    return parse_marginacion_municipal(read_hoja(ruta, definicion["hoja"]), anio, donde)


def parse_marginacion_municipal(filas: list[list[Any]], anio: int, donde: str) -> pd.DataFrame:
    """Convierte la hoja «IMM_AAAA» en tabla: descarta sus filas vacías y nada más."""
    mapa = load_mapa("conapo_marginacion_municipal")
    rotulos = [normalize_rotulo(v) for v in filas[0]]
    con_datos = [fila for fila in filas[1:] if any(normalize_rotulo(v) for v in fila)]
    crudo = pd.DataFrame(con_datos, columns=rotulos)
    tabla = select_columnas(crudo, mapa["anios"][anio]["columnas"], donde)
    tabla = parse_columnas(tabla, mapa["sin_dato"], donde).assign(anio=anio)
    check_identificacion(crudo, tabla["clave_municipio"], mapa["identificacion"], donde)
    ordenada = concat_ordenado([tabla[list(MARGINACION_MUNICIPAL.columns)]], ["clave_municipio"])
    return certify(MARGINACION_MUNICIPAL, ordenada, donde)


def load_marginacion_original() -> pd.DataFrame:
    """Índice y grado de marginación municipal que regían en 1990, 1995, 2000, 2005, 2010 y 2015.

    Una fila = un municipio y un año. Aquí un índice MAYOR significa MÁS marginación, al revés que en DP2.

    References
    ----------
    Fuente ``conapo_marginacion_original`` en ``sources/fuentes.yml``.
    """
    fuente = "conapo_marginacion_original"
    return read_marginacion_original(locate_archivo(fuente), get_archivo(fuente).codificacion)


def read_marginacion_original(ruta: Path, codificacion: str) -> pd.DataFrame:
    """Lee la base 90-15: quita las filas nacionales y completa los ceros de la clave."""
    mapa = load_mapa("conapo_marginacion_original")
    donde = f"marginación 1990-2015 ({ruta.name})"
    crudo = read_csv_texto(ruta, codificacion)
    nacional = mapa["fila_nacional"]
    entidad = select_columnas(crudo, {nacional["columna"]: "entidad"}, donde)["entidad"]
    municipios = crudo[entidad.str.strip() != nacional["valor"]]
    elegidas = select_columnas(municipios, mapa["columnas"], donde)
    anios = parse_enteros(elegidas["anio"], f"{donde}, columna del año")
    tabla = parse_columnas(elegidas, mapa["sin_dato"], donde).assign(anio=anios)
    tabla["clave_municipio"] = pad_clave(tabla["clave_municipio"], 5)
    check_identificacion(municipios, tabla["clave_municipio"], mapa["identificacion"], donde)
    ordenada = concat_ordenado([tabla[list(MARGINACION_ORIGINAL.columns)]], ["clave_municipio", "anio"])
    return certify(MARGINACION_ORIGINAL, ordenada, donde)


def load_marginacion_ageb(anio: int) -> pd.DataFrame:
    """Índice de marginación de las AGEB urbanas en 2010 o 2020, método DP2, de las entidades preparadas.

    Una fila = una AGEB. Un índice MAYOR significa MENOS marginación. Una AGEB ausente es sin dato. Con
    sólo la entidad base basta su recorte; si se preparó otra, todas salen del archivo de todo el país.

    References
    ----------
    Fuentes ``conapo_marginacion_ageb`` y ``conapo_marginacion_ageb_nacional`` en ``sources/fuentes.yml``.
    """
    entidades = load_entidades()
    if entidades == (ENTIDAD_BASE,):
        fuente = "conapo_marginacion_ageb"
        ruta = locate_archivo(fuente, anio)
        return read_marginacion_ageb(ruta, get_archivo(fuente, anio).codificacion, anio)
    pais = load_marginacion_ageb_nacional(anio)
    return pais[pais["clave_ageb"].str[:2].isin(entidades)].reset_index(drop=True)


def load_marginacion_ageb_nacional(anio: int) -> pd.DataFrame:
    """Índice de marginación de las AGEB urbanas de todo el país en 2010 o 2020: una fila = una AGEB.

    Raises
    ------
    EsquemaError
        Si no trae las AGEB que publicó CONAPO.

    References
    ----------
    Fuente ``conapo_marginacion_ageb_nacional`` en ``sources/fuentes.yml``.
    """
    fuente = "conapo_marginacion_ageb_nacional"
    ruta = locate_archivo(fuente, anio)
    tabla = read_marginacion_ageb(ruta, get_archivo(fuente, anio).codificacion, anio)
    esperadas = load_mapa("conapo_marginacion_ageb")["filas_nacionales"][anio]
    if len(tabla) != esperadas:
        raise EsquemaError(
            "El índice de marginación por AGEB no trae todo el país.",
            donde=ruta.name,
            esperado=f"{esperadas:,} AGEB",
            encontrado=f"{len(tabla):,} AGEB",
            que_hacer="obtenga el archivo completo; un recorte no sirve para preparar otra entidad",
        )
    return tabla


def read_marginacion_ageb(ruta: Path, codificacion: str, anio: int) -> pd.DataFrame:
    """Lee un recorte del índice de marginación urbana, por nombre de columna."""
    mapa = load_mapa("conapo_marginacion_ageb")
    donde = f"marginación por AGEB {anio} ({ruta.name})"
    crudo = read_csv_texto(ruta, codificacion)
    tabla = parse_columnas(select_columnas(crudo, mapa["anios"][anio], donde), mapa["sin_dato"], donde)
    check_identificacion(crudo, tabla["clave_ageb"], mapa["identificacion"], donde)
    tabla = tabla.assign(
        anio=anio,
        clave_municipio=tabla["clave_ageb"].str[:5],
        clave_localidad=tabla["clave_ageb"].str[:9],
    )
    ordenada = concat_ordenado([tabla[list(MARGINACION_AGEB.columns)]], ["clave_ageb"])
    return certify(MARGINACION_AGEB, ordenada, donde)
