"""Cada folio del libro de demostración: dónde está, a quién llega y con qué fuentes (todo ficticio)."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from math import isqrt

import pandas as pd

from fais_analysis.loaders.reparto import choose_indice, compute_sorteo, split_restos_mayores
from fais_analysis.schemas.inversion import MARCA_DEMOSTRACION, VIAS_FOCALIZACION

SEMILLA = "fais-demostracion-obras-1"
MILLON = 1_000_000
LOCALIDAD_NULA = (
    180_000  # de cada millón; con las acciones demasiado grandes para su localidad, cerca de 1 de 5
)
AGEB_URBANA = 550_000
SIN_BENEFICIARIOS = 50_000
SIN_VIA = 100_000
EN_EJECUCION = 150_000
COSTO_POR_BENEFICIARIO = (900, 4_200)  # pesos; fija el tamaño verosímil, no es un dato
PERSONAS_POR_VIVIENDA = 39  # décimas


@dataclass
class Folio:
    """Un folio ficticio mientras se arma."""

    clave: str
    ejercicio: int
    municipio: str
    tipo_conteo: str
    obra: Mapping = field(default_factory=dict)
    mezcla: Mapping[str, int] = field(default_factory=dict)
    cantidad: int = 0
    centavos: int = 0


@dataclass(frozen=True)
class LocalidadDemostracion:
    """Una localidad real con población."""

    clave: str
    poblacion: int
    agebs: tuple[str, ...]


@dataclass(frozen=True)
class Lugares:
    """Localidades pobladas de cada municipio, de menor a mayor, y su peso acumulado."""

    localidades: Mapping[str, tuple[LocalidadDemostracion, ...]]
    poblaciones: Mapping[str, tuple[int, ...]]
    acumulados: Mapping[str, tuple[int, ...]]


def build_lugares(localidades: pd.DataFrame, agebs: pd.DataFrame) -> Lugares:
    """Ordena las localidades pobladas de cada municipio y les cuelga sus AGEB pobladas."""
    con_gente = agebs[agebs["poblacion_personas"].fillna(0) > 0].sort_values("clave_ageb")
    por_localidad = con_gente.groupby("clave_localidad")["clave_ageb"].agg(tuple).to_dict()
    pobladas = localidades[localidades["poblacion_personas"].fillna(0) >= 20]
    pobladas = pobladas.sort_values(["poblacion_personas", "clave_localidad"])
    reunidas: dict[str, list[LocalidadDemostracion]] = {}
    for fila in pobladas.itertuples():
        localidad = LocalidadDemostracion(
            fila.clave_localidad, int(fila.poblacion_personas), por_localidad.get(fila.clave_localidad, ())
        )
        reunidas.setdefault(fila.clave_municipio, []).append(localidad)
    return Lugares(
        localidades={m: tuple(ls) for m, ls in reunidas.items()},
        poblaciones={m: tuple(loc.poblacion for loc in ls) for m, ls in reunidas.items()},
        acumulados={m: tuple(accumulate(isqrt(loc.poblacion) for loc in ls)) for m, ls in reunidas.items()},
    )


def build_filas(folio: Folio, catalogo: Mapping, lugares: Lugares) -> list[dict]:
    """Las filas del folio, una por fuente; sólo la fuente y el monto cambian."""
    comun = _build_comun(folio, catalogo) | _build_beneficio(folio, _choose_localidad(folio, lugares))
    fuentes = sorted(folio.mezcla)
    montos = split_restos_mayores(folio.centavos, [folio.mezcla[f] for f in fuentes])
    return [
        comun | {"fuente_recurso": fuente, "monto_mxn": Decimal(monto).scaleb(-2)}
        for fuente, monto in zip(fuentes, montos, strict=True)
    ]


def _build_comun(folio: Folio, catalogo: Mapping) -> dict:
    modalidades = catalogo["modalidades"].split("; ")
    modalidad = modalidades[choose_indice(_sort(folio, "modalidad"), [6, *[2] * (len(modalidades) - 1)])]
    abierta = folio.ejercicio >= catalogo["hasta"] and _sort(folio, "estatus") < EN_EJECUCION
    return {
        "folio_obra": folio.clave,
        "ejercicio": folio.ejercicio,
        "clave_municipio": folio.municipio,
        "nombre_obra": f"{folio.obra['nombre']} {MARCA_DEMOSTRACION}",
        "rubro": catalogo["rubro"],
        "subclasificacion": folio.obra["sub"],
        "modalidad": modalidad,
        "incidencia": catalogo["incidencia"],
        "carencia": catalogo["carencia"],
        "grupo": catalogo["grupo"],
        "tipo_conteo": folio.tipo_conteo,
        "cantidad": folio.cantidad,
        "unidad_medida": folio.obra["unidad"],
        "meta": _compute_meta(folio),
        "estatus": "en ejecución" if abierta else "concluida",
    }


def _compute_meta(folio: Folio) -> int:
    """La meta física: lo que alcanza al precio supuesto o, sin precio, la cantidad misma."""
    precio = folio.obra.get("precio")
    return max(folio.cantidad, folio.centavos // (100 * precio)) if precio else folio.cantidad


def _choose_localidad(folio: Folio, lugares: Lugares) -> LocalidadDemostracion | None:
    """Una localidad real con gente suficiente para la obra; ninguna si la obra es de varias."""
    if _sort(folio, "localidad nula") < LOCALIDAD_NULA:
        return None
    minima = folio.cantidad * 5 if folio.tipo_conteo == "accion" else 40
    desde = bisect_left(lugares.poblaciones[folio.municipio], minima)
    candidatas = lugares.localidades[folio.municipio][desde:]
    if not candidatas:
        return None
    acumulado = lugares.acumulados[folio.municipio]
    base = acumulado[desde - 1] if desde else 0
    objetivo = base + _sort(folio, "localidad") * (acumulado[-1] - base) // MILLON
    return candidatas[bisect_left(acumulado, objetivo + 1) - desde]


def _build_beneficio(folio: Folio, localidad: LocalidadDemostracion | None) -> dict:
    """Lugar, vía y personas; a veces sin dato, como en un libro verdadero."""
    agebs = localidad.agebs if localidad else ()
    con_ageb = bool(agebs) and _sort(folio, "ageb") < AGEB_URBANA
    personas = _compute_personas(folio, localidad)
    viviendas = _compute_viviendas(folio, personas)
    hombres = personas * (470 + _sort(folio, "hombres") * 50 // MILLON) // 1000
    sin_dato = _sort(folio, "sin beneficiarios") < SIN_BENEFICIARIOS
    return {
        "clave_localidad": localidad.clave if localidad else None,
        "clave_ageb": agebs[_sort(folio, "cuál ageb") * len(agebs) // MILLON] if con_ageb else None,
        "viviendas": None if sin_dato else viviendas,
        "beneficiarios_h": None if sin_dato else hombres,
        "beneficiarios_m": None if sin_dato else personas - hombres,
        "via_focalizacion": _choose_via(folio, con_ageb),
    }


def _compute_personas(folio: Folio, localidad: LocalidadDemostracion | None) -> int:
    if folio.tipo_conteo == "accion":
        personas = folio.cantidad * (34 + _sort(folio, "personas") * 10 // MILLON) // 10
    else:
        bajo, alto = COSTO_POR_BENEFICIARIO
        costo = bajo + _sort(folio, "personas") * (alto - bajo) // MILLON
        personas = max(12, folio.centavos // (100 * costo))
    return min(personas, localidad.poblacion) if localidad else personas


def _compute_viviendas(folio: Folio, personas: int) -> int | None:
    """Viviendas: las acciones mismas; en redes, las que caben en la población; en lo demás, no aplica."""
    if folio.tipo_conteo == "accion":
        return folio.cantidad
    if folio.clave.split("-")[-1][0] in "AE":
        return -(-personas * 10 // PERSONAS_POR_VIVIENDA)
    return None


def _choose_via(folio: Folio, con_ageb: bool) -> str | None:
    if _sort(folio, "sin vía") < SIN_VIA:
        return None
    pesos = [0, 6, 2, 2] if con_ageb else [5, 0, 3, 2]
    return VIAS_FOCALIZACION[choose_indice(_sort(folio, "vía"), pesos)]


def _sort(folio: Folio, llave: str) -> int:
    return compute_sorteo(SEMILLA, folio.clave, llave)
