"""Inversión por persona: sólo donde hay registros y población; lo demás es «sin dato»."""

import numpy as np
import pandas as pd

from fais_analysis.errors import EsquemaError
from fais_analysis.indicators.comparabilidad import check_anio_publicado, check_misma_serie
from fais_analysis.indicators.estado_dato import COMPLETO, SIN_REGISTROS
from fais_analysis.indicators.exactos import DONDE as DONDE_POBREZA
from fais_analysis.indicators.inversion import CENTAVOS, compute_inversion_por, is_demostracion
from fais_analysis.indicators.validacion import check_columnas, check_llave_unica, get_numeros, join_claves

POBLACIONES: dict[str, str] = {
    "poblacion_personas": "inversion_por_persona_mxn",
    "pobreza_personas": "inversion_por_persona_pobreza_mxn",
    "pobreza_extrema_personas": "inversion_por_persona_pobreza_extrema_mxn",
}
SIN_POBLACION = "sin dato de población"


SALIDA = [
    *("clave_municipio", "anio_poblacion", "inversion_centavos", "inversion_mxn", "obras"),
    *(*POBLACIONES, *POBLACIONES.values(), "estado_dato"),
]


def compute_inversion_per_capita(
    libro: pd.DataFrame, pobreza: pd.DataFrame, anio: int | None = None
) -> pd.DataFrame:
    """Inversión acumulada del libro entre la población de una medición, por municipio.

    Es dinero de varios ejercicios entre la población de un año: sirve para comparar municipios, no es un
    monto anual. Los pesos son corrientes.

    Parameters
    ----------
    libro
        Tabla del libro de inversión.
    pobreza
        Tabla ``pobreza_municipal``: los municipios que traiga son las filas del resultado.
    anio
        Año de la población; por omisión, el último publicado en la tabla.

    Returns
    -------
    DataFrame
        Una fila = municipio: ``clave_municipio, anio_poblacion, inversion_centavos, inversion_mxn, obras,
        poblacion_personas, pobreza_personas, pobreza_extrema_personas, inversion_por_persona_mxn,
        inversion_por_persona_pobreza_mxn, inversion_por_persona_pobreza_extrema_mxn, estado_dato,
        es_demostracion``. Sin registros en el libro la inversión es nula, no cero; sin población o con
        población cero, el cociente es nulo.

    Raises
    ------
    ComparabilidadError
        Si el año no está publicado o la tabla mezcla series.
    EsquemaError
        Si el libro trae municipios que no están en la tabla de población.
    """
    base = _select_poblacion(pobreza, anio)
    por_municipio = compute_inversion_por(libro, ["clave_municipio"])
    _check_todos_estan(por_municipio["clave_municipio"], base["clave_municipio"])
    columnas = ["clave_municipio", "inversion_centavos", "inversion_mxn", "obras"]
    tabla = base.merge(por_municipio[columnas], on="clave_municipio", how="left", validate="one_to_one")
    tabla = _add_cocientes(tabla.astype({"inversion_centavos": "Int64", "obras": "Int64"}))
    return tabla[SALIDA].assign(es_demostracion=is_demostracion(libro))


def _add_cocientes(tabla: pd.DataFrame) -> pd.DataFrame:
    """Pesos por persona de cada población, y qué dato le falta a cada municipio."""
    for poblacion, cociente in POBLACIONES.items():
        personas = tabla[poblacion]
        tabla[cociente] = tabla["inversion_mxn"] / personas.where(personas > 0)
    sin_poblacion = ~(tabla["poblacion_personas"] > 0)
    tabla["estado_dato"] = np.select(
        [tabla["inversion_mxn"].isna(), sin_poblacion], [SIN_REGISTROS, SIN_POBLACION], default=COMPLETO
    )
    return tabla


def compute_per_capita_estado(per_capita: pd.DataFrame) -> pd.DataFrame:
    """Inversión por persona del conjunto: suma de inversión ÷ suma de población.

    Omite, en el numerador y en el denominador, a los municipios sin inversión o sin esa población, y dice
    cuántos omitió.

    Returns
    -------
    DataFrame
        Una fila = población: ``poblacion`` (columna usada), ``inversion_mxn, personas, por_persona_mxn,
        municipios_con_dato, municipios_sin_dato``.
    """
    filas = []
    for poblacion in POBLACIONES:
        usa = per_capita["inversion_centavos"].notna() & (per_capita[poblacion] > 0)
        pesos = int(per_capita.loc[usa, "inversion_centavos"].sum()) / CENTAVOS
        personas = per_capita.loc[usa, poblacion].sum()
        con_dato = int(usa.sum())
        filas.append(
            {
                "poblacion": poblacion,
                "inversion_mxn": pesos if con_dato else np.nan,
                "personas": personas if con_dato else np.nan,
                "por_persona_mxn": pesos / personas if con_dato else np.nan,
                "municipios_con_dato": con_dato,
                "municipios_sin_dato": len(per_capita) - con_dato,
            }
        )
    return pd.DataFrame(filas)


def _select_poblacion(pobreza: pd.DataFrame, anio: int | None) -> pd.DataFrame:
    check_columnas(pobreza, ["clave_municipio", "anio", "serie", *POBLACIONES], DONDE_POBREZA)
    check_misma_serie(pobreza)
    elegido = check_anio_publicado(pobreza, int(pobreza["anio"].max()) if anio is None else anio)
    base = pobreza[pobreza["anio"] == elegido].sort_values("clave_municipio", ignore_index=True)
    check_llave_unica(base, ["clave_municipio"], DONDE_POBREZA)
    numeros = {p: get_numeros(base, p) for p in POBLACIONES}
    return pd.DataFrame({"clave_municipio": base["clave_municipio"], "anio_poblacion": elegido, **numeros})


def _check_todos_estan(del_libro: pd.Series, conocidos: pd.Series) -> None:
    faltan = sorted(set(del_libro.fillna("(vacía)")) - set(conocidos))
    if faltan:
        raise EsquemaError(
            "El libro trae municipios que no están en la tabla de población.",
            donde="inversión por persona",
            esperado=f"municipios entre los {len(conocidos):,} de la tabla",
            encontrado=join_claves(faltan),
            que_hacer="use la población de todos los municipios del libro; su inversión no se descarta",
        )
