"""Lee las viviendas por municipio del Censo 2020 (filas municipales del ITER)."""

import pandas as pd

from fais_analysis.errors import FaisError
from fais_analysis.loaders.guardas import certify
from fais_analysis.loaders.identificacion import check_identificacion
from fais_analysis.loaders.lectura import (
    concat_ordenado,
    load_mapa,
    pad_clave,
    parse_enteros,
    parse_numeros,
    read_csv_texto,
    select_columnas,
)
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.loaders.rechazo import Rechazo
from fais_analysis.schemas.viviendas import VIVIENDAS_MUNICIPALES
from fais_analysis.sources.fichas import get_archivo
from fais_analysis.sources.locate import locate_archivo

FUENTE = "inegi_iter_municipal"
HOLGURA_PCT = 0.0501  # el % viene a un decimal
PARTES = ["ENTIDAD", "MUN"]
RECHAZO = Rechazo(
    "Hay municipios en que", "las cifras de cada municipio en su fila, como las publica el INEGI"
)


def load_viviendas_municipales() -> pd.DataFrame:
    """Viviendas que tienen cada cosa: una fila = un municipio de 2020.

    Son cuentas, no porcentajes: el archivo no trae las viviendas de las que se tomaron las características
    (``VIVPARH_CV``), y el total de viviendas incluye las deshabitadas.

    Raises
    ------
    EsquemaError
        Si una celda no es un número, un nombre no es el de su clave, la población no es la del mismo censo
        en otra tabla o una cuenta no es la de su fila.

    References
    ----------
    Fuente ``inegi_iter_municipal``, recortada por un tercero.
    """
    ruta, mapa = locate_archivo(FUENTE, 2020), load_mapa(FUENTE)
    crudo = read_csv_texto(ruta, get_archivo(FUENTE, 2020).codificacion)
    columnas = {**{p: p for p in PARTES}, **mapa["columnas"]}
    textos = select_columnas(crudo, columnas, ruta.name)
    clave = pad_clave(textos["ENTIDAD"], 2) + pad_clave(textos["MUN"], 3)
    check_identificacion(crudo, clave, mapa["identificacion"], ruta.name)
    tabla = pd.DataFrame({"clave_municipio": clave, "anio": int(mapa["anio"])})
    for rotulo, nombre in mapa["columnas"].items():
        tabla[nombre] = parse_enteros(textos[nombre], f"{ruta.name}, columna {rotulo}")
    _check_pct(crudo, tabla, mapa, ruta.name)
    _check_poblacion(tabla, ruta.name)
    ordenada = concat_ordenado([tabla[list(VIVIENDAS_MUNICIPALES.columns)]], ["clave_municipio"])
    return certify(VIVIENDAS_MUNICIPALES, ordenada, f"viviendas por municipio ({ruta.name})")


def _check_pct(crudo: pd.DataFrame, tabla: pd.DataFrame, mapa: dict, donde: str) -> None:
    """El % que agregó quien lo recortó es el de la cuenta de su fila: delata una cifra de otra."""
    for rotulo, nombre in mapa["columnas"].items():
        columna = f"{rotulo}{mapa['sufijo_pct']}"
        if columna not in crudo:
            continue
        pct = parse_numeros(crudo[columna], [""], f"{donde}, columna {columna}")
        propio = tabla[nombre] / tabla["total_viviendas"] * 100
        malas = (pct - propio).abs() > HOLGURA_PCT
        if malas.any():
            claves = [*tabla.loc[malas, "clave_municipio"]]
            RECHAZO.fail("la cuenta no es la de su porcentaje", claves, f"{donde}, {rotulo}")


def _check_poblacion(tabla: pd.DataFrame, donde: str) -> None:
    """La población es la del mismo censo en el índice de rezago social."""
    try:
        rezago = load_tabla("rezago_social")
    except FaisError:
        return  # la primera vez no hay con qué comparar
    otra = rezago[rezago["anio"] == tabla["anio"].iloc[0]].set_index("clave_municipio")["poblacion_personas"]
    conocida = tabla["clave_municipio"].map(otra)
    malas = conocida.notna() & (conocida != tabla["poblacion_personas"])
    if malas.any():
        RECHAZO.fail(
            "la población no es la del censo", [*tabla.loc[malas, "clave_municipio"]], f"{donde}, POBTOT"
        )
