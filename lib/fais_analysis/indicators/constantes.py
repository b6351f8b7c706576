"""Pesos constantes: la inversión de cada ejercicio llevada a los precios de un año con el INPC."""

from collections.abc import Sequence

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.indicators.inversion import (
    CENTAVOS,
    DONDE,
    check_centavos,
    is_demostracion,
)
from fais_analysis.indicators.validacion import check_columnas, check_llave_unica

DONDE_INPC = "INPC"
ORDEN_CERTEZA: tuple[str, ...] = ("verificada", "corroborada", "recordada")


def deflactar(libro: pd.DataFrame, inpc: pd.DataFrame, base_anio: int) -> pd.DataFrame:
    """El libro con sus montos a precios de un año.

    ``monto_constante_mxn = pesos × INPC promedio del año base ÷ INPC promedio del ejercicio``, sin redondear
    por fila: se redondea sólo al mostrar.

    Parameters
    ----------
    libro
        Tabla del libro de inversión.
    inpc
        Tabla ``inpc`` (promedio anual).
    base_anio
        Año de los precios.

    Returns
    -------
    DataFrame
        El libro con ``factor_inpc, monto_constante_mxn, base_anio, certeza_inpc`` (la más débil de las dos
        usadas). Si no hay INPC del ejercicio, los tres primeros son nulos.

    Raises
    ------
    ParametroError
        Si no hay INPC del año base.
    """
    check_columnas(libro, ["ejercicio", "monto_centavos"], DONDE)
    factores = compute_factores(inpc, base_anio)
    unidos = libro.merge(factores, left_on="ejercicio", right_on="anio", how="left", validate="many_to_one")
    unidos.index = libro.index
    unidos["monto_constante_mxn"] = check_centavos(libro) / CENTAVOS * unidos["factor_inpc"]
    return unidos.drop(columns="anio").assign(base_anio=base_anio)


def compute_factores(inpc: pd.DataFrame, base_anio: int) -> pd.DataFrame:
    """Factor por ejercicio: ``anio, factor_inpc, certeza_inpc``.

    Raises
    ------
    ParametroError
        Si no hay INPC del año base, o no es positivo.
    """
    check_columnas(inpc, ["anio", "inpc_promedio", "certeza"], DONDE_INPC)
    check_llave_unica(inpc, ["anio"], DONDE_INPC)
    base = inpc[(inpc["anio"] == base_anio) & (inpc["inpc_promedio"] > 0)]
    if base.empty:
        anios = ", ".join(str(int(a)) for a in sorted(inpc["anio"]))
        raise ParametroError(
            f"No hay INPC promedio de {base_anio}.",
            donde="base_anio",
            esperado=f"uno de: {anios or 'ningún año'}",
            encontrado=repr(base_anio),
            que_hacer="elija un año con INPC",
        )
    promedio = inpc["inpc_promedio"].astype("float64")
    certeza_base = str(base["certeza"].iloc[0])
    return pd.DataFrame(
        {
            "anio": inpc["anio"],
            "factor_inpc": float(base["inpc_promedio"].iloc[0]) / promedio.where(promedio > 0),
            "certeza_inpc": [get_certeza_debil([c, certeza_base]) for c in inpc["certeza"]],
        }
    )


def compute_inversion_constante_por(
    libro: pd.DataFrame,
    inpc: pd.DataFrame,
    base_anio: int,
    columnas: Sequence[str] = (),
    por: Sequence[str] = (),
) -> pd.DataFrame:
    """Inversión por grupo en pesos corrientes y en pesos constantes.

    Parameters
    ----------
    libro
        Tabla del libro de inversión.
    inpc
        Tabla ``inpc`` (promedio anual).
    base_anio
        Año de los precios.
    columnas
        Con qué columnas del libro se agrupa; ninguna da un solo total.
    por
        Columnas que parten el libro en varios, cada uno como si se calculara solo (véase
        ``compute_inversion_por``).

    Returns
    -------
    DataFrame
        Una fila = grupo: ``por, columnas, inversion_mxn`` (corrientes), ``inversion_constante_mxn, base_anio,
        certeza_inpc`` (la más débil de las usadas en el libro), ``ejercicios_sin_inpc, es_demostracion``. Si
        a un grupo le falta el INPC de algún ejercicio, su inversión constante es nula —una suma parcial sería
        un número equivocado— y ``ejercicios_sin_inpc`` dice cuáles.
    """
    tabla = _deflactar_ordenado(libro, inpc, base_anio, por, columnas)
    libros = list(por) or ["_total"]
    salida = _sum_constantes(tabla, [*libros, *columnas])
    salida["base_anio"] = base_anio
    fichas = _describe_libros(tabla.groupby(libros, dropna=False, observed=True))
    orden = ["inversion_mxn", "inversion_constante_mxn", "base_anio", "certeza_inpc", "ejercicios_sin_inpc"]
    return salida.join(fichas, on=libros).reset_index()[[*por, *columnas, *orden, "es_demostracion"]]


def _deflactar_ordenado(
    libro: pd.DataFrame, inpc: pd.DataFrame, base_anio: int, por: Sequence[str], columnas: Sequence[str]
) -> pd.DataFrame:
    """El libro en pesos constantes, en orden, y en cero lo que falta (después anula a su grupo).

    Así la suma de un municipio es la misma, hasta el último dígito, solo o junto a los demás.
    """
    usadas = dict.fromkeys([*por, *columnas, "ejercicio", "monto_centavos", "es_demostracion"])
    check_columnas(libro, list(usadas), DONDE)
    is_demostracion(libro)
    tabla = deflactar(libro[[*usadas]], inpc, base_anio).sort_values([*por, "ejercicio"], kind="stable")
    return tabla.assign(_total="total", monto_constante_mxn=tabla["monto_constante_mxn"].fillna(0.0))


def _sum_constantes(tabla: pd.DataFrame, grupos: list[str]) -> pd.DataFrame:
    """Pesos corrientes y constantes por grupo; los constantes, nulos si falta el INPC de un ejercicio."""
    por_grupo = tabla.groupby(grupos, dropna=False, observed=True)
    salida = pd.DataFrame(
        {
            "inversion_mxn": por_grupo["monto_centavos"].sum() / CENTAVOS,
            "inversion_constante_mxn": por_grupo["monto_constante_mxn"].sum(),
        }
    )
    faltantes = tabla[tabla["factor_inpc"].isna()]
    sin_inpc = faltantes.groupby(grupos, dropna=False, observed=True)["ejercicio"].agg(
        lambda s: ", ".join(str(int(a)) for a in sorted(s.unique()))
    )
    salida["ejercicios_sin_inpc"] = sin_inpc.astype("str").reindex(salida.index).fillna("")
    completa = salida["ejercicios_sin_inpc"] == ""
    salida["inversion_constante_mxn"] = salida["inversion_constante_mxn"].where(completa)
    return salida


def get_certeza_debil(certezas: Sequence[str]) -> str:
    """La certeza más débil de varias; una desconocida o la falta de todas cuenta como «recordada».

    Examples
    --------
    >>> get_certeza_debil(["verificada", "corroborada"])
    'corroborada'
    """
    orden = {c: n for n, c in enumerate(ORDEN_CERTEZA)}
    lugares = [orden.get(_normalize_certeza(c), len(ORDEN_CERTEZA) - 1) for c in certezas]
    return ORDEN_CERTEZA[max(lugares, default=len(ORDEN_CERTEZA) - 1)]


def _normalize_certeza(certeza: str) -> str:
    """«CORROBORADO» de los archivos de trabajo y «corroborada» de las reglas son lo mismo."""
    texto = str(certeza).strip().lower()
    return f"{texto[:-1]}a" if texto.endswith("o") else texto


def _describe_libros(por_libro: "pd.api.typing.DataFrameGroupBy") -> pd.DataFrame:
    """De cada libro: la certeza más débil de los INPC que usó y si es de demostración."""
    return por_libro.agg(
        certeza_inpc=("certeza_inpc", lambda s: get_certeza_debil(s.dropna().unique())),
        es_demostracion=("es_demostracion", "any"),
    )
