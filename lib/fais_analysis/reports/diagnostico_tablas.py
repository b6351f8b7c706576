"""Las tablas que arma el capítulo de diagnóstico: conteos, explicaciones y dato de cada falla."""

from collections import Counter

import pandas as pd

from fais_analysis.indicators.brechas import NO_COMPARABLE
from fais_analysis.indicators.parametros import (
    PESOS_PRIORIDAD,
    TAMANO_FAMILIA,
    UMBRAL_POBLACION_PCT,
    UMBRAL_SIMILAR_PP,
)
from fais_analysis.rules.carencias import Carencia
from fais_analysis.rules.catalogo import get_ejercicios_catalogo, load_catalogo_obras
from fais_analysis.schemas.componentes import VIVIENDAS
from fais_analysis.schemas.vocabulario import CARENCIAS
from fais_analysis.views.registros import list_renglones

CAMPOS_CARENCIA = (
    "id",
    "nombre",
    "definicion",
    "que_puede_fais",
    "que_no_puede",
    "capacidad_fais",
    "cita",
    "certeza",
)
CAMPOS_SUBINDICADOR = ("id", "nombre", "umbral", "no_es_carencia", "proxy", "certeza")


def build_prioridades(
    prioridades: pd.DataFrame, comparaciones: pd.DataFrame, precision: pd.DataFrame, anio: int
) -> pd.DataFrame:
    """Las carencias de cada municipio por prioridad, frente a su familia y con su precisión.

    Agrega ``familia_pct, familia_brecha_pp, familia_posicion``, ``bajas`` (en qué ámbitos la estimación es
    poco precisa) y ``es_imprecisa`` (en todos: no se compara).
    Sin familia o sin dato de ella: nulos y «no comparable».
    """
    campos = {"familia_pct": "familia_pct", "brecha_pp": "familia_brecha_pp", "posicion": "familia_posicion"}
    llave = ["clave_municipio", "carencia"]
    actual = comparaciones[comparaciones["anio"] == anio].rename(columns={"indicador": "carencia", **campos})
    actual = actual[[*llave, *campos.values()]]
    junta = prioridades.merge(actual, on=llave, how="left", validate="one_to_one")
    precision = precision.rename(columns={"indicador": "carencia"})
    junta = junta.merge(precision[[*llave, "anio", "bajas", "es_imprecisa"]], on=[*llave, "anio"], how="left")
    return junta.assign(
        familia_posicion=junta["familia_posicion"].fillna(NO_COMPARABLE),
        bajas=junta["bajas"].fillna(""),
        es_imprecisa=junta["es_imprecisa"].eq(True),
    )


def build_conteos(
    brechas: pd.DataFrame, cambios: pd.DataFrame, familia: pd.DataFrame, comparacion: pd.DataFrame
) -> pd.DataFrame:
    """Los conteos del capítulo, en una fila.

    ``anio, anio_previo``; ``carencias_peor`` y ``carencias_con_dato`` (frente al estado, último año);
    ``carencias_bajan``, ``carencias_suben`` y ``carencias_similares`` (cambio desde la medición anterior de
    más de la diferencia que se llama similar, o de hasta ella); ``carencias_con_cambio`` (las que tienen las
    dos mediciones); ``familia_municipios, familia_parecido_bajo``
    y ``familia_con_dato`` (con la última medición).
    """
    anio = int(brechas["anio"].max())
    previo = int(cambios.loc[cambios["hasta"] == anio, "desde"].max())
    con_dato = comparacion[(comparacion["anio"] == anio) & (comparacion["indicador"] == "pobreza")]
    actual = [r for r in list_renglones(brechas) if r["anio"] == anio and r["indicador"] in CARENCIAS]
    posiciones = Counter(
        r["posicion"]
        for r in list_renglones(cambios)
        if (r["desde"], r["hasta"]) == (previo, anio) and r["indicador"] in CARENCIAS
    )
    fila = {
        "anio": anio,
        "anio_previo": previo,
        "carencias_peor": sum(r["posicion"] == "peor" for r in actual),
        "carencias_con_dato": sum(r["posicion"] != NO_COMPARABLE for r in actual),
        "carencias_bajan": posiciones["mejor"],
        "carencias_suben": posiciones["peor"],
        "carencias_similares": posiciones["similar"],
        "carencias_con_cambio": posiciones.total() - posiciones[NO_COMPARABLE],
        **count_familia(familia),
        "familia_con_dato": int(con_dato["municipios_con_dato"].iloc[0]),
    }
    return pd.DataFrame([fila])


def count_familia(familia: pd.DataFrame) -> dict[str, int]:
    """Cuántos municipios comparables hay y con cuántos el parecido es bajo."""
    bajos = int((familia["parecido"] == "bajo").sum())
    return {"familia_municipios": len(familia), "familia_parecido_bajo": bajos}


def build_parametros() -> pd.DataFrame:
    """Los umbrales y pesos del método, en una fila; los pesos, en % del puntaje."""
    pesos = {f"peso_{nombre}_pct": 100 * peso for nombre, peso in PESOS_PRIORIDAD.items()}
    fila = {
        "umbral_similar_pp": UMBRAL_SIMILAR_PP,
        "umbral_poblacion_pct": UMBRAL_POBLACION_PCT,
        "tamano_familia": TAMANO_FAMILIA,
        **pesos,
    }
    return pd.DataFrame([fila])


def build_carencias(carencias: dict[str, Carencia]) -> pd.DataFrame:
    """Las seis carencias explicadas: una fila = carencia."""
    return pd.DataFrame([{campo: getattr(c, campo) for campo in CAMPOS_CARENCIA} for c in carencias.values()])


def build_subindicadores(
    carencias: dict[str, Carencia], viviendas: pd.DataFrame, municipios: pd.Series
) -> pd.DataFrame:
    """Los componentes de cada carencia y el dato municipal con que se ve: una fila = municipio y componente.

    Además de la explicación trae ``dato`` (qué cuenta), ``fuente, anio, municipio_pct, estado_pct``: la
    primera aproximación en % de viviendas (``viviendas``: :func:`select_viviendas`). Sin ella: nulos.
    """
    filas = [
        {"carencia": c.id, **{campo: getattr(s, campo) for campo in CAMPOS_SUBINDICADOR}}
        for c in carencias.values()
        for s in c.subindicadores
    ]
    llave = ["clave_municipio", "id"]
    datos = viviendas.rename(columns={"nombre": "dato", "subindicador": "id"}).drop_duplicates(llave)
    columnas = [*llave, "componente", "dato", "fuente", "anio", "municipio_pct", "estado_pct"]
    todos = municipios.to_frame().merge(pd.DataFrame(filas), how="cross")
    return todos.merge(datos[columnas], on=llave, how="left", validate="one_to_one")


def select_viviendas(vivienda: pd.DataFrame) -> pd.DataFrame:
    """Los componentes en % de viviendas, del último año de cada municipio y fuente.

    Los que están en % de ocupantes no se mezclan con ellos.
    """
    viviendas = vivienda[vivienda["unidad"] == VIVIENDAS]
    ultimo = viviendas.groupby(["clave_municipio", "fuente"])["anio"].transform("max")
    return viviendas[viviendas["anio"] == ultimo].reset_index(drop=True)


def build_obras(carencias: dict[str, Carencia]) -> pd.DataFrame:
    """Qué obras del último Catálogo revisado mueven cada subindicador: una fila = subindicador y obra."""
    catalogo = load_catalogo_obras(get_ejercicios_catalogo()[1])
    directas = catalogo[(catalogo["incidencia"] == "directa") & catalogo["subindicador"].notna()]
    nombres = {s.id: s.nombre for c in carencias.values() for s in c.subindicadores}
    columnas = ["carencia", "subindicador", "subclasificacion", "efecto", "condicion", "certeza"]
    obras = directas[columnas].reset_index(drop=True)
    return obras.assign(subindicador_nombre=obras["subindicador"].map(nombres))
