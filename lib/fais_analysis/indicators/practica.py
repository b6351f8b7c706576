"""Reproducción de las cifras publicadas por la práctica: concentrado 2016-2020 y comparativo estatal."""

from decimal import Decimal, InvalidOperation

import pandas as pd

from fais_analysis.errors import EsquemaError
from fais_analysis.indicators.inversion import CENTAVOS, compute_inversion_por
from fais_analysis.indicators.texto import round_mitad_arriba
from fais_analysis.indicators.validacion import check_columnas, check_llave_unica, join_claves
from fais_analysis.schemas.vocabulario import GRUPOS_CONCENTRADO

# La única entidad cuya práctica publicó resultados.
ENTIDAD_PRACTICA = "10"
TOTAL = "TOTAL"
GRUPOS_SOCIALES: tuple[str, ...] = ("Agua y Saneamiento", "Electrificación", "Vivienda")
CONCENTRADO = ["grupo", "inversion_centavos", "inversion_mxn", "cantidad", "proyectos", "acciones"]


def compute_concentrado(libro: pd.DataFrame) -> pd.DataFrame:
    """Concentrado de inversión por grupo, con su renglón de total.

    La cantidad suma proyectos y acciones, como en el original; van también por separado porque una acción es
    un apoyo por vivienda, no un contrato.

    Returns
    -------
    DataFrame
        Una fila = grupo en el orden publicado, más ``TOTAL``: ``grupo, inversion_centavos, inversion_mxn,
        cantidad, proyectos, acciones, porcentaje_pct`` (del dinero), ``porcentaje_entero, es_demostracion``.
        Un grupo sin registros queda en cero sólo si otro grupo tiene registros; los enteros no se fuerzan a
        sumar 100.

    Raises
    ------
    EsquemaError
        Si el libro está vacío o trae un grupo fuera de los cuatro.
    """
    por_grupo = compute_inversion_por(libro, ["grupo"])
    _check_grupos(por_grupo["grupo"])
    tabla = por_grupo.set_index("grupo").reindex(list(GRUPOS_CONCENTRADO))
    enteros = ["inversion_centavos", "proyectos", "acciones"]
    tabla = tabla[enteros].fillna(0).astype("int64")
    tabla.loc[TOTAL] = tabla.sum()
    tabla["cantidad"] = tabla["proyectos"] + tabla["acciones"]
    tabla = _add_porcentajes(tabla.rename_axis("grupo").reset_index())
    tabla["es_demostracion"] = bool(por_grupo["es_demostracion"].any())
    return tabla[[*CONCENTRADO, "porcentaje_pct", "porcentaje_entero", "es_demostracion"]]


def read_concentrado(publicado: pd.DataFrame) -> pd.DataFrame:
    """Concentrado publicado con centavos enteros, su total sumado y sus porcentajes calculados con pesos.

    Parameters
    ----------
    publicado
        Tabla ``practica/concentrado_2016_2020``; si trae el renglón del total, se comprueba y se rehace.

    Returns
    -------
    DataFrame
        ``grupo, inversion_centavos, inversion_mxn, cantidad, porcentaje_publicado, porcentaje_pct,
        porcentaje_entero``, con ``TOTAL`` al final.

    Raises
    ------
    EsquemaError
        Si un monto no tiene centavos exactos o el total publicado no es la suma.
    """
    check_columnas(publicado, ["grupo", "inversion_mxn", "cantidad", "porcentaje_publicado"], "concentrado")
    check_llave_unica(publicado, ["grupo"], "concentrado")
    tabla = publicado.assign(
        inversion_centavos=[parse_centavos(v) for v in publicado["inversion_mxn"]],
        cantidad=publicado["cantidad"].astype("int64"),
        porcentaje_publicado=pd.to_numeric(publicado["porcentaje_publicado"]).astype("float64"),
    ).set_index("grupo")
    dado = tabla.loc[TOTAL] if TOTAL in tabla.index else None
    tabla = tabla.drop(index=TOTAL, errors="ignore")
    _check_grupos(tabla.index)
    tabla = tabla.reindex(list(GRUPOS_CONCENTRADO))[
        ["inversion_centavos", "cantidad", "porcentaje_publicado"]
    ]
    suma = tabla.sum()
    _check_total(dado, suma)
    tabla.loc[TOTAL] = suma
    tabla = tabla.astype({"inversion_centavos": "int64", "cantidad": "int64"})
    tabla = _add_porcentajes(tabla.rename_axis("grupo").reset_index())
    orden = ["grupo", "inversion_centavos", "inversion_mxn", "cantidad", "porcentaje_publicado"]
    return tabla[[*orden, "porcentaje_pct", "porcentaje_entero"]]


def compare_practica(concentrado: pd.DataFrame, publicado: pd.DataFrame) -> pd.DataFrame:
    """El concentrado calculado frente al publicado, al centavo y a la unidad.

    Returns
    -------
    DataFrame
        Una fila = grupo y ``TOTAL``: ``grupo, inversion_calculada_mxn, inversion_publicada_mxn,
        diferencia_centavos, cantidad_calculada, cantidad_publicada, diferencia_cantidad,
        porcentaje_calculado_pct, porcentaje_publicado_pct, coincide`` (dinero y cantidad iguales, y el
        porcentaje publicado es el calculado redondeado a entero).
    """
    check_columnas(concentrado, CONCENTRADO, "concentrado calculado")
    oficial = read_concentrado(publicado).set_index("grupo")
    propio = concentrado.set_index("grupo").reindex(oficial.index)
    tabla = pd.DataFrame(
        {
            "inversion_calculada_mxn": propio["inversion_mxn"],
            "inversion_publicada_mxn": oficial["inversion_mxn"],
            "diferencia_centavos": propio["inversion_centavos"] - oficial["inversion_centavos"],
            "cantidad_calculada": propio["cantidad"],
            "cantidad_publicada": oficial["cantidad"],
            "diferencia_cantidad": propio["cantidad"] - oficial["cantidad"],
            "porcentaje_calculado_pct": propio["porcentaje_pct"],
            "porcentaje_publicado_pct": oficial["porcentaje_publicado"],
        }
    )
    iguales = (tabla["diferencia_centavos"] == 0) & (tabla["diferencia_cantidad"] == 0)
    entero = propio["porcentaje_entero"] == oficial["porcentaje_publicado"]
    tabla["coincide"] = (iguales & entero).astype("bool")
    return tabla.reset_index()


def compute_participacion_social(concentrado: pd.DataFrame) -> pd.Series:
    """Parte del dinero en agua y saneamiento, electrificación y vivienda (el 71 % publicado).

    Se calcula con pesos, no sumando porcentajes redondeados. No es el porcentaje de incidencia directa: los
    grupos mezclan obras directas y complementarias.

    Returns
    -------
    Series
        ``grupos, inversion_centavos, total_centavos, inversion_mxn, total_mxn, porcentaje_pct,
        porcentaje_entero``; porcentajes nulos si el total es cero.
    """
    check_columnas(concentrado, ["grupo", "inversion_centavos"], "concentrado")
    centavos = concentrado[concentrado["grupo"] != TOTAL].set_index("grupo")["inversion_centavos"]
    _check_grupos(centavos.index)
    social, total = int(centavos.reindex(list(GRUPOS_SOCIALES)).fillna(0).sum()), int(centavos.sum())
    porcentaje = 100 * social / total if total else float("nan")
    return pd.Series(
        {
            "grupos": ", ".join(GRUPOS_SOCIALES),
            "inversion_centavos": social,
            "total_centavos": total,
            "inversion_mxn": social / CENTAVOS,
            "total_mxn": total / CENTAVOS,
            "porcentaje_pct": porcentaje,
            "porcentaje_entero": int(round_mitad_arriba(porcentaje, 0)) if total else None,
        }
    )


def parse_centavos(monto: object) -> int:
    """Centavos enteros de un monto escrito con dos decimales (texto, Decimal o número).

    Raises
    ------
    EsquemaError
        Si no es un número o trae fracciones de centavo.

    Examples
    --------
    >>> parse_centavos("1,843,953,387.71")
    184395338771
    """
    try:
        centavos = Decimal(str(monto).replace(",", "")) * CENTAVOS
        if centavos == centavos.to_integral_value():
            return int(centavos)
    except (InvalidOperation, ValueError, OverflowError):
        pass
    raise EsquemaError(
        "Un monto publicado no tiene centavos exactos.",
        donde="concentrado, columna inversion_mxn",
        esperado="pesos con dos decimales",
        encontrado=repr(monto),
        que_hacer="compare la tabla con el documento de la práctica",
    )


def _add_porcentajes(tabla: pd.DataFrame) -> pd.DataFrame:
    """Pesos y porcentajes con la última fila como total."""
    total = int(tabla["inversion_centavos"].iloc[-1])
    porcentaje = 100 * tabla["inversion_centavos"] / (total or float("nan"))
    enteros = [pd.NA if pd.isna(p) else int(round_mitad_arriba(p, 0)) for p in porcentaje]
    return tabla.assign(
        inversion_mxn=tabla["inversion_centavos"] / CENTAVOS,
        porcentaje_pct=porcentaje,
        porcentaje_entero=pd.array(enteros, dtype="Int64"),
    )


def _check_grupos(grupos: pd.Series | pd.Index) -> None:
    raros = [str(g) for g in grupos if g not in GRUPOS_CONCENTRADO]
    if raros or len(grupos) == 0:
        raise EsquemaError(
            "El concentrado trae grupos que no son los publicados, o no trae ninguno.",
            donde="concentrado, columna grupo",
            esperado=", ".join(GRUPOS_CONCENTRADO),
            encontrado=join_claves(raros) or "ninguna fila",
            que_hacer="revise la columna grupo del libro o del concentrado",
        )


def _check_total(dado: pd.Series | None, suma: pd.Series) -> None:
    if dado is not None and any(dado[c] != suma[c] for c in ("inversion_centavos", "cantidad")):
        raise EsquemaError(
            "El total publicado del concentrado no es la suma de sus grupos.",
            donde="concentrado, renglón TOTAL",
            esperado=f"{int(suma['inversion_centavos'])} centavos y {int(suma['cantidad'])} obras o acciones",
            encontrado=f"{dado['inversion_centavos']} centavos y {dado['cantidad']}",
            que_hacer="compare la tabla con el documento de la práctica",
        )
