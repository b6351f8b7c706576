"""Qué obras se le proponen a un municipio y para cuántas viviendas, entre lo que el FAIS puede mover."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from fais_analysis.rules.peticion import ObraPosible, ReglasPeticion, UmbralesPeticion

NOMBRES_FALLA = {
    "sin_drenaje": "Sin drenaje",
    "sin_agua": "Sin agua entubada",
    "piso_tierra": "Piso de tierra",
    "sin_electricidad": "Sin luz",
    "sin_excusado": "Sin excusado",
    "hacinamiento": "Hacinamiento",
}


@dataclass(frozen=True)
class SituacionObras:
    """Lo que decide las obras de un municipio.

    ``viviendas``: falla → viviendas que la tienen (nulo: sin dato); ``fallas_pct``: falla → porcentaje;
    ``carencias_pct``: carencia → porcentaje de personas; ``carencia``: la que encabeza; ``es_rural``: si la
    mayoría vive en localidades de menos de 2,500 habitantes.
    """

    viviendas: Mapping[str, int | None]
    fallas_pct: Mapping[str, float]
    carencias_pct: Mapping[str, float]
    carencia: str
    es_rural: bool


def compute_obras(situacion: SituacionObras, reglas: ReglasPeticion) -> pd.DataFrame:
    """Las obras posibles del municipio, de más a menos viviendas; «por contar», al final.

    Returns
    -------
    DataFrame
        Una fila = obra: ``obra, nombre, falta, que_falta, carencia, falla, viviendas`` (nulo: por contar o
        sin dato), ``es_por_contar`` (nadie la ha contado), ``es_propuesta`` (se pide) y ``orden``.
        Una obra contada que a ninguna vivienda le hace falta no está.
    """
    filas = [_build_fila(obra, situacion) for obra in reglas.obras]
    filas = [f for f in filas if f["es_por_contar"] or f["viviendas"] != 0]
    elegidas = choose_obras(filas, situacion, reglas.umbrales)
    filas.sort(key=lambda f: (bool(f["es_por_contar"]), -_count(f)))
    tabla = pd.DataFrame(filas)
    tabla["es_propuesta"] = tabla["obra"].isin(elegidas)
    tabla["viviendas"] = tabla["viviendas"].astype("Int64")
    return tabla.assign(orden=range(1, len(tabla) + 1))


def _build_fila(obra: ObraPosible, situacion: SituacionObras) -> dict[str, object]:
    return {
        "obra": obra.id,
        "nombre": obra.rural if situacion.es_rural else obra.nombre,
        "falta": obra.falta,
        "que_falta": obra.que_falta,
        "carencia": obra.carencia,
        "falla": obra.falla,
        "viviendas": situacion.viviendas.get(obra.falla) if obra.falla else None,
        "es_por_contar": not obra.falla,
    }


def choose_obras(
    filas: Sequence[Mapping[str, object]], situacion: SituacionObras, umbrales: UmbralesPeticion
) -> list[str]:
    """Qué obras entran en la petición: primero las de la carencia que encabeza, y alguna contada.

    El hacinamiento no es una falla que ordene obras: CONAPO lo cuenta con otra regla que CONEVAL.
    """
    contadas = sorted(
        (f for f in filas if not f["es_por_contar"] and f["viviendas"]), key=lambda f: -_count(f)
    )
    mayor = max((_count(f) for f in contadas), default=0)
    minimo = max(umbrales.minimo_viviendas, umbrales.minimo_parte_pct * mayor / 100)
    bastantes = [f for f in contadas if _count(f) >= minimo]
    indicios = [f for f in filas if f["es_por_contar"] and _is_indicio(f, situacion, umbrales)]
    orden = sorted([*bastantes, *indicios], key=lambda f: f["carencia"] != situacion.carencia)
    elegidas = orden[: umbrales.maximo_obras]
    if contadas and len(elegidas) == umbrales.maximo_obras and contadas[0] not in elegidas:
        elegidas[-1] = contadas[0]  # lo que más falta no se calla, aunque sea de la otra carencia
    for fila in contadas:  # nunca sólo obras por contar, y nunca una sola
        falta_contada = not any(f["viviendas"] for f in elegidas)
        if fila not in elegidas and (falta_contada or len(elegidas) < 2):
            elegidas.append(fila)
    return [str(f["obra"]) for f in elegidas]


def _is_indicio(fila: Mapping[str, object], situacion: SituacionObras, umbrales: UmbralesPeticion) -> bool:
    """Si la carencia tiene más personas que las que explican sus fallas contadas: algo falta sin medir."""
    explican = {
        "servicios_basicos": ("sin_drenaje", "sin_agua", "sin_electricidad"),
        "vivienda": ("piso_tierra",),
    }
    carencia = str(fila["carencia"])
    fallas = sum(situacion.fallas_pct.get(f, float("nan")) for f in explican[carencia])
    return situacion.carencias_pct.get(carencia, float("nan")) - fallas >= umbrales.minimo_indicio_pp


def _count(fila: Mapping[str, object]) -> int:
    viviendas = fila["viviendas"]
    return viviendas if isinstance(viviendas, int) else 0


def compute_vive(localidades: pd.DataFrame, umbrales: UmbralesPeticion) -> pd.DataFrame:
    """Cómo vive la gente de cada municipio: en cuántas localidades y de qué tamaño.

    Parameters
    ----------
    localidades
        De ``compute_localidades``.

    Returns
    -------
    DataFrame
        Una fila = municipio: ``clave_municipio, forma`` (``dispersa``, ``todos_pueblos``, ``casi_pueblos``,
        ``pueblos`` o ``ciudad``), ``de_cada_10`` (los que viven así, o los de poblaciones grandes),
        ``menos_100_pct, menos_2500_pct, localidades, es_rural``. Un municipio sin población por localidad no
        está.
    """
    personas = localidades["poblacion_personas"].astype("float64")
    partes = localidades.assign(
        total=personas, chicas=personas.where(personas < 100, 0), rurales=personas.where(personas < 2500, 0)
    )
    grupos = partes.groupby("clave_municipio").agg(
        total=("total", "sum"), chicas=("chicas", "sum"), rurales=("rurales", "sum"), n=("localidad", "size")
    )
    filas = [_judge_vive(f, umbrales) for f in grupos[grupos["total"] > 0].reset_index().to_dict("records")]
    columnas = ["clave_municipio", "forma", "de_cada_10", "menos_100_pct", "menos_2500_pct", "localidades",
                "es_rural"]  # fmt: skip
    return pd.DataFrame(filas, columns=columnas)


def _judge_vive(fila: Mapping[str, float], umbrales: UmbralesPeticion) -> dict[str, object]:
    chicas, rurales = 100 * fila["chicas"] / fila["total"], 100 * fila["rurales"] / fila["total"]
    if chicas >= umbrales.dispersa_pct:
        forma, parte = "dispersa", chicas
    elif rurales >= umbrales.casi_todos_pct:
        forma, parte = ("todos_pueblos" if fila["rurales"] == fila["total"] else "casi_pueblos"), rurales
    elif rurales >= umbrales.pueblos_pct:
        forma, parte = "pueblos", rurales
    else:
        forma, parte = "ciudad", 100 - rurales
    return {
        "clave_municipio": fila["clave_municipio"],
        "forma": forma,
        "de_cada_10": round(parte / 10),
        "menos_100_pct": chicas,
        "menos_2500_pct": rurales,
        "localidades": int(fila["n"]),
        "es_rural": rurales >= umbrales.pueblos_pct,
    }
