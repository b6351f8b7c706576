"""Las dos series estatales y lo que publicó la práctica: no se encadenan entre sí ni con la municipal."""

from decimal import Decimal

import pandas as pd

from fais_analysis.claves import check_clave_entidad
from fais_analysis.errors import ClaveError
from fais_analysis.indicators.comparabilidad import check_misma_serie
from fais_analysis.indicators.texto import round_mitad_arriba
from fais_analysis.indicators.validacion import check_columnas, check_llave_unica, get_numeros
from fais_analysis.schemas.vocabulario import INDICADORES

DONDE = "pobreza estatal"
NACIONAL = "00"
LLAVE = ["clave_entidad", "anio"]


def compute_serie_estatal(pobreza_estatal: pd.DataFrame, clave_entidad: str) -> pd.DataFrame:
    """Indicadores de una entidad en la serie estatal, en forma larga.

    El porcentaje es el publicado, que aquí viene con toda su precisión.

    Parameters
    ----------
    pobreza_estatal
        Tabla ``pobreza_estatal``.
    clave_entidad
        Dos dígitos; «00» es el país.

    Returns
    -------
    DataFrame
        Una fila = año e indicador: ``clave_entidad, serie, anio, indicador, pct, personas,
        poblacion_personas, carencias_promedio`` (nulo donde no aplica o no se publica).

    Raises
    ------
    ClaveError
        Si la clave no es de entidad o no está en la tabla.
    ComparabilidadError
        Si la tabla mezcla series.
    """
    filas = select_serie_entidad(pobreza_estatal, clave_entidad, DONDE)
    tabla = _stack_indicadores(filas, str(filas["serie"].iat[0]))
    orden = ["clave_entidad", "serie", "anio", "indicador"]
    numeros = ["pct", "personas", "poblacion_personas", "carencias_promedio"]
    return tabla[[*orden, *numeros]].astype(dict.fromkeys(numeros, "float64"))


def _stack_indicadores(filas: pd.DataFrame, serie: str) -> pd.DataFrame:
    """Tabla ancha → una fila por año e indicador, en el orden oficial."""
    partes = []
    for numero, indicador in enumerate(INDICADORES):
        if f"{indicador.id}_pct" not in filas.columns:
            continue
        columnas = {c: f"{indicador.id}_{c}" for c in ("pct", "personas", "carencias_promedio")}
        columnas["poblacion_personas"] = "poblacion_personas"
        numeros = {c: get_numeros(filas, n) if n in filas.columns else None for c, n in columnas.items()}
        partes.append(filas[LLAVE].assign(serie=serie, indicador=indicador.id, _orden=numero, **numeros))
    check_columnas(filas, [f"{INDICADORES[0].id}_pct"] if not partes else [], DONDE)
    return pd.concat(partes, ignore_index=True).sort_values(["anio", "_orden"], ignore_index=True)


COMPARADAS = [
    *("indicador", "anio", "valor_publicado_pct", "reduccion_publicada_pp"),
    *("valor_serie_pct", "coincide", "reduccion_serie_pp", "reduccion_coincide"),
    *("valor_anterior_pct", "coincide_anterior", "reduccion_anterior_pp", "reduccion_coincide_anterior"),
    "advertencia",
]


def compare_comparativo(
    comparativo: pd.DataFrame, pobreza_estatal: pd.DataFrame, anterior: pd.DataFrame, clave_entidad: str
) -> pd.DataFrame:
    """Las cifras que publicó la práctica frente a las dos series estatales, cada una por su lado.

    Parameters
    ----------
    comparativo
        Tabla ``practica/comparativo_estatal``: dos años por indicador.
    pobreza_estatal
        Tabla ``pobreza_estatal`` (serie 2016-2022).
    anterior
        Tabla ``pobreza_estatal_anterior`` (serie 2008-2018): no se resta de la otra ni se une con ella.
    clave_entidad
        Entidad de la práctica.

    Returns
    -------
    DataFrame
        Una fila = indicador y año: ``indicador, anio, valor_publicado_pct, reduccion_publicada_pp``; de la
        serie 2016-2022, ``valor_serie_pct, coincide`` (igual al redondear a un decimal; nulo si la serie no
        tiene ese año), ``reduccion_serie_pp`` (positiva = bajó) y ``reduccion_coincide``; de la 2008-2018,
        lo mismo con ``_anterior``; ``advertencia``.
    """
    campos = ["indicador", "anio", "valor_publicado_pct", "reduccion_publicada_pp", "advertencia"]
    check_columnas(comparativo, campos, "comparativo estatal")
    check_llave_unica(comparativo, ["indicador", "anio"], "comparativo estatal")
    tabla = comparativo[campos]
    for nombre, serie in (("serie", pobreza_estatal), ("anterior", anterior)):
        valores = compute_serie_estatal(serie, clave_entidad)[["indicador", "anio", "pct"]]
        valores = valores.rename(columns={"pct": f"valor_{nombre}_pct"})
        tabla = tabla.merge(valores, on=["indicador", "anio"], how="left", validate="one_to_one")
    tabla = tabla.sort_values(["indicador", "anio"], kind="stable", ignore_index=True)
    for nombre, sufijo in (("serie", ""), ("anterior", "_anterior")):
        valor, reduccion = f"valor_{nombre}_pct", f"reduccion_{nombre}_pp"
        tabla[reduccion] = _compute_reduccion(tabla.groupby("indicador")[valor])
        tabla[f"coincide{sufijo}"] = _match_redondeo(tabla["valor_publicado_pct"], tabla[valor])
        publicada = tabla["reduccion_publicada_pp"]
        tabla[f"reduccion_coincide{sufijo}"] = _match_redondeo(publicada, tabla[reduccion])
    return tabla.astype({"valor_publicado_pct": "float64", "reduccion_publicada_pp": "float64"})[COMPARADAS]


def _match_redondeo(publicados: pd.Series, propios: pd.Series) -> "pd.api.extensions.ExtensionArray":
    pares = zip(publicados, propios, strict=True)
    return pd.array([_is_mismo_redondeo(p, v) for p, v in pares], dtype="boolean")


def _compute_reduccion(por_indicador: "pd.api.typing.SeriesGroupBy") -> pd.Series:
    """Cuánto bajó entre el primer año y el último; nulo con un solo dato."""
    completos = por_indicador.transform("count") > 1
    return (por_indicador.transform("first") - por_indicador.transform("last")).where(completos)


def _is_mismo_redondeo(publicado: object, valor: float) -> bool | None:
    if pd.isna(publicado) or pd.isna(valor):
        return None
    return Decimal(str(publicado)) == round_mitad_arriba(valor, 1)


def select_serie_entidad(tabla: pd.DataFrame, clave_entidad: str, donde: str) -> pd.DataFrame:
    """Las filas de una entidad en una tabla de una sola serie, por año; ``donde`` la nombra en los errores.

    Raises
    ------
    ClaveError, ComparabilidadError, EsquemaError
        Si no trae la entidad, mezcla series, repite un año o le falta una columna.
    """
    check_columnas(tabla, [*LLAVE, "serie"], donde)
    filas = filter_entidad_estatal(tabla, clave_entidad).sort_values("anio", ignore_index=True)
    check_misma_serie(filas)
    check_llave_unica(filas, LLAVE, donde)
    return filas


def filter_entidad_estatal(tabla: pd.DataFrame, clave_entidad: str) -> pd.DataFrame:
    """Las filas de una entidad (o del país, «00») de una tabla estatal; ClaveError si no las trae."""
    if clave_entidad != NACIONAL:
        check_clave_entidad(clave_entidad)
    filas = tabla[tabla["clave_entidad"] == clave_entidad]
    if filas.empty:
        raise ClaveError(
            f"La tabla estatal no trae la entidad «{clave_entidad}».",
            donde=DONDE,
            esperado="una de las entidades de la tabla, o «00» para el país",
            encontrado=f"{tabla['clave_entidad'].nunique():,} entidades distintas",
            que_hacer="cargue la tabla completa",
        )
    return filas
