"""Concentración de la inversión contra la de la carencia entre municipios: curva, índice y su signo."""

from fractions import Fraction

import pandas as pd

from fais_analysis.errors import EsquemaError
from fais_analysis.indicators.comparabilidad import check_anio_publicado, check_misma_serie
from fais_analysis.indicators.estado_dato import COMPLETO, SIN_REGISTROS
from fais_analysis.indicators.inversion import CENTAVOS, compute_inversion_por, is_demostracion
from fais_analysis.indicators.necesidad import NO_SE_PUEDE
from fais_analysis.indicators.parametros import MINIMO_ASOCIACION
from fais_analysis.indicators.partes import SE_PUEDE_LEER
from fais_analysis.indicators.validacion import check_columnas, check_llave_unica, join_claves

SIN_CARENCIA = "sin dato de la carencia"
SIGNO = (
    "Positivo: los municipios con mayor porcentaje de la carencia recibieron más pesos por persona que la "
    "padece. Negativo: recibieron menos. Cero: la inversión se repartió como la carencia."
)


def compute_curva(
    libro: pd.DataFrame, pobreza: pd.DataFrame, indicador: str, anio: int | None = None
) -> pd.DataFrame:
    """Curva de concentración: qué parte de la inversión y de las personas con la carencia se acumula.

    Los municipios se ordenan del mayor al menor porcentaje de la carencia; los que empatan forman un solo
    punto, así que el orden de las filas no cambia nada.

    Parameters
    ----------
    libro
        Tabla del libro de inversión (pesos corrientes acumulados).
    pobreza
        Tabla ``pobreza_municipal`` de los municipios que se comparan.
    indicador
        Identificador de ``INDICADORES``, por ejemplo ``pobreza_extrema``.
    anio
        Medición; por omisión, la última.

    Returns
    -------
    DataFrame
        Una fila = municipio: ``clave_municipio, indicador, anio, carencia_pct, personas, poblacion_personas,
        inversion_mxn, grupo`` (lugar en el orden, 1 = mayor porcentaje; los empates lo comparten; nulo si se
        omite), ``acumulado_poblacion_pct, acumulado_carencia_pct, acumulado_inversion_pct`` (al terminar su
        grupo) y ``estado_dato`` ∈ {completo, sin registros de inversión, sin dato de la carencia}. Los
        omitidos van al final, con su inversión a la vista.

    Raises
    ------
    ComparabilidadError
        Si el año no está publicado o se mezclan series.
    EsquemaError
        Si el libro trae municipios que no están en la tabla de pobreza.
    """
    base = _build_base(libro, pobreza, indicador, anio)
    usable = base["estado_dato"] == COMPLETO
    con_dato = _add_acumulados(_rank_municipios(base[usable].copy()))
    tabla = pd.concat([con_dato, base[~usable].sort_values("clave_municipio")], ignore_index=True)
    return tabla[COLUMNAS_CURVA]


SITUACIONES = {"con_dato": COMPLETO, "sin_registros": SIN_REGISTROS, "sin_dato": SIN_CARENCIA}
ACUMULADOS = {
    "poblacion_personas": "acumulado_poblacion_pct",
    "personas": "acumulado_carencia_pct",
    "inversion_centavos": "acumulado_inversion_pct",
}
COLUMNAS_CURVA = [
    *("clave_municipio", "indicador", "anio", "carencia_pct", "personas", "poblacion_personas"),
    *("inversion_centavos", "inversion_mxn", "grupo", *ACUMULADOS.values(), "estado_dato"),
]


def _rank_municipios(con_dato: pd.DataFrame) -> pd.DataFrame:
    """Del mayor al menor porcentaje, en aritmética exacta; los que empatan comparten grupo."""
    prevalencia = [
        Fraction(p) / Fraction(n)
        for p, n in zip(con_dato["personas"], con_dato["poblacion_personas"], strict=True)
    ]
    lugares = {v: n for n, v in enumerate(sorted(set(prevalencia), reverse=True), start=1)}
    con_dato["grupo"] = pd.array([lugares[v] for v in prevalencia], dtype="Int64")
    return con_dato.sort_values(["grupo", "clave_municipio"])


def _add_acumulados(con_dato: pd.DataFrame) -> pd.DataFrame:
    """Qué parte del total se lleva acumulada al terminar cada grupo."""
    for columna, salida in ACUMULADOS.items():
        sumas = con_dato.groupby("grupo")[columna].sum().astype("float64").cumsum()
        total = sumas.iloc[-1] if len(sumas) else 0
        con_dato[salida] = con_dato["grupo"].map(100 * sumas / total if total > 0 else sumas * float("nan"))
    return con_dato


def compute_concentracion(
    libro: pd.DataFrame, pobreza: pd.DataFrame, indicador: str, anio: int | None = None
) -> pd.DataFrame:
    """Índice de concentración de la inversión contra la carencia: dos veces el área entre curva y diagonal.

    Con los municipios del mayor al menor porcentaje de la carencia, ``X`` la parte acumulada de las personas
    con ella y ``Y`` la parte acumulada de la inversión: ``índice = Σ (Y_k + Y_{k−1})(X_k − X_{k−1}) − 1``.
    Va de ``indice_minimo`` (todo al de menor porcentaje) a ``indice_maximo`` (todo al de mayor). Aritmética
    exacta: si la inversión es proporcional a la carencia, es exactamente cero.

    Returns
    -------
    DataFrame
        Una fila: ``indicador, anio, indice, indice_minimo, indice_maximo, indice_carencia`` (de la carencia
        contra la población),
        ``indice_inversion`` (de la inversión contra la población), ``signo, municipios_con_dato,
        municipios_sin_registros, municipios_sin_dato, inversion_omitida_mxn, conclusion, motivo,
        es_demostracion``. Los índices son nulos si no hay inversión o personas que repartir.
    """
    curva = compute_curva(libro, pobreza, indicador, anio)
    usados = curva[curva["estado_dato"] == COMPLETO]
    grupos = [tuple(_sum_exacto(g[c]) for c in ACUMULADOS) for _, g in usados.groupby("grupo")]
    omitidos = curva.loc[curva["estado_dato"] != COMPLETO, "inversion_centavos"].dropna()
    demo = is_demostracion(libro)
    motivo = "el libro es de demostración" if demo else _find_motivo(len(usados), omitidos)
    return pd.DataFrame(
        {
            "indicador": [indicador],
            "anio": [int(curva["anio"].iloc[0])],
            **_compute_indices(grupos),
            "signo": [SIGNO],
            **{f"municipios_{n}": [int((curva["estado_dato"] == e).sum())] for n, e in SITUACIONES.items()},
            "inversion_omitida_mxn": [int(omitidos.sum()) / CENTAVOS],
            "conclusion": [NO_SE_PUEDE if motivo else SE_PUEDE_LEER],
            "motivo": [motivo],
            "es_demostracion": [demo],
        }
    )


def _sum_exacto(valores: pd.Series) -> Fraction:
    return sum(map(Fraction, valores), Fraction(0))


def _compute_indices(grupos: list[tuple[Fraction, ...]]) -> dict[str, list[float]]:
    """El índice, sus extremos y el de la carencia y la inversión contra la población, de cada grupo."""
    return {
        "indice": [_compute_indice([(p, i) for _, p, i in grupos])],
        **_compute_extremos([p for _, p, _ in grupos]),
        "indice_carencia": [_compute_indice([(n, p) for n, p, _ in grupos])],
        "indice_inversion": [_compute_indice([(n, i) for n, _, i in grupos])],
    }


def _compute_indice(partes: list[tuple[Fraction, Fraction]]) -> float:
    """Dos veces el área bajo la curva, menos uno; nulo si alguno de los dos totales es cero."""
    total_x, total_y = sum(x for x, _ in partes), sum(y for _, y in partes)
    if not total_x or not total_y:
        return float("nan")
    area, acumulado = Fraction(0), Fraction(0)
    for x, y in partes:
        area += (2 * acumulado + y) * x
        acumulado += y
    return float(area / (total_x * total_y) - 1)


def _compute_extremos(personas: list[Fraction]) -> dict[str, list[float]]:
    """Lo menos y lo más que puede dar el índice con esos grupos, del mayor porcentaje al menor.

    Con todo el dinero en un grupo, el índice sólo depende de la parte de las personas que él reúne.
    """
    total = sum(personas)
    if not total:
        return {"indice_minimo": [float("nan")], "indice_maximo": [float("nan")]}
    return {
        "indice_minimo": [float(personas[-1] / total - 1)],
        "indice_maximo": [float(1 - personas[0] / total)],
    }


def _find_motivo(municipios: int, omitidos: pd.Series) -> str:
    if municipios < MINIMO_ASOCIACION:
        return f"menos de {MINIMO_ASOCIACION:,} municipios con dato"
    return "hay inversión en municipios sin dato de la carencia" if omitidos.sum() > 0 else ""


def _build_base(libro: pd.DataFrame, pobreza: pd.DataFrame, indicador: str, anio: int | None) -> pd.DataFrame:
    columnas = ["clave_municipio", "anio", "serie", "poblacion_personas", f"{indicador}_personas"]
    check_columnas(pobreza, columnas, "pobreza municipal")
    check_misma_serie(pobreza)
    elegido = check_anio_publicado(pobreza, int(pobreza["anio"].max()) if anio is None else anio)
    filas = pobreza.loc[pobreza["anio"] == elegido, columnas]
    check_llave_unica(filas, ["clave_municipio"], "pobreza municipal")
    por_municipio = compute_inversion_por(libro, ["clave_municipio"])
    ajenos = sorted(set(por_municipio["clave_municipio"]) - set(filas["clave_municipio"]))
    if ajenos:
        raise EsquemaError(
            "El libro trae municipios que no están en la tabla de pobreza.",
            donde="concentración de la inversión",
            esperado=f"municipios entre los {len(filas):,} de la tabla",
            encontrado=join_claves(ajenos),
            que_hacer="use la pobreza de todos los municipios del libro; su inversión no se descarta",
        )
    base = filas.rename(columns={f"{indicador}_personas": "personas"}).drop(columns="serie")
    dinero = por_municipio[["clave_municipio", "inversion_centavos", "inversion_mxn"]]
    base = base.merge(dinero, on="clave_municipio", how="left", validate="one_to_one")
    base["inversion_centavos"] = base["inversion_centavos"].astype("Int64")
    base["indicador"] = indicador
    falta = base["personas"].isna() | ~(base["poblacion_personas"] > 0)
    base["carencia_pct"] = (100 * base["personas"] / base["poblacion_personas"]).mask(falta)
    base["estado_dato"] = COMPLETO
    base["estado_dato"] = base["estado_dato"].mask(base["inversion_centavos"].isna(), SIN_REGISTROS)
    base["estado_dato"] = base["estado_dato"].mask(falta, SIN_CARENCIA)
    return base
