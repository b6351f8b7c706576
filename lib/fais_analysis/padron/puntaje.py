"""splink puntúa los pares con el modelo congelado, en memoria y sin derramar un nombre al disco; no
decide nada.
"""

import logging
from typing import Any

import numpy as np
import pandas as pd

from fais_analysis.padron.comparaciones import (
    BLOQUES,
    COMPARACIONES,
    MAXIMO_BLOQUE,
    MAXIMO_PARES_POR_FILA,
    NULO,
    get_gamma,
)
from fais_analysis.padron.errores import PadronError, import_extra
from fais_analysis.padron.modelo import Modelo, build_comparacion
from fais_analysis.padron.normaliza import COLUMNAS_ENLACE

MEMORIA, REGISTROS_POR_PARTE = "2GB", 300_000  # de más registros se puntúa por partes: si no, no caben
PESO_MINIMO = -6.0
# Dos CURP válidas distintas nunca se unen, y van a revisión si el nombre es el mismo: lo demás no se compara.
CABE = "(l.curp IS NULL OR r.curp IS NULL OR l.curp = r.curp OR l.nom = r.nom)"
HOMONIMOS, MAXIMO_HOMONIMOS = {"nombre": "igual", "fecha": "otra", "curp": "distintas"}, 100
# Dos que se llaman igual y no traen fecha ni CURP pesan poco si viven lejos; si casi nadie más se llama así,
# los ve una persona.
TOCAYOS = {"nombre": "igual", "apellidos": "iguales", "fecha": NULO, "curp": NULO}
MAXIMO_TOCAYOS = 3
RAROS = f"""
    CREATE TABLE raros AS SELECT registro FROM (
        SELECT registro, count(*) OVER (PARTITION BY nom, ap1, ap2) AS veces FROM registros
        WHERE nom IS NOT NULL AND ap1 IS NOT NULL AND ap2 IS NOT NULL
    ) WHERE veces BETWEEN 2 AND {MAXIMO_TOCAYOS}
"""
COLUMNAS_PARES = ("a", "b", "peso", *COMPARACIONES)
Parte = tuple[int, int]
MINIMO_PARA_FRECUENCIA = 5_000  # con menos, lo que abunda en el archivo no dice qué abunda en la gente
TOPE_NULOS, MINIMO_PARA_NULOS = 0.25, 1_000
VECES_NULOS = 2.0  # más del doble de vacíos que al entrenar: el peso de esa columna ya no vale


def score_pares(enlace: pd.DataFrame, modelo: Modelo, hilos: int = 2) -> pd.DataFrame:
    """Los pares que comparten un bloque, con su peso en bits y el nivel (gamma) de cada campo.

    Una fila por par, ``a`` < ``b``, en orden; ninguna columna personal. Los de peso muy bajo se callan, salvo
    unos homónimos de CURP distinta, que sirven de control a la hoja, y los ``TOCAYOS``, que van a revisión.

    Raises
    ------
    PadronError
        Si hay identificadores repetidos, una columna con demasiados vacíos, un bloque desmedido o no alcanza
        la memoria.
    """
    _check_enlace(enlace, modelo)
    check_bloques(enlace)
    duckdb, splink = import_extra("duckdb"), import_extra("splink")
    conexion = duckdb.connect(":memory:", config={"temp_directory": "", "threads": hilos})
    conexion.execute(f"SET memory_limit='{MEMORIA}'")
    try:
        crudo = _predict(conexion, splink, enlace, modelo)
    except Exception as error:  # splink envuelve lo de duckdb, y el mensaje trae el valor de la celda
        if "Out of Memory" in str(error):
            esperado = f"que el trabajo quepa en {MEMORIA}, sin derramar al disco"
            raise _fail("memoria", esperado, "que no cabe") from None
        raise _fail("duckdb", "un cálculo sin error", type(error).__name__) from None
    finally:
        conexion.close()
    return _tidy_pares(crudo, enlace["registro"])


def check_bloques(enlace: pd.DataFrame) -> int:
    """Cuántos pares pedirían los bloques, a lo más.

    Raises
    ------
    PadronError
        Si un bloque o el total son desmedidos: casi siempre es una columna con un valor de relleno.
    """
    total = 0
    for columnas in BLOQUES:
        tamanos = enlace.groupby(list(columnas), dropna=True, sort=False, observed=True).size()
        mayor = int(tamanos.max()) if len(tamanos) else 0
        if mayor > MAXIMO_BLOQUE:
            raise _fail(
                f"bloque {' + '.join(columnas)}", f"grupos de {MAXIMO_BLOQUE:,} o menos", f"uno de {mayor:,}"
            )
        total += int((tamanos * (tamanos - 1) // 2).sum())
    if total > MAXIMO_PARES_POR_FILA * max(len(enlace), 1_000):
        raise _fail("bloques", f"{MAXIMO_PARES_POR_FILA} pares por registro", f"{total:,} pares")
    return total


def _check_enlace(enlace: pd.DataFrame, modelo: Modelo) -> None:
    if enlace["registro"].duplicated().any():
        raise _fail("registro", "identificadores sin repetir", "identificadores repetidos")
    if any((enlace[columna] == "").any() for columna in COLUMNAS_ENLACE):
        raise _fail("columnas", "nulos donde no hay dato", "textos vacíos")
    for columna, al_entrenar in modelo.nulos.items():
        parte = float(enlace[columna].isna().mean())
        tope = max(VECES_NULOS * al_entrenar, TOPE_NULOS)
        if parte > tope and len(enlace) >= MINIMO_PARA_NULOS:
            raise _fail(
                f"columna {columna}",
                f"a lo más {tope:.0%} de vacíos",
                f"{parte:.0%}",
            )


def _predict(conexion: Any, splink: Any, enlace: pd.DataFrame, modelo: Modelo) -> pd.DataFrame:
    from fais_analysis.padron.motor import MotorPadron

    logging.getLogger("splink").setLevel(logging.ERROR)
    # Por posición y por códigos (ENUM en duckdb): un entero por celda, y de cada par queda sólo lo que se usa
    entrada = enlace[list(COLUMNAS_ENLACE)].assign(registro=range(len(enlace)))
    conexion.register("entrada", entrada)
    conexion.execute("CREATE TABLE registros AS SELECT * FROM entrada")
    conexion.unregister("entrada")
    conexion.execute(RAROS)
    api = MotorPadron(connection=conexion)
    con_frecuencia = len(enlace) >= MINIMO_PARA_FRECUENCIA
    ajustes = {
        "link_type": "dedupe_only",
        "unique_id_column_name": "registro",
        "probability_two_random_records_match": modelo.previa,
        "comparisons": [build_comparacion(campo, modelo, con_frecuencia) for campo in COMPARACIONES],
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": " AND ".join([*(f"l.{c} = r.{c}" for c in bloque), CABE])} for bloque in BLOQUES
        ],
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": False,
    }
    enlazador = splink.Linker(api.register("registros"), ajustes, log_level=logging.ERROR)
    partes = -(-len(enlace) // REGISTROS_POR_PARTE)
    return pd.concat([_predict_parte(conexion, enlazador, (i + 1, partes)) for i in range(partes)])


def _predict_parte(conexion: Any, enlazador: Any, parte: Parte) -> pd.DataFrame:
    """Los pares de una parte (cuál y de cuántas), por posición; lo demás de esa parte se olvida."""
    pares = enlazador.inference.predict_chunk(left_chunk=parte, right_chunk=(1, 1), warning_mode="never")
    gammas = ", ".join(f"gamma_{campo}::TINYINT AS {campo}" for campo in COMPARACIONES)
    columnas = f"registro_l::INTEGER AS a, registro_r::INTEGER AS b, match_weight AS peso, {gammas}"
    de_pares = f"SELECT {columnas} FROM {pares.physical_name} WHERE match_weight"
    homonimos, tocayos = (
        " AND ".join(f"gamma_{c} = {get_gamma(c, n)}" for c, n in debidos.items())
        for debidos in (HOMONIMOS, TOCAYOS)
    )
    ligeros = f"{de_pares} < {PESO_MINIMO} AND"
    tabla: pd.DataFrame = conexion.execute(
        f"{de_pares} >= {PESO_MINIMO}"
        f" UNION ALL ({ligeros} {homonimos} ORDER BY a, b LIMIT {MAXIMO_HOMONIMOS})"
        f" UNION ALL ({ligeros} {tocayos} AND registro_l IN (SELECT registro FROM raros))"
    ).df()
    pares.drop_table_from_database_and_remove_from_cache()
    return tabla


def _tidy_pares(crudo: pd.DataFrame, registros: pd.Series) -> pd.DataFrame:
    nombres = registros.to_numpy()
    a, b = nombres[crudo["a"].to_numpy()], nombres[crudo["b"].to_numpy()]
    al_reves = a > b
    crudo["a"], crudo["b"] = np.where(al_reves, b, a), np.where(al_reves, a, b)
    crudo["peso"] = crudo["peso"].round(4)
    return crudo[list(COLUMNAS_PARES)].sort_values(["a", "b"], ignore_index=True)


def _fail(donde: str, esperado: str, encontrado: str) -> PadronError:
    return PadronError(
        "No se pueden buscar duplicados.",
        donde=donde,
        esperado=esperado,
        encontrado=encontrado,
        que_hacer="revise esa columna en los registros cargados; vea docs/padron.md",
    )
