"""Las tablas que hay detrás de cada parte de la pantalla: funciones puras sobre tablas ya cargadas."""

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from fais_analysis.explorer.medidas import MEDIDAS
from fais_analysis.explorer.vista import NOMBRES_FILTRO, Filtro
from fais_analysis.indicators.brechas import compute_brecha_estatal
from fais_analysis.indicators.exactos import compute_exactos
from fais_analysis.indicators.focalizacion import SIN_VIA
from fais_analysis.indicators.inversion import CENTAVOS, compute_inversion_por
from fais_analysis.indicators.per_capita import compute_inversion_per_capita
from fais_analysis.indicators.tendencias import subtract_periodos
from fais_analysis.schemas.vocabulario import CARENCIAS

INDICADORES_BRECHA: tuple[str, ...] = ("pobreza", "pobreza_extrema", *CARENCIAS)
DE_COMPONENTES: tuple[str, ...] = tuple(m.id for m in MEDIDAS.values() if m.subindicador)
DE_FILTRO = {
    "ejercicios": "ejercicio",
    "rubros": "rubro",
    "subclasificaciones": "subclasificacion",
    "incidencias": "incidencia",
    "vias": "via",
}
PER_CAPITA = ["inversion_mxn", "obras", "inversion_por_persona_mxn"]


def filter_libro(libro: pd.DataFrame, filtro: Filtro) -> pd.DataFrame:
    """Los renglones del libro que cumplen el filtro, en su orden.

    Parameters
    ----------
    libro
        Libro de inversión con ``via`` (``add_focalizacion``). Una fila = obra y fuente de recurso.
    filtro
        Una dimensión vacía no filtra; «sin_via» elige lo que no declara vía.
    """
    mascara = pd.Series(True, index=libro.index)
    for dimension, columna in DE_FILTRO.items():
        if valores := getattr(filtro, dimension):
            mascara &= libro[columna].isin(valores)
    return libro[mascara]


def list_opciones(libro: pd.DataFrame) -> dict[str, list[object]]:
    """Los valores que el libro trae en cada dimensión del filtro, en orden."""
    opciones = {d: sorted(libro[c].dropna().unique().tolist()) for d, c in DE_FILTRO.items()}
    vias = opciones["vias"]
    return {**opciones, "vias": [v for v in vias if v != SIN_VIA] + [SIN_VIA] * (SIN_VIA in vias)}


def compute_totales(libro: pd.DataFrame, libro_filtrado: pd.DataFrame) -> pd.DataFrame:
    """Cuánto dinero y cuántas obras quedan tras el filtro en cada municipio, y por cada dimensión.

    Returns
    -------
    DataFrame
        Una fila = municipio, dimensión y valor: ``clave_municipio, dimension`` (Total, Año de la obra, Rubro,
        Incidencia, Zona), ``valor, inversion_mxn`` (pesos corrientes), ``porcentaje_pct`` (de lo filtrado del
        municipio) y ``obras`` (folios en que participa). Un municipio sin renglones en el libro no tiene
        filas: sin registros no es cero; con renglones y ninguno que cumpla el filtro, sólo su total, en cero.
    """
    llave = ["clave_municipio"]
    propio = compute_inversion_por(libro_filtrado, llave)[[*llave, "inversion_mxn", "obras"]]
    registrados = libro[llave].drop_duplicates().sort_values(llave)
    total = registrados.merge(propio, on="clave_municipio", how="left", validate="one_to_one")
    total = total.fillna({"inversion_mxn": 0.0, "obras": 0}).assign(dimension="Total", valor="")
    partes = [total]
    for dimension, columna in DE_FILTRO.items():
        grupos = libro_filtrado.groupby([*llave, columna], dropna=False, observed=True)
        suma = grupos.agg(inversion_mxn=("monto_centavos", "sum"), obras=("folio_obra", "nunique"))
        suma = suma.reset_index().rename(columns={columna: "valor"})
        suma["inversion_mxn"] /= CENTAVOS
        partes.append(suma.assign(dimension=NOMBRES_FILTRO[dimension]))
    junta = pd.concat([p for p in partes if not p.empty] or [total], ignore_index=True)
    del_municipio = junta["clave_municipio"].map(total.set_index("clave_municipio")["inversion_mxn"])
    junta["porcentaje_pct"] = 100 * junta["inversion_mxn"] / del_municipio.where(del_municipio > 0)
    return junta[[*llave, "dimension", "valor", "inversion_mxn", "porcentaje_pct", "obras"]]


def sum_totales(totales: pd.DataFrame) -> pd.DataFrame:
    """Suma los totales de varios municipios: una fila = dimensión y valor, en el mismo orden."""
    junta = totales.groupby(["dimension", "valor"], sort=False, as_index=False)[["inversion_mxn", "obras"]]
    junta = junta.sum(min_count=1)
    total = junta.loc[junta["dimension"] == "Total", "inversion_mxn"].sum()
    junta["porcentaje_pct"] = 100 * junta["inversion_mxn"] / (total or float("nan"))
    return junta


def compute_municipios(pobreza: pd.DataFrame, indicador: str, anio: int) -> pd.DataFrame:
    """Cada municipio en un indicador y un año: nivel, brecha con su estado y cambio.

    Returns
    -------
    DataFrame
        Una fila = municipio: ``clave_municipio, municipio_pct`` (% exacto de la población), ``personas,
        brecha_pp`` (municipio − suma de su estado), ``cambio_pp`` (desde la medición anterior; nulo en la
        primera). Sin dato: nulo.
    """
    campos = ["clave_municipio", "anio", "serie", "poblacion_personas", f"{indicador}_personas"]
    base = pobreza[campos].reset_index(drop=True)
    exactos = compute_exactos(base)
    base["brecha_pp"] = compute_brecha_estatal(base, indicador)
    actual = exactos[exactos["anio"] == anio][["clave_municipio", "pct", "personas"]]
    brechas = base.loc[base["anio"] == anio, ["clave_municipio", "brecha_pp"]]
    tabla = actual.merge(brechas, on="clave_municipio", validate="one_to_one")
    anteriores = [int(a) for a in exactos["anio"].unique() if a < anio]
    if anteriores:
        cambios = subtract_periodos(exactos, "clave_municipio", [(max(anteriores), anio)])
        tabla = tabla.merge(cambios[["clave_municipio", "cambio_pp"]], on="clave_municipio", how="left")
    else:
        tabla["cambio_pp"] = float("nan")
    return tabla.rename(columns={"pct": "municipio_pct"})


def compute_inversion_municipios(
    libro: pd.DataFrame, pobreza: pd.DataFrame, anio: int, registrados: Collection[str]
) -> pd.DataFrame:
    """La inversión filtrada de cada municipio, total y por habitante de la medición de ``anio``.

    Parameters
    ----------
    libro
        El libro, ya filtrado.
    registrados
        Los municipios con renglones en el libro entero: si el filtro no les deja ninguno, su inversión es
        cero, que no es lo mismo que no tener registros.

    Returns
    -------
    DataFrame
        Una fila = municipio de ``pobreza``: ``clave_municipio, inversion_mxn, obras,
        inversion_por_persona_mxn``. Sin renglones en el libro: nulos, nunca cero.
    """
    conocidos = libro[libro["clave_municipio"].isin(set(pobreza["clave_municipio"]))]
    tabla = compute_inversion_per_capita(conocidos, pobreza, anio)
    es_cero = tabla["inversion_mxn"].isna() & tabla["clave_municipio"].isin(set(registrados))
    tabla.loc[es_cero, ["inversion_mxn", "obras"]] = 0
    tabla.loc[es_cero & (tabla["poblacion_personas"] > 0), "inversion_por_persona_mxn"] = 0.0
    return tabla[["clave_municipio", *PER_CAPITA]]


def compute_dispersion(necesidad: pd.DataFrame, inversion: pd.DataFrame) -> pd.DataFrame:
    """Necesidad contra pesos: el % con la carencia y los pesos por habitante de cada municipio.

    Returns
    -------
    DataFrame
        Una fila = municipio: ``clave_municipio, carencia_pct, carencia_personas, inversion_mxn,
        inversion_por_persona_mxn``. Nulos donde falta alguno: no se dibujan y se cuentan.
    """
    propias = necesidad[["clave_municipio", "municipio_pct", "personas"]].rename(
        columns={"municipio_pct": "carencia_pct", "personas": "carencia_personas"}
    )
    pesos = inversion[["clave_municipio", "inversion_mxn", "inversion_por_persona_mxn"]]
    return propias.merge(pesos, on="clave_municipio", how="left", validate="one_to_one")


def compute_tendencia(
    brechas: pd.DataFrame,
    indicador: str,
    claves: Sequence[str],
    nombres: Mapping[str, str],
    familia: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """La serie del indicador: el municipio y con quién se compara.

    Un solo municipio va con su estado (y con su familia, si se da ``compute_comparacion_familia``); varios,
    cada uno con la suya.

    Returns
    -------
    DataFrame
        Una fila = año de una serie: ``anio, serie`` (nombre impreso), ``clave`` (vacía en estado y familia),
        ``pct``. Sin dato: nulo.
    """
    propias = brechas[brechas["indicador"] == indicador]
    filas = [propias[propias["clave_municipio"] == c] for c in claves]
    partes = [
        _shape_serie(f["anio"], f["municipio_pct"], nombres[c], c) for f, c in zip(filas, claves, strict=True)
    ]
    if len(claves) == 1:
        partes.append(_shape_serie(filas[0]["anio"], filas[0]["estado_pct"], "Suma de su estado"))
    if familia is not None and not familia.empty:
        suya = familia[familia["indicador"] == indicador]
        partes.append(_shape_serie(suya["anio"], suya["familia_pct"], "Su familia"))
    return pd.concat(partes, ignore_index=True)


def _shape_serie(llave: pd.Series, pct: pd.Series, serie: str, clave: str = "") -> pd.DataFrame:
    """Los renglones de una serie; sin clave, los del estado o la familia."""
    return pd.DataFrame({llave.name: llave, "serie": serie, "clave": clave, "pct": pct})


def compute_brecha(
    brechas: pd.DataFrame,
    anio: int,
    claves: Sequence[str],
    nombres: Mapping[str, str],
    familia: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Pobreza y carencias (o componentes) del municipio contra su estado, su familia o los elegidos.

    Returns
    -------
    DataFrame
        Una fila = indicador y serie: ``indicador, serie, clave, pct``, en el orden oficial. Sin dato: nulo.
    """
    comparados = (*INDICADORES_BRECHA, *DE_COMPONENTES)
    del_anio = brechas[(brechas["anio"] == anio) & brechas["indicador"].isin(comparados)]
    filas = [del_anio[del_anio["clave_municipio"] == c] for c in claves]
    partes = [
        _shape_serie(f["indicador"], f["municipio_pct"], nombres[c], c)
        for f, c in zip(filas, claves, strict=True)
    ]
    if familia is not None and not familia.empty:
        suya = familia[(familia["anio"] == anio) & familia["indicador"].isin(INDICADORES_BRECHA)]
        partes.append(_shape_serie(suya["indicador"], suya["familia_pct"], "Su familia"))
    elif len(claves) == 1:
        partes.append(_shape_serie(filas[0]["indicador"], filas[0]["estado_pct"], "Suma de su estado"))
    junta = pd.concat(partes, ignore_index=True)
    orden = {i: n for n, i in enumerate(comparados)}
    return junta.sort_values("indicador", key=lambda c: c.map(orden), kind="stable", ignore_index=True)
