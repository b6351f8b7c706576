"""Con qué voz se le pide a un municipio; se decide sólo con las dos carencias que el FAIS mueve."""

import pandas as pd

from fais_analysis.indicators.texto import round_mitad_arriba
from fais_analysis.rules.peticion import UmbralesPeticion
from fais_analysis.schemas.capitulos.resumen import COMO_ESTADO, FALTA_POCO, SIN_VOZ, URGENTE

ARRIBA, PARECIDO, ABAJO = "arriba", "igual", "abajo_muchas"
# Las dos que una obra puede quitar; si empatan, encabeza la primera.
CARENCIAS_FAIS = ("servicios_basicos", "vivienda")
_CAMPOS = ["municipio_pct", "municipio_personas", "estado_pct", "estado_personas", "brecha_pp"]


def compute_voces(brechas: pd.DataFrame, anio: int, umbrales: UmbralesPeticion) -> pd.DataFrame:
    """La voz de cada municipio y la carencia que encabeza su petición.

    Parameters
    ----------
    brechas
        De ``compute_brechas_todas``.
    anio
        La medición con que se decide.
    umbrales
        Los cortes: una convención (``rules/data/peticion.yml``).

    Returns
    -------
    DataFrame
        Una fila = municipio: ``clave_municipio, voz`` (``urgente``, ``como_estado``, ``falta_poco`` o, sin
        medición, ``sin_dato``), ``variante`` (``arriba``, ``igual`` o ``abajo_muchas`` del estado),
        ``carencia`` (la de mayor porcentaje), ``municipio_pct, estado_pct, diferencia_pp, personas``,
        ``aproximadas_personas`` (a decenas bajo mil; a centenas desde mil), ``fais_personas`` (las de las dos
        carencias; quien tiene las dos cuenta dos veces), ``parte_estado_pct`` (de esa suma en la entidad),
        ``parte_extrema_pct`` (de la gente en pobreza extrema de la entidad; nulo sin dato).
    """
    de_anio = brechas[(brechas["anio"] == anio) & brechas["indicador"].isin(CARENCIAS_FAIS)]
    anchas = de_anio.pivot(index="clave_municipio", columns="indicador", values=_CAMPOS)
    filas = [_judge_municipio(clave, fila, umbrales) for clave, fila in anchas.iterrows()]
    tabla = pd.DataFrame(filas)
    for columna in ("personas", "aproximadas_personas", "fais_personas"):
        tabla[columna] = tabla[columna].astype("Int64")
    extrema = brechas[(brechas["anio"] == anio) & (brechas["indicador"] == "pobreza_extrema")]
    parte = (100 * extrema["municipio_personas"] / extrema["estado_personas"]).astype("Float64")
    return tabla.assign(
        parte_extrema_pct=tabla["clave_municipio"].map(parte.set_axis(extrema["clave_municipio"]))
    )


def _judge_municipio(clave: object, fila: pd.Series, umbrales: UmbralesPeticion) -> dict[str, object]:
    pcts = {c: fila["municipio_pct", c] for c in CARENCIAS_FAIS}
    if any(pd.isna(v) for v in (*pcts.values(), *(fila["brecha_pp", c] for c in CARENCIAS_FAIS))):
        return {"clave_municipio": clave, "voz": SIN_VOZ, "variante": "", "carencia": ""} | dict.fromkeys(
            ("municipio_pct", "estado_pct", "diferencia_pp", "personas", "aproximadas_personas",
             "fais_personas", "parte_estado_pct")
        )  # fmt: skip
    carencia = max(CARENCIAS_FAIS, key=lambda c: pcts[c])
    personas = int(fila["municipio_personas", carencia])
    suma = int(sum(fila["municipio_personas", c] for c in CARENCIAS_FAIS))
    return {
        "clave_municipio": clave,
        "voz": judge_voz(max(fila["brecha_pp", c] for c in CARENCIAS_FAIS), personas, umbrales),
        "variante": judge_variante(fila["brecha_pp", carencia], umbrales),
        "carencia": carencia,
        "municipio_pct": float(pcts[carencia]),
        "estado_pct": float(fila["estado_pct", carencia]),
        "diferencia_pp": float(fila["brecha_pp", carencia]),
        "personas": personas,
        "aproximadas_personas": approximate_personas(personas),
        "fais_personas": suma,
        "parte_estado_pct": 100 * suma / float(sum(fila["estado_personas", c] for c in CARENCIAS_FAIS)),
    }


def judge_voz(mayor_diferencia_pp: float, personas: int, umbrales: UmbralesPeticion) -> str:
    """La voz, por la mayor de las dos diferencias con el estado y la gente de la carencia que encabeza."""
    if mayor_diferencia_pp >= umbrales.urgente_pp:
        return URGENTE
    pocas = mayor_diferencia_pp <= umbrales.similar_pp and personas <= umbrales.pocas_personas
    return FALTA_POCO if pocas else COMO_ESTADO


def judge_variante(diferencia_pp: float, umbrales: UmbralesPeticion) -> str:
    """Si la carencia que encabeza está por arriba del estado, casi igual o por debajo."""
    if diferencia_pp > umbrales.similar_pp:
        return ARRIBA
    return PARECIDO if diferencia_pp >= -umbrales.similar_pp else ABAJO


def approximate_personas(personas: int) -> int:
    """Personas estimadas, como se dicen en una frase: a decenas bajo mil y a centenas desde mil.

    Examples
    --------
    >>> approximate_personas(83), approximate_personas(725), approximate_personas(25414)
    (80, 730, 25400)
    """
    paso = 10 if personas < 1000 else 100
    return int(round_mitad_arriba(personas / paso, 0)) * paso
