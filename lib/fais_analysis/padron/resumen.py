"""El resumen que sale del cuarto: cuentas del estado y de cada municipio para el panorama y los expedientes.

Cada cuenta se redondea por su lado, con sorteo; lo que se dice de un municipio depende del anexo, que es
público, y de lo redondeado. Si con la del estado se demostrara otra por resta, va la suma de lo redondeado.
"""

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from fais_analysis.padron.ataque import Blanco, Hecho, build_hecho, find_demostradas
from fais_analysis.padron.celdas import ESTADO, SIN_MUNICIPIO, TOTAL, UMBRAL, CeldaPadron
from fais_analysis.padron.redondeo import BASE, round_sola

ACCIONES, MEDIDAS = "acciones", ("registradas", "apoyos", "repetidos")
Cuentas = Mapping[str, int]  # por lugar


def count_municipios(cruce: pd.DataFrame, personas: pd.DataFrame, repetidos: Collection[str]) -> pd.DataFrame:
    """Lo pagado, lo registrado y lo repetido: una fila = municipio (``SIN_MUNICIPIO``, lo reservado).

    ``cruce`` es el de :func:`cruces.compare_acciones`. ``apoyos`` son los de un programa con ventana fijada:
    de los demás no se sabe si se repiten.
    """
    con_ventana = personas[personas["ventana_meses"] != ""]
    sensibles = set(personas.loc[personas["sensible"] != "", "apoyo"])
    pagado = cruce.assign(
        registradas=cruce[["pagadas", "registradas"]].min(axis=1), acciones=cruce["pagadas"]
    )
    cuentas = pagado.groupby(_find_lugares(pagado, sensibles))[["acciones", "registradas"]].sum()
    lugares = _find_lugares(con_ventana, sensibles)
    son = lugares[con_ventana["registro"].isin(repetidos)]
    cuentas = cuentas.join(lugares.value_counts().rename("apoyos"), how="outer")
    cuentas = cuentas.join(son.value_counts().rename("repetidos")).fillna(0).astype("int64")
    return cuentas.rename_axis("clave_municipio").sort_index()


def _find_lugares(tabla: pd.DataFrame, sensibles: Collection[str]) -> pd.Series:
    sin_lugar = tabla["apoyo"].isin(sensibles) | (tabla["clave_municipio"] == "")
    return tabla["clave_municipio"].mask(sin_lugar, SIN_MUNICIPIO)


def build_resumen(cuentas: pd.DataFrame, llave_publicacion: bytes) -> dict[str, Any]:
    """Lo que se escribe: las cuentas del estado y, en ``municipios``, las de cada uno.

    Una cuenta en cero vale de 0 a 4; una nula no se dice: con menos acciones que el umbral, o si nadie fijó
    una ventana. Un municipio sin acciones en el anexo sólo aparece si alguna cuenta no es cero.
    """
    acciones: Cuentas = cuentas[ACCIONES].to_dict() | {ESTADO: int(cuentas[ACCIONES].sum())}
    registradas = _round_medida(cuentas, "registradas", llave_publicacion, acciones)
    apoyos = _round_medida(cuentas, "apoyos", llave_publicacion)
    repetidos = _round_medida(cuentas, "repetidos", llave_publicacion, apoyos, BASE - 1)
    dichas: dict[str, Cuentas] = {
        "registradas": {lugar: n for lugar, n in registradas.items() if acciones[lugar] >= UMBRAL},
        "apoyos": apoyos if apoyos[ESTADO] else {},  # sin ventana no se sabe qué se repite
        "repetidos": repetidos if apoyos[ESTADO] else {},
    }
    filas: dict[str, dict[str, int | None]] = {
        lugar: {ACCIONES: n, **{medida: dichas[medida].get(lugar) for medida in MEDIDAS}}
        for lugar, n in acciones.items()
        if lugar != SIN_MUNICIPIO
    }
    del_estado = filas.pop(ESTADO)
    return del_estado | {"municipios": {lugar: fila for lugar, fila in filas.items() if any(fila.values())}}


def _round_medida(
    cuentas: pd.DataFrame,
    medida: str,
    llave_publicacion: bytes,
    topes: Cuentas | None = None,
    holgura: int = 0,
) -> dict[str, int]:
    """Lo que se dice de cada lugar y del estado, sin rebasar un tope que se conoce con cierta holgura."""
    topes = topes or {}
    verdad = {str(lugar): int(n) for lugar, n in cuentas[medida].items()}
    redondas = {
        lugar: round_sola(llave_publicacion, f"resumen {medida}", CeldaPadron(lugar, TOTAL, (), n))
        for lugar, n in (verdad | {ESTADO: sum(verdad.values())}).items()
    }
    redondas = {lugar: min(z, topes.get(lugar, z)) for lugar, z in redondas.items()}
    if not _is_a_salvo(verdad, redondas, {lugar: n + holgura for lugar, n in topes.items()}):
        redondas[ESTADO] = sum(z for lugar, z in redondas.items() if lugar != ESTADO)
    return redondas


def _is_a_salvo(verdad: Cuentas, redondas: Cuentas, topes: Cuentas) -> bool:
    """Si con lo redondeado y los topes nadie demuestra que un lugar tiene de 1 a 4, ni restando."""
    hechos = [build_hecho((lugar,), redondas[lugar]) for lugar in verdad if lugar != SIN_MUNICIPIO]
    hechos += [Hecho((lugar,), 0, topes[lugar]) for lugar in verdad if lugar in topes]
    hechos.append(build_hecho(tuple(verdad), redondas[ESTADO]))
    return not find_demostradas(verdad, hechos, [Blanco(lugar, (lugar,)) for lugar in verdad])
